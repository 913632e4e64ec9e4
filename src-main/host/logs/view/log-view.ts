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
import { Arrangement } from './arrangement';
import { dressOf } from './dress';
import type { LogHandle } from './handle';
import type { Marker } from './marker';
import type { Member } from './member';
import { Members } from './members';
import { Past } from './past';
import { rowsAt } from './rows';
import { Selection } from './selection';
import { stateOf } from './state';
import { Terms } from './terms';
import { Tidings } from './tidings';
import { Use } from './unwatched';

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
  /** Where bookmarks stand in what a source has at hand, in bytes, ascending. */
  bookmarked: (member: Member, signal: AbortSignal) => Promise<readonly number[]>;
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
  unit: LogUnit = 'record';
  arrangement: Arrangement;
  readonly selection: Selection;
  readonly terms = new Terms();
  /** Whether a page still shows it. */
  readonly use = new Use();
  readonly parts: LogViewParts;
  private readonly ended = new AbortController();
  private readonly sources: Members;
  private readonly tidings = new Tidings(() => this.arranged());
  private generation = 0;
  private numbers = 0;
  /** How rows were numbered before others came in between. */
  private readonly past = new Past();
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
    const { at, acquire, release, showWork, report } = parts;
    this.sources = new Members({
      at,
      acquire,
      release,
      showWork,
      report,
      signal: this.signal,
      changed: () => this.changed(),
    });
    try {
      for (const place of places) this.add(place);
    } catch (error) {
      // One of the places is none: the others are given back.
      this.close().catch(parts.report);
      throw error;
    }
  }

  /** Aborted when the view is closed. */
  get signal(): AbortSignal {
    return this.ended.signal;
  }

  get members(): readonly Member[] {
    return this.sources.all;
  }

  /** Counts up with every change of what rows say or which there are. */
  get counted(): number {
    return this.generation;
  }

  /** Counts the times that rows got other numbers. */
  get numbering(): number {
    return this.numbers;
  }

  /** What numbers the rows of a generation; undefined: they are others by now. */
  arrangementAt(generation: number): Arrangement | undefined {
    return this.past.at(generation, this);
  }

  get marks(): Marker {
    return this.terms.marker;
  }

  state(): LogViewState {
    return stateOf(this);
  }

  /** States as they change, at most ten a second; the last one is never left out. */
  async *follow(signal: AbortSignal): AsyncGenerator<LogViewState[], void> {
    let seen = -1;
    const leave = this.use.enter();
    try {
      while (!signal.aborted && !this.signal.aborted) {
        if (seen === this.tidings.version) {
          await this.tidings.next(signal);
          continue;
        }
        seen = this.tidings.version;
        yield [this.state()];
      }
    } finally {
      leave();
    }
  }

  /** Settles when what is known now is arranged into rows. */
  async settled(): Promise<void> {
    await this.tidings.settled();
  }

  /**
   * Rows [from, from + count) as far as there are, fewer where they are very long. Beyond the
   * ends of a piece the view reads on, for the next time.
   *
   * @param asked the generation that numbers them, if that is still known
   */
  async rows(
    from: number,
    count: number,
    signal?: AbortSignal,
    asked = this.generation,
  ): Promise<{ generation: number; rows: LogRow[] }> {
    const known = this.arrangementAt(asked);
    const generation = known ? asked : this.generation;
    const arrangement = known ?? this.arrangement;
    const { firstRow, rows, timeline } = arrangement;
    const piece = this.members.length === 1 ? this.members[0]?.shownPiece : null;
    if (piece && (from < firstRow || from + count > firstRow + rows))
      await this.extend(from < firstRow);
    const start = Math.max(from, firstRow);
    const spots = await timeline.spots(start - firstRow, from + count - start, signal);
    const found = await rowsAt(
      timeline.lanes,
      spots,
      start,
      (lane) => arrangement.sources[lane] ?? 0,
      await dressOf(this, signal),
      signal,
    );
    return { generation, rows: found };
  }

  /** @throws AppError `entity.not-found` for endpoints and captures that are not there */
  add(place: LogPlace): void {
    this.sources.add(place);
    this.changed();
  }

  /** @throws AppError `entity.not-found` */
  async remove(sourceId: string): Promise<void> {
    const giveBack = this.sources.remove(sourceId);
    this.changed();
    // To end a connection may take a while: rows are told without it before.
    await this.settled();
    await giveBack();
  }

  /** @throws AppError `entity.not-found` */
  async choose(sourceId: string, choices: LogChoices): Promise<void> {
    const member = this.sources.get(sourceId);
    await this.parts.choose(member.handle, choices);
    if (member.piece) await member.goTo(member.piece.from, this.signal);
    this.restart();
    await this.settled();
  }

  /** Tries now what would be tried later. @throws AppError `entity.not-found` */
  reconnect(sourceId: string): void {
    this.sources.get(sourceId).handle.reconnect();
  }

  async setUnit(unit: LogUnit): Promise<void> {
    if (unit === this.unit) return;
    this.unit = unit;
    this.restart();
    await this.settled();
  }

  async setFilter(filter: LogFilter): Promise<void> {
    this.terms.setFilter(filter);
    this.restart();
    await this.settled();
  }

  async setSearch(search: LogSearch | null): Promise<void> {
    this.terms.setSearch(search);
    this.redress();
    this.select();
    await this.settled();
  }

  /** Goes on with what a host ended early of a search or filter. */
  searchOn(): void {
    this.selection.goOn(this.members);
    this.changed();
  }

  /** Stops what a host does for a search or filter; what was found stays. */
  stopSearch(): void {
    this.selection.pause();
  }

  async setHighlights(highlights: LogHighlight[]): Promise<void> {
    this.terms.setHighlights(highlights);
    this.redress();
    await this.settled();
  }

  /** What rows wear changed: marks, bookmarks, pins. */
  redress(): void {
    this.generation += 1;
    this.changed();
  }

  /** Moves the piece of a member; its rows are others then. */
  async move(member: Member, at: number, signal?: AbortSignal): Promise<void> {
    await member.goTo(at, signal);
    this.changed();
    await this.settled();
  }

  /** Ends it; closing twice is no failure. */
  async close(): Promise<void> {
    this.ended.abort();
    this.selection.stop();
    await this.tidings.close();
    await this.sources.close();
  }

  private async extend(backwards: boolean): Promise<void> {
    const [member] = this.members;
    if (member && (await member.extend(backwards, this.signal))) this.changed();
  }

  /** Rows are others than before. */
  private restart(): void {
    this.generation += 1;
    this.select();
    this.changed();
  }

  /** Begins to look for what the filter leaves and the search finds. */
  private select(): void {
    const { applied, sought } = this.terms;
    this.selection.begin(this.members, this.unit, applied, sought);
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
    if (read || !(await now.continues(before, this.signal))) {
      const { generation } = this;
      this.generation += 1;
      this.numbers += 1;
      if (!read && now.holds(before)) this.past.keep(before, generation);
      else this.past.forget(this.generation);
    }
    this.arrangement = now;
  }
}
