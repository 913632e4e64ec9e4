import type { ChangeStatement } from '../../../contract/changes';
import { databaseAddress, serverAddress, type Dialect } from '../../../contract/dialects';
import { AppError } from '../../../contract/errors';
import type { Inputs } from '../../../contract/index';
import type { PlannedStatement, WriteFlag, WriteState } from '../../../contract/query-write';
import type { Endpoint, System } from '../../../contract/systems';
import type { Database } from '../../../kit/database';
import { newId } from '../../../kit/ids';
import type { Log } from '../../../kit/log';
import type { AuditService } from '../../audit/index';
import type { ChangeGate } from '../../changes/index';
import type { EventHub } from '../../events';
import { idleWriteMs, type DatabaseTarget } from '../drivers/port';
import type { JudgeOptions } from '../guard/index';
import { lookedAt } from '../results/changes';
import { databaseOf } from '../target';
import { WriteLedger } from './ledger';
import { planWrite } from './plan';
import { WriteStore } from '../write-store';
import { WriteTransaction } from './transaction';
import { Write } from './write';

/** Writes that ended whose rows the screen can still show. */
const rememberedWrites = 20;

export interface WriteParts {
  gate: ChangeGate;
  audit: AuditService;
  reviewed: JudgeOptions['reviewed'];
  db: Database;
  events: EventHub;
  log: Log;
  now(): number;
  statementMs(): number;
  endpoint(id: string): Endpoint;
  system(id: string): System;
  target(endpointId: string): Promise<DatabaseTarget>;
}

/**
 * The only way of the query console to change anything: a script is planned, shown and let
 * through the change gate; then its statements run in one transaction, each audited before it is
 * sent, and a person commits or rolls back with the touched rows in sight.
 */
export class WriteMode {
  private readonly parts: WriteParts;
  private readonly ledger: WriteLedger;
  /** Those of this process. */
  private readonly writes = new Map<string, Write>();

  constructor(parts: WriteParts) {
    this.parts = parts;
    this.ledger = new WriteLedger(new WriteStore(parts.db), parts.audit, parts.log);
    // A process of our number that is not we is dead.
    this.ledger.settle(true);
  }

  /** What each statement of a script does; nothing is sent. */
  plan(dialect: Dialect, sql: string, signal?: AbortSignal): Promise<PlannedStatement[]> {
    return planWrite(dialect, sql, { reviewed: this.parts.reviewed, signal });
  }

  /**
   * Opens a transaction for a script. Nothing of it is sent yet.
   *
   * @throws AppError `sql.write-empty`; `sql.write-refused` {line, verb, reason};
   *   `sql.write-unseen` {flags}; `change.…` of the gate; as connecting
   */
  async open(input: Inputs['queries']['openWrite'], signal?: AbortSignal): Promise<WriteState> {
    const { endpointId, parameters = {}, types = {} } = input;
    const endpoint = this.parts.endpoint(endpointId);
    const detail = databaseOf(endpoint);
    const planned = await this.plan(detail.dialect, input.sql, signal);
    assertPlan(planned, input.acknowledged ?? [], parameters);
    const { environment } = this.parts.system(endpoint.systemId);
    const count = planned.filter(({ reads }) => !reads).length;
    const permit = this.parts.gate.permit({
      action: `${count} × SQL → ${databaseAddress(detail)}`,
      targets: [{ name: detail.host, environment }],
      statement: { ...unstated, ...input.statement },
      unattended: false,
      strict: true,
    });
    this.ledger.sending(detail, permit, 'BEGIN', parameters);
    const transaction = await WriteTransaction.open(
      await this.parts.target(endpointId),
      { parameters, types, reviewed: this.parts.reviewed },
      this.parts.statementMs(),
      signal ?? new AbortController().signal,
    );
    const openedAt = this.parts.now();
    const state: WriteState = {
      id: newId(),
      endpointId,
      permit,
      state: 'open',
      endedByItself: false,
      statements: planned.map((one) => ({ ...one, ...notRun })),
      ...transaction.identity,
      host: serverAddress(detail),
      openedAt,
      endsAt: openedAt + idleWriteMs,
    };
    const { ledger } = this;
    try {
      ledger.open(state);
    } catch (error) {
      await transaction.rollBack();
      throw error;
    }
    const { log, now, events } = this.parts;
    const changed = (id: string): void => events.changed('queries', id);
    const parts = { ledger, log, now, changed, detail, values: parameters };
    const write = new Write(state, transaction, parts);
    this.forget();
    this.writes.set(state.id, write);
    changed(state.id);
    return write.state;
  }

  /** Sends the next statement, or all that wait. @throws AppError as `get`, as {@link Write.step} */
  async step(id: string, all: boolean): Promise<WriteState> {
    const write = this.get(id);
    await write.step(all);
    return write.state;
  }

  /** Stops the statement that runs; those that wait are not sent. @throws AppError `entity.not-found` */
  cancel(id: string): void {
    this.get(id).cancel();
  }

  /** Commits or rolls back. @throws AppError `entity.not-found`, as {@link Write.end} */
  async end(id: string, end: 'commit' | 'rollback'): Promise<WriteState> {
    const write = this.get(id);
    await write.end(end);
    return write.state;
  }

  /** States of a write until it ends; those of another process are looked up from time to time. @throws AppError `entity.not-found` */
  async *follow(id: string, signal?: AbortSignal): AsyncGenerator<WriteState[], void> {
    const own = this.writes.get(id);
    if (own) yield* own.follow(signal);
    else yield* lookedAt(() => this.look(id), signal);
  }

  /** Newest first, also those of other processes, and of before a crash. */
  all(): WriteState[] {
    return this.ledger.all().map((kept) => this.writes.get(kept.id)?.state ?? kept);
  }

  /** Rolls everything back. */
  async dispose(): Promise<void> {
    await Promise.all([...this.writes.values()].map((write) => write.dispose()));
  }

  /** @throws AppError `entity.not-found` {id}; `queries.other-window` {pid} */
  private get(id: string): Write {
    const write = this.writes.get(id);
    if (write) return write;
    const pid = this.ledger.openIn(id);
    if (pid !== null) throw new AppError('queries.other-window', { pid });
    throw new AppError('entity.not-found', { id });
  }

  /** A write of another process. */
  private look(id: string): { value: WriteState; last: boolean } {
    const kept = this.ledger.all().find((write) => write.id === id);
    if (!kept) throw new AppError('entity.not-found', { id });
    return { value: kept, last: kept.state !== 'open' };
  }

  /** What older ones read on their way; the rest stands in the ledger. */
  private forget(): void {
    const ended = [...this.writes].filter(([, { state }]) => state.state !== 'open');
    for (const [id] of ended.slice(0, -rememberedWrites)) this.writes.delete(id);
  }
}

const unstated: ChangeStatement = { reason: '', changeId: '', typedNames: [] };

const notRun = {
  state: 'waiting' as const,
  affected: null,
  elapsedMs: null,
  error: null,
  columns: [],
  rows: [],
};

function assertPlan(
  planned: readonly PlannedStatement[],
  acknowledged: readonly WriteFlag[],
  values: object,
): void {
  if (planned.every(({ reads }) => reads)) throw new AppError('sql.write-empty');
  const refused = planned.find(({ refusal }) => refusal !== null);
  if (refused)
    throw new AppError('sql.write-refused', {
      line: refused.place.line,
      verb: refused.verb,
      reason: refused.refusal?.reason ?? '',
    });
  const unseen = planned
    .flatMap(({ flags }) => flags)
    .filter((flag) => !acknowledged.includes(flag));
  if (unseen.length > 0)
    throw new AppError('sql.write-unseen', { flags: [...new Set(unseen)].join(', ') });
  const missing = planned
    .flatMap(({ parameters }) => parameters)
    .find((name) => !Object.hasOwn(values, name));
  if (missing !== undefined) throw new AppError('sql.parameter-missing', { name: missing });
}
