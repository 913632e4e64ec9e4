import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../contract/errors';
import type { Run, Schedule, ScheduleState } from '../../contract/runbooks';
import type { Log } from '../../kit/log';
import type { EventHub } from '../events';
import type { HeldLease, LeaseService } from '../leases/index';
import { nextTime, timesBetween } from './schedule-time';
import type { RunbookStore, ScheduleNotes, ScheduleRow } from './store';

/** How often it is looked whether something is due. */
const lookMs = 500;
/** A run that is due is started when it is no later than this; else it was missed. */
const lateMs = 2 * 60_000;
/** Times kept of those that were missed or skipped. */
const keptTimes = 20;
/** The lease is asked for again after a failure. */
const againMs = 2000;
const leaseName = 'schedules';

/** What {@link Scheduler} is given. */
export interface SchedulerParts {
  store: RunbookStore;
  leases: LeaseService;
  events: EventHub;
  log: Log;
  now: () => number;
  /** This process may run schedules: a workbench or `serve`, no short command. */
  mayRun: boolean;
  /** Starts a run of a schedule. @throws AppError why it cannot be */
  start: (schedule: Schedule) => Run;
  isRunning: (runId: string) => boolean;
  title: (runbookId: string) => string;
}

/**
 * Runs schedules in the one process of the profile that has the lease. What was due while no
 * program was open is written down as missed, and said once.
 */
export class Scheduler {
  private readonly parts: SchedulerParts;
  private readonly closing = new AbortController();
  private lease: HeldLease | null = null;
  private timer: ReturnType<typeof setInterval> | null = null;

  constructor(parts: SchedulerParts) {
    this.parts = parts;
    if (parts.mayRun) void this.wait();
  }

  /** Whether this process is the one that runs schedules. */
  get ownedHere(): boolean {
    return this.lease !== null;
  }

  state({ schedule, nextAt, notes }: ScheduleRow): ScheduleState {
    return {
      schedule,
      nextAt: schedule.enabled ? nextAt : null,
      ...notes,
      ownedHere: this.ownedHere,
    };
  }

  /** Keeps a schedule; its times begin anew from now. */
  save(schedule: Schedule): ScheduleState {
    const { store, now } = this.parts;
    const old = store.schedule(schedule.id);
    const same = JSON.stringify(old?.schedule.when) === JSON.stringify(schedule.when);
    const at = now();
    const nextAt =
      old?.schedule.enabled && same && old.nextAt !== null
        ? old.nextAt
        : nextTime(schedule.when, at, null);
    const row: ScheduleRow = {
      schedule,
      nextAt: schedule.enabled ? nextAt : null,
      notes: { ...(old?.notes ?? noNotes), error: null },
    };
    store.putSchedule(row, at);
    return this.state(row);
  }

  /** Starts what is due. Called by the clock; a test calls it with a clock of its own. */
  tick(): void {
    const now = this.parts.now();
    for (const row of this.parts.store.schedules()) {
      const { schedule, nextAt } = row;
      if (!schedule.enabled || nextAt === null) continue;
      if (nextAt > now) {
        this.pullBack(schedule, nextAt, now);
        continue;
      }
      const following = nextTime(schedule.when, now, nextAt);
      // Moved on before it starts: whatever happens then, nothing runs twice.
      if (!this.parts.store.advance(schedule.id, nextAt, following)) continue;
      const due = timesBetween(schedule.when, nextAt, now, keptTimes);
      const newest = due.at(-1) ?? nextAt;
      const late = now - newest > lateMs;
      const missed = late ? due : due.slice(0, -1);
      this.settle(row, missed, late ? null : newest);
    }
  }

  dispose(): void {
    this.closing.abort();
    if (this.timer) clearInterval(this.timer);
    this.lease?.release();
    this.lease = null;
  }

  /**
   * A time that is further away than the next two can be was reckoned while the clock stood
   * in the future; once it is set right, nobody waits for that. One time more is let pass, so
   * that a clock set back by a moment makes nothing run twice.
   */
  private pullBack({ id, when }: Schedule, nextAt: number, now: number): void {
    const next = nextTime(when, now, null);
    if (nextAt <= nextTime(when, next, next)) return;
    if (this.parts.store.advance(id, nextAt, next)) this.parts.events.changed('runbooks', id);
  }

  private settle({ schedule, notes }: ScheduleRow, missed: number[], due: number | null): void {
    const { store, events, title, isRunning } = this.parts;
    const next: ScheduleNotes = {
      ...notes,
      missed: [...notes.missed, ...missed].slice(-keptTimes),
    };
    const params = { title: title(schedule.runbookId) };
    if (missed.length > 0)
      events.emit({
        type: 'notice',
        level: 'warn',
        code: 'runbooks.missed',
        params: { ...params, count: String(missed.length) },
      });
    if (due !== null) {
      if (notes.lastRun && isRunning(notes.lastRun.id)) {
        next.overlapped = [...notes.overlapped, due].slice(-keptTimes);
        events.emit({ type: 'notice', level: 'warn', code: 'runbooks.overlapped', params });
      } else {
        try {
          const run = this.parts.start(schedule);
          next.lastRun = { id: run.id, at: run.startedAt, state: run.state };
          next.error = null;
        } catch (error) {
          if (!(error instanceof AppError)) this.parts.log.error('a schedule failed', error);
          next.error =
            error instanceof AppError
              ? { code: error.code, params: error.params }
              : { code: 'internal', params: { detail: 'schedule' } };
          events.emit({ type: 'notice', level: 'error', code: 'runbooks.not-started', params });
        }
      }
    }
    store.setNotes(schedule.id, next);
    events.changed('runbooks', schedule.id);
  }

  /** Stands in line for the lease, and again when it was lost. */
  private async wait(): Promise<void> {
    const { leases, log, events } = this.parts;
    const { signal } = this.closing;
    while (!signal.aborted) {
      let lease: HeldLease;
      try {
        lease = await leases.take(leaseName, signal, {});
      } catch (error) {
        if (signal.aborted) return;
        log.warn('the lease of schedules could not be taken', { error: String(error) });
        // A full disk does not get better by being asked again at once.
        await sleep(againMs, undefined, { signal, ref: false }).catch(() => undefined);
        continue;
      }
      if (signal.aborted) return lease.release();
      this.lease = lease;
      events.changed('runbooks');
      this.timer = setInterval(() => this.look(), lookMs);
      this.timer.unref();
      await new Promise<void>((resolve) => {
        const done = (): void => resolve();
        lease.lost.addEventListener('abort', done, { once: true });
        signal.addEventListener('abort', done, { once: true });
        if (lease.lost.aborted || signal.aborted) done();
      });
      clearInterval(this.timer);
      this.timer = null;
      this.lease = null;
      events.changed('runbooks');
    }
  }

  private look(): void {
    try {
      this.tick();
    } catch (error) {
      // A disk that was unplugged, a busy store: the next look tries again.
      this.parts.log.warn('schedules could not be looked at', { error: String(error) });
    }
  }
}

const noNotes: ScheduleNotes = { lastRun: null, missed: [], overlapped: [], error: null };
