import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { AppError } from '../../../../contract/errors';
import type { ByteSource, SourceChange } from '../source';
import { asFileError, factsOf, openPlain, readAt, type FileFacts } from './local-file';

/** So much of both ends is compared to tell a file that grew from one that was written anew. */
const witnessBytes = 1024;

/**
 * A file of this machine, read by position on a handle that is kept: what was opened stays
 * readable when the file is renamed or deleted.
 */
export class LocalSource implements ByteSource {
  readonly name: string;
  readonly path: string;
  readonly complete = true;
  private handle: FileHandle;
  private facts: FileFacts;
  private trouble: AppError | null = null;
  /** The first and last bytes as they were at the size known now. */
  private witnesses: { head: Buffer; tail: Buffer } | null = null;

  private constructor(path: string, handle: FileHandle, facts: FileFacts) {
    this.path = path;
    this.name = basename(path);
    this.handle = handle;
    this.facts = facts;
  }

  /** @throws AppError as {@link openPlain} */
  static async open(path: string): Promise<LocalSource> {
    const { handle, facts } = await openPlain(path);
    const source = new LocalSource(path, handle, facts);
    try {
      await source.look();
    } catch (error) {
      await handle.close();
      throw error;
    }
    return source;
  }

  get size(): number {
    return this.facts.size;
  }

  get identity(): string {
    return this.facts.identity;
  }

  get changedAt(): number {
    return this.facts.changedAt;
  }

  get problem(): AppError | null {
    return this.trouble;
  }

  async read(from: number, length: number, signal?: AbortSignal): Promise<Buffer> {
    const wanted = Math.min(length, this.facts.size - from);
    if (wanted <= 0) return Buffer.alloc(0);
    const { handle } = this;
    try {
      return await readAt(handle, this.path, from, wanted, signal);
    } catch (error) {
      // Closed under this read, because another file stands under the name now.
      if (this.handle !== handle && !signal?.aborted) return await this.read(from, length, signal);
      throw error;
    }
  }

  async refresh(): Promise<SourceChange> {
    let now: FileFacts;
    try {
      now = await factsOf(null, this.path);
      if (now.identity !== this.facts.identity) return await this.replace();
    } catch (error) {
      this.trouble = asFileError(error, this.path);
      return 'gone';
    }
    this.trouble = null;
    if (now.size === this.facts.size && now.changedAt === this.facts.changedAt) return 'same';
    if (now.size < this.facts.size) return await this.becomes(now, 'truncated');
    // Emptied and filled again beyond its old size since the last look, or changed in place.
    if (!(await this.witnessed())) return await this.becomes(now, 'truncated');
    return await this.becomes(now, now.size === this.facts.size ? 'same' : 'grown');
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  /** Another file stands under the name: goes over to that one. */
  private async replace(): Promise<SourceChange> {
    const { handle, facts } = await openPlain(this.path);
    const old = this.handle;
    this.handle = handle;
    this.trouble = null;
    await old.close();
    return await this.becomes(facts, 'replaced');
  }

  private async becomes(facts: FileFacts, change: SourceChange): Promise<SourceChange> {
    this.facts = facts;
    await this.look();
    return change;
  }

  /** Keeps both ends as they are now. */
  private async look(): Promise<void> {
    const head = await this.read(0, witnessBytes);
    const tail = await this.read(Math.max(0, this.size - witnessBytes), witnessBytes);
    this.witnesses = { head, tail };
  }

  /** Whether both ends still read as they did. */
  private async witnessed(): Promise<boolean> {
    if (!this.witnesses) return true;
    const { head, tail } = this.witnesses;
    const nowHead = await this.read(0, head.length);
    const nowTail = await this.read(this.size - tail.length, tail.length);
    return head.equals(nowHead) && tail.equals(nowTail);
  }
}
