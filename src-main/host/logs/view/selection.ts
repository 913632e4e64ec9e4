import type {
  LogFilter,
  LogSearch,
  LogUnit,
  LogView as LogViewState,
} from '../../../contract/logs';
import { AppError } from '../../../contract/errors';
import { LineSet } from '../engine/search/line-set';
import type { Offsets } from '../remote/index';
import { FilterWork } from './filter-work';
import type { ItemSet } from './lane';
import type { Member } from './member';
import { RemoteWork } from './remote-work';

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
  private works = new Map<Member, FilterWork | RemoteWork>();
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

  /** Why the filter, or the search, could not be made; a host is asked for each by itself. */
  failureOf(what: 'filter' | 'search'): AppError | null {
    for (const work of this.works.values()) {
      const failure = work instanceof RemoteWork ? work.failureOf(what) : work.failure;
      if (failure) return failure;
    }
    return null;
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
    const before = this.works;
    this.works = new Map();
    for (const member of members) {
      member.chosen = null;
      member.picked = null;
    }
    this.update(members, before);
  }

  /**
   * Takes in what became known of the sources.
   *
   * @param before what was done of them for another filter or search: what a host has found for
   *   the same filter stays
   */
  update(members: readonly Member[], before: Selection['works'] = this.works): void {
    for (const known of this.works.keys()) if (!members.includes(known)) this.works.delete(known);
    if (this.filter.length === 0 && !this.search) return;
    for (const member of members) {
      let work = this.works.get(member);
      if (!work?.isOf(member, members)) {
        const { signal } = this.stopping;
        const made =
          RemoteWork.of(members, member, this.filter, this.search, signal, before.get(member)) ??
          FilterWork.of(member, this.filter, this.search, this.unit, signal);
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
    const sum = (of: (work: FilterWork | RemoteWork) => number): number =>
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

  private run(work: FilterWork | RemoteWork): void {
    if (work.running || !work.hasMore) return;
    const { signal } = this.stopping;
    const running = work
      .run(() => this.parts.changed())
      .catch((error: unknown) => {
        if (signal.aborted) return;
        if (work instanceof RemoteWork) return this.parts.report(error);
        work.failure ??=
          error instanceof AppError ? error : new AppError('internal', { detail: 'filter' });
        if (!(error instanceof AppError)) this.parts.report(error);
      });
    this.parts.began(work.name, running, () => {
      // Somebody stopped it: what was found so far stays, and the view says so.
      work.stop();
      this.parts.changed();
    });
    void running.then(() => this.parts.changed());
  }
}

function mean(shares: readonly number[]): number {
  if (shares.length === 0) return 1;
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
