import { AppError } from '../../../../contract/errors';
import { placeAt, type Judgement, type Place } from '../../guard/index';
import { loginFailures, statementFailure, type FailureContext } from '../failure';
import type { RunFailure } from '../port';
import { certificateFailure } from '../tls';
import { LoginFailed } from './connect';

export type { FailureContext };

/** Errors as tedious reports them; those of the server have a number. */
export interface TdsError extends Error {
  code?: string;
  /** `sys.messages.message_id`. */
  number?: number;
  state?: number;
  /** Severity. */
  class?: number;
  procName?: string;
  /** In the statement as sent, from 1. */
  lineNumber?: number;
}

/** Login failed; account locked, disabled, outside its hours or not trusted (sys.messages). */
const authNumbers = new Set([18450, 18452, 18456, 18457, 18458, 18459, 18461, 18470, 18486]);
/** The password has expired, or must be changed before the first log-in. */
const expiredNumbers = new Set([18463, 18464, 18465, 18466, 18467, 18468, 18487, 18488]);

/** The database named is not there, is offline, or the login has no user in it. */
const databaseNumbers = new Set([4060, 4064]);
/** All connections are taken. */
const fullNumbers = new Set([17809, 10928, 10929]);

/** An error, what caused it, and what it gathers: tedious wraps in several ways. */
function layers(error: unknown): TdsError[] {
  if (!(error instanceof Error)) return [];
  const gathered = error instanceof AggregateError ? error.errors : [];
  return [error, ...layers(error.cause), ...gathered.flatMap(layers)];
}

/** Names why no session could be opened. Failures of a tunnel keep their own names. */
export function connectFailure(error: unknown, context: FailureContext): AppError {
  const { host } = context;
  const causes = layers(error);
  const own = causes.find((cause) => cause instanceof AppError);
  if (own instanceof AppError) return own;
  for (const cause of causes) {
    const refused = certificateFailure(cause, host);
    if (refused) return refused;
  }
  const failed = loginFailures(context, error);
  const said = error instanceof LoginFailed ? error.said : [];
  const told = (numbers: ReadonlySet<number>): boolean =>
    said.some(({ number }) => numbers.has(number));
  if (told(expiredNumbers)) return failed.expired();
  // Before 18456, which comes with it.
  if (told(databaseNumbers)) return failed.database();
  if (told(authNumbers)) return failed.auth();
  const detail = said[0]?.message ?? causes.at(-1)?.message ?? '';
  if (told(fullNumbers)) return failed.full(detail);
  return failed.connection(
    detail,
    causes.every(({ code }) => code !== 'EENCRYPT'),
  );
}

/** Names why a statement failed, and finds the place the server points at. */
export function runFailure(
  error: unknown,
  context: FailureContext & { timedOut: boolean },
  judgement: Judgement,
  typed: string,
): RunFailure {
  if (error instanceof AppError) return { error, place: null };
  const [first, ...rest] = layers(error);
  // Several messages of one statement come gathered; the first says what went wrong.
  const told = [first, ...rest].find((each) => each?.number !== undefined) ?? first;
  const fail = statementFailure(error, placeOf(told, judgement, typed));
  if (context.timedOut || told?.code === 'ETIMEOUT') {
    return fail('sql.timeout', { seconds: context.statementMs / 1000 });
  }
  if (told?.code === 'ECANCEL') return fail('sql.cancelled');
  const message = told?.message ?? '';
  if (told?.number === undefined) {
    return fail('sql.connection-lost', { host: context.host, detail: message }, { retry: true });
  }
  // 1222: the lock was waited for as long as allowed. 1205: chosen to end a deadlock.
  if (told.number === 1222) {
    return fail('sql.locked', { seconds: context.lockMs / 1000 }, { retry: true });
  }
  if (told.number === 1205) return fail('sql.locked', { seconds: 0 }, { retry: true });
  // Severity 15: the statement cannot be read (Microsoft, Database Engine Error Severities).
  if (told.class === 15) return fail('sql.syntax', { message });
  // 3906 and 3908: the database, and so a readable secondary, takes no change.
  if (told.number === 3906 || told.number === 3908) {
    return fail('sql.refused', { reason: 'read-only-session', message });
  }
  const sqlstate = `${told.number}, severity ${told.class ?? 0}`;
  return fail('sql.failed', { sqlstate, message });
}

/** SQL Server points at a line only; the name that its message quotes is looked for from there. */
function placeOf(error: TdsError | undefined, judgement: Judgement, typed: string): Place | null {
  const { lineNumber = 0, procName = '', message = '' } = error ?? {};
  if (lineNumber < 1 || procName !== '') return null;
  const { text, toTyped } = judgement.statement;
  let start = 0;
  for (let line = 1; line < lineNumber; line++) {
    const end = text.indexOf('\n', start);
    if (end === -1) return null;
    start = end + 1;
  }
  // '…' in most languages, “…” in Chinese; the last part of a name with dots.
  const quoted = /['“"]([^'”"]+)['”"]/.exec(message)?.[1]?.split('.').at(-1) ?? '';
  const found = quoted === '' ? -1 : text.toLowerCase().indexOf(quoted.toLowerCase(), start);
  const offset = found === -1 ? start + (/^\s*/.exec(text.slice(start))?.[0].length ?? 0) : found;
  return placeAt(typed, toTyped(offset));
}
