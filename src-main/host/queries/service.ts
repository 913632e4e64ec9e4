import type { z } from 'zod';
import { databaseAddress, serverAddress } from '../../contract/dialects';
import { AppError } from '../../contract/errors';
import type { Inputs } from '../../contract/index';
import type {
  resultProvenanceSchema,
  ResultState,
  Row,
  SavedQuery,
  Verdict,
} from '../../contract/queries';
import type { Settings } from '../../contract/settings';
import type { System } from '../../contract/systems';
import { newId } from '../../kit/ids';
import type { Log } from '../../kit/log';
import type { AuditService } from '../audit/index';
import type { EventHub } from '../events';
import type { OpenProfile } from '../profile/index';
import type { TaskService } from '../tasks/index';
import { inspectConnection, type ConnectionReport } from './drivers/inspect';
import type { DatabaseTarget } from './drivers/port';
import { runStatement, StatementFailed, type RunOutcome, type RowSink } from './drivers/run';
import { assertReading, judge } from './guard/index';
import { Changing } from './results/changes';
import { excerptPieces } from './results/excerpt';
import { ResultLibrary } from './results/library';
import { QueryStore, type StoredResult } from './store';
import { databaseOf, targetOf, type TargetParts } from './target';
import { bindParameters } from './values';

/** A result takes at most this much of the disk; then it is cut and says so. */
const maxResultBytes = 2 * 1024 * 1024 * 1024;
/** Views hear of a running result at most this often. */
const publishMs = 100;

export interface QueriesParts extends TargetParts {
  profile: OpenProfile;
  events: EventHub;
  tasks: TaskService;
  /** Every statement is written down before it is sent. */
  audit: AuditService;
  log: Log;
  settings: () => Settings;
  system(id: string): System;
}

/** Where rows come from; their hash is taken when they are stored. */
export type ResultOrigin = Omit<z.infer<typeof resultProvenanceSchema>, 'kind' | 'sha256'>;

/** Rows of a result, ready to become evidence. */
export interface Excerpt {
  title: string;
  /** JSON lines, see `excerptPieces`. */
  pieces: AsyncIterable<Uint8Array>;
  origin: ResultOrigin;
}

interface Running {
  changing: Changing<ResultState>;
  stop: AbortController;
  ended: Promise<void>;
}

/** Saved queries, runs on databases, and the results kept of them. */
export class QueriesService {
  private readonly parts: QueriesParts;
  private readonly store: QueryStore;
  private readonly library: ResultLibrary;
  private readonly running = new Map<string, Running>();

  constructor(parts: QueriesParts) {
    this.parts = parts;
    this.store = new QueryStore(parts.profile.db);
    parts.profile.journal.register('query', this.store);
    this.library = new ResultLibrary(parts.profile, this.store);
  }

  /** Runs that have a connection now; a test counts them. */
  get openRuns(): number {
    return this.running.size;
  }

  saved(archived: boolean): SavedQuery[] {
    return this.store.saved(archived);
  }

  /** Creates (no id) or changes (id) a saved query. @throws AppError `entity.not-found`, `entity.duplicate-name` */
  save(input: Inputs['queries']['save']): SavedQuery {
    const fields = {
      name: input.name.trim(),
      description: input.description ?? '',
      dialect: input.dialect ?? 'postgresql',
      sql: input.sql,
      parameters: (input.parameters ?? []).map((parameter) => ({
        name: parameter.name,
        type: parameter.type,
        label: parameter.label ?? '',
        default: parameter.default ?? '',
      })),
    };
    const same = this.store
      .saved(true)
      .find(({ name, id }) => name === fields.name && id !== input.id);
    if (same) throw new AppError('entity.duplicate-name', { name: fields.name });
    const id = input.id ?? newId();
    if (input.id === undefined) this.commit('create', id, fields);
    else {
      const old = this.savedOne(id);
      const changed = Object.entries(fields).filter(
        ([field, value]) =>
          JSON.stringify(value) !== JSON.stringify(old[field as keyof SavedQuery]),
      );
      if (changed.length > 0) this.commit('set', id, Object.fromEntries(changed));
    }
    return this.savedOne(id);
  }

  archive(id: string, archived: boolean): void {
    if (this.savedOne(id).archived !== archived) this.commit('set', id, { archived });
  }

  /** What the guard says of a statement; nothing is sent. */
  async classify(sql: string): Promise<Verdict> {
    return (await judge(sql)).verdict;
  }

  /**
   * Judges a statement, then runs it in the background; its rows go into the result store.
   *
   * @throws AppError `sql.refused` {reason, …}, `sql.syntax` {message, line, column, length},
   *   `sql.parameter-missing`, `sql.parameter-invalid`, `entity.not-found`, `secret.missing`
   */
  async run(input: Inputs['queries']['run']): Promise<ResultState> {
    const { endpointId, sql } = input;
    const endpoint = this.parts.endpoint(endpointId);
    const detail = databaseOf(endpoint);
    const { database, username } = detail;
    const judgement = await judge(sql);
    assertReading(judgement);
    const names = judgement.statement.parameters;
    const values = bindParameters(names, input.parameters ?? {}, input.types ?? {});
    const target = await targetOf(endpointId, this.parts);
    const settings = this.parts.settings();
    const system = this.parts.system(endpoint.systemId);
    const state: ResultState = {
      id: newId(),
      endpointId,
      title: input.title ?? '',
      state: 'connecting',
      error: null,
      place: null,
      columns: [],
      rows: 0,
      truncated: false,
      bytes: 0,
      firstRowMs: null,
      elapsedMs: 0,
      startedAt: this.parts.profile.clock.now(),
      sql,
      parameters: Object.fromEntries(names.map((name, index) => [name, values[index] ?? null])),
      server: '',
      database,
      username,
    };
    const result: StoredResult = {
      state,
      system: system.name,
      environment: system.environment,
      host: serverAddress(detail),
      counts: [],
    };
    const request = {
      judgement,
      typed: sql,
      values,
      maxRows: input.maxRows ?? settings.queryMaxRows,
      timeoutMs: input.timeoutMs ?? settings.queryTimeoutSeconds * 1000,
    };
    this.parts.audit.append({
      kind: 'statement',
      target: databaseAddress(detail),
      detail: { sql, username, parameters: JSON.stringify(state.parameters) },
    });
    this.start(result, (sink, signal, connected) =>
      runStatement(target, request, sink, signal, connected),
    );
    return state;
  }

  /** Stops a run; what came so far stays. A run that has ended is left alone. */
  cancel(id: string): void {
    const run = this.running.get(id);
    if (run) run.stop.abort(new AppError('sql.cancelled'));
    else this.library.get(id);
  }

  /** The state of a result now and while it changes, the last one always. */
  async *follow(id: string, signal?: AbortSignal): AsyncGenerator<ResultState[], void> {
    const run = this.running.get(id);
    if (run) yield* run.changing.follow(publishMs, signal);
    else yield [this.library.get(id).state];
  }

  /** Rows from a number on. Fewer than asked for at the end, or when they are very wide. */
  window(id: string, from: number, count: number): Row[] {
    return this.library.window(id, from, count);
  }

  results(): ResultState[] {
    return this.library.all().map((state) => this.running.get(state.id)?.changing.current ?? state);
  }

  /** @throws AppError `entity.in-use` while it runs */
  discard(id: string): void {
    if (this.running.has(id)) throw new AppError('entity.in-use', { name: id });
    this.library.discard(id);
    this.parts.events.changed('queries', id);
  }

  /** Rows of a result as evidence; all of them when `rows` is null. @throws AppError `sql.result-gone` */
  async excerpt(id: string, rows: readonly number[] | null): Promise<Excerpt> {
    const stored = this.library.get(id);
    const state = this.running.get(id)?.changing.current ?? stored.state;
    return {
      title: state.title || (state.sql.trim().split('\n')[0] ?? '').slice(0, 200),
      pieces: excerptPieces(this.library.file(id), rows),
      origin: {
        system: stored.system,
        environment: stored.environment,
        server: state.server,
        host: stored.host,
        database: state.database,
        username: state.username,
        sql: state.sql,
        parameters: state.parameters,
        startedAt: state.startedAt,
        columns: state.columns,
        rows: rows === null ? null : [...rows],
        rowCount: rows === null ? state.rows : rows.length,
        truncated: state.truncated,
      },
    };
  }

  /** Connects, looks and leaves. */
  async testConnection(endpointId: string, signal?: AbortSignal): Promise<ConnectionReport> {
    return inspectConnection(await this.target(endpointId), signal);
  }

  /** The connection of a database endpoint, for work that needs no result store. */
  target(endpointId: string): Promise<DatabaseTarget> {
    return targetOf(endpointId, this.parts);
  }

  /** Stops every run and waits until the servers are left alone. */
  async dispose(): Promise<void> {
    const runs = [...this.running.values()];
    for (const { stop } of runs) stop.abort(new AppError('sql.cancelled'));
    await Promise.all(runs.map(({ ended }) => ended));
    this.library.close();
  }

  private start(
    result: StoredResult,
    work: (
      sink: RowSink,
      signal: AbortSignal,
      connected: (identity: { server: string; database: string; username: string }) => void,
    ) => Promise<RunOutcome>,
  ): void {
    const { id } = result.state;
    const { events, tasks, log } = this.parts;
    const file = this.library.begin(result);
    const started = performance.now();
    const changing = new Changing(result.state);
    const stop = new AbortController();
    const update = (change: Partial<ResultState>): ResultState => ({
      ...changing.current,
      rows: file.rows,
      bytes: file.bytes,
      elapsedMs: performance.now() - started,
      ...change,
    });
    const sink: RowSink = {
      begin: (columns) => changing.set(update({ columns })),
      rows: (rows) => {
        const first = changing.current.firstRowMs ?? performance.now() - started;
        file.append(rows);
        changing.set(update({ firstRowMs: first }));
        return file.bytes > maxResultBytes ? 'full' : undefined;
      },
    };
    const finish = (change: Partial<ResultState>): void => {
      file.writeFrame();
      const state = update(change);
      this.library.finish({ ...result, state });
      changing.end(state);
    };
    const run = async (): Promise<void> => {
      let task: AbortSignal | undefined;
      try {
        const title = result.state.title || result.state.sql.slice(0, 100);
        const outcome = await tasks.run('query', title, (running) => {
          task = running.signal;
          const signal = AbortSignal.any([running.signal, stop.signal]);
          return work(sink, signal, (identity) =>
            changing.set(update({ state: 'running', ...identity })),
          );
        });
        const { columns, truncated, firstRowMs, elapsedMs } = outcome;
        finish({ state: 'done', columns, truncated, firstRowMs, elapsedMs });
      } catch (error) {
        const cancelled = stop.signal.aborted || task?.aborted === true;
        finish(cancelled ? { state: 'cancelled' } : failedState(error, log));
      }
    };
    const ended = run()
      .catch((error: unknown) => {
        // Not even the end could be written: the disk is full or gone.
        log.error('a result could not be kept', error);
        changing.end(update(failedState(error, log)));
      })
      .finally(() => {
        this.running.delete(id);
        events.changed('queries', id);
      });
    this.running.set(id, { changing, stop, ended });
    events.changed('queries', id);
  }

  private savedOne(id: string): SavedQuery {
    const query = this.store.savedOne(id);
    if (!query) throw new AppError('entity.not-found', { id });
    return query;
  }

  private commit(
    kind: 'create' | 'set',
    id: string,
    fields: Parameters<QueryStore['set']>[1],
  ): void {
    this.parts.profile.journal.commit([{ kind, entity: 'query', id, fields }]);
    this.parts.events.changed('queries', id);
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
