import type { LogChoices, LogMark } from '../../../contract/logs';
import { AppError } from '../../../contract/errors';
import { orAborted } from '../../../kit/abort';
import { blockCache } from '../engine/blocks';
import { LogDocument, type DocumentOptions } from '../engine/document';
import type { PieceRange, RangeDocument } from '../engine/document/piece';
import type { ByteSource } from '../engine/index';
import { findTime } from '../remote/index';
import { BaseHandle, type BaseHandleParts } from './base-handle';
import { closeLater } from './close-later';
import {
  errorOf,
  inEffect,
  type Connection,
  type Location,
  type LogHandle,
  type Origin,
} from './handle';
import { linesOfMarks, refreshed, type PlacedMark } from './mark-lines';

/** A log that is opened anew is shown so when it is indexed, while it is not larger. */
const indexedFirst = 32 * 1024 * 1024;
/** A file of this machine is looked at this often. */
const lookEveryMs = 1000;

/** What a {@link DocumentHandle} is made of. */
export interface DocumentHandleParts extends BaseHandleParts {
  /** Opens the bytes. @throws AppError */
  open: (signal: AbortSignal) => Promise<ByteSource>;
  options: () => Promise<Pick<DocumentOptions, 'formats' | 'loadIndex' | 'saveIndex'>>;
  /** It may grow: it is looked at again and again. */
  watched: boolean;
  captureId: string | null;
  /** What stands between its lines, by the byte it stands before. */
  marks: (source: ByteSource) => readonly PlacedMark[];
  /** Where the file stands now that is not at its path any more; null if unknown. */
  formerly?: (identity: string) => Promise<string | null>;
  locate: (source: ByteSource, from: number, to: number) => Location[];
  origins: (source: ByteSource) => Origin[];
}

/** A log all of which is at hand: a file of this machine, or a capture. */
export class DocumentHandle extends BaseHandle implements LogHandle {
  readonly remote = false;
  opened: Promise<void>;
  document: LogDocument | null = null;
  marks: LogMark[] = [];
  protected readonly parts: DocumentHandleParts;
  private source: ByteSource | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private looking: Promise<void> = Promise.resolve();
  /** Bytes of the log when it was opened: what it is was told by them. */
  protected openedBytes = 0;
  private reopened = 0;
  private readonly closing = new Set<Promise<void>>();
  private marked = -1;

  constructor(parts: DocumentHandleParts) {
    super(parts);
    this.parts = parts;
    this.opened = this.begin();
  }

  get connection(): Connection {
    const { failure, document } = this;
    return {
      state: failure ? 'failed' : document ? 'fixed' : 'opening',
      owner: null,
      staleSince: null,
      retryAt: null,
      error: errorOf(failure ?? document?.problem ?? null),
      commands: [],
      captureId: this.parts.captureId,
    };
  }

  get bytes(): number {
    return this.document?.source.size ?? this.source?.size ?? 0;
  }

  get reading(): LogHandle['reading'] {
    return this.document;
  }

  get generation(): number {
    return this.reopened * 1_000_000 + (this.document?.generation ?? 0);
  }

  piece(range: PieceRange, signal?: AbortSignal): Promise<RangeDocument> {
    return this.open().piece(range, signal);
  }

  async offsetOfTime(time: number, signal: AbortSignal): Promise<number> {
    const { source, kernel, encoding, clockOffsetMs } = this.open();
    const stated = time - clockOffsetMs;
    return (await findTime({ source, kernel, encoding, time: stated, signal })).offset;
  }

  async choose(choices: LogChoices): Promise<void> {
    this.given = choices;
    await this.document?.choose(inEffect(choices, this.clock));
    this.changed();
  }

  clockMeasured(): void {
    const before = this.clockOffsetMs;
    this.clock = this.parts.clock();
    if (this.clockOffsetMs === before) this.changed();
    else this.choose(this.given).catch((error: unknown) => this.fail(error));
  }

  async check(): Promise<void> {
    const mark = this.document && (await refreshed(this.document, this.parts.formerly));
    if (!mark) return;
    this.marks = [mark];
    this.changed();
  }

  read(from: number, length: number, signal?: AbortSignal): Promise<Buffer> {
    return this.open().source.read(from, length, signal);
  }

  async exact(from: number, length: number, signal?: AbortSignal): Promise<Buffer> {
    const { source } = this.open();
    // What was shown is still there, or is read for this: then it says the same.
    const shown = await blockCache.read(source, from, length, signal);
    const bytes = await source.read(from, length, signal);
    if (bytes.length === length && bytes.equals(shown)) return bytes;
    // Somebody wrote into the middle of the file, which neither its ends nor its size tell.
    await this.reopen();
    throw new AppError('logs.rows-moved');
  }

  locate(from: number, to: number): Location[] {
    return this.parts.locate(this.open().source, from, to);
  }

  origins(): Origin[] {
    return this.document ? this.parts.origins(this.document.source) : [];
  }

  async close(): Promise<void> {
    this.end();
    if (this.timer) clearTimeout(this.timer);
    await this.opened;
    await this.looking;
    await Promise.all(this.closing);
    await this.document?.close();
  }

  /** Looks whether there is more, soon; several wishes become one look. */
  protected look(afterMs: number): void {
    if (this.timer || this.ended.signal.aborted) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.looking = this.lookNow();
    }, afterMs);
    this.timer.unref();
  }

  /** Opens the log anew: what it is was told by too little of it. What is shown stays until it is known. */
  protected async reopen(): Promise<void> {
    const before = this.document;
    await this.openDocument();
    this.reopened += 1;
    this.changed();
    if (!before) return;
    const closing = closeLater(before, this.ended.signal)
      .catch((error: unknown) => this.parts.report(error))
      .finally(() => this.closing.delete(closing));
    this.closing.add(closing);
  }

  /** What is done after each look; a follower begins the document anew when more has come. */
  protected async looked(): Promise<void> {
    if (this.parts.watched) this.look(lookEveryMs);
  }

  protected override async begin(): Promise<void> {
    try {
      await this.openDocument();
      await this.looked();
      this.changed();
    } catch (error) {
      this.fail(error);
    }
  }

  private async openDocument(): Promise<void> {
    const { signal } = this.ended;
    const options = await this.parts.options();
    const source = await this.parts.open(signal);
    this.source = source;
    const document = await LogDocument.open(source, {
      ...options,
      choices: inEffect(this.given, this.clock),
      signal,
    });
    // What cannot be indexed is told by the document itself.
    if (this.document && source.size <= indexedFirst) await indexedOr(document, signal);
    if (signal.aborted) {
      await document.close();
      return;
    }
    document.on(() => {
      void this.placeMarks();
      this.changed();
    });
    this.document = document;
    this.openedBytes = source.size;
    this.marked = -1;
    void this.placeMarks();
  }

  private async lookNow(): Promise<void> {
    try {
      await this.check();
      // A mark may stand there without anything new behind it.
      void this.placeMarks();
      this.failure = null;
      await this.looked();
    } catch (error) {
      this.fail(error);
      this.look(lookEveryMs);
    }
  }

  /** Finds the lines that marks stand before. */
  private async placeMarks(): Promise<void> {
    const { document } = this;
    if (!document) return;
    const found = this.parts.marks(document.source);
    // Those near the end may not be indexed yet: looked at again as it goes on.
    const state = found.length * 2 + (document.index.complete ? 1 : 0);
    if (found.length === 0 || state === this.marked) return;
    this.marked = state;
    try {
      this.marks = await linesOfMarks(document, found);
      this.changed();
    } catch (error) {
      this.fail(error);
    }
  }

  private open(): LogDocument {
    if (this.document) return this.document;
    throw this.failure ?? new AppError('logs.tail-gone');
  }
}

/** Waits for the index of a document, or until it is to be closed. */
async function indexedOr(document: LogDocument, signal: AbortSignal): Promise<void> {
  await orAborted(document.indexing, signal).catch(() => undefined);
}
