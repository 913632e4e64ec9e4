import { AppError } from '../../../../contract/errors';
import { buildIndex, emptyIndex, readIndex, writeIndex, type GrowingIndex } from '../index/index';
import type { LogIndex } from '../log-index';
import type { ByteSource } from '../source';
import { keptFor, packKept, packPlaces, placesKey, unpackKept } from './kept';
import type { Reading } from './reading';
import { IndexTable } from './table';

/** Smaller logs are indexed faster than an index is kept. */
const worthKeeping = 8 * 1024 * 1024;
/**
 * The index of a log that grows is kept again after so many bytes more, and such a part of the log:
 * in all no more is written than a few times the index.
 */
const worthKeepingAgain = 64 * 1024 * 1024;
const partKeptAgain = 1 / 8;

/** Where indexes are kept, and who is told. */
export interface IndexingOptions {
  loadIndex?: ((identity: string) => Promise<Buffer | null>) | undefined;
  saveIndex?: ((identity: string, parts: readonly Buffer[]) => Promise<void>) | undefined;
  onProgress: () => void;
  onDone: (failure: AppError | null) => void;
}

/** What an index says of all lines together. */
export type IndexSums = Pick<
  LogIndex,
  'bytes' | 'lines' | 'records' | 'levels' | 'minTime' | 'maxTime'
>;

function sumsOf({ bytes, lines, records, levels, minTime, maxTime }: LogIndex): IndexSums {
  return { bytes, lines, records, levels: { ...levels }, minTime, maxTime };
}

/** Makes the index of a log in the background: from what was kept of it, or anew. */
export class Indexing {
  /** What the index says of the lines, steady while it is extended. */
  readonly table: IndexTable;
  private readonly source: ByteSource;
  private readonly reading: Reading;
  private readonly options: IndexingOptions;
  private readonly stopping = new AbortController();
  private current: GrowingIndex | null = null;
  private work: Promise<void>;
  /** A look for more that waits for the work that is under way. */
  private more: Promise<void> | null = null;
  private trouble: AppError | null = null;
  /** What the index said before it was extended, until it says more. */
  private before: IndexSums | null = null;
  /** It covered all of the log once: what comes since was added. */
  reached = false;
  /** Size of the log when its index was kept last. */
  private keptSize = 0;
  /** A packed log was whole from the begin: its places were kept before. */
  private readonly knewPlaces: boolean;

  constructor(source: ByteSource, reading: Reading, options: IndexingOptions) {
    this.source = source;
    this.reading = reading;
    this.options = options;
    this.knewPlaces = source.complete;
    this.table = new IndexTable(() => this.index);
    this.work = this.run(() => this.recall());
  }

  get index(): LogIndex {
    return this.current ?? emptyIndex;
  }

  /** What is counted of the log; while an index is extended it never says less than before. */
  get sums(): IndexSums {
    if (this.before && (this.index.complete || this.index.bytes >= this.before.bytes))
      this.before = null;
    return this.before ?? this.index;
  }

  /** Why the log cannot be indexed to its end. */
  get failure(): AppError | null {
    return this.isCancelled ? null : this.trouble;
  }

  /** The source begins anew under it: another index takes its place. */
  private get isCancelled(): boolean {
    return this.trouble?.code === 'wire.cancelled';
  }

  /** Settles when the index covers the log as it was when last told to. @throws AppError */
  get done(): Promise<void> {
    return (this.more ?? this.work).then(() => {
      if (this.stopping.signal.aborted) throw new AppError('wire.cancelled');
      if (this.trouble) throw this.trouble;
    });
  }

  /** Takes in what was added to the log. */
  extend(): void {
    if (this.more || this.stopping.signal.aborted) return;
    const more = this.work.then(() => {
      this.work = more;
      this.more = null;
      return this.run(() => Promise.resolve());
    });
    this.more = more;
  }

  /** Ends what is under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await (this.more ?? this.work);
  }

  /** Never rejects: what went wrong is a `failure`. */
  private async run(before: () => Promise<void>): Promise<void> {
    const { signal } = this.stopping;
    try {
      await before();
      if (signal.aborted) return;
      if (!this.index.complete || this.index.bytes < this.source.size) await this.build(signal);
      this.trouble = null;
      this.reached = true;
      await this.keep();
    } catch (error) {
      this.trouble =
        error instanceof AppError ? error : new AppError('internal', {}, { cause: error });
    }
    if (!signal.aborted && !this.isCancelled) this.options.onDone(this.trouble);
  }

  private async build(signal: AbortSignal): Promise<void> {
    const { source, reading, options } = this;
    const { program, encoding } = reading;
    const onProgress = (): void => {
      if (!signal.aborted) options.onProgress();
    };
    this.table.hold();
    if (this.reached) this.before = sumsOf(this.index);
    const index = this.current ? { index: this.current } : {};
    this.current = buildIndex(source, program, { encoding, signal, onProgress, ...index });
    await this.current.done;
  }

  /** Takes up an index that was kept, if it is of the same log. */
  private async recall(): Promise<void> {
    const { identity, complete } = this.source;
    const { loadIndex } = this.options;
    if (!loadIndex || identity === null || !complete) return;
    // Where it cannot be loaded the index is made anew, which costs time and nothing else.
    const bytes = await loadIndex(identity).catch(() => null);
    const kept = bytes && (await unpackKept(bytes, this.source, this.reading.program.hash));
    if (!kept) return;
    this.current = readIndex(kept.index);
    if (this.current) this.keptSize = kept.size;
  }

  /** Has the index kept, where that is worth it; where it cannot be, that costs time and nothing else. */
  private async keep(): Promise<void> {
    try {
      await this.tryToKeep();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }

  private async tryToKeep(): Promise<void> {
    const { saveIndex } = this.options;
    const { identity, size } = this.source;
    const { current } = this;
    if (!saveIndex || identity === null || !current || current.bytes !== size) return;
    const { keptSize } = this;
    const again = Math.max(worthKeepingAgain, keptSize * partKeptAgain);
    if (size - keptSize < (keptSize > 0 ? again : worthKeeping)) return;
    const made = await keptFor(this.source, size, this.reading.program.hash);
    this.keptSize = size;
    await saveIndex(identity, packKept(made, writeIndex(current))).catch(() => undefined);
    const places = this.knewPlaces ? null : await packPlaces(this.source);
    if (places) await saveIndex(placesKey(identity), places).catch(() => undefined);
  }
}
