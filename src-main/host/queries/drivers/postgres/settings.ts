import {
  idleWriteMs,
  type DatabaseTarget,
  type OwnStatement,
  type SessionLimits,
  type SessionMode,
} from '../port';
import { identitySql } from './identity';

/** A transaction that stands idle longer than it may is our own leak: the server then ends it. */
const leakMs = 60_000;

/**
 * Begins the transaction and sets its limits. Settings a server does not know are left out,
 * for old ones and for kin by wire. `standard_conforming_strings` and the encoding make the
 * server read the text as the guard did; with others, what the guard took for a string could be
 * code. A database without an encoding (SQL_ASCII) holds bytes of any: asked for UTF-8 it would
 * refuse to give what is none, and none of its bytes beyond ASCII can be code.
 */
export function beginSql({ statementMs, lockMs }: SessionLimits, mode: SessionMode): string {
  const settings = Object.entries({
    standard_conforming_strings: 'on',
    client_encoding: 'UTF8',
    statement_timeout: String(Math.round(statementMs)),
    lock_timeout: String(Math.round(lockMs)),
    // openGauss' name of the same (its Developer Guide, "Lock Management").
    lockwait_timeout: String(Math.round(lockMs)),
    idle_in_transaction_session_timeout: String(mode === 'write' ? idleWriteMs + leakMs : leakMs),
    DateStyle: 'ISO, YMD',
    IntervalStyle: 'postgres',
    bytea_output: 'hex',
    extra_float_digits: '3',
  });
  const values = settings.map(([name, value]) => `('${name}', '${value}')`).join(', ');
  const text = `CASE WHEN s.name OPERATOR(pg_catalog.=) 'client_encoding' AND pg_catalog.current_setting('server_encoding') OPERATOR(pg_catalog.=) 'SQL_ASCII' THEN 'SQL_ASCII' ELSE w.value END`;
  return `BEGIN${mode === 'write' ? '' : ' READ ONLY'};
    SELECT pg_catalog.set_config(s.name, ${text}, true)
    FROM (VALUES ${values}) AS w(name, value)
    JOIN pg_catalog.pg_settings s ON s.name OPERATOR(pg_catalog.=) w.name`;
}

/** Makes names without a schema mean those of one schema, for this transaction. */
export function searchPath(schema: string): { text: string; values: string[] } {
  return {
    text: `SELECT pg_catalog.set_config('search_path', $1, true)`,
    values: [`"${schema.replaceAll('"', '""')}"`],
  };
}

/** All that a session begins with, for the audit log. */
export function opening(
  { schema }: DatabaseTarget,
  limits: SessionLimits,
  mode: SessionMode,
): OwnStatement {
  const path = schema === '' ? [] : [searchPath(schema)];
  const texts = [beginSql(limits, mode), ...path.map(({ text }) => text), identitySql];
  return {
    purpose: 'session',
    sql: texts.join(';\n'),
    values: path.flatMap(({ values }) => values),
  };
}
