import type {
  LogChoices,
  LogFilter,
  LogHighlight,
  LogPlace,
  LogSearch,
  LogUnit,
  LogView as LogViewState,
  LogRow,
} from '../../../contract/logs';
import { AppError } from '../../../contract/errors';
import { newId } from '../../../kit/ids';
import { Expression } from '../engine/search/expression';
import { Arrangement } from './arrangement';
import { errorOf, type LogHandle } from './handle';
import { Marker } from './marker';
import { Member } from './member';
import { rowsAt, type RowDress } from './rows';
import { Selection } from './selection';
import { Tidings } from './tidings';

/** Larger logs are shown from their end before they are indexed. */
const indexedSoonBytes = 8 * 1024 * 1024;

/** What a view is given. */
export interface LogViewParts {
  id: string;
  title: string;
  at: 'start' | 'end';
  acquire: (place: LogPlace) => LogHandle;
  release: (handle: LogHandle) => Promise<void>;
  /** Decides about a log, for this time and the next. */
  choose: (handle: LogHandle, choices: LogChoices) => Promise<void>;
  /** Evidence that bytes of a log belong to. */
  pin: (handle: LogHandle, from: number, to: number) => string | null;
  /** Offsets of the bookmarks of a place, ascending. */
  bookmarked: (handle: LogHandle) => readonly number[];
  /** Shows work that lasts, with a way to end it. */
  showWork: (
    kind: 'index' | 'search',
    title: string,
    work: (signal: AbortSignal) => Promise<void>,
  ) => void;
  report: (error: unknown) => void;
}

/** One log, or many as one timeline: what is shown of them, and where everything is. */
export class LogView {
  readonly id: string;
  readonly members: Member[] = [];
  unit: LogUnit = 'record';
  arrangement: Arrangement;
  readonly selection: Selection;
  readonly parts: LogViewParts;
  private readonly ended = new AbortController();
  private readonly subscriptions = new Map<Member, () => void>();
  private generation = 0;
  private filter: LogFilter = [];
  private filterError: AppError | null = null;
  private search: LogSearch | null = null;
  private searchError: AppError | null = null;
  private highlights: LogHighlight[] = [];
  private marker = Marker.of(null, []);
  private readonly tidings = new Tidings(() => this.arranged());
  /** Generations of the handles when rows were arranged last. */
  private read = '';

  constructor(parts: LogViewParts, places: readonly LogPlace[]) {
    this.parts = parts;
    this.id = parts.id;
    this.arrangement = Arrangement.empty();
    this.selection = new Selection({
      changed: () => this.changed(),
      began: (name, work, cancel) =>
        parts.showWork('search', name, async (signal) => {
          signal.addEventListener('abort', cancel);
          await work;
        }),
      report: parts.report,
    });
    for (const place of places) this.add(place);
  }

  get signal(): AbortSignal {
    return this.ended.signal;
  }

  state(): LogViewState {
    const { arrangement, selection } = this;
    const only = this.members.length === 1 ? this.members[0] : undefined;
    const piece = only?.piece ?? null;
    return {
      id: this.id,
      title: this.parts.title,
      generation: this.generation,
      sources: this.members.map((member) => member.source()),
      unit: this.unit,
      rows: arrangement.rows,
      firstRow: arrangement.firstRow,
      before: piece?.from ?? 0,
      after: piece && only ? Math.max(0, only.handle.bytes - piece.to) : 0,
      filter: this.filter,
      search: this.search,
      hits: { ...selection.hits(), error: errorOf(this.searchError ?? selection.failure) },
      filtered: selection.filtered,
      filterError: errorOf(this.filterError ?? (this.filter.length > 0 ? selection.failure : null)),
      highlights: this.highlights,
    };
  }

  /** States as they change, at most ten a second; the last one is never left out. */
  async *follow(signal: AbortSignal): AsyncGenerator<LogViewState[], void> {
    let seen = -1;
    while (!signal.aborted && !this.signal.aborted) {
      if (seen === this.tidings.version) {
        await this.tidings.next(signal);
        continue;
      }
      seen = this.tidings.version;
      yield [this.state()];
    }
  }

  /** Settles when what is known now is arranged into rows. */
  async settled(): Promise<void> {
    await this.tidings.settled();
  }

  /**
   * Rows [from, from + count) as far as there are, fewer where they are very long. Beyond the
   * ends of a piece the view reads on, for the next time.
   */
  async rows(
    from: number,
    count: number,
    signal?: AbortSignal,
  ): Promise<{ generation: number; rows: LogRow[] }> {
    const { arrangement, generation } = this;
    const { firstRow, rows, timeline } = arrangement;
    const piece = this.members.length === 1 ? this.members[0]?.piece : null;
    if (piece && (from < firstRow || from + count > firstRow + rows))
      await this.extend(from < firstRow);
    const start = Math.max(from, firstRow);
    const spots = await timeline.spots(start - firstRow, from + count - start, signal);
    const found = await rowsAt(
      timeline.lanes,
      spots,
      start,
      (lane) => arrangement.sources[lane] ?? 0,
      this.dress(),
      signal,
    );
    return { generation, rows: found };
  }

  /** Counts up with every change of what rows say or which there are. */
  get counted(): number {
    return this.generation;
  }

  add(place: LogPlace): void {
    const handle = this.parts.acquire(place);
    const member = new Member(newId(), handle);
    this.members.push(member);
    this.subscriptions.set(
      member,
      handle.onChange(() => this.changed()),
    );
    void this.begin(member);
    this.changed();
  }

  async remove(sourceId: string): Promise<void> {
    const member = this.member(sourceId);
    this.members.splice(this.members.indexOf(member), 1);
    await this.drop(member);
    this.changed();
    await this.settled();
  }

  async choose(sourceId: string, choices: LogChoices): Promise<void> {
    const member = this.member(sourceId);
    await this.parts.choose(member.handle, choices);
    if (member.piece) await member.goTo(member.piece.from, this.signal);
    this.restart();
    await this.settled();
  }

  reconnect(sourceId: string): void {
    this.member(sourceId).handle.reconnect();
  }

  async setUnit(unit: LogUnit): Promise<void> {
    if (unit === this.unit) return;
    this.unit = unit;
    this.restart();
    await this.settled();
  }

  async setFilter(filter: LogFilter): Promise<void> {
    this.filter = filter;
    this.filterError = firstError(filter.flatMap((one) => (one.kind === 'text' ? [one] : [])));
    this.restart();
    await this.settled();
  }

  async setSearch(search: LogSearch | null): Promise<void> {
    this.search = search?.text === '' ? null : search;
    this.searchError = firstError(this.search ? [this.search] : []);
    this.remark();
    this.select();
    await this.settled();
  }

  async setHighlights(highlights: LogHighlight[]): Promise<void> {
    this.highlights = highlights;
    this.remark();
    await this.settled();
  }

  /** What rows wear changed: bookmarks, pins. */
  redress(): void {
    this.generation += 1;
    this.changed();
  }

  /** @throws AppError `entity.not-found` */
  member(sourceId: string): Member {
    const member = this.members.find(({ id }) => id === sourceId);
    if (!member) throw new AppError('entity.not-found', { id: sourceId });
    return member;
  }

  /** Moves the piece of a member; its rows are others then. */
  async move(member: Member, at: number, signal?: AbortSignal): Promise<void> {
    await member.goTo(at, signal);
    this.changed();
    await this.settled();
  }

  async close(): Promise<void> {
    this.ended.abort();
    this.selection.stop();
    await this.tidings.close();
    await Promise.all(this.members.map((member) => this.drop(member)));
  }

  get marks(): Marker {
    return this.marker;
  }

  private async begin(member: Member): Promise<void> {
    const { handle } = member;
    await handle.opened;
    if (this.signal.aborted) return;
    try {
      const { document } = handle;
      const late = document && !document.index.complete && document.source.size > indexedSoonBytes;
      if (handle.remote || (late && this.parts.at === 'end' && this.members.length === 1))
        await member.goTo(this.parts.at === 'end' ? handle.bytes : 0, this.signal);
      this.changed();
      if (!document) return;
      this.showIndexing(member, document.indexing);
      await document.indexing;
      // All of it is at hand now: rows are numbered from its begin.
      if (!handle.remote) member.piece = null;
    } catch (error) {
      // The state of the source says it.
      if (!(error instanceof AppError)) this.parts.report(error);
    }
    this.changed();
  }

  private showIndexing(member: Member, indexing: Promise<void>): void {
    this.parts.showWork('index', member.handle.about.name, async () => {
      await indexing.catch(() => undefined);
    });
  }

  private async drop(member: Member): Promise<void> {
    this.subscriptions.get(member)?.();
    this.subscriptions.delete(member);
    await this.parts.release(member.handle);
  }

  private async extend(backwards: boolean): Promise<void> {
    const [member] = this.members;
    if (member && (await member.extend(backwards, this.signal))) this.changed();
  }

  private remark(): void {
    this.marker = Marker.of(this.search, this.highlights);
    this.generation += 1;
    this.changed();
  }

  /** Rows are others than before. */
  private restart(): void {
    this.generation += 1;
    this.select();
    this.changed();
  }

  /** Begins to look for what the filter leaves and the search finds. */
  private select(): void {
    this.selection.begin(
      this.members,
      this.unit,
      this.filterError ? [] : this.filter,
      this.searchError ? null : this.search,
    );
  }

  private dress(): RowDress {
    const handleOf = (source: number): LogHandle | undefined => this.members[source]?.handle;
    const bookmarks = this.members.map(({ handle }) => this.parts.bookmarked(handle));
    return {
      marker: this.marker,
      pin: (source, from, to) => {
        const handle = handleOf(source);
        return handle ? this.parts.pin(handle, from, to) : null;
      },
      headless: (source) =>
        handleOf(source)?.reading?.format.heads.some(({ pattern }) => pattern.includes('%+L')) ??
        false,
      bookmarked: (source, from, to) =>
        (bookmarks[source] ?? []).some((offset) => offset >= from && offset < to),
    };
  }

  /** Something is known that was not. */
  private changed(): void {
    this.tidings.changed();
  }

  private async arranged(): Promise<void> {
    try {
      await this.arrange();
    } catch (error) {
      // What cannot be read is in the state of its source.
      if (!(error instanceof AppError) && !this.signal.aborted) this.parts.report(error);
    }
  }

  private async arrange(): Promise<void> {
    const generations = this.members.map(({ id, handle }) => `${id}:${handle.generation}`).join();
    const read = generations !== this.read;
    this.read = generations;
    if (read) this.select();
    else this.selection.update(this.members);
    const { selection, arrangement: before } = this;
    const leaves = (member: Member): boolean => selection.leaves(member);
    const growing = (member: Member): boolean => member.growing || selection.isGrowing(member);
    const now = await Arrangement.of(this.members, this.unit, { leaves, growing }, this.signal);
    await now.settle(this.signal);
    if (read || !(await now.continues(before, this.signal))) this.generation += 1;
    this.arrangement = now;
  }
}

/** Why one of the expressions is none. */
function firstError(words: readonly LogSearch[]): AppError | null {
  for (const each of words) {
    try {
      Expression.of(each);
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
  }
  return null;
}
