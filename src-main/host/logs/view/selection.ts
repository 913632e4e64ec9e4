import type {
  LogFilter,
  LogSearch,
  LogUnit,
  LogView as LogViewState,
} from '../../../contract/logs';
import { AppError } from '../../../contract/errors';
import { LineSet } from '../engine/search/line-set';
import { RecordFilter } from '../engine/search/record-filter';
import type { Offsets } from '../remote/index';
import type { ItemSet } from './lane';
import type { Member } from './member';
import { filterPiece } from './piece-filter';
import { RemoteWork } from './remote-work';

/** While a log is being indexed, its filter follows in steps of so many bytes. */
const stepBytes = 64 * 1024 * 1024;

/** What a {@link Selection} is told and tells. */
export interface SelectionParts {
  /** More was found. */
  changed: () => void;
  /** Work has begun that may last. */
  began: (name: string, work: Promise<void>, cancel: () => void) => void;
  /** Told of a failure that is a bug. */
  report: (error: unknown) => void;
}

/** What a filter leaves of a view's sources, and what a search finds in that. */
export class Selection {
  private readonly parts: SelectionParts;
  private works = new Map<Member, Work | RemoteWork>();
  private filter: LogFilter = [];
  private search: LogSearch | null = null;
  private unit: LogUnit = 'record';
  private hidden: (member: Member) => boolean = () => false;
  private stopping = new AbortController();

  constructor(parts: SelectionParts) {
    this.parts = parts;
  }

  /** Whether all rows of all sources are shown. */
  get isOpen(): boolean {
    return this.filter.length === 0;
  }

  /** How far the filter is, 0 to 1. */
  get filtered(): number {
    const works = [...this.works.values()];
    return this.filter.length === 0 ? 1 : mean(works.map((work) => work.filtered));
  }

  /** Why a filter could not be applied. */
  get failure(): AppError | null {
    return [...this.works.values()].find(({ failure }) => failure)?.failure ?? null;
  }

  /** Begins anew; what was found before is dropped. */
  begin(
    members: readonly Member[],
    unit: LogUnit,
    filter: LogFilter,
    search: LogSearch | null,
  ): void {
    this.stop();
    this.stopping = new AbortController();
    const including = filter.filter((one) => one.kind === 'source' && !one.exclude);
    const excluding = filter.filter((one) => one.kind === 'source' && one.exclude);
    const names = (list: LogFilter, id: string): boolean =>
      list.some((one) => one.kind === 'source' && one.sourceId === id);
    this.hidden = ({ id }) =>
      names(excluding, id) || (including.length > 0 && !names(including, id));
    this.filter = filter.filter((one) => one.kind !== 'source');
    this.search = search;
    this.unit = unit;
    this.works = new Map();
    for (const member of members) {
      member.chosen = null;
      member.picked = null;
    }
    this.update(members);
  }

  /** Takes in what became known of the sources. */
  update(members: readonly Member[]): void {
    for (const known of this.works.keys()) if (!members.includes(known)) this.works.delete(known);
    if (this.filter.length === 0 && !this.search) return;
    for (const member of members) {
      let work = this.works.get(member);
      if (!work?.isOf(member, members)) {
        const { signal } = this.stopping;
        const made =
          RemoteWork.of(members, member, this.filter, this.search, signal) ??
          Work.of(member, this.filter, this.search, this.unit, signal);
        // Nothing of it is at hand yet: nothing of it is shown unfiltered meanwhile.
        if (!made && this.filter.length > 0) member.chosen = new LineSet();
        if (!made) continue;
        work = made;
        this.works.set(member, work);
      }
      this.run(work);
      member.chosen = work.chosen;
      member.picked = work instanceof RemoteWork ? work.picked : null;
    }
  }

  /** Whether rows of a source are shown at all. */
  leaves(member: Member | undefined): boolean {
    return member !== undefined && !this.hidden(member);
  }

  /** Whether more rows of a source may still be found. */
  isGrowing(member: Member): boolean {
    return this.filter.length > 0 && (this.works.get(member)?.filtered ?? 0) < 1;
  }

  /** Rows and lines that the search has found. */
  hits(): { rows: number; lines: number; done: number } {
    if (!this.search) return { rows: 0, lines: 0, done: 1 };
    const works = [...this.works].filter(([member]) => this.leaves(member));
    const sum = (of: (work: Work | RemoteWork) => number): number =>
      works.reduce((total, [, work]) => total + of(work), 0);
    return {
      rows: sum((work) => work.hits.count),
      lines: sum((work) => work.hitLines),
      done: mean(works.map(([, work]) => work.searched)),
    };
  }

  /** Records or lines of a source that the search has found; null without a search. */
  hitsOf(member: Member): ItemSet | null {
    return this.search ? (this.works.get(member)?.hits ?? null) : null;
  }

  /** Places that the search has found in all of a file that is read in place; null without. */
  placesOf(member: Member): Offsets | null {
    const work = this.works.get(member);
    return work instanceof RemoteWork ? work.places : null;
  }

  /** What hosts do for the filter and the search; null where everything is at hand here. */
  get inPlace(): LogViewState['inPlace'] {
    for (const [{ handle }, work] of this.works) {
      if (work instanceof RemoteWork) return { scope: 'file', ...work.state() };
      if (handle.remote) return { scope: 'piece', filter: null, search: null };
    }
    return null;
  }

  /** Goes on with what a host ended early. */
  goOn(members: readonly Member[]): void {
    for (const work of this.works.values()) if (work instanceof RemoteWork) work.goOn();
    this.update(members);
  }

  /** Stops what hosts do. */
  pause(): void {
    for (const work of this.works.values()) if (work instanceof RemoteWork) work.stop();
  }

  stop(): void {
    this.stopping.abort();
  }

  private run(work: Work | RemoteWork): void {
    if (work.running || !work.hasMore) return;
    const { signal } = this.stopping;
    const running = work
      .run(() => this.parts.changed())
      .catch((error: unknown) => {
        if (signal.aborted) return;
        if (work instanceof RemoteWork) return this.parts.report(error);
        work.failure =
          error instanceof AppError ? error : new AppError('internal', { detail: 'filter' });
        if (!(error instanceof AppError)) this.parts.report(error);
      });
    const { stopping } = this;
    this.parts.began(work.name, running, () => {
      // Somebody stopped it: what was found so far stays, and the view says so.
      if (work instanceof RemoteWork) return work.stop();
      work.failure ??= new AppError('wire.cancelled');
      stopping.abort();
      this.parts.changed();
    });
    void running.then(() => this.parts.changed());
  }
}

/** The filter and the search of one source. */
class Work {
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
    this.signal = signal;
    this.reader = member.reader;
    const { document } = member.handle;
    if (member.piece || !document) return;
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
  ): Work | null {
    if (!member.reader) return null;
    return new Work(member, filter, search, unit, signal);
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
    const index = this.member.handle.document?.index;
    if (!index) return false;
    const decided = this.decided;
    return index.bytes > decided && (index.complete || index.bytes - decided >= stepBytes);
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

  private get isOfPiece(): boolean {
    return !this.chooser && !this.finder;
  }

  /** Bytes that both have gone through. */
  private get decided(): number {
    return Math.min(this.chooser?.bytes ?? Infinity, this.finder?.bytes ?? Infinity);
  }

  private async step(changed: () => void): Promise<void> {
    const { chooser, finder, signal } = this;
    const index = this.member.handle.document?.index;
    const whole = index?.complete ? 1 : 0.99;
    if (chooser) {
      const onProgress = (share: number): void => {
        // What is added to a log that was decided is no new beginning.
        this.filtered = Math.max(this.filtered, Math.min(whole, share));
        changed();
      };
      await chooser.update({ signal, onProgress });
      this.filtered = whole;
    }
    if (finder) {
      const onProgress = (share: number): void => {
        this.searched = Math.max(this.searched, Math.min(whole, share));
        this.found();
        changed();
      };
      await finder.update({ signal, onProgress });
      this.searched = whole;
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
    const left = await filterPiece(piece, filter, search, unit, format, signal);
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

function mean(shares: readonly number[]): number {
  if (shares.length === 0) return 1;
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
