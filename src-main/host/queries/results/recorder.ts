import { AppError } from '../../../contract/errors';
import type { ResultState } from '../../../contract/query-results';
import { storageError } from '../../../kit/files';
import type { Log } from '../../../kit/log';
import type { EventHub } from '../../events';
import type { TaskService } from '../../tasks/index';
import type { SomeRows } from '../drivers/byte-rows';
import type { ClippedCell, ServerIdentity } from '../drivers/port';
import { StatementFailed, type RowSink, type RunOutcome } from '../drivers/run';
import type { StoredResult } from '../store';
import { Changing } from './changes';
import { excerptPieces } from './excerpt';
import type { ResultFile } from './file';
import { RowsHash } from './hash';
import { sha256Of } from './digest';
import type { ResultLibrary } from './library';

/** A result takes at most this much of the disk; then it is cut and says so. */
const maxResultBytes = 4 * 1024 * 1024 * 1024;
/** Views hear of a running result at most this often, of its first rows at once. */
const publishMs = 100;
/** What is known of a running result is kept this often, for the case that the program dies. */
const checkpointMs = 3_000;

/** Brings the rows of a result; see `runStatement`. */
export type RowWork = (
  sink: RowSink,
  signal: AbortSignal,
  connected: (identity: ServerIdentity) => void,
) => Promise<RunOutcome>;

export interface RecorderParts {
  library: ResultLibrary;
  events: EventHub;
  tasks: TaskService;
  log: Log;
  /** Told of the end of each run. */
  ended(state: ResultState): void;
}

interface Running {
  recording: Recording;
  ended: Promise<void>;
}

/** Runs whose rows go into the result store. Whatever their end, the rows that came stay and say so. */
export class Recorder {
  private readonly parts: RecorderParts;
  private readonly running = new Map<string, Running>();

  constructor(parts: RecorderParts) {
    this.parts = parts;
  }

  /** Runs that go on. */
  get open(): number {
    return this.running.size;
  }

  /** The newest state of a result that is being filled. */
  current(id: string): ResultState | undefined {
    return this.running.get(id)?.recording.changing.current;
  }

  /** Begins a result and the work that fills it. */
  record(result: StoredResult, work: RowWork): void {
    const { id } = result.state;
    const recording = new Recording(result, this.parts);
    const ended = recording.run(work).finally(() => {
      this.running.delete(id);
      this.parts.ended(recording.changing.current);
      this.parts.events.changed('queries', id);
    });
    this.running.set(id, { recording, ended });
    this.parts.events.changed('queries', id);
  }

  /** Whether it was running. */
  cancel(id: string): boolean {
    const run = this.running.get(id);
    run?.recording.stop.abort(new AppError('sql.cancelled'));
    return run !== undefined;
  }

  /** States of a result that is being filled, its last one always; null for another one. */
  follow(id: string, signal?: AbortSignal): AsyncGenerator<ResultState[], void> | null {
    return this.running.get(id)?.recording.changing.follow(publishMs, signal) ?? null;
  }

  /** What a person says of a result that is being filled; null for another one. */
  change(id: string, change: Partial<ResultState>): ResultState | null {
    return this.running.get(id)?.recording.update(change) ?? null;
  }

  /** Stops every run and waits until the servers are left alone. */
  async dispose(): Promise<void> {
    const runs = [...this.running.values()];
    for (const { recording } of runs) recording.stop.abort(new AppError('sql.cancelled'));
    await Promise.all(runs.map(({ ended }) => ended));
  }
}

/** One run. */
class Recording {
  readonly changing: Changing<ResultState>;
  readonly stop = new AbortController();
  private readonly result: StoredResult;
  private readonly parts: RecorderParts;
  private readonly file: ResultFile;
  private readonly hash = new RowsHash();
  private readonly started = performance.now();
  private checkpointed = performance.now();

  constructor(result: StoredResult, parts: RecorderParts) {
    this.result = result;
    this.parts = parts;
    this.changing = new Changing(result.state);
    this.file = parts.library.begin(result);
    this.file.onFrame = (plain) => this.hash.add(plain);
    this.file.spare = () => this.hash.spare();
  }

  async run(work: RowWork): Promise<void> {
    const { tasks, log } = this.parts;
    let task: AbortSignal | undefined;
    let end: Partial<ResultState>;
    try {
      const { state } = this.result;
      const title = state.title || state.sql.slice(0, 100);
      const outcome = await tasks.run('query', title, (running) => {
        task = running.signal;
        const signal = AbortSignal.any([running.signal, this.stop.signal]);
        return work(this.sink(), signal, (identity) => this.connected(identity));
      });
      const { columns, truncated, firstRowMs, elapsedMs } = outcome;
      end = { state: 'done', columns, truncated, firstRowMs, elapsedMs };
    } catch (error) {
      const cancelled = this.stop.signal.aborted || task?.aborted === true;
      end = cancelled ? { state: 'cancelled' } : failedState(error, log);
    }
    await this.finish(end);
  }

  private sink(): RowSink {
    return {
      begin: (columns) => {
        this.file.begin(columns);
        this.update({ columns });
      },
      rows: (rows, clipped) => this.take(rows, clipped),
      bytes: (rows, clipped) => this.take(rows, clipped),
    };
  }

  private async take(rows: SomeRows, clipped: readonly ClippedCell[]): Promise<void | 'full'> {
    const before = this.changing.current.firstRowMs;
    const firstRowMs = before ?? performance.now() - this.started;
    await this.file.append(rows, clipped);
    this.update({ firstRowMs }, before === null);
    if (performance.now() - this.checkpointed > checkpointMs) this.checkpoint();
    if (this.file.bytes > maxResultBytes) return 'full';
    await this.hash.room();
  }

  private connected({ server, database, username, clockOffsetMs }: ServerIdentity): void {
    this.update({ state: 'running', server, database, username, clockOffsetMs });
    // Where the rows came from is known also if the program dies before the next time.
    this.checkpoint();
  }

  update(change: Partial<ResultState>, atOnce = false): ResultState {
    const state: ResultState = {
      ...this.changing.current,
      rows: this.file.rows,
      bytes: this.file.bytes,
      clippedCells: this.file.clippedCells,
      elapsedMs: performance.now() - this.started,
      ...change,
    };
    this.changing.set(state, atOnce);
    return state;
  }

  private checkpoint(): void {
    this.parts.library.checkpoint(this.changing.current, this.file);
    this.checkpointed = performance.now();
  }

  /** Writes the end down, whatever it is; a disk that is full changes it. */
  private async finish(end: Partial<ResultState>): Promise<void> {
    const { library, log } = this.parts;
    let change = end;
    try {
      this.file.writeFrame();
    } catch (error) {
      this.file.dropPending();
      if (end.state !== 'failed') change = { ...end, ...failedState(error, log) };
    }
    try {
      change = { ...change, sha256: await this.sha256() };
    } catch (error) {
      log.error('the hash of a result could not be taken', error);
    }
    const state = this.update(change);
    try {
      await this.file.flushSoon();
      library.finish(state, this.file);
    } catch (error) {
      // The disk is full or gone: it is known while the program runs, and found again by its file.
      log.error('the end of a result could not be kept', error);
      const failed =
        state.state === 'failed'
          ? state
          : { ...state, ...failedState(storageError(error, state.id), log) };
      library.finishUnsaved(failed);
      this.changing.end(failed);
      return;
    }
    this.changing.end(state);
  }

  private async sha256(): Promise<string> {
    try {
      return await this.hash.finish();
    } catch (error) {
      this.parts.log.error('rows are hashed again, from the file', error);
      return await sha256Of(excerptPieces(this.file, null));
    }
  }
}

function failedState(error: unknown, log: Log): Pick<ResultState, 'state' | 'error' | 'place'> {
  const failure = error instanceof StatementFailed ? error.failure : { error, place: null };
  if (failure.error instanceof AppError) {
    const { code, params } = failure.error;
    return { state: 'failed', error: { code, params }, place: failure.place };
  }
  log.error('a query failed', error);
  return { state: 'failed', error: { code: 'internal', params: { detail: 'query' } }, place: null };
}
