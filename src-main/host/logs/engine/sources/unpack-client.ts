import { AppError } from '../../../../contract/errors';
import type { ScanPart } from '../index/range-scan';
import { unpackPool, type UnpackLine } from './unpack-pool';
import {
  errorOf,
  failureOf,
  type ScanOrder,
  type UnpackReply,
  type UnpackRequest,
} from './unpack-wire';
import type { KeptPlaces, UnpackedState } from './unpacked';
import type { Packed, StoredBytes } from './unpacking';

interface Waiting {
  onPart: ((part: ScanPart) => void) | null;
  resolve(reply: UnpackReply): void;
  reject(error: Error): void;
}

/** A request without what the client fills in. */
type Asked<Request = UnpackRequest> = Request extends { id: number }
  ? Omit<Request, 'source' | 'id'>
  : never;

/** Packed bytes that a thread unpacks: asks it and waits for its answers. */
export class UnpackClient {
  /** How far what is packed is known. */
  state: UnpackedState = { size: 0, complete: false, share: 0, trouble: null };
  private readonly stored: StoredBytes;
  private readonly packed: Packed;
  /** Null before the first request, and after the thread ended by itself. */
  private line: UnpackLine | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private ids = 0;
  private closed: Promise<void> | null = null;
  private kept: KeptPlaces | null = null;

  constructor(stored: StoredBytes, packed: Packed) {
    this.stored = stored;
    this.packed = packed;
    unpackPool.warm();
  }

  /** Takes up what was kept of the same packed bytes; before anything is asked. */
  recall(kept: KeptPlaces): void {
    this.kept = kept;
    this.state = kept.state;
  }

  /** Bytes [from, from + length); fewer at the end. @throws AppError `file.…`, `wire.cancelled` */
  async read(from: number, length: number, signal?: AbortSignal): Promise<Buffer> {
    const reply = await this.ask({ kind: 'read', from, length }, signal);
    if (reply.kind !== 'bytes') throw new Error(`unexpected ${reply.kind}`);
    const { buffer, byteOffset, byteLength } = reply.bytes;
    return Buffer.from(buffer, byteOffset, byteLength);
  }

  /** Scans from the begin of a line to the end. @throws as {@link read} */
  async scan(
    order: ScanOrder,
    onPart: (part: ScanPart) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    await this.ask({ kind: 'scan', order }, signal, onPart);
  }

  /** What is worth keeping; null before the end was seen. */
  async keep(): Promise<KeptPlaces | null> {
    const reply = await this.ask({ kind: 'keep' });
    return reply.kind === 'kept' ? reply.kept : null;
  }

  /** Ends what is under way, then closes the packed bytes. */
  close(): Promise<void> {
    this.closed ??= this.end();
    return this.closed;
  }

  private async end(): Promise<void> {
    const { line } = this;
    if (line) {
      // A thread that ended by itself has closed it, too.
      await this.request(line, { kind: 'close' }).catch(() => undefined);
      line.end();
    }
    await this.stored.close();
  }

  private async ask(
    asked: Asked,
    signal?: AbortSignal,
    onPart: Waiting['onPart'] = null,
  ): Promise<UnpackReply> {
    if (signal?.aborted || this.closed) throw new AppError('wire.cancelled');
    this.line ??= this.open();
    return await this.request(this.line, asked, signal, onPart);
  }

  private open(): UnpackLine {
    const line = unpackPool.join({
      reply: (reply) => this.heard(line, reply),
      lost: (error) => this.lost(error),
    });
    const { packed, kept } = this;
    const { length, file } = this.stored;
    line.send({ kind: 'open', source: line.source, packed, length, file, kept });
    // Some megabytes: the thread has them now.
    this.kept = null;
    return line;
  }

  private request(
    line: UnpackLine,
    asked: Asked,
    signal?: AbortSignal,
    onPart: Waiting['onPart'] = null,
  ): Promise<UnpackReply> {
    const { source } = line;
    const id = (this.ids += 1);
    const onAbort = (): void => line.send({ kind: 'cancel', source, id });
    const answered = new Promise<UnpackReply>((resolve, reject) => {
      this.waiting.set(id, { onPart, resolve, reject });
      line.wait(true);
      // What is asked for lacks only these.
      line.send({ ...asked, source, id });
      signal?.addEventListener('abort', onAbort);
    });
    return answered.finally(() => {
      signal?.removeEventListener('abort', onAbort);
      this.waiting.delete(id);
      if (this.waiting.size === 0) line.wait(false);
    });
  }

  private heard(line: UnpackLine, reply: UnpackReply): void {
    if (reply.kind === 'want') {
      void this.fetch(line, reply);
      return;
    }
    // A thread that takes the place of a lost one knows less; what was seen stays known.
    if ('state' in reply && reply.state && (reply.state.complete || !this.state.complete))
      this.state = reply.state;
    const waiting = this.waiting.get(reply.id);
    if (reply.kind === 'part') waiting?.onPart?.(reply.part);
    else if (reply.kind === 'failed') waiting?.reject(errorOf(reply.failure, this.stored.path));
    else waiting?.resolve(reply);
  }

  /** Reads packed bytes for the thread; always answers, so that it never waits in vain. */
  private async fetch(
    { source, send }: UnpackLine,
    { want, from, length }: Extract<UnpackReply, { kind: 'want' }>,
  ): Promise<void> {
    try {
      // A copy of its own: what it is cut from would be copied with it.
      const bytes = new Uint8Array(await this.stored.read(from, length));
      send({ kind: 'stored', source, want, bytes, failure: null });
    } catch (error) {
      send({ kind: 'stored', source, want, bytes: null, failure: failureOf(error) });
    }
  }

  /** The thread is gone with all it knew: the next request begins in another one. */
  private lost(error: Error): void {
    this.line = null;
    for (const { reject } of this.waiting.values()) reject(error);
  }
}
