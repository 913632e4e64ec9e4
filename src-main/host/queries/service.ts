import { serverAddress, type Dialect } from '../../contract/dialects';
import type { Inputs } from '../../contract/index';
import type { Verdict } from '../../contract/query-guard';
import type { ResultState } from '../../contract/query-results';
import type { Settings } from '../../contract/settings';
import type { DatabaseEndpoint, System } from '../../contract/systems';
import { newId } from '../../kit/ids';
import type { Log } from '../../kit/log';
import type { ChangeGate } from '../changes/index';
import type { EventHub } from '../events';
import type { OpenProfile } from '../profile/index';
import type { TaskService } from '../tasks/index';
import { grantScript } from './drivers/grants';
import { auditStatement } from './audited';
import { inspectConnection, type ConnectionReport } from './drivers/inspect';
import type { DatabaseTarget } from './drivers/port';
import { runStatement } from './drivers/run';
import { assertReading, judge } from './guard/index';
import { reviewedIn } from './guard/reviewed';
import { firstColumn } from './library/first-column';
import { QueryRoom, type Runs } from './library/room';
import { PlanService } from './plans/service';
import { Results } from './results/index';
import { SchemaService } from './schema/service';
import { StraightRuns } from './straight';
import { databaseOf, targetOf, type TargetParts } from './target';
import { bindParameters } from './values';
import { WriteMode } from './write/index';

export interface QueriesParts extends TargetParts {
  profile: OpenProfile;
  events: EventHub;
  tasks: TaskService;
  /** Before everything that writes. */
  changes: ChangeGate;
  log: Log;
  settings: () => Settings;
  /** Folder of the program's resources. */
  resources: string;
  /** Whether what nobody asked for may run: a command of the command line is over in a moment. */
  inBackground: boolean;
  system(id: string): System;
}

/** Saved queries, runs on databases, and the results kept of them. */
export class QueriesService {
  /** Saved queries, what was sent, runs on several systems and repeated ones. */
  readonly room: QueryRoom;
  /** Results: kept, looked at, compared, exported. */
  readonly results: Results;
  /** Statements whose rows go past the result store. */
  readonly straight: StraightRuns;
  /** Schemas of databases, and what an editor asks of them. */
  readonly schemas: SchemaService;
  readonly plans: PlanService;
  /** The one way to change anything. */
  readonly write: WriteMode;
  private readonly parts: QueriesParts;
  private readonly reviewed: (dialect: Dialect, sql: string) => boolean;

  constructor(parts: QueriesParts) {
    this.parts = parts;
    this.reviewed = reviewedIn(parts.resources);
    const { profile, events, tasks, log, resources } = parts;
    this.results = new Results({
      profile,
      events,
      tasks,
      log,
      ended: (state) => this.room.history.ended(state),
    });
    this.room = new QueryRoom({
      profile,
      events,
      log,
      tasks,
      engineer: () => parts.settings().engineer,
      resources,
      reviewed: this.reviewed,
      endpoint: (id) => parts.endpoint(id),
      systemName: (id) => parts.system(id).name,
      look: (id, signal) => this.testConnection(id, signal),
      runs: this.runsFor(),
    });
    this.straight = new StraightRuns({
      tasks,
      results: this.results,
      history: this.room.history,
      reviewed: this.reviewed,
      detail: (id) => databaseOf(parts.endpoint(id)),
      target: (id) => this.target(id),
      thresholds: async (queryId, sql) => (await this.room.origin(queryId, sql)).thresholds,
      timeoutMs: () => parts.settings().queryTimeoutSeconds * 1000,
      writeDown: (detail, sql, parameters) => this.writeDown(detail, sql, parameters),
    });
    this.schemas = new SchemaService({
      ...parts,
      reviewed: this.reviewed,
      target: (id) => this.target(id),
      sentLately: (id) => this.room.history.lately(id),
    });
    this.plans = new PlanService({
      ...parts,
      reviewed: this.reviewed,
      now: () => profile.clock.now(),
      timeoutMs: () => parts.settings().queryTimeoutSeconds * 1000,
      target: (id) => this.target(id),
      schema: (id) => this.schemas.known(id),
    });
    this.write = new WriteMode({
      gate: parts.changes,
      audit: parts.audit,
      reviewed: this.reviewed,
      db: profile.db,
      events,
      log,
      now: () => profile.clock.now(),
      statementMs: () => parts.settings().queryTimeoutSeconds * 1000,
      endpoint: (id) => parts.endpoint(id),
      system: (id) => parts.system(id),
      target: (id) => this.target(id),
    });
  }

  /** What the guard says of a statement; nothing is sent. */
  async classify(dialect: Dialect, sql: string, signal?: AbortSignal): Promise<Verdict> {
    return (await judge(dialect, sql, { reviewed: this.reviewed, signal })).verdict;
  }

  /**
   * Judges a statement, then runs it in the background; its rows go into the result store.
   *
   * @param groupId run on several systems that it belongs to
   * @throws AppError `sql.refused` {reason, …}, `sql.syntax` {message, line, column, length},
   *   `sql.parameter-missing`, `sql.parameter-invalid`, `entity.not-found`, `secret.missing`
   */
  async run(input: Inputs['queries']['run'], groupId: string | null = null): Promise<ResultState> {
    const { endpointId, sql } = input;
    const endpoint = this.parts.endpoint(endpointId);
    const detail = databaseOf(endpoint);
    const judgement = await judge(detail.dialect, sql, { reviewed: this.reviewed });
    assertReading(judgement);
    const names = judgement.statement.parameters;
    const values = bindParameters(names, input.parameters ?? {}, input.types ?? {});
    const target = await targetOf(endpointId, this.parts);
    const settings = this.parts.settings();
    const system = this.parts.system(endpoint.systemId);
    const { queryId, queryVersion, thresholds } = await this.room.origin(input.queryId, sql);
    const state: ResultState = {
      ...begun,
      id: newId(),
      endpointId,
      title: input.title ?? '',
      startedAt: this.parts.profile.clock.now(),
      sql,
      parameters: Object.fromEntries(names.map((name, index) => [name, values[index] ?? null])),
      dialect: detail.dialect,
      system: system.name,
      environment: system.environment,
      host: serverAddress(detail),
      database: detail.database,
      username: detail.username,
      guard: judgement.verdict.reviewed ? 'reviewed' : 'read',
      groupId,
      queryId,
      queryVersion,
    };
    const request = {
      judgement,
      typed: sql,
      values,
      maxRows: input.maxRows ?? settings.queryMaxRows,
      timeoutMs: input.timeoutMs ?? settings.queryTimeoutSeconds * 1000,
    };
    this.writeDown(detail, sql, state.parameters);
    this.room.history.began(state, input.types ?? {});
    this.results.record({ state, thresholds, counts: [] }, (sink, signal, connected) =>
      runStatement(target, request, sink, signal, (identity) => {
        this.room.servers.saw(endpointId, identity);
        if (this.parts.inBackground) this.schemas.connected(endpointId);
        connected(identity);
      }),
    );
    return state;
  }

  /** Connects, looks and leaves. */
  async testConnection(endpointId: string, signal?: AbortSignal): Promise<ConnectionReport> {
    return inspectConnection(await this.target(endpointId), signal);
  }

  /** The script for the client's DBA that makes a login which can only read. */
  grantScript(endpointId: string): Promise<string | null> {
    const { dialect, database } = databaseOf(this.parts.endpoint(endpointId));
    const { product } = this.room.servers.known(endpointId);
    return grantScript(this.parts.resources, dialect, product, database);
  }

  /** The connection of a database endpoint, for work that needs no result store. */
  target(endpointId: string): Promise<DatabaseTarget> {
    return targetOf(endpointId, this.parts);
  }

  /** Stops every run and waits until the servers are left alone. */
  async dispose(): Promise<void> {
    await this.write.dispose();
    await this.schemas.dispose();
    await this.room.dispose();
    await this.results.dispose();
  }

  /** What saved queries are run with. */
  private runsFor(): Runs {
    const { results } = this;
    return {
      start: (input, groupId) => this.run(input, groupId),
      follow: (id, signal) => results.follow(id, signal),
      cancel: (id) => results.cancel(id),
      result: (id) => results.views.state(id),
      isKept: (id) => results.isKept(id),
      worst: (id, signal) => results.severities.worst(id, signal),
      compare: (beforeId, afterId, key, signal) =>
        results.comparisons.compare({ beforeId, afterId, key: [...key] }, signal),
      forget: (id) => results.comparisons.forget(id),
      drop: (id) => {
        if (!results.views.state(id).pinned) results.discard(id);
      },
      ask: async (endpointId, sql, maxRows, signal = new AbortController().signal) => {
        const detail = databaseOf(this.parts.endpoint(endpointId));
        const timeoutMs = this.parts.settings().queryTimeoutSeconds * 1000;
        const sending = (): void => this.writeDown(detail, sql, {});
        const asked = { sql, maxRows, timeoutMs, reviewed: this.reviewed, sending };
        return firstColumn(await this.target(endpointId), asked, signal);
      },
    };
  }

  /** Nothing is sent before it stands in the audit log. */
  private writeDown(detail: DatabaseEndpoint, sql: string, parameters: object): void {
    auditStatement(this.parts.audit, detail, sql, parameters);
  }
}

/** What a result says of itself before its run began. */
const begun = {
  state: 'connecting' as const,
  error: null,
  place: null,
  columns: [],
  rows: 0,
  truncated: false,
  clippedCells: 0,
  bytes: 0,
  sha256: null,
  firstRowMs: null,
  elapsedMs: 0,
  server: '',
  clockOffsetMs: null,
  pinned: false,
} satisfies Partial<ResultState>;
