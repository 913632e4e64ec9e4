import type { LogFilter, LogPlaceWork, LogSearch } from '../../../contract/logs';
import { AppError } from '../../../contract/errors';
import { Expression } from '../engine/search/expression';
import type { Offsets, PickedLines } from '../remote/index';
import type { ItemSet } from './lane';
import type { Member } from './member';
import { RemoteHandle } from './remote-handle';
import { RemoteJob } from './remote-job';
import { remoteTerms } from './remote-terms';

const none: ItemSet = { count: 0, at: () => undefined, rank: () => 0 };

/**
 * The filter and the search of a file that is read in place, over all of it: its host tells the
 * places of lines, and only those in sight are fetched.
 */
export class RemoteWork {
  running = false;
  /** Lines that the filter leaves; null without one. */
  readonly picked: PickedLines | null;
  readonly chosen = null;
  private readonly handle: RemoteHandle;
  private readonly generation: number;
  private readonly signal: AbortSignal;
  private readonly filterJob: RemoteJob | null;
  private readonly searchJob: RemoteJob | null;
  private readonly filter: string;
  private readonly refused: { filter: AppError | null; search: AppError | null } = {
    filter: null,
    search: null,
  };

  private constructor(
    handle: RemoteHandle,
    filter: LogFilter,
    search: LogSearch | null,
    signal: AbortSignal,
    before: RemoteWork | null,
  ) {
    this.handle = handle;
    this.generation = handle.generation;
    this.signal = signal;
    this.filter = JSON.stringify(filter);
    const same = before?.filter === this.filter ? before : null;
    this.filterJob = same?.filterJob ?? this.try('filter', () => filterJobOf(handle, filter));
    this.picked = same?.picked ?? (this.filterJob ? handle.pick(this.filterJob.offsets) : null);
    this.searchJob =
      search && !this.refused.filter
        ? this.try('search', () => searchJobOf(handle, filter, search))
        : null;
  }

  /**
   * Null: it is not all of what the view shows, not read in place, or not open yet.
   *
   * @param before what was done of the member for another filter or search
   */
  static of(
    members: readonly Member[],
    member: Member,
    filter: LogFilter,
    search: LogSearch | null,
    signal: AbortSignal,
    before?: unknown,
  ): RemoteWork | null {
    const { handle } = member;
    if (members.length !== 1 || !(handle instanceof RemoteHandle) || !handle.reading) return null;
    const kept = before instanceof RemoteWork && before.isOf(member, members) ? before : null;
    return new RemoteWork(handle, filter, search, signal, kept);
  }

  get name(): string {
    return this.handle.about.name;
  }

  get failure(): AppError | null {
    return this.failureOf('filter') ?? this.failureOf('search');
  }

  failureOf(what: 'filter' | 'search'): AppError | null {
    const { filter, search } = this.refused;
    if (what === 'filter') return filter ?? this.filterJob?.failure ?? null;
    // What the filter leaves cannot be searched where there is no filter.
    return filter ?? search ?? this.searchJob?.failure ?? null;
  }

  get filtered(): number {
    return this.filterJob?.share ?? 1;
  }

  get searched(): number {
    return this.searchJob?.share ?? 1;
  }

  get hitLines(): number {
    return this.searchJob?.offsets.count ?? 0;
  }

  /** Places of all lines that the search has found; null without a search. */
  get places(): Offsets | null {
    return this.searchJob?.offsets ?? null;
  }

  /** What the search has found among the lines that the filter leaves. */
  get hits(): ItemSet {
    const found = this.searchJob?.offsets;
    const rows = this.filterJob?.offsets;
    if (!found) return none;
    if (!rows) return { ...none, count: found.count };
    return {
      count: found.count,
      at: (n) => {
        const place = found.at(n);
        return place === undefined || place > (rows.last ?? -1) ? undefined : rows.rank(place);
      },
      rank: (item) => found.rank(rows.at(item) ?? Infinity),
    };
  }

  get hasMore(): boolean {
    return (this.filterJob?.wanted ?? false) || (this.searchJob?.wanted ?? false);
  }

  isOf(member: Member, members: readonly Member[]): boolean {
    return (
      members.length === 1 &&
      member.handle === this.handle &&
      this.handle.generation === this.generation
    );
  }

  /** One after the other: a host is not asked twice at the same time. */
  async run(changed: () => void): Promise<void> {
    this.running = true;
    try {
      for (const job of [this.filterJob, this.searchJob])
        if (job?.wanted && !this.signal.aborted) await job.run(this.signal, changed);
    } finally {
      this.running = false;
    }
  }

  goOn(): void {
    this.filterJob?.goOn();
    this.searchJob?.goOn();
  }

  stop(): void {
    this.filterJob?.stop();
    this.searchJob?.stop();
  }

  /** What cannot be said to the host is refused before it is asked. */
  private try(what: 'filter' | 'search', make: () => RemoteJob | null): RemoteJob | null {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.refused[what] = error;
      return null;
    }
  }

  state(): { filter: LogPlaceWork | null; search: LogPlaceWork | null } {
    return {
      filter: this.filterJob?.state() ?? null,
      search: this.searchJob?.state() ?? null,
    };
  }
}

function filterJobOf(handle: RemoteHandle, filter: LogFilter): RemoteJob | null {
  const format = handle.reading?.format;
  if (!format || filter.length === 0) return null;
  const terms = remoteTerms(filter, format);
  if (!handle.picks) throw new AppError('logs.in-place-packed');
  return new RemoteJob(handle, terms);
}

/** Searches what the filter leaves, which the host looks for anew. */
function searchJobOf(handle: RemoteHandle, filter: LogFilter, search: LogSearch): RemoteJob | null {
  const format = handle.reading?.format;
  if (!format) return null;
  const terms = remoteTerms(filter, format);
  const expression = Expression.of(search);
  return new RemoteJob(handle, {
    ...terms,
    expressions: [{ expression, exclude: false }, ...terms.expressions],
  });
}
