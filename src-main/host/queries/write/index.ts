import type { Inputs } from '../../../contract/index';
import { databaseAddress, serverAddress } from '../../../contract/dialects';
import type { ChangePermit } from '../../../contract/changes';
import { AppError } from '../../../contract/errors';
import type {
  PlannedStatement,
  WriteFlag,
  WriteState,
  WrittenStatement,
} from '../../../contract/query-write';
import type { DatabaseEndpoint, Endpoint, System } from '../../../contract/systems';
import { newId } from '../../../kit/ids';
import type { Log } from '../../../kit/log';
import type { AuditService } from '../../audit/index';
import type { ChangeGate } from '../../changes/index';
import type { EventHub } from '../../events';
import { auditStatement } from '../audited';
import { idleWriteMs, type DatabaseTarget } from '../drivers/port';
import { Changing } from '../results/changes';
import { databaseOf } from '../target';
import { planWrite } from './plan';
import { WriteTransaction } from './transaction';

/** What ended is remembered, so that the screen can be read after it. */
const rememberedWrites = 20;
const publishMs = 100;

export interface WriteParts {
  gate: ChangeGate;
  audit: AuditService;
  events: EventHub;
  log: Log;
  now(): number;
  statementMs(): number;
  endpoint(id: string): Endpoint;
  system(id: string): System;
  target(endpointId: string): Promise<DatabaseTarget>;
}

interface Write {
  changing: Changing<WriteState>;
  transaction: WriteTransaction | null;
  detail: DatabaseEndpoint;
  /** Of the parameters, for the audit log. */
  values: object;
  busy: boolean;
  stopped: boolean;
  idle: NodeJS.Timeout | undefined;
}

/**
 * The only way of the query console to change anything: a script is planned, shown and let
 * through the change gate; then its statements run in one transaction, each audited before it is
 * sent, and a person commits or rolls back with the touched rows in sight.
 */
export class WriteMode {
  private readonly parts: WriteParts;
  private readonly writes = new Map<string, Write>();

  constructor(parts: WriteParts) {
    this.parts = parts;
  }

  /**
   * Opens a transaction for a script. Nothing of it is sent yet.
   *
   * @throws AppError `sql.write-empty`; `sql.write-refused` {line, verb, reason};
   *   `sql.write-unseen` {flags}; `change.…` of the gate; as connecting
   */
  async open(input: Inputs['queries']['openWrite'], signal?: AbortSignal): Promise<WriteState> {
    const endpoint = this.parts.endpoint(input.endpointId);
    const detail = databaseOf(endpoint);
    const planned = await planWrite(detail.dialect, input.sql);
    assertPlan(planned, input.acknowledged ?? []);
    const { parameters = {}, types = {} } = input;
    const missing = planned
      .flatMap((one) => one.parameters)
      .find((name) => !Object.hasOwn(parameters, name));
    if (missing !== undefined) throw new AppError('sql.parameter-missing', { name: missing });
    const system = this.parts.system(endpoint.systemId);
    const count = planned.filter(({ reads }) => !reads).length;
    const permit = this.parts.gate.permit({
      action: `${count} × SQL → ${databaseAddress(detail)}`,
      targets: [{ name: detail.host, environment: system.environment }],
      statement: { reason: '', changeId: '', typedNames: [], ...input.statement },
      unattended: false,
      strict: true,
    });
    this.writeDown(detail, permit, 'BEGIN', parameters);
    const transaction = await WriteTransaction.open(
      await this.parts.target(input.endpointId),
      { parameters, types },
      this.parts.statementMs(),
      signal ?? new AbortController().signal,
    );
    const openedAt = this.parts.now();
    const state: WriteState = {
      id: newId(),
      endpointId: input.endpointId,
      permit,
      state: 'open',
      endedByItself: false,
      statements: planned.map((one) => ({ ...one, ...notRun })),
      ...transaction.identity,
      host: serverAddress(detail),
      openedAt,
      endsAt: openedAt + idleWriteMs,
    };
    const write: Write = {
      changing: new Changing(state),
      transaction,
      detail,
      values: parameters,
      busy: false,
      stopped: false,
      idle: undefined,
    };
    this.writes.set(state.id, write);
    this.touch(write);
    this.forget();
    this.parts.events.changed('queries', state.id);
    return write.changing.current;
  }

  /** Sends the next statement, or all that wait. @throws AppError `sql.write-over`, `sql.write-busy`, `sql.write-failed` */
  async step(id: string, all: boolean): Promise<WriteState> {
    const { write, transaction } = this.free(id);
    if (failed(write.changing.current)) throw new AppError('sql.write-failed');
    write.busy = true;
    write.stopped = false;
    try {
      do await this.next(write, transaction);
      while (all && !write.stopped && this.hasNext(write));
    } finally {
      write.busy = false;
      if (write.transaction) this.touch(write);
    }
    return write.changing.current;
  }

  /** Stops the statement that runs; those that wait are not sent. */
  async cancel(id: string): Promise<void> {
    const write = this.get(id);
    write.stopped = true;
    if (write.busy) await write.transaction?.cancel();
  }

  /**
   * Commits or rolls back.
   *
   * @throws AppError `sql.write-over`; `sql.write-busy`; `sql.write-failed` for a commit after a
   *   failed statement; as the driver when the server refuses to commit
   */
  async end(id: string, end: 'commit' | 'rollback'): Promise<WriteState> {
    const { write, transaction } = this.free(id);
    if (end === 'commit' && failed(write.changing.current)) throw new AppError('sql.write-failed');
    await this.close(write, transaction, end, false);
    return write.changing.current;
  }

  async *follow(id: string, signal?: AbortSignal): AsyncGenerator<WriteState[], void> {
    yield* this.get(id).changing.follow(publishMs, signal);
  }

  all(): WriteState[] {
    return [...this.writes.values()].map(({ changing }) => changing.current).reverse();
  }

  /** Rolls everything back. */
  async dispose(): Promise<void> {
    await Promise.all(
      [...this.writes.values()].map(async (write) => {
        if (!write.transaction) return;
        if (write.busy) await write.transaction.cancel().catch(() => undefined);
        await this.close(write, write.transaction, 'rollback', true);
      }),
    );
  }

  private async next(write: Write, transaction: WriteTransaction): Promise<void> {
    const index = write.changing.current.statements.findIndex(({ state }) => state === 'waiting');
    const statement = write.changing.current.statements[index];
    if (!statement) return;
    this.audit(write, statement.sql);
    this.put(write, index, { state: 'running' });
    try {
      this.put(write, index, { ...(await transaction.run(statement)), state: 'done' });
    } catch (error) {
      const known = error instanceof AppError;
      if (!known) this.parts.log.error('a writing statement failed', error);
      const { code, params } = known ? error : new AppError('internal', { detail: 'write' });
      const state = write.stopped ? 'cancelled' : 'failed';
      this.put(write, index, { state, error: { code, params } });
      write.stopped = true;
      if (code === 'sql.connection-lost') this.over(write, 'lost', false);
    }
  }

  private hasNext(write: Write): boolean {
    const { state, statements } = write.changing.current;
    return state === 'open' && statements.some((one) => one.state === 'waiting');
  }

  private put(write: Write, index: number, change: Partial<WrittenStatement>): void {
    const { current } = write.changing;
    const statements = current.statements.map((one, at) =>
      at === index ? { ...one, ...change } : one,
    );
    write.changing.set({ ...current, statements });
  }

  private async close(
    write: Write,
    transaction: WriteTransaction,
    end: 'commit' | 'rollback',
    byItself: boolean,
  ): Promise<void> {
    write.busy = true;
    clearTimeout(write.idle);
    this.audit(write, end === 'commit' ? 'COMMIT' : 'ROLLBACK');
    try {
      await transaction.end(end);
      this.over(write, end === 'commit' ? 'committed' : 'rolled-back', byItself);
    } catch (error) {
      if (error instanceof AppError && error.code === 'sql.connection-lost') {
        // The server may have done it before its answer was lost.
        this.over(write, end === 'commit' ? 'unknown' : 'lost', byItself);
        return;
      }
      this.over(write, 'rolled-back', byItself);
      throw error;
    } finally {
      write.busy = false;
    }
  }

  private over(write: Write, state: WriteState['state'], endedByItself: boolean): void {
    write.transaction = null;
    clearTimeout(write.idle);
    write.changing.end({ ...write.changing.current, state, endedByItself });
    this.parts.events.changed('queries', write.changing.current.id);
  }

  /** Begins the time after which it is rolled back anew. */
  private touch(write: Write): void {
    clearTimeout(write.idle);
    const { transaction } = write;
    if (!transaction) return;
    write.changing.set({ ...write.changing.current, endsAt: this.parts.now() + idleWriteMs });
    write.idle = setTimeout(() => {
      if (write.busy || !write.transaction) return;
      this.close(write, transaction, 'rollback', true).catch((error: unknown) =>
        this.parts.log.error('an idle write could not be rolled back', error),
      );
    }, idleWriteMs);
    write.idle.unref();
  }

  private get(id: string): Write {
    const write = this.writes.get(id);
    if (!write) throw new AppError('entity.not-found', { id });
    return write;
  }

  private free(id: string): { write: Write; transaction: WriteTransaction } {
    const write = this.get(id);
    const { transaction } = write;
    if (!transaction) throw new AppError('sql.write-over', { state: write.changing.current.state });
    if (write.busy) throw new AppError('sql.write-busy');
    return { write, transaction };
  }

  private forget(): void {
    for (const [id, { transaction }] of this.writes) {
      if (this.writes.size <= rememberedWrites) return;
      if (!transaction) this.writes.delete(id);
    }
  }

  private audit({ detail, changing, values }: Write, sql: string): void {
    this.writeDown(detail, changing.current.permit, sql, values);
  }

  private writeDown(
    detail: DatabaseEndpoint,
    { id, changeId }: ChangePermit,
    sql: string,
    values: object,
  ): void {
    auditStatement(this.parts.audit, detail, sql, values, { permit: id, change: changeId });
  }
}

const notRun = {
  state: 'waiting' as const,
  affected: null,
  elapsedMs: null,
  error: null,
  columns: [],
  rows: [],
};

/** After a failed statement nobody can say what the rest would do. */
function failed({ statements }: WriteState): boolean {
  return statements.some(({ state }) => state === 'failed' || state === 'cancelled');
}

function assertPlan(
  planned: readonly PlannedStatement[],
  acknowledged: readonly WriteFlag[],
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
}
