import { createHash } from 'node:crypto';
import { AppError } from '../../../contract/errors';
import type { Inputs } from '../../../contract/index';
import type { Plan } from '../../../contract/query-plans';
import type { Row } from '../../../contract/queries';
import type { Endpoint } from '../../../contract/systems';
import type { AuditService } from '../../audit/index';
import { auditStatement } from '../audited';
import type { DatabaseSession, DatabaseTarget } from '../drivers/port';
import { driverOf } from '../drivers/registry';
import { assertReading, judge, type Judgement, type JudgeOptions } from '../guard/index';
import type { KeptSchema } from '../schema/file';
import { databaseOf } from '../target';
import { bindParameters } from '../values';
import { withTableNames } from './aliases';
import { planRequest, readAnswer } from './ask';
import { sizeQuestion, withSizes } from './sizes';
import { withShares } from './step';
import { warningsOf } from './warnings';

const connectMs = 10_000;
const lockMs = 5_000;
/** A server that does not stop by itself is left. */
const graceMs = 3_000;
const batchRows = 1_000;

export interface PlansParts {
  audit: AuditService;
  reviewed: JudgeOptions['reviewed'];
  now(): number;
  timeoutMs(): number;
  endpoint(id: string): Endpoint;
  target(endpointId: string): Promise<DatabaseTarget>;
  /** What is known of the tables of a connection. */
  schema(endpointId: string): Promise<KeptSchema | null>;
}

/** Plans of reading statements, asked of the servers that would run them. */
export class PlanService {
  private readonly parts: PlansParts;

  constructor(parts: PlansParts) {
    this.parts = parts;
  }

  /** See contract/query-plans.ts. */
  async explain(input: Inputs['queries']['explain'], signal?: AbortSignal): Promise<Plan> {
    const { endpointId, sql } = input;
    const detail = databaseOf(this.parts.endpoint(endpointId));
    const judgement = await judge(detail.dialect, sql, { reviewed: this.parts.reviewed });
    assertReading(judgement);
    const values = valuesOf(judgement, input);
    const target = await this.parts.target(endpointId);
    const at = this.parts.now();
    const started = performance.now();
    const limits = { connectMs, statementMs: this.parts.timeoutMs(), lockMs };
    const driver = await driverOf(detail.dialect);
    const stop = signal ?? new AbortController().signal;
    const session = await driver.open(target, limits, 'read', stop);
    const destroy = (): void => session.destroy();
    const watchdog = setTimeout(destroy, limits.statementMs + graceMs);
    stop.addEventListener('abort', destroy);
    try {
      stop.throwIfAborted();
      await session.check(judgement);
      const request = planRequest(judgement, session, values);
      // Questions of ours are written down by the session.
      if (request.way === 'statement')
        auditStatement(this.parts.audit, detail, request.text, request.values);
      const { plan: read, raw } = readAnswer(
        judgement,
        await this.answer(session, judgement, request, sql),
      );
      const named = withTableNames(detail.dialect, sql, read.steps);
      const sizes = sizeQuestion(detail.dialect, named);
      const answered = sizes ? await session.ask(sizes.text, sizes.values) : [];
      const plan = { ...read, steps: withSizes(named, answered) };
      const warnings = warningsOf(detail.dialect, plan, await this.parts.schema(endpointId));
      const { server, database, username } = session.identity;
      return {
        dialect: detail.dialect,
        server,
        database,
        username,
        sql,
        at,
        elapsedMs: performance.now() - started,
        generic: request.generic,
        origin: request.origin,
        steps: withShares(plan.steps),
        warnings,
        raw,
        sha256: createHash('sha256').update(raw.text).digest('hex'),
      };
    } catch (error) {
      if (stop.aborted) throw new AppError('sql.cancelled', {}, { cause: error });
      throw error;
    } finally {
      stop.removeEventListener('abort', destroy);
      clearTimeout(watchdog);
      await session.close();
    }
  }

  private async answer(
    session: DatabaseSession,
    judgement: Judgement,
    { text, values, way }: ReturnType<typeof planRequest>,
    typed: string,
  ): Promise<Row[]> {
    const started = performance.now();
    try {
      if (way === 'mode') return (await session.explain?.(text)) ?? [];
      if (way === 'question') return await session.ask(text, values);
      const statement = { ...judgement.statement, text };
      const cursor = session.cursor({ ...judgement, statement }, values);
      try {
        const rows: Row[] = [];
        for (;;) {
          const batch = await cursor.read(batchRows);
          if (batch.length === 0) return rows;
          rows.push(...batch);
        }
      } finally {
        await cursor.close();
      }
    } catch (error) {
      throw session.failure(error, judgement, typed, performance.now() - started).error;
    }
  }
}

/** Values of the parameters; null where some are missing. */
function valuesOf(
  { statement }: Judgement,
  { parameters = {}, types = {} }: Inputs['queries']['explain'],
): (string | null)[] | null {
  const given = statement.parameters.every((name) => parameters[name] !== undefined);
  return given ? bindParameters(statement.parameters, parameters, types) : null;
}
