import { AppError } from '../../contract/errors';
import type { Inputs, Outputs } from '../../contract/index';
import type { Run, Runbook, Schedule, ScheduleState } from '../../contract/runbooks';
import { guardStorage } from '../../kit/database';
import { errorWords } from '../../kit/error-text';
import { newId } from '../../kit/ids';
import { classOf, RunbookLibrary } from './library';
import { readRunbook } from './parse';
import { runReport } from './report';
import type { StartedBy } from './run-record';
import type { RunExcerpt } from './run-excerpt';
import { Runs, type RunsParts } from './runs';
import { Scheduler } from './scheduler';
import { RunbookStore } from './store';

export interface RunbooksParts extends Omit<RunsParts, 'store' | 'now'> {
  /** Folder of the program's resources. */
  resources: string;
  /** Whether this process stays open, so that it may run schedules. */
  mayRunSchedules: boolean;
  /** Time; a test has its own. */
  now?: () => number;
}

/** What a person at the screen starts. */
const byUser: StartedBy = { startedBy: 'user', scheduleId: null, unattended: false };

/** Runbooks: the library, their runs on hosts side by side, and their schedules. */
export class RunbooksService {
  private readonly parts: RunbooksParts;
  private readonly store: RunbookStore;
  private readonly library: RunbookLibrary;
  private readonly runs: Runs;
  readonly scheduler: Scheduler;

  constructor(parts: RunbooksParts) {
    const { profile, leases, events, log } = parts;
    this.parts = parts;
    this.store = new RunbookStore(profile.db);
    this.library = new RunbookLibrary(profile, this.store, parts.resources, log);
    const now = parts.now ?? (() => profile.clock.now());
    this.runs = new Runs({ ...parts, store: this.store, now });
    this.scheduler = new Scheduler({
      store: this.store,
      leases,
      events,
      log,
      now,
      mayRun: parts.mayRunSchedules,
      start: (schedule) => this.startScheduled(schedule),
      isRunning: (id) => this.runs.known.isRunning(id),
      title: (id) => this.title(id),
    });
  }

  /** Runs that go on in this process; a test counts them. */
  get running(): number {
    return this.runs.running;
  }

  list(): Runbook[] {
    return this.library.all();
  }

  /** The YAML text. @throws AppError `runbooks.not-found` */
  source(id: string): string {
    return this.library.load(id).text;
  }

  check(text: string): Outputs['runbooks']['check'] {
    const { document, faults } = readRunbook(text);
    return { document, faults };
  }

  /** @throws AppError `runbooks.invalid` {line, detail} */
  save(text: string): Runbook {
    return this.shown(this.library.save(text));
  }

  /** @throws AppError `runbooks.not-found` for one that is not in the library */
  remove(id: string): void {
    this.library.remove(id);
    this.parts.events.changed('runbooks', id);
  }

  /** @throws AppError `runbooks.not-found` for one that is not in the library */
  review(id: string, by: string): Runbook {
    this.library.review(id, by.trim());
    return this.shown(id);
  }

  /** What would be sent, step by step. @throws AppError as {@link start} */
  preview(input: Inputs['runbooks']['preview']): string[] {
    return this.runs.preview(this.library.load(input.runbookId), input);
  }

  /**
   * Starts a run and returns at once.
   *
   * @param text YAML of a runbook that is in no library; its id is then not looked up
   * @throws AppError `runbooks.not-found`, `runbooks.invalid` and as {@link Runs.start}
   */
  start(input: Inputs['runbooks']['run'], by: StartedBy = byUser, text?: string): Run {
    const runbook =
      text === undefined ? this.library.load(input.runbookId) : this.library.loadText(text);
    return this.runs.start(runbook, input, by);
  }

  runsOf(runbookId: string | null): Run[] {
    return this.runs.known.list(runbookId);
  }

  get(id: string): Run {
    return this.runs.known.get(id);
  }

  follow(id: string, signal?: AbortSignal): AsyncGenerator<Run[], void> {
    return this.runs.known.follow(id, signal);
  }

  output(
    id: string,
    endpointId: string,
    step: number,
    rollback: boolean,
    signal?: AbortSignal,
  ): AsyncGenerator<string[], void> {
    return this.runs.known.output(id, endpointId, step, rollback, signal);
  }

  stop(id: string, endpointId: string | null, rollBack: boolean): void {
    this.runs.stop(id, endpointId, rollBack);
  }

  /** The transcript as evidence. @throws AppError `runbooks.still-running`, `entity.not-found` */
  excerpt(id: string, selection: string | null): Promise<RunExcerpt> {
    return Promise.resolve().then(() => this.runs.known.excerpt(id, selection));
  }

  /** @throws AppError `entity.not-found`, `runbooks.still-running` */
  report(id: string, language: 'zh-CN' | 'en'): { fileName: string; text: string } {
    const run = this.runs.known.get(id);
    if (run.state === 'running') throw new AppError('runbooks.still-running', { id });
    const { resources } = this.parts;
    const explain = (code: string, params: AppError['params']): string =>
      errorWords(resources, language, code, params);
    return runReport({ run, language, explain, auditHead: this.parts.audit.head() });
  }

  schedules(): ScheduleState[] {
    return this.store.schedules().map((row) => {
      const state = this.scheduler.state(row);
      const { lastRun } = state;
      const run = lastRun && this.runs.known.find(lastRun.id);
      return run ? { ...state, lastRun: { ...lastRun, state: run.state } } : state;
    });
  }

  /**
   * Creates (no id) or changes (id) a schedule.
   *
   * @throws AppError `runbooks.not-found`, `runbooks.schedule-changes` for one that changes
   *   state without a change number, and as {@link start} for hosts and parameters
   */
  saveSchedule(input: Inputs['runbooks']['saveSchedule']): ScheduleState {
    const runbook = this.library.load(input.runbookId);
    const schedule: Schedule = {
      id: input.id ?? newId(),
      runbookId: input.runbookId,
      endpointIds: [...new Set(input.endpointIds)],
      parameters: input.parameters ?? {},
      when: input.when,
      enabled: input.enabled ?? true,
      changeId: (input.changeId ?? '').trim(),
    };
    if (classOf(runbook) === 'changes-state' && schedule.changeId === '')
      throw new AppError('runbooks.schedule-changes', { id: input.runbookId });
    this.runs.preview(runbook, schedule);
    this.runs.places(schedule.endpointIds);
    const state = guardStorage(this.parts.profile.folder, () => this.scheduler.save(schedule));
    this.parts.events.changed('runbooks', schedule.id);
    return state;
  }

  removeSchedule(id: string): void {
    this.schedule(id);
    guardStorage(this.parts.profile.folder, () => this.store.removeSchedule(id));
    this.parts.events.changed('runbooks', id);
  }

  seeMissed(id: string): void {
    const { notes } = this.schedule(id);
    guardStorage(this.parts.profile.folder, () =>
      this.store.setNotes(id, { ...notes, missed: [], overlapped: [] }),
    );
    this.parts.events.changed('runbooks', id);
  }

  /** Gives schedules up, stops runs and waits for their end. */
  async dispose(): Promise<void> {
    this.scheduler.dispose();
    await this.runs.dispose();
  }

  private startScheduled(schedule: Schedule): Run {
    const { id, changeId } = schedule;
    const statement = { changeId, reason: '', typedNames: [] };
    return this.start(
      { ...schedule, statement },
      { startedBy: 'schedule', scheduleId: id, unattended: true },
    );
  }

  private schedule(id: string) {
    const row = this.store.schedule(id);
    if (!row) throw new AppError('entity.not-found', { id });
    return row;
  }

  private shown(id: string): Runbook {
    this.parts.events.changed('runbooks', id);
    return this.library.one(id);
  }

  private title(id: string): string {
    try {
      const { title } = this.library.load(id).document;
      return `${title.zh} / ${title.en}`;
    } catch {
      // Removed since.
      return id;
    }
  }
}
