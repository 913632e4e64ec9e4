import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { fromRandomAccessReaderPromise, RandomAccessReader } from 'yauzl';
import { AppError } from '../../../contract/errors';
import type { RemoteSource } from './remote-source';

const pieceBytes = 1024 * 1024;

/** Lets a zip be read by ranges of a file that lies elsewhere. */
class RangesOf extends RandomAccessReader {
  private readonly source: RemoteSource;
  private readonly signal: AbortSignal;

  constructor(source: RemoteSource, signal: AbortSignal) {
    super();
    this.source = source;
    this.signal = signal;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.pieces(start, end));
  }

  private async *pieces(start: number, end: number): AsyncGenerator<Buffer, void> {
    for (let at = start; at < end; at += pieceBytes)
      yield await this.source.read(at, Math.min(pieceBytes, end - at), this.signal);
  }
}

/**
 * What is in a zip on a host, one file after the other, in its order.
 *
 * @throws AppError `logs.archive-damaged`, `logs.archive-encrypted`, `logs.archive-method`, and
 *   what the source throws
 */
export async function* zipContent(
  source: RemoteSource,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<{ bytes: Buffer; share: number }, void> {
  try {
    const reader = new RangesOf(source, signal);
    const options = { autoClose: false, decodeStrings: false };
    const zip = await fromRandomAccessReaderPromise(reader, source.size, options);
    let taken = 0;
    for await (const entry of zip.eachEntry()) {
      if (entry.isEncrypted())
        throw new AppError('logs.archive-encrypted', { path, name: entry.fileNameRaw.toString() });
      const { compressionMethod: method } = entry;
      if (method !== 0 && method !== 8) throw new AppError('logs.archive-method', { path, method });
      let out = 0;
      for await (const bytes of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
        out += bytes.length;
        const part = (entry.compressedSize * out) / Math.max(1, entry.uncompressedSize);
        yield { bytes, share: Math.min(1, (taken + part) / source.size) };
      }
      taken += entry.compressedSize;
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (signal.aborted) throw new AppError('wire.cancelled');
    throw new AppError(
      'logs.archive-damaged',
      { name: basename(path), bytes: 0 },
      { cause: error },
    );
  }
}
