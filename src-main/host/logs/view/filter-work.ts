import type { LogFilter, LogSearch, LogUnit } from '../../../contract/logs';
import { AppError } from '../../../contract/errors';
import { LineSet } from '../engine/search/line-set';
import { RecordFilter } from '../engine/search/record-filter';
import type { ItemSet } from './lane';
import type { Member } from './member';
import { columnsAtHead } from './columns';
import { filterPiece } from './piece-filter';

/** While a log is being indexed, its filter follows in steps of so many bytes. */
const stepBytes = 64 * 1024 * 1024;

/** The filter and the search of one source that is read here. */
export class FilterWork {
  failure: AppError | null = null;
  running = false;
  filtered = 0;
  searched = 0;
  hitLines = 0;
  /** What the filter leaves; null: all. */
  chosen: ItemSet | null = null;
  hits: ItemSet = new LineSet();
  private readonly member: Member;
  private readonly filter: LogFilter;
  private readonly search: LogSearch | null;
  private readonly unit: LogUnit;
  private readonly signal: AbortSignal;
  private readonly reader: Member['reader'];
  private readonly chooser: RecordFilter | null = null;
  private readonly finder: RecordFilter | null = null;
  private pieceTo = '';
  private readonly stopping = new AbortController();

  private constructor(
    member: Member,
    filter: LogFilter,
    search: LogSearch | null,
    unit: LogUnit,
    signal: AbortSignal,
  ) {
    this.member = member;
    this.filter = filter;
    this.search = search;
    this.unit = unit;
    this.signal = AbortSignal.any([signal, this.stopping.signal]);
    this.reader = member.reader;
    const { document } = member.handle;
    if (member.piece || !document) {
      // Nothing is shown unfiltered meanwhile.
      if (filter.length > 0) this.chosen = new LineSet();
      return;
    }
    if (filter.length > 0) {
      this.chooser = new RecordFilter(document, filter);
      this.chosen = this.of(this.chooser);
    }
    if (search)
      this.finder = new RecordFilter(document, [{ kind: 'text', exclude: false, ...search }]);
  }

  /** Null while nothing of the log is at hand. */
  static of(
    member: Member,
    filter: LogFilter,
    search: LogSearch | null,
    unit: LogUnit,
    signal: AbortSignal,
  ): FilterWork | null {
    if (!member.reader) return null;
    return new FilterWork(member, filter, search, unit, signal);
  }

  get name(): string {
    return this.member.handle.about.name;
  }

  /** Whether it is of what the member reads now. */
  isOf(member: Member, members: readonly Member[]): boolean {
    // A file that is read in place is searched on its host as soon as it is alone.
    if (member.handle.remote && members.length === 1) return false;
    return member.piece !== null ? member.reader === this.reader : !this.isOfPiece;
  }

  /** Whether there is something it has not gone through. */
  get hasMore(): boolean {
    if (this.failure) return false;
    if (this.isOfPiece) return this.pieceTo !== this.pieceNow();
    const rest = Math.max(this.chooser?.rest ?? 0, this.finder?.rest ?? 0);
    return rest >= stepBytes || (rest > 0 && this.isIndexed);
  }

  async run(changed: () => void): Promise<void> {
    this.running = true;
    try {
      if (this.isOfPiece) await this.runPiece();
      else while (this.hasMore && !this.signal.aborted) await this.step(changed);
    } finally {
      this.running = false;
    }
  }

  /** Stops it for good: what was found so far stays. The others of its view go on. */
  stop(): void {
    this.failure ??= new AppError('wire.cancelled');
    this.stopping.abort();
  }

  private get isOfPiece(): boolean {
    return !this.chooser && !this.finder;
  }

  private get isIndexed(): boolean {
    return this.member.handle.document?.index.complete ?? false;
  }

  private async step(changed: () => void): Promise<void> {
    const { chooser, finder, signal } = this;
    const whole = this.isIndexed ? 1 : 0.99;
    if (chooser) {
      const onProgress = (share: number): void => {
        // What is added to a log that was decided is no new beginning.
        this.filtered = Math.max(this.filtered, Math.min(whole, share));
        changed();
      };
      await chooser.update({ signal, onProgress });
      // Less was done where the index went back meanwhile.
      if (chooser.rest === 0) this.filtered = Math.max(this.filtered, whole);
    }
    if (finder) {
      const onProgress = (share: number): void => {
        this.searched = Math.max(this.searched, Math.min(whole, share));
        this.found();
        changed();
      };
      await finder.update({ signal, onProgress });
      if (finder.rest === 0) this.searched = Math.max(this.searched, whole);
      this.found();
    }
  }

  /** Brings what was found up to date. */
  private found(): void {
    const { chooser, finder, unit } = this;
    if (!finder) return;
    const lines = finder.matchedLines;
    const within = chooser ? lines.and(chooser.lines) : lines;
    this.hitLines = within.count;
    if (unit === 'line') this.hits = within;
    else this.hits = chooser ? finder.records.and(chooser.records) : finder.records;
  }

  private of(filter: RecordFilter): LineSet {
    return this.unit === 'record' ? filter.records : filter.lines;
  }

  private async runPiece(): Promise<void> {
    const { member, filter, search, unit, signal } = this;
    const { piece } = member;
    if (!piece) return;
    this.pieceTo = this.pieceNow();
    const format = member.handle.reading?.format ?? null;
    const head = () => columnsAtHead(member.handle, signal);
    const left = await filterPiece(piece, filter, search, unit, format, head, signal);
    // Another filter may have begun since.
    if (signal.aborted) return;
    this.chosen = filter.length > 0 ? left.chosen : null;
    this.hits = left.hits;
    this.hitLines = left.hitLines;
    this.filtered = 1;
    this.searched = 1;
    member.chosen = this.chosen;
  }

  private pieceNow(): string {
    const { piece } = this.member;
    return `${piece?.from}-${piece?.to}`;
  }
}
