import type { LogChoices } from '../../../contract/logs';
import { AppError } from '../../../contract/errors';
import { blockCache } from './blocks';
import { noChoices } from './document/choices';
import { headBytes, headOf } from './document/head';
import { Indexing, type IndexSums } from './document/indexing';
import { placesKey, unpackPlaces } from './document/kept';
import type { DocumentEvent, DocumentOptions } from './document/options';
import { RangeDocument, type PieceRange } from './document/piece';
import { LineReader } from './document/reader';
import { ReadableLines } from './document/readable';
import { Reading } from './document/reading';
import type { Format } from './formats/index';
import type { Kernel } from './kernel/index';
import type { LogIndex } from './log-index';
import { isScannable, type ByteSource, type SourceChange } from './source';
import type { LogEncoding } from './text/index';

export { noChoices, type DocumentEvent, type DocumentOptions };

/** What was added to a log that was indexed is not told as work while it is not more. */
const soonIndexed = 8 * 1024 * 1024;
/** A log that says more of itself is read anew before it is shown so, while it is not larger. */
const readAnewFirst = 32 * 1024 * 1024;

/**
 * A log: its bytes, how they are read, and where its lines are. Open at once at any size: the
 * first lines and any piece can be read before the index, which is made in the background.
 */
export class LogDocument extends ReadableLines {
  readonly source: ByteSource;
  private readonly options: DocumentOptions;
  private reading: Reading;
  private head: RangeDocument;
  private indexer: Indexing;
  private indexReader: LineReader;
  private listeners = new Set<(event: DocumentEvent) => void>();
  private changes: Promise<unknown> = Promise.resolve();
  private given: LogChoices;
  private counted = 0;
  private readonly stopping = new AbortController();

  private constructor(
    source: ByteSource,
    options: DocumentOptions,
    reading: Reading,
    head: RangeDocument,
  ) {
    super();
    this.source = source;
    this.options = options;
    this.given = { ...noChoices, ...options.choices };
    this.reading = reading;
    this.head = head;
    this.indexer = this.beginIndex();
    this.indexReader = this.readerOf(this.indexer);
  }

  /**
   * Opens a log. The document closes the source when it is closed, and when it cannot be opened.
   *
   * @throws AppError what the source throws
   */
  static async open(source: ByteSource, options: DocumentOptions): Promise<LogDocument> {
    const choices = { ...noChoices, ...options.choices };
    try {
      await recallPlaces(source, options);
      const reading = await Reading.of(source, options, choices, options.signal);
      const head = await headOf(source, reading, choices, options.signal);
      const document = new LogDocument(source, options, reading, head);
      document.lookFurther();
      return document;
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  /** What a person decided. */
  get choices(): LogChoices {
    return this.given;
  }

  get encoding(): LogEncoding {
    return this.reading.encoding;
  }

  get format(): Format {
    return this.reading.format;
  }

  /** Tells its lines apart as they are read now. */
  get kernel(): Kernel {
    return this.reading.kernel;
  }

  /** IANA zone or offset in which times are read that state none. */
  get zone(): string {
    return this.reading.zone;
  }

  /** Added to the times the log states, to bring them to true time. */
  get clockOffsetMs(): number {
    return this.given.clockOffsetMs ?? 0;
  }

  /** Counts up whenever lines may say something else than before. */
  get generation(): number {
    return this.counted;
  }

  /** Covers a growing part of the log from its begin. Its times are as the log states them. */
  get index(): LogIndex {
    return this.indexer.index;
  }

  /** What is counted of all lines; what is added to the log makes it no less for a moment. */
  get sums(): IndexSums {
    return this.indexer.sums;
  }

  /** All of it was indexed once: what its index lacks was added since. */
  get wasIndexed(): boolean {
    return this.indexer.reached;
  }

  /** How much of the log is indexed, 0 to 1. */
  get indexed(): number {
    if (this.index.complete) return 1;
    if (this.wasIndexed && this.source.size - this.sums.bytes <= soonIndexed) return 1;
    const share = this.source.size > 0 ? this.index.bytes / this.source.size : 1;
    return Math.min(0.999, share * (this.source.complete ? 1 : (this.source.unpacked ?? 0)));
  }

  /**
   * Settles when the index covers the log as it is now, also when it was begun anew meanwhile.
   *
   * @throws AppError why it cannot; `wire.cancelled` when the document is closed
   */
  get indexing(): Promise<void> {
    const { indexer } = this;
    const onward = async (): Promise<boolean> => {
      await this.changes;
      if (this.indexer === indexer) return false;
      await this.indexing;
      return true;
    };
    return indexer.done.then(
      async () => void (await onward()),
      async (error: unknown) => {
        if (!(await onward())) throw error;
      },
    );
  }

  /** What is wrong with the log now: cut off, damaged, gone, unreadable. */
  get problem(): AppError | null {
    return this.source.problem ?? this.indexer.failure;
  }

  /** Calls a listener with what happens, until the function it returns is called. */
  on(listener: (event: DocumentEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** A piece of the log with lines of its own: for what is not indexed yet. */
  piece(range: PieceRange, signal?: AbortSignal): Promise<RangeDocument> {
    return RangeDocument.open(range, this.readerOptions(), signal);
  }

  /** The piece around an offset. */
  around(at: number, before: number, after: number, signal?: AbortSignal): Promise<RangeDocument> {
    return this.piece({ at, before, after }, signal);
  }

  /** The last lines of the log. A packed one has to be unpacked to its end for that. */
  tail(bytes: number = headBytes, signal?: AbortSignal): Promise<RangeDocument> {
    return this.piece({ at: this.source.size, before: bytes, after: 0 }, signal);
  }

  /**
   * Decides about encoding, format, zone or clock; null leaves it to the document again. What
   * depends on them begins anew.
   */
  async choose(choices: Partial<LogChoices>): Promise<void> {
    await this.inOrder(async () => {
      this.given = { ...this.given, ...choices };
      const reading = this.reading.chosen(this.given);
      if (reading === this.reading) {
        this.indexReader.clockOffsetMs = this.clockOffsetMs;
        this.head.setClockOffset(this.clockOffsetMs);
        this.counted += 1;
        this.emit('restarted');
      } else await this.restart(reading);
    });
  }

  /**
   * Looks whether the log changed: what was added is indexed; if it says something else now,
   * it is read anew.
   *
   * @throws AppError what the source throws
   */
  async refresh(): Promise<SourceChange> {
    return await this.inOrder(async () => {
      const change = await this.source.refresh();
      if (change === 'truncated' || change === 'replaced') {
        blockCache.drop(this.source);
        await this.restart(await Reading.of(this.source, this.options, this.given));
      } else if (change === 'grown' && !(await this.toldOtherwise())) {
        await this.head.extendForwards(Math.max(0, headBytes - this.head.to));
        this.indexer.extend();
        this.emit('grown');
      } else if (change === 'gone') this.emit('problem');
      return change;
    });
  }

  /** Stops what is under way and closes the source. */
  async close(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    this.stopping.abort();
    this.listeners.clear();
    await this.changes;
    await this.indexer.stop();
    blockCache.drop(this.source);
    await this.source.close();
  }

  get reader(): LineReader {
    // Until the index has come further, the begin is read without it.
    return this.indexReader.table.to >= this.head.to ? this.indexReader : this.head.reader;
  }

  /** Goes over to another encoding where more of the log speaks for it; nobody waits for that. */
  private lookFurther(): void {
    const { source, reading, given, stopping } = this;
    if (given.encoding !== null || !source.complete || !reading.settled) return;
    const looking = this.inOrder(async () => {
      if (!(await reading.lookFurther(source, stopping.signal))) return;
      if (this.reading === reading) await this.readAnew(reading.chosen(this.given));
    });
    // What cannot be read is told by whoever wants to read it.
    looking.catch(() => undefined);
  }

  /** A log that was short says more of itself as it grows: another format, another encoding. */
  private async toldOtherwise(): Promise<boolean> {
    if (this.reading.settled) return false;
    const reading = await Reading.of(this.source, this.options, this.given);
    const otherwise = !reading.equals(this.reading);
    if (otherwise) await this.readAnew(reading);
    else this.reading = reading;
    return otherwise;
  }

  /** The same bytes say something else of themselves: what is shown stays until that is known. */
  private async readAnew(reading: Reading): Promise<void> {
    if (!this.wasIndexed || this.source.size > readAnewFirst) return this.restart(reading);
    const { stopping } = this;
    const indexer = this.beginIndex(reading);
    const stop = (): void => void indexer.stop();
    stopping.signal.addEventListener('abort', stop);
    // Why it has none is told by the document, as of any other index.
    await indexer.done.catch(() => undefined);
    stopping.signal.removeEventListener('abort', stop);
    await this.restart(reading, indexer);
    if (!stopping.signal.aborted) this.redate();
  }

  private async restart(reading: Reading, indexer?: Indexing): Promise<void> {
    await this.indexer.stop();
    if (this.stopping.signal.aborted) return;
    this.reading = reading;
    this.head = await headOf(this.source, reading, this.given);
    this.indexer = indexer ?? this.beginIndex();
    this.indexReader = this.readerOf(this.indexer);
    this.counted += 1;
    this.emit('restarted');
  }

  private beginIndex(reading = this.reading): Indexing {
    const { loadIndex, saveIndex } = this.options;
    const wasWhole = this.source.complete;
    const indexer = new Indexing(this.source, reading, {
      loadIndex,
      saveIndex,
      onProgress: () => this.emit('progress'),
      onDone: (failure) => {
        // Nothing is told of what is not shown yet.
        if (this.indexer !== indexer) return;
        if (failure) this.emit('problem');
        else if (!this.redate()) this.emit('indexed');
        // Of a packed log only its begin could be read before.
        if (!wasWhole) this.lookFurther();
      },
    });
    return indexer;
  }

  /** Reads a log anew whose years, as they turned out, lie in the future. */
  private redate(): boolean {
    const { reading, source, given } = this;
    const redated = reading.redated(this.index.last, source.changedAt ?? Date.now(), given);
    if (redated === reading) return false;
    const change = this.inOrder(async () => {
      if (this.reading === reading) await this.readAnew(redated);
    });
    // What cannot be read is told by whoever wants to read it.
    change.catch(() => undefined);
    return true;
  }

  private readerOf(indexer: Indexing): LineReader {
    return new LineReader(indexer.table, this.readerOptions());
  }

  private readerOptions(): ConstructorParameters<typeof LineReader>[1] {
    return this.reading.readerOptions(this.source, this.clockOffsetMs, () => {
      const change = this.inOrder(async () => {
        const reading = this.reading.chosen(this.given);
        if (reading !== this.reading) await this.restart(reading);
      });
      // What cannot be read is told by whoever wants to read it.
      change.catch(() => undefined);
    });
  }

  /** One change after the other. */
  private inOrder<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.changes.then(() => {
      if (this.stopping.signal.aborted) throw new AppError('wire.cancelled');
      return change();
    });
    this.changes = turn.catch(() => undefined);
    return turn;
  }

  private emit(event: DocumentEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}

/** Takes up how a packed log was unpacked before, so that all of it can be read at once. */
async function recallPlaces(source: ByteSource, { loadIndex }: DocumentOptions): Promise<void> {
  if (!loadIndex || !isScannable(source) || source.identity === null) return;
  // Where it cannot be loaded it is unpacked from its begin, which costs time and nothing else.
  const kept = await loadIndex(placesKey(source.identity)).catch(() => null);
  if (kept) await unpackPlaces(kept, source);
}
