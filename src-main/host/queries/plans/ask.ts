import { AppError } from '../../../contract/errors';
import type { Row } from '../../../contract/queries';
import type { DatabaseSession } from '../drivers/port';
import type { Judgement } from '../guard/index';
import { readMysqlPlan } from './mysql';
import { oracleSqlId } from './oracle-sql-id';
import { readPostgresPlan } from './postgresql';
import { oraclePlanSql, readOraclePlan, readSqlitePlan } from './rows';
import { readSqlServerPlan } from './sqlserver';
import type { RawPlan } from './step';

/** PostgreSQL 16 plans a statement without values for its parameters; 12 tells changed settings. */
const postgresGeneric = 16;
const postgresSettings = 12;

/** What asking for a plan takes. */
export interface PlanRequest {
  /** `statement`: it is run like one of the user's. `question`: ours. `mode`: in the session's own mode for plans. */
  way: 'statement' | 'question' | 'mode';
  text: string;
  values: readonly (string | null)[];
  generic: boolean;
  origin: 'estimate' | 'cache';
}

/** A plan and the server's own text of it. */
export interface AnsweredPlan {
  plan: RawPlan;
  raw: { format: 'json' | 'xml' | 'text'; text: string };
}

/**
 * How a server is asked for the plan of a judged statement. Nothing of it runs or writes.
 *
 * @param values those of the parameters; null where not all are given
 * @throws AppError `sql.plan-writes` {dialect}, `sql.parameter-missing` {name}
 */
export function planRequest(
  judgement: Judgement,
  session: DatabaseSession,
  values: readonly (string | null)[] | null,
): PlanRequest {
  const { dialect, statement } = judgement;
  const { text, parameters } = statement;
  const [major = 0] = session.identity.version;
  const bound = values ?? [];
  const given = {
    way: 'statement',
    values: bound,
    generic: false,
    origin: 'estimate',
  } as const;
  switch (dialect) {
    case 'postgresql': {
      const kin = session.identity.product !== 'postgresql';
      const settings = major >= postgresSettings && !kin ? ', SETTINGS' : '';
      if (values) return { ...given, text: `EXPLAIN (FORMAT JSON, VERBOSE${settings}) ${text}` };
      if (kin || major < postgresGeneric) throw missingValue(parameters);
      const options = `FORMAT JSON, VERBOSE, GENERIC_PLAN${settings}`;
      return { ...given, text: `EXPLAIN (${options}) ${text}`, values: [], generic: true };
    }
    case 'mysql':
      if (!values) throw missingValue(parameters);
      return { ...given, text: `EXPLAIN FORMAT=JSON ${text}` };
    case 'sqlite':
      // SQLite plans alike whatever is bound.
      return {
        ...given,
        text: `EXPLAIN QUERY PLAN ${text}`,
        values: values ?? parameters.map(() => null),
      };
    case 'sqlserver': {
      const declared = parameters.map((_, at) => `@p${at + 1} nvarchar(4000)`).join(', ');
      return {
        way: 'mode',
        text: declared === '' ? text : `DECLARE ${declared};\n${text}`,
        values: [],
        generic: parameters.length > 0,
        origin: 'estimate',
      };
    }
    case 'oracle':
      // EXPLAIN PLAN inserts into PLAN_TABLE; what the server keeps of an earlier run is read instead.
      return {
        way: 'question',
        text: oraclePlanSql,
        values: [oracleSqlId(text)],
        generic: false,
        origin: 'cache',
      };
    case 'hana':
      // EXPLAIN PLAN writes EXPLAIN_PLAN_TABLE (SAP HANA SQL Reference, EXPLAIN PLAN Statement).
      throw new AppError('sql.plan-writes', { dialect: 'SAP HANA' });
  }
}

function missingValue(parameters: readonly string[]): AppError {
  return new AppError('sql.parameter-missing', { name: parameters[0] ?? '' });
}

/** Reads what the server answered. @throws AppError `sql.plan-absent`, `sql.plan-unread` {detail} */
export function readAnswer({ dialect }: Judgement, rows: readonly Row[]): AnsweredPlan {
  if (rows.length === 0) throw new AppError('sql.plan-absent');
  // A long answer may come in several rows.
  const text = rows.map(([cell]) => cell ?? '').join('\n');
  const lines = rows.map((row) => row.map((cell) => cell ?? '').join('\t')).join('\n');
  try {
    switch (dialect) {
      case 'postgresql':
        return { plan: readPostgresPlan(text), raw: { format: 'json', text } };
      case 'mysql':
        return { plan: readMysqlPlan(text), raw: { format: 'json', text } };
      case 'sqlserver':
        return { plan: readSqlServerPlan(text), raw: { format: 'xml', text } };
      case 'sqlite':
        return {
          plan: readSqlitePlan(rows),
          raw: { format: 'text', text: rows.map((row) => row[3] ?? '').join('\n') },
        };
      default:
        return { plan: readOraclePlan(rows), raw: { format: 'text', text: lines } };
    }
  } catch (error) {
    if (!(
      error instanceof SyntaxError ||
      error instanceof TypeError ||
      error instanceof RangeError
    ))
      throw error;
    throw new AppError(
      'sql.plan-unread',
      { detail: error.message.slice(0, 200) },
      { cause: error },
    );
  }
}
