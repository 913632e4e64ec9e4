import * as fs from 'node:fs/promises';
import { AppError } from '../../../contract/errors';
import { openFlags, type RemoteFile } from '../../ssh/index';
import { guard, nativePath, partFlags, stateOfStats } from '../local-side';
import type { RemoteSide } from '../remote-side';
import { stateOf, type FileState } from '../side';

const blockBytes = 256 * 1024;

/** An open file of either side, read by ranges and written by {@link pump}. Close it. */
export interface OpenFile {
  state(): Promise<FileState>;
  /** In order, to the end of the file if that comes before `to`. */
  readRange(from: number, to: number): AsyncGenerator<Buffer, void>;
  /** Gives back a part of {@link readRange} that was used up. */
  recycle(part: Buffer): void;
  truncate(bytes: number): Promise<void>;
  /** What was written comes to the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** An open file of this device. */
export class LocalFile implements OpenFile {
  readonly handle: fs.FileHandle;
  private readonly path: Buffer;

  private constructor(handle: fs.FileHandle, path: Buffer) {
    this.handle = handle;
    this.path = path;
  }

  static async forReading(path: Buffer): Promise<LocalFile> {
    return new LocalFile(await guard(path, () => fs.open(nativePath(path), 'r')), path);
  }

  /** Makes the file where there is none. */
  static async forWriting(path: Buffer): Promise<LocalFile> {
    return new LocalFile(
      await guard(path, () => fs.open(nativePath(path), partFlags, 0o600)),
      path,
    );
  }

  async state(): Promise<FileState> {
    return stateOfStats(await this.run(() => this.handle.stat()));
  }

  /** Fills a buffer from a place; 0 at the end of the file. */
  async fill(buffer: Buffer, length: number, position: number): Promise<number> {
    const { bytesRead } = await this.run(() => this.handle.read(buffer, 0, length, position));
    return bytesRead;
  }

  async *readRange(from: number, to: number): AsyncGenerator<Buffer, void> {
    for (let at = from; at < to;) {
      const buffer = Buffer.allocUnsafe(Math.min(blockBytes, to - at));
      const length = await this.fill(buffer, buffer.length, at);
      if (length === 0) return;
      yield buffer.subarray(0, length);
      at += length;
    }
  }

  recycle(): void {
    // Parts of this device are small change beside those that come in packets.
  }

  async write(bytes: Buffer, position: number): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.run(() =>
        this.handle.write(bytes, done, bytes.length - done, position + done),
      );
      done += bytesWritten;
    }
  }

  async truncate(bytes: number): Promise<void> {
    await this.run(() => this.handle.truncate(bytes));
  }

  async sync(): Promise<void> {
    await this.run(() => this.handle.sync());
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    return guard(this.path, work);
  }
}

/** An open file of a host. What its server says only as "failure" is explained where it can be. */
export class HostFile implements OpenFile {
  readonly remote: RemoteFile;
  private readonly side: RemoteSide;

  private constructor(side: RemoteSide, remote: RemoteFile) {
    this.side = side;
    this.remote = remote;
  }

  static async forReading(side: RemoteSide, path: Buffer): Promise<HostFile> {
    return new HostFile(side, await side.client.open(path, openFlags.read));
  }

  /**
   * Opens a file that is there, or makes one.
   *
   * @param isNew it must not be there, nor be a link that somebody put there
   * @param mode of one that is made
   */
  static async forWriting(
    side: RemoteSide,
    path: Buffer,
    isNew: boolean,
    mode: number | null,
  ): Promise<HostFile> {
    const flags =
      openFlags.read | openFlags.write | openFlags.create | (isNew ? openFlags.exclusive : 0);
    try {
      return new HostFile(side, await side.client.open(path, flags, mode ?? undefined));
    } catch (error) {
      throw await side.explain(error, path, null);
    }
  }

  async state(): Promise<FileState> {
    return stateOf(await this.remote.stat());
  }

  readRange(from: number, to: number): AsyncGenerator<Buffer, void> {
    return this.remote.readRange(from, to);
  }

  recycle(part: Buffer): void {
    this.remote.recycle(part);
  }

  async truncate(bytes: number): Promise<void> {
    await this.remote.setAttributes({ size: bytes });
  }

  async sync(): Promise<void> {
    await this.explained(() => this.remote.sync());
  }

  async close(): Promise<void> {
    await this.explained(() => this.remote.close());
  }

  async explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw await this.side.explain(error, this.remote.path, null);
    }
  }
}

/** Closes a file after a failure, which is what people must hear of. */
export async function closeQuietly(file: OpenFile): Promise<void> {
  await file.close().catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
  });
}
