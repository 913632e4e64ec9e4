import { AppError } from '../../../contract/errors';
import type { ResultState } from '../../../contract/query-results';
import type { Log } from '../../../kit/log';
import type { EventHub } from '../../events';
import type { OpenProfile } from '../../profile/index';
import type { TaskService } from '../../tasks/index';
import { Exports } from '../export/exports';
import { ResultStore, type StoredResult } from '../store';
import { Comparisons } from './comparisons';
import { ResultEvidence } from './evidence';
import { lookedAt } from './changes';
import { isFinished, ResultLibrary } from './library';
import { LongWork } from './long-work';
import { Recorder, type RowWork } from './recorder';
import { ResultSeverities } from './severities';
import { ResultViews } from './views';

export interface ResultsParts {
  profile: OpenProfile;
  events: EventHub;
  tasks: TaskService;
  log: Log;
  /** Told of the end of each run. */
  ended(state: ResultState): void;
}

/** Results: filled, kept, looked at, compared, taken away. */
export class Results {
  readonly views: ResultViews;
  readonly comparisons: Comparisons;
  readonly exports: Exports;
  readonly evidence: ResultEvidence;
  readonly severities: ResultSeverities;
  private readonly events: EventHub;
  private readonly library: ResultLibrary;
  private readonly recorder: Recorder;

  constructor({ profile, events, tasks, log, ended }: ResultsParts) {
    this.events = events;
    const library = new ResultLibrary(profile, new ResultStore(profile.db));
    this.library = library;
    this.recorder = new Recorder({ library, events, tasks, log, ended });
    const longWork = new LongWork(tasks);
    this.views = new ResultViews({
      library,
      filesKey: profile.vault.keys.files,
      current: (id) => this.recorder.current(id),
      longWork,
    });
    this.comparisons = new Comparisons({ library, views: this.views, longWork });
    this.exports = new Exports({
      library,
      views: this.views,
      comparisons: this.comparisons,
      tasks,
    });
    this.severities = new ResultSeverities(library, this.views);
    this.evidence = new ResultEvidence(library, this.views, this.comparisons);
  }

  /** Runs that go on; a test counts them. */
  get openRuns(): number {
    return this.recorder.open;
  }

  /** Begins a result and the work that fills it. */
  record(result: StoredResult, work: RowWork): void {
    this.recorder.record(result, work);
  }

  /**
   * Stops a run; what came so far stays. A run that has ended is left alone.
   *
   * @throws AppError `sql.result-gone`; `queries.other-window` {pid}
   */
  cancel(id: string): void {
    if (this.recorder.cancel(id)) return;
    this.library.get(id);
    const pid = this.library.filledBy(id);
    if (pid !== null) throw new AppError('queries.other-window', { pid });
  }

  /** The state of a result now and while it changes, the last one always. @throws AppError `sql.result-gone` */
  async *follow(id: string, signal?: AbortSignal): AsyncGenerator<ResultState[], void> {
    const running = this.recorder.follow(id, signal);
    if (running) yield* running;
    else yield* lookedAt(() => this.look(id), signal);
  }

  /** Newest first. */
  all(): ResultState[] {
    return this.library.all().map((state) => this.recorder.current(state.id) ?? state);
  }

  isKept(id: string): boolean {
    return this.library.has(id);
  }

  /** @throws AppError `sql.result-running`; `queries.other-window` {pid} */
  discard(id: string): void {
    if (this.recorder.current(id)) throw new AppError('sql.result-running');
    this.views.forget(id);
    this.severities.forget(id);
    this.library.discard(id);
    this.events.changed('queries', id);
  }

  /** What a person says of a result. @throws AppError `sql.result-gone` */
  change(id: string, change: { title: string } | { pinned: boolean }): ResultState {
    const kept = this.library.change(id, change);
    const state = this.recorder.change(id, change) ?? kept;
    this.events.changed('queries', id);
    return state;
  }

  /** A result of another process, which may still fill it, or die over it. */
  private look(id: string): { value: ResultState; last: boolean } {
    const state = this.library.all().find((one) => one.id === id) ?? this.library.get(id).state;
    return { value: state, last: isFinished(state) };
  }

  /** Stops every run and waits until the servers are left alone. */
  async dispose(): Promise<void> {
    await this.recorder.dispose();
    this.library.close();
  }
}
