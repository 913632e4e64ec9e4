import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../contract/errors';
import type { Lease } from '../../contract/leases';
import { newId } from '../../kit/ids';
import type { Log } from '../../kit/log';
import type { EventHub } from '../events';
import type { Platform } from '../platform';
import { profileParts, type OpenProfile } from '../profile/index';
import { LeaseStore, type LeaseRow } from './store';

/** An owner says this often that it is alive and what it does; everybody looks this often. */
const beatMs = 400;
/** An owner that was not heard of for so long has ended, or its machine slept. */
const staleMs = 3000;

/** What an owner says of its work: a value, or a look at it that is taken at each beat. JSON. */
export type LeaseState = object | (() => object);

/** A job that this process has. */
export interface HeldLease {
  readonly name: string;
  /** Aborts when another process has taken it, e.g. after this machine slept. */
  readonly lost: AbortSignal;
  /** What the other processes see of the work, within a second. */
  publish(state: LeaseState): void;
  /** Gives it up; the next in line has it within half a second. */
  release(): void;
}

/**
 * One owner per job: a schedule, a tail or a capture is done by one of the processes that have
 * the profile open. The others see its state and take over when it ends.
 */
export class LeaseService {
  private readonly owner = newId();
  private readonly store: LeaseStore;
  private readonly held = new Map<string, { state: LeaseState; lose: AbortController }>();
  private readonly timer: ReturnType<typeof setInterval>;
  private seen: number;
  private readonly closing = new AbortController();
  private readonly events: EventHub;
  private readonly face: Platform['face'];
  private readonly log: Log;

  constructor(profile: OpenProfile, events: EventHub, face: Platform['face'], log: Log) {
    this.events = events;
    this.face = face;
    this.log = log;
    const { folder, vault } = profile;
    this.store = new LeaseStore(join(folder, profileParts.leases), vault.keys.store);
    this.seen = this.store.version();
    this.timer = setInterval(() => this.beat(), beatMs);
    this.timer.unref();
  }

  /** Leases that live owners have. */
  list(): Lease[] {
    return this.store
      .all()
      .filter(isAlive)
      .map((row) => this.fromRow(row));
  }

  /** Who has a job now, if anybody. */
  holder(name: string): Lease | null {
    const row = this.store.get(name);
    return row && isAlive(row) ? this.fromRow(row) : null;
  }

  /** Takes a job unless another process has it. */
  tryTake(name: string, state: LeaseState = {}): HeldLease | null {
    const now = Date.now();
    const row: LeaseRow = {
      name,
      owner: this.owner,
      pid: process.pid,
      face: this.face,
      since: now,
      renewed_at: now,
      state: textOf(state),
    };
    if (this.closing.signal.aborted || this.held.has(name)) return null;
    if (!this.store.take(row, aliveAt(now))) return null;
    const lose = new AbortController();
    this.held.set(name, { state, lose });
    this.events.changed('leases');
    return {
      name,
      lost: lose.signal,
      publish: (next) => {
        const entry = this.held.get(name);
        if (entry?.lose === lose) entry.state = next;
      },
      release: () => {
        if (this.held.get(name)?.lose === lose) this.giveUp(name);
      },
    };
  }

  /** Waits for a job in line with other processes. @throws AppError `wire.cancelled` */
  async take(name: string, signal: AbortSignal, state: LeaseState = {}): Promise<HeldLease> {
    const either = AbortSignal.any([signal, this.closing.signal]);
    for (;;) {
      if (either.aborted) throw new AppError('wire.cancelled');
      const lease = this.tryTake(name, state);
      if (lease) return lease;
      // Aborting only ends the pause.
      await sleep(beatMs, undefined, { signal: either, ref: false }).catch(() => undefined);
    }
  }

  /** Gives every job up. */
  dispose(): void {
    this.closing.abort();
    clearInterval(this.timer);
    for (const name of this.held.keys()) this.giveUp(name);
    this.store.close();
  }

  private giveUp(name: string): void {
    this.held.delete(name);
    try {
      this.store.release(name, this.owner);
    } catch (error) {
      // It goes stale by itself.
      this.log.warn('a lease could not be given back', { name, error: String(error) });
    }
    this.events.changed('leases');
  }

  private beat(): void {
    try {
      for (const [name, { state, lose }] of this.held) {
        if (this.store.renew(name, this.owner, Date.now(), textOf(state))) continue;
        this.held.delete(name);
        lose.abort();
        this.events.changed('leases');
      }
      const version = this.store.version();
      if (version !== this.seen) this.events.changed('leases');
      this.seen = version;
    } catch (error) {
      // A disk that was unplugged: whoever needs it next is told why; a timer has nobody to tell.
      this.log.warn('leases could not be renewed', { error: String(error) });
    }
  }

  private fromRow(row: LeaseRow): Lease {
    const { name, pid, face, since, state } = row;
    const faces = ['desktop', 'browser', 'cli'] as const;
    return {
      name,
      mine: row.owner === this.owner,
      pid,
      face: faces.find((known) => known === face) ?? 'cli',
      since,
      state,
    };
  }
}

function textOf(state: LeaseState): string {
  return JSON.stringify(typeof state === 'function' ? state() : state);
}

/** Renewals of an owner that lives. All processes of a profile share one clock. */
function aliveAt(now: number): { from: number; to: number } {
  return { from: now - staleMs, to: now + staleMs };
}

function isAlive(row: LeaseRow): boolean {
  const { from, to } = aliveAt(Date.now());
  return row.renewed_at >= from && row.renewed_at <= to;
}
