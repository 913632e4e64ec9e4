import { AppError } from '../../../contract/errors';
import type { Inputs } from '../../../contract/index';
import type { WatchState } from '../../../contract/query-history';
import type { Comparison, ResultState } from '../../../contract/query-results';
import type { RunInput } from './group-runs';

/** After an error a round waits twice as long as before, at most this. */
const longestPauseMs = 5 * 60 * 1000;
/** Doublings of the pause. */
const mostDoublings = 10;

export interface WatchParts {
  now(): number;
  /** What a kept result was asked with. @throws AppError `sql.result-gone` */
  again(resultId: string): Promise<{ input: RunInput; state: ResultState; key: string[] }>;
  start(input: RunInput): Promise<ResultState>;
  follow(resultId: string): AsyncGenerator<ResultState[], void>;
  cancel(resultId: string): void;
  /** Rows of one result against another. @throws AppError */
  compare(
    beforeId: string,
    afterId: string,
    key: string[],
    signal: AbortSignal,
  ): Promise<Pick<Comparison, 'id' | 'counts' | 'columns'>>;
  /** A comparison that nobody needs any more. */
  forget(comparisonId: string): void;
  /** Drops a result of an older round, unless somebody pinned it. */
  drop(resultId: string): void;
}

/**
 * Asks the statement of a result again and again, as long as somebody reads what comes. A round
 * begins when the one before it has ended and the pause is over, so rounds never overlap; a reader
 * that is slow gets fewer rounds. After errors the pauses grow.
 */
export async function* watchResult(
  parts: WatchParts,
  { resultId, seconds, key = [] }: Inputs['queries']['watch'],
  signal: AbortSignal,
): AsyncGenerator<WatchState[], void> {
  const { input, state: first, key: known } = await parts.again(resultId);
  const columns = key.length > 0 ? key : known;
  let failures = 0;
  let state: WatchState = {
    rounds: 0,
    resultId,
    previousId: null,
    running: false,
    nextAt: null,
    changes: null,
    comparisonId: null,
    compared: [],
    key: columns,
    error: first.error,
  };
  for (;;) {
    const pauseMs = Math.max(
      seconds * 1000,
      Math.min(seconds * 1000 * 2 ** Math.min(failures, mostDoublings), longestPauseMs),
    );
    yield [(state = { ...state, running: false, nextAt: parts.now() + pauseMs })];
    if (!(await pause(pauseMs, signal))) return;
    yield [(state = { ...state, running: true, nextAt: null })];
    const round = await runRound(parts, input, signal);
    if (round.state !== 'done' && round.id !== null) parts.drop(round.id);
    if (signal.aborted) return;
    if (round.state !== 'done' || round.id === null) {
      failures += 1;
      state = { ...state, rounds: state.rounds + 1, error: round.error };
      continue;
    }
    failures = 0;
    const before = state.resultId;
    // The one it began with is somebody's own and stays.
    if (state.previousId !== null && state.previousId !== resultId) parts.drop(state.previousId);
    if (state.comparisonId !== null) parts.forget(state.comparisonId);
    state = {
      ...state,
      rounds: state.rounds + 1,
      resultId: round.id,
      previousId: before,
      ...(await compared(parts, before, round.id, columns, signal)),
    };
  }
}

/** How a round ended; without a result where nothing could be sent. */
type Round = Pick<ResultState, 'state' | 'error'> & { id: string | null };

/** One run to its end; a reader who leaves ends it. */
async function runRound(parts: WatchParts, input: RunInput, signal: AbortSignal): Promise<Round> {
  let run: ResultState;
  try {
    run = await parts.start(input);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { id: null, state: 'failed', error: { code: error.code, params: error.params } };
  }
  const { id } = run;
  const cancel = (): void => parts.cancel(id);
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  try {
    for await (const states of parts.follow(id)) run = states.at(-1) ?? run;
    return run;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** What changed; without a key nothing can be said of rows. */
async function compared(
  parts: WatchParts,
  before: string,
  after: string,
  key: string[],
  signal: AbortSignal,
): Promise<Pick<WatchState, 'changes' | 'comparisonId' | 'compared' | 'error'>> {
  const nothing = { changes: null, comparisonId: null, compared: [] };
  if (key.length === 0) return { ...nothing, error: null };
  try {
    const { id, counts, columns } = await parts.compare(before, after, key, signal);
    const compared = columns.map((column) => column.after);
    return { changes: counts, comparisonId: id, compared, error: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...nothing, error: { code: error.code, params: error.params } };
  }
}

/** Whether the time went by before the signal. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  return new Promise<boolean>((resolve) => {
    const end = (over: boolean): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(over);
    };
    const stop = (): void => end(false);
    const timer = setTimeout(() => end(true), milliseconds);
    signal.addEventListener('abort', stop);
  });
}
