import type { LogFilter, LogPlaceWork, LogSearch } from '../../../contract/logs';
import type { AppError } from '../../../contract/errors';
import { AppError as Failure } from '../../../contract/errors';
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
  private readonly member: Member;
  private readonly handle: RemoteHandle;
  private readonly generation: number;
  private readonly signal: AbortSignal;
  private readonly filterJob: RemoteJob | null;
  private readonly searchJob: RemoteJob | null;
  private refused: AppError | null = null;

  private constructor(
    member: Member,
    handle: RemoteHandle,
    filter: LogFilter,
    search: LogSearch | null,
    signal: AbortSignal,
  ) {
    this.member = member;
    this.handle = handle;
    this.generation = handle.generation;
    this.signal = signal;
    let jobs: [RemoteJob | null, RemoteJob | null] = [null, null];
    try {
      jobs = jobsOf(handle, filter, search);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.refused = error;
    }
    [this.filterJob, this.searchJob] = jobs;
    this.picked = this.filterJob ? handle.pick(this.filterJob.offsets) : null;
  }

  /** Null: it is not all of what the view shows, not read in place, or not open yet. */
  static of(
    members: readonly Member[],
    member: Member,
    filter: LogFilter,
    search: LogSearch | null,
    signal: AbortSignal,
  ): RemoteWork | null {
    const { handle } = member;
    if (members.length !== 1 || !(handle instanceof RemoteHandle) || !handle.reading) return null;
    return new RemoteWork(member, handle, filter, search, signal);
  }

  get name(): string {
    return this.handle.about.name;
  }

  get failure(): AppError | null {
    return this.refused ?? this.filterJob?.failure ?? this.searchJob?.failure ?? null;
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
    if (this.refused) return false;
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

  state(): { filter: LogPlaceWork | null; search: LogPlaceWork | null } {
    return {
      filter: this.filterJob?.state() ?? null,
      search: this.searchJob?.state() ?? null,
    };
  }
}

function jobsOf(
  handle: RemoteHandle,
  filter: LogFilter,
  search: LogSearch | null,
): [filter: RemoteJob | null, search: RemoteJob | null] {
  const format = handle.reading?.format;
  if (!format) return [null, null];
  const terms = remoteTerms(filter, format);
  if (filter.length > 0 && !handle.picks) throw new Failure('logs.in-place-packed');
  const within = search && {
    ...terms,
    expressions: [{ expression: Expression.of(search), exclude: false }, ...terms.expressions],
  };
  return [
    filter.length > 0 ? new RemoteJob(handle, terms) : null,
    within && new RemoteJob(handle, within),
  ];
}
