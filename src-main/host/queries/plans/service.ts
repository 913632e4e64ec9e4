import { createHash } from 'node:crypto';
import { AppError } from '../../../contract/errors';
import type { Inputs } from '../../../contract/index';
import type { Plan } from '../../../contract/query-plans';
import type { Row } from '../../../contract/queries';
import type { Endpoint } from '../../../contract/systems';
import type { AuditService } from '../../audit/index';
import { auditStatement } from '../audited';
import type { DatabaseSession, DatabaseTarget } from '../drivers/port';
import { rowsOf } from '../drivers/open-within';
import { inSession, StatementFailed } from '../drivers/run';
import { assertReading, judge, type Judgement, type JudgeOptions } from '../guard/index';
import type { KeptSchema } from '../schema/file';
import { databaseOf } from '../target';
import { bindParameters } from '../values';
import { withTableNames } from './aliases';
import { planRequest, readAnswer } from './ask';
import { sizeQuestion, withSizes } from './sizes';
import { withShares } from './step';
import { warningsOf } from './warnings';

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
    const stop = signal ?? new AbortController().signal;
    const asked = { judgement, typed: sql, values: [], timeoutMs: this.parts.timeoutMs() };
    const read = async (session: DatabaseSession): Promise<Plan> => {
      const request = planRequest(judgement, session, values);
      // Questions of ours are written down by the session.
      if (request.way === 'statement')
        auditStatement(this.parts.audit, detail, request.text, request.values);
      const answer = await answerOf(session, judgement, request);
      const { plan: found, raw } = readAnswer(judgement, answer);
      const named = withTableNames(detail.dialect, sql, found.steps);
      const sizes = sizeQuestion(detail.dialect, named);
      const answered = sizes ? await session.ask(sizes.text, sizes.values) : [];
      const plan = { ...found, steps: withSizes(named, answered) };
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
    };
    try {
      return await inSession(target, asked, read, stop);
    } catch (error) {
      if (stop.aborted) throw new AppError('sql.cancelled', {}, { cause: error });
      throw error instanceof StatementFailed ? error.failure.error : error;
    }
  }
}

async function answerOf(
  session: DatabaseSession,
  judgement: Judgement,
  { text, values, way }: ReturnType<typeof planRequest>,
): Promise<Row[]> {
  if (way === 'mode') return (await session.explain?.(text)) ?? [];
  if (way === 'question') return session.ask(text, values);
  const statement = { ...judgement.statement, text };
  return rowsOf(session.cursor({ ...judgement, statement }, values));
}

/** Values of the parameters; null where some are missing. */
function valuesOf(
  { statement }: Judgement,
  { parameters = {}, types = {} }: Inputs['queries']['explain'],
): (string | null)[] | null {
  const given = statement.parameters.every((name) => parameters[name] !== undefined);
  return given ? bindParameters(statement.parameters, parameters, types) : null;
}
