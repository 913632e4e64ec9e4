import { createHash } from 'node:crypto';
import { AppError } from '../../../contract/errors';
import type { Transfer, TransferQuestion } from '../../../contract/files';
import { HostChecksums } from '../checksum';
import { encodeName, join, pathOf } from '../paths';
import type { RemoteSide } from '../remote-side';
import type { FileSide } from '../side';
import type { Sides } from '../sides';
import { finish, removePart, verify, type Copied, type Placed } from './copy';
import type { Choice } from './placing';
import { closeQuietly, HostFile, LocalFile } from './open-file';
import { freeName, makeFolder, partOf, stateOrNull } from './place';
import { hashRange, PieceWriter } from './pump';

/** What a {@link DropWriter} is given. */
export interface DropParts {
  sides: Sides;
  transfer: Transfer;
  choice: Choice;
  signal: AbortSignal;
  onBytes: (bytes: number) => void;
  onChange: () => void;
  ask: (question: TransferQuestion) => Promise<Exclude<Choice, 'ask'>>;
  isLinkFailure: (error: unknown) => boolean;
  waitForLink: (attempt: number) => Promise<void>;
}

interface Waiting {
  offset: number;
  bytes: Buffer;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** A side, and the part that is open there. */
interface Sink {
  side: FileSide;
  remote: RemoteSide | null;
  part: {
    file: LocalFile | HostFile;
    write: (bytes: Buffer, position: number) => Promise<void>;
  } | null;
}

/**
 * A file whose bytes a page sends, one piece after the other. A piece is acknowledged once the
 * host has it; when the link is cut the page waits in its call while the link is made anew.
 */
export class DropWriter {
  private readonly parts: DropParts;
  private readonly hash = createHash('sha256');
  private position = 0;
  private waiting: Waiting | null = null;
  private ended = false;
  private over: { error: unknown } | null = null;
  private wake: () => void = () => undefined;
  private sink: Sink | null = null;

  constructor(parts: DropParts) {
    this.parts = parts;
    parts.signal.addEventListener('abort', () => {
      this.sink?.remote?.close();
      this.wake();
    });
  }

  /** Takes the next piece. @throws AppError `wire.bad-input` out of turn; why the file failed */
  async write(offset: number, bytes: Buffer): Promise<void> {
    if (this.over) throw this.over.error;
    if (this.waiting || this.ended || offset !== this.position)
      throw new AppError('wire.bad-input', { detail: 'offset' });
    await new Promise<void>((resolve, reject) => {
      this.waiting = { offset, bytes, resolve, reject };
      this.wake();
    });
  }

  /** No further piece comes. */
  end(): void {
    this.ended = true;
    this.wake();
  }

  /**
   * Does the whole of it.
   *
   * @param begun called when pieces are welcome
   * @returns what was copied; null when the file was not wanted
   */
  async run(begun: () => void): Promise<Copied | null> {
    try {
      const { transfer } = this.parts;
      this.sink = await this.connect();
      const placed = await this.place(this.sink.side);
      if (!placed) {
        transfer.filesDone = 1;
        return null;
      }
      await this.open(placed, true);
      begun();
      await this.takePieces(placed);
      const copied = await this.finish(placed);
      transfer.filesDone = 1;
      return copied;
    } catch (error) {
      this.over = { error };
      this.waiting?.reject(error);
      this.waiting = null;
      throw error;
    } finally {
      this.over ??= { error: new AppError('files.transfer-gone', { id: this.parts.transfer.id }) };
      await this.disconnect();
    }
  }

  private async connect(): Promise<Sink> {
    const { sides, transfer, signal } = this.parts;
    const { endpointId } = transfer.target;
    const remote = endpointId === null ? null : await sides.connect(endpointId, signal);
    return { side: remote ?? sides.local, remote, part: null };
  }

  private async disconnect(): Promise<void> {
    const { sink } = this;
    this.sink = null;
    if (sink?.part) await closeQuietly(sink.part.file);
    sink?.remote?.close();
  }

  /** Decides where the file goes and makes the folders on the way. */
  private async place(side: FileSide): Promise<Placed | null> {
    const { transfer, choice } = this.parts;
    const way = transfer.source.path.split('/').map((part) => encodeName(part, side.encoding));
    const folder = pathOf(transfer.target.path);
    for (let depth = 1; depth < way.length; depth += 1)
      await makeFolder(side, join(folder, ...way.slice(0, depth)));
    const target = join(folder, ...way);
    const state = {
      kind: 'file',
      bytes: transfer.bytes,
      changedAt: null,
      mode: null,
      uid: null,
      gid: null,
    } as const;
    const placed: Placed = {
      source: Buffer.from(transfer.source.path),
      way,
      state,
      target,
      part: partOf(target),
      replaces: false,
      fresh: true,
    };
    const there = await stateOrNull(side, target);
    if (!there) return placed;
    const asked =
      choice === 'ask'
        ? await this.parts.ask({
            name: transfer.source.path,
            sourceBytes: transfer.bytes,
            sourceChangedAt: null,
            targetBytes: there.bytes,
            targetChangedAt: there.changedAt,
            // Only the page has the bytes to compare with.
            resumable: false,
          })
        : choice;
    if (asked === 'skip') return null;
    if (asked === 'rename') {
      const free = await freeName(side, target);
      return { ...placed, target: free, part: partOf(free) };
    }
    return { ...placed, replaces: true };
  }

  private async open(placed: Placed, isFirst: boolean): Promise<void> {
    const { sink } = this;
    if (!sink) throw new AppError('wire.cancelled');
    if (isFirst) {
      const old = await stateOrNull(sink.side, placed.part);
      if (old) await sink.side.removeFile(placed.part);
    }
    if (sink.remote) {
      const file = await HostFile.forWriting(sink.remote, placed.part, isFirst, 0o644);
      const writer = new PieceWriter(file.remote, (bytes) => this.arrived(bytes));
      const write = (bytes: Buffer, position: number): Promise<void> =>
        file.explained(() => writer.copy(bytes, position));
      sink.part = { file, write };
    } else {
      const file = await LocalFile.forWriting(placed.part);
      const write = async (bytes: Buffer, position: number): Promise<void> => {
        await file.write(bytes, position);
        this.arrived(bytes.length);
      };
      sink.part = { file, write };
    }
  }

  private async takePieces(placed: Placed): Promise<void> {
    const { signal, transfer } = this.parts;
    for (;;) {
      signal.throwIfAborted();
      const { waiting } = this;
      if (!waiting) {
        if (this.ended) return;
        await new Promise<void>((resolve) => (this.wake = resolve));
        continue;
      }
      await this.throughCuts(placed, () => this.sink?.part?.write(waiting.bytes, waiting.offset));
      this.hash.update(waiting.bytes);
      this.position += waiting.bytes.length;
      transfer.bytesDone = this.position;
      this.waiting = null;
      waiting.resolve();
    }
  }

  /** Does something, again and again while the link is cut meanwhile. */
  private async throughCuts<T>(
    placed: Placed,
    work: () => Promise<T> | undefined,
  ): Promise<T | undefined> {
    const { signal, isLinkFailure, waitForLink, transfer } = this.parts;
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (!this.sink) {
          this.sink = await this.connect();
          await this.open(placed, false);
          transfer.state = 'running';
          this.parts.onChange();
        }
        return await work();
      } catch (error) {
        signal.throwIfAborted();
        if (!isLinkFailure(error)) throw error;
      }
      await this.disconnect();
      await waitForLink(attempt);
    }
  }

  private async finish(placed: Placed): Promise<Copied> {
    const { transfer, signal, sides } = this.parts;
    const shown = { path: transfer.source.path, host: transfer.host };
    if (this.position !== transfer.bytes) throw new AppError('files.changed-meanwhile', shown);
    transfer.state = 'verifying';
    this.parts.onChange();
    const copied: Copied = {
      ...placed,
      bytes: this.position,
      sha256: this.hash.digest('hex'),
      from: 0,
      grew: false,
    };
    await this.throughCuts(placed, async () => {
      if (!this.sink?.part) return;
      const { remote, side, part } = this.sink;
      const { file } = part;
      await file.sync();
      if (remote) {
        const checksums = new HostChecksums(remote.lease, remote.encoding, await remote.home());
        const parts = {
          direction: 'upload',
          local: sides.local,
          remote,
          checksums,
          signal,
        } as const;
        const { how, differing } = await verify(parts, [copied]);
        if (differing.length > 0) {
          await removePart(parts, copied);
          throw new AppError('files.checksum-differs', shown);
        }
        transfer.verified = how;
        await finish(parts, copied);
      } else {
        const hash = createHash('sha256');
        await hashRange(file, copied.bytes + 1, hash, signal);
        if (hash.digest('hex') !== copied.sha256)
          throw new AppError('files.checksum-differs', shown);
        transfer.verified = 'by-reading';
        if (copied.replaces) await side.replace(copied.part, copied.target);
        else await side.rename(copied.part, copied.target);
      }
    });
    transfer.sha256 = transfer.verified === 'size-only' ? null : copied.sha256;
    return copied;
  }

  private arrived(bytes: number): void {
    this.parts.onBytes(bytes);
    this.parts.onChange();
  }
}
