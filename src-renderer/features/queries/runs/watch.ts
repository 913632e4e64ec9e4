import type { ResultState, WatchState } from '../../../../src-main/contract/index';

/** One run of a repeated statement that has ended. */
export interface WatchRound {
  /** From 1. */
  number: number;
  /** When it ended. */
  at: number;
  /** Null where it failed. */
  result: ResultState | null;
  changes: WatchState['changes'];
  error: WatchState['error'];
}

/** A result that is asked for again and again, as its bar shows it. */
export interface Watch {
  /** The result it began with. */
  first: ResultState;
  /** The newest one. */
  result: ResultState;
  /** The one before it, against which `changes` counts. */
  previousId: string | null;
  seconds: number;
  key: readonly string[];
  /** `ended`: it will not go on by itself. */
  phase: 'waiting' | 'running' | 'paused' | 'ended';
  nextAt: number | null;
  changes: WatchState['changes'];
  comparisonId: string | null;
  /** Columns of the comparison by their places in the newest result. */
  compared: readonly number[];
  error: WatchState['error'];
  /** Newest first. */
  rounds: readonly WatchRound[];
}

/** Rounds that are listed. */
const mostRounds = 200;

export function beginWatch(result: ResultState, seconds: number, key: readonly string[]): Watch {
  return {
    first: result,
    result,
    previousId: null,
    seconds,
    key,
    phase: 'waiting',
    nextAt: null,
    changes: null,
    comparisonId: null,
    compared: [],
    error: null,
    rounds: [],
  };
}

/**
 * The watch after what the host told.
 *
 * @param ended a round ended; null in between
 * @param result that of the round; null where it failed
 */
export function afterState(
  watch: Watch,
  told: WatchState,
  ended: { at: number; result: ResultState | null } | null,
): Watch {
  const next: Watch = {
    ...watch,
    phase: told.running ? 'running' : 'waiting',
    nextAt: told.nextAt,
    key: told.key,
    error: told.error,
  };
  if (!ended) return next;
  const { changes, comparisonId, compared, previousId, error } = told;
  const number = (watch.rounds[0]?.number ?? 0) + 1;
  const rounds = [
    { number, at: ended.at, result: ended.result, changes: ended.result && changes, error },
    ...watch.rounds,
  ].slice(0, mostRounds);
  return ended.result
    ? { ...next, result: ended.result, previousId, changes, comparisonId, compared, rounds }
    : { ...next, rounds };
}

/** Seconds between two runs that are offered. */
export const offeredSeconds = [2, 5, 10, 30, 60, 300, 900, 3600] as const;
const leastSeconds = 2;
const mostSeconds = 3600;

/** Typed seconds; null where they are none between 2 and 3600. */
export function secondsOf(text: string): number | null {
  const seconds = /^\d{1,4}$/.test(text.trim()) ? Number(text) : NaN;
  return seconds >= leastSeconds && seconds <= mostSeconds ? seconds : null;
}

/** Whole seconds until a time, never below 0. */
export function secondsUntil(at: number, now: number): number {
  return Math.max(0, Math.ceil((at - now) / 1000));
}
