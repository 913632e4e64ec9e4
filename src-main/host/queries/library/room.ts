import type { Dialect } from '../../../contract/dialects';
import type { Inputs, Outputs } from '../../../contract/index';
import type { WatchState } from '../../../contract/query-history';
import { isSameStatement, type Threshold } from '../../../contract/query-document';
import type { ResultState } from '../../../contract/query-results';
import type { Endpoint } from '../../../contract/systems';
import type { Log } from '../../../kit/log';
import type { EventHub } from '../../events';
import type { OpenProfile } from '../../profile/index';
import type { TaskService } from '../../tasks/index';
import { DocumentStore } from '../documents-store';
import type { ServerIdentity } from '../drivers/port';
import { QueryHistory } from '../history';
import { GroupStore, HistoryStore, ServerStore } from '../history-store';
import { KnownServers } from '../servers';
import { ParameterChoices, type ChoicesParts } from './choices';
import { GroupRuns, type RunInput, type RunParts } from './group-runs';
import { QueryLibrary } from './library';
import { importQueries } from './transfer';
import { watchResult, type WatchParts } from './watches';

/** What saved queries need of runs and results. */
export interface Runs
  extends
    Pick<RunParts, 'start' | 'follow' | 'cancel' | 'worst'>,
    Pick<WatchParts, 'compare' | 'forget' | 'drop'>,
    ChoicesParts {
  /** A kept result. @throws AppError `sql.result-gone` */
  result(id: string): ResultState;
  isKept(id: string): boolean;
}

export interface RoomParts {
  profile: OpenProfile;
  events: EventHub;
  log: Log;
  tasks: TaskService;
  /** Name of who works here, for what is saved. */
  engineer(): string;
  /** Folder of the program's resources. */
  resources: string;
  /** Whether a shipped statement is the one that was reviewed. */
  reviewed(dialect: Dialect, sql: string): boolean;
  endpoint(id: string): Endpoint;
  systemName(id: string): string;
  /** Connects, looks and leaves. */
  look(endpointId: string, signal?: AbortSignal): Promise<ServerIdentity>;
  runs: Runs;
}

/** Where saved queries are, and what is sent with them: library, history, runs on several systems, repeated runs. */
export class QueryRoom {
  readonly library: QueryLibrary;
  readonly history: QueryHistory;
  readonly servers: KnownServers;
  readonly choices: ParameterChoices;
  readonly groups: GroupRuns;
  private readonly parts: RoomParts;

  constructor(parts: RoomParts) {
    this.parts = parts;
    const { profile, events, log, resources, reviewed, runs } = parts;
    const { db, clock } = profile;
    const now = (): number => clock.now();
    const { endpoint, look } = parts;
    this.servers = new KnownServers({ store: new ServerStore(db), endpoint, now, look });
    this.library = new QueryLibrary({
      profile,
      events,
      resources,
      reviewed,
      store: new DocumentStore(db),
      engineer: parts.engineer,
      server: (id) => this.servers.known(id),
    });
    this.history = new QueryHistory({
      store: new HistoryStore(db),
      log,
      now,
      titles: () => this.library.titles(),
      kept: (id) => (runs.isKept(id) ? runs.result(id) : null),
    });
    this.choices = new ParameterChoices(runs);
    this.groups = new GroupRuns({
      ...runs,
      store: new GroupStore(db),
      library: this.library,
      log,
      now,
      server: (id, signal) => this.servers.kind(id, signal),
      place: (id) => {
        const { name, systemId } = parts.endpoint(id);
        return { name, system: parts.systemName(systemId) };
      },
    });
  }

  /** The saved query a statement is one of; one that was edited is its own: nothing of the query holds for it. */
  async origin(
    queryId: string | undefined,
    sql: string,
  ): Promise<{ queryId: string | null; queryVersion: number | null; thresholds: Threshold[] }> {
    const query = queryId === undefined ? null : await this.library.saved(queryId);
    const own = query?.statements.some((statement) => isSameStatement(statement.sql, sql));
    if (!query || !own) return { queryId: null, queryVersion: null, thresholds: [] };
    return { queryId: query.id, queryVersion: query.version, thresholds: query.thresholds };
  }

  /** Asks the statement of a result again and again; see contract/query-history.ts. */
  watch(
    input: Inputs['queries']['watch'],
    signal: AbortSignal,
  ): AsyncGenerator<WatchState[], void> {
    const { runs, profile } = this.parts;
    return watchResult(
      {
        now: () => profile.clock.now(),
        again: (resultId) => this.again(resultId),
        start: (order) => runs.start(order, null),
        follow: (id) => runs.follow(id),
        cancel: (id) => runs.cancel(id),
        compare: (...of) => runs.compare(...of),
        forget: (id) => runs.forget(id),
        drop: (id) => runs.drop(id),
      },
      input,
      signal,
    );
  }

  /** Takes queries in from files; see contract/query-library.ts. */
  takeIn(
    input: Inputs['queries']['importQueries'],
    given?: AbortSignal,
  ): Promise<Outputs['queries']['importQueries']> {
    const { from } = input;
    const name = from.kind === 'path' ? (from.path ?? this.library.folder) : from.files[0]?.name;
    return this.parts.tasks.run('import', name ?? '', ({ signal, progress }) =>
      importQueries(this.library, input, {
        progress,
        signal: given ? AbortSignal.any([signal, given]) : signal,
      }),
    );
  }

  async dispose(): Promise<void> {
    this.history.dispose();
    await this.groups.dispose();
  }

  /** How a result was asked for, so that it can be asked for again. */
  private async again(
    resultId: string,
  ): Promise<{ input: RunInput; state: ResultState; key: string[] }> {
    const state = this.parts.runs.result(resultId);
    const { endpointId, sql, title, parameters, queryId } = state;
    const query = queryId === null ? null : await this.library.saved(queryId).catch(() => null);
    const input = { endpointId, sql, title, parameters, ...(query ? { queryId: query.id } : {}) };
    return { input, state, key: query?.key ?? [] };
  }
}
