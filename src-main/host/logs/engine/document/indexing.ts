import { AppError } from '../../../../contract/errors';
import { orAborted } from '../../../../kit/abort';
import { buildIndex, deserializeIndex, emptyIndex } from '../index/index';
import type { LogIndex } from '../log-index';
import type { ByteSource } from '../source';
import { keptFor, packKept, unpackKept } from './kept';
import type { Reading } from './reading';

/** Smaller logs are indexed faster than an index is kept. */
const worthKeeping = 8 * 1024 * 1024;
/** What was added since is kept after so many bytes more. */
const worthKeepingAgain = 64 * 1024 * 1024;

/** Where indexes are kept, and who is told. */
export interface IndexingOptions {
  loadIndex?: ((identity: string) => Promise<Buffer | null>) | undefined;
  saveIndex?: ((identity: string, parts: readonly Buffer[]) => Promise<void>) | undefined;
  onProgress: () => void;
  onDone: (failure: AppError | null) => void;
}

/** Makes the index of a log in the background: from what was kept of it, or anew. */
export class Indexing {
  private readonly source: ByteSource;
  private readonly reading: Reading;
  private readonly options: IndexingOptions;
  private readonly stopping = new AbortController();
  private current: GrowingIndex | null = null;
  private work: Promise<void>;
  private trouble: AppError | null = null;
  /** Size of the log when its index was kept last. */
  private keptSize = 0;

  constructor(source: ByteSource, reading: Reading, options: IndexingOptions) {
    this.source = source;
    this.reading = reading;
    this.options = options;
    this.work = this.run();
  }

  get index(): LogIndex {
    return this.current ?? emptyIndex;
  }

  /** Why the log cannot be indexed to its end. */
  get failure(): AppError | null {
    return this.trouble;
  }

  /** Settles when the index covers the log as it was when it was last told to. @throws AppError */
  get done(): Promise<void> {
    return this.work.then(() => {
      if (this.trouble) throw this.trouble;
    });
  }
}
