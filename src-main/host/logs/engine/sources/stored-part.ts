import { AppError } from '../../../../contract/errors';
import type { ByteSource, SourceChange } from '../source';
import { factsOf, type FileFacts } from './local-file';
import type { StoredRange } from './stored-range';

/** A part of a file that stands there as it is: an entry of a zip that was not packed. */
export class StoredPartSource implements ByteSource {
  readonly name: string;
  readonly path = null;
  readonly identity: string;
  readonly complete = true;
  private readonly stored: StoredRange;
  private readonly facts: FileFacts;
  private trouble: AppError | null = null;

  constructor(name: string, stored: StoredRange, facts: FileFacts) {
    this.name = name;
    this.stored = stored;
    this.facts = facts;
    this.identity = `${facts.identity}:${stored.start}`;
  }

  get size(): number {
    return this.stored.length;
  }

  get changedAt(): number {
    return this.facts.changedAt;
  }

  get fileIdentity(): string {
    return this.facts.identity;
  }

  get problem(): AppError | null {
    return this.trouble;
  }

  read(from: number, length: number, signal?: AbortSignal): Promise<Buffer> {
    if (signal?.aborted) return Promise.reject(new AppError('wire.cancelled'));
    return this.stored.read(from, length);
  }

  async refresh(): Promise<SourceChange> {
    const { path } = this.stored;
    try {
      const now = await factsOf(null, path);
      const same = now.identity === this.facts.identity && now.size === this.facts.size;
      if (same) return 'same';
      this.trouble = new AppError('logs.archive-changed', { path });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.trouble = error;
    }
    return 'gone';
  }

  async close(): Promise<void> {
    await this.stored.close();
  }
}
