import { AppError } from '../../../contract/errors';
import type { Inputs } from '../../../contract/index';
import type { GroupMember, QueryGroup } from '../../../contract/query-history';
import { wordsIn, type Severity } from '../../../contract/query-document';
import type { ResultState } from '../../../contract/query-results';
import { newId } from '../../../kit/ids';
import type { Log } from '../../../kit/log';
import { isElsewhere, thisProcess } from '../../../kit/process-mark';
import type { GroupStore, StoredGroup } from '../history-store';
import type { ServerKind } from '../packs/choose';
import { Changing, lookedAt } from '../results/changes';
import type { QueryLibrary } from './library';
import { prepareQuery } from './prepare';

/** Systems that are asked at the same time. */
const atOnce = 4;
/** Views hear of a group at most this often. */
const publishMs = 150;
/** Groups that are remembered; their results are kept as results are. */
const keptGroups = 200;

export type RunInput = Inputs['queries']['run'];

/** What runs on several systems, and repeated ones, need of the rest. */
export interface RunParts {
  library: QueryLibrary;
  log: Log;
  now(): number;
  /** Names of a connection and its system. @throws AppError `entity.not-found` */
  place(endpointId: string): { name: string; system: string };
  /** The server of a connection; asks it where it is not known. */
  server(endpointId: string, signal: AbortSignal): Promise<ServerKind>;
  start(input: RunInput, groupId: string | null): Promise<ResultState>;
  follow(resultId: string, signal?: AbortSignal): AsyncGenerator<ResultState[], void>;
  cancel(resultId: string): void;
  /** The worst that the thresholds of a kept result find in its rows. */
  worst(resultId: string, signal?: AbortSignal): Promise<Severity | null>;
}

export interface GroupParts extends RunParts {
  store: GroupStore;
}

type Order = Inputs['queries']['runOn'];

interface Running {
  changing: Changing<QueryGroup>;
  stop: AbortController;
  /** Of each member, in their order. */
  stops: readonly AbortController[];
  ended: Promise<void>;
}

/** One query on several systems: each with its own statement, state and result. */
export class GroupRuns {
  private readonly parts: GroupParts;
  private readonly running = new Map<string, Running>();
  private readonly self = thisProcess();

  constructor(parts: GroupParts) {
    this.parts = parts;
  }

  /**
   * Starts a group.
   *
   * @throws AppError `queries.unknown` {id}, `entity.not-found` {id}; what fails on one system is
   *   told of that system only
   */
  async start(order: Order): Promise<QueryGroup> {
    const { what, endpointIds } = order;
    const query = what.kind === 'query' ? await this.parts.library.saved(what.id) : null;
    const group: QueryGroup = {
      id: newId(),
      title: order.title || (query ? wordsIn(query.title, 'zh') : ''),
      queryId: query?.id ?? null,
      sql: what.kind === 'sql' ? what.sql : null,
      parameters: order.parameters ?? {},
      types: order.types ?? {},
      startedAt: this.parts.now(),
      running: true,
      members: [...new Set(endpointIds)].map((endpointId) => ({
        endpointId,
        ...this.parts.place(endpointId),
        state: 'waiting',
        resultId: null,
        rows: 0,
        severity: null,
        elapsedMs: 0,
        error: null,
      })),
    };
    const changing = new Changing(group);
    const stop = new AbortController();
    this.parts.store.put({ group, owner: this.self });
    this.parts.store.trim(keptGroups);
    const stops = group.members.map(() => new AbortController());
    const signals = stops.map(({ signal }) => AbortSignal.any([stop.signal, signal]));
    const ended = this.runAll(order, changing, signals).finally(() => {
      const last = { ...changing.current, running: false };
      this.running.delete(group.id);
      this.parts.store.put({ group: last, owner: null });
      changing.end(last);
    });
    this.running.set(group.id, { changing, stop, stops, ended });
    return group;
  }

  /** @throws AppError `entity.not-found` {id} */
  async *follow(id: string, signal?: AbortSignal): AsyncGenerator<QueryGroup[], void> {
    const run = this.running.get(id);
    if (run) yield* run.changing.follow(publishMs, signal);
    else yield* lookedAt(() => this.look(id), signal);
  }

  /** Stops what runs and what waits, or one member only. A group that has ended is left alone. */
  cancel(id: string, endpointId?: string): void {
    const run = this.running.get(id);
    if (!run) {
      this.one(id);
      const owner = this.parts.store.all().find(({ group }) => group.id === id)?.owner;
      if (isElsewhere(owner)) throw new AppError('queries.other-window', { pid: owner.pid });
      return;
    }
    const { members } = run.changing.current;
    const one = run.stops[members.findIndex((member) => member.endpointId === endpointId)];
    (endpointId === undefined ? run.stop : one)?.abort(new AppError('sql.cancelled'));
  }

  /** Newest first. */
  all(): QueryGroup[] {
    return this.parts.store.all().map((stored) => this.current(stored));
  }

  async dispose(): Promise<void> {
    const runs = [...this.running.values()];
    for (const { stop } of runs) stop.abort(new AppError('sql.cancelled'));
    await Promise.all(runs.map(({ ended }) => ended));
  }

  /** A group of another process. */
  private look(id: string): { value: QueryGroup; last: boolean } {
    const value = this.one(id);
    return { value, last: !value.running };
  }

  private one(id: string): QueryGroup {
    const group = this.all().find((known) => known.id === id);
    if (!group) throw new AppError('entity.not-found', { id });
    return group;
  }

  /** What its process did not end is over. */
  private current({ group, owner }: StoredGroup): QueryGroup {
    const run = this.running.get(group.id);
    if (run) return run.changing.current;
    if (!group.running || isElsewhere(owner)) return group;
    const members = group.members.map((member) =>
      isOver(member) ? member : { ...member, state: 'cancelled' as const },
    );
    return { ...group, running: false, members };
  }

  private async runAll(
    order: Order,
    changing: Changing<QueryGroup>,
    signals: readonly AbortSignal[],
  ): Promise<void> {
    const waiting = [...changing.current.members.keys()];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const index = next;
        const update = (change: Partial<GroupMember>): void => {
          const { current } = changing;
          const members = current.members.with(index, {
            ...(current.members[index] as GroupMember),
            ...change,
          });
          changing.set({ ...current, members });
          // Other windows see how far each is.
          if (change.state) this.parts.store.put({ group: changing.current, owner: this.self });
        };
        await this.runOne(order, changing.current, index, update, signals[index] as AbortSignal);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }

  /** Runs one member to its end; whatever happens is told of it alone. */
  private async runOne(
    order: Order,
    { id: groupId, title, members, queryId }: QueryGroup,
    index: number,
    update: (change: Partial<GroupMember>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const endpointId = members[index]?.endpointId ?? '';
    const started = performance.now();
    let resultId: string | null = null;
    const cancel = (): void => {
      if (resultId !== null) this.parts.cancel(resultId);
    };
    try {
      signal.throwIfAborted();
      update({ state: 'connecting' });
      const input = await this.inputFor(order, endpointId, queryId, signal);
      signal.throwIfAborted();
      const state = await this.parts.start({ ...input, endpointId, title }, groupId);
      resultId = state.id;
      update({ resultId });
      signal.addEventListener('abort', cancel);
      if (signal.aborted) cancel();
      let last = state;
      for await (const states of this.parts.follow(resultId)) {
        last = states.at(-1) ?? last;
        const { rows, elapsedMs } = last;
        if (!isOver(last)) update({ state: last.state, rows, elapsedMs });
      }
      const { rows, elapsedMs, error } = last;
      const severity = await this.parts.worst(resultId, signal);
      update({ state: last.state, rows, elapsedMs, error, severity });
    } catch (error) {
      const elapsedMs = performance.now() - started;
      if (signal.aborted) update({ state: 'cancelled', elapsedMs });
      else update({ state: 'failed', elapsedMs, error: this.told(error) });
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  private async inputFor(
    { what, parameters = {}, types = {}, maxRows, timeoutMs }: Order,
    endpointId: string,
    queryId: string | null,
    signal: AbortSignal,
  ): Promise<Omit<RunInput, 'endpointId'>> {
    const limits = {
      ...(maxRows === undefined ? {} : { maxRows }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
    if (what.kind === 'sql') return { sql: what.sql, parameters, types, ...limits };
    const query = await this.parts.library.saved(what.id);
    const server = await this.parts.server(endpointId, signal);
    const prepared = prepareQuery(query, server, parameters);
    return {
      sql: prepared.statement.sql,
      parameters: prepared.parameters,
      types: prepared.types,
      ...(queryId === null ? {} : { queryId }),
      ...limits,
    };
  }

  private told(error: unknown): GroupMember['error'] {
    if (error instanceof AppError) return { code: error.code, params: error.params };
    this.parts.log.error('a run on several systems failed on one', error);
    return { code: 'internal', params: { detail: 'query' } };
  }
}

function isOver({ state }: Pick<GroupMember, 'state'>): boolean {
  return state === 'done' || state === 'cancelled' || state === 'failed';
}
