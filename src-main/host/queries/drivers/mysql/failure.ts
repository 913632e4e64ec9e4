import { AppError } from '../../../../contract/errors';
import { placeAt, type PreparedStatement } from '../../guard/index';
import { loginFailures, statementFailure } from '../failure';
import type { DatabaseTarget, RunFailure, SessionLimits } from '../port';

interface ServerError extends Error {
  /** Number of the server's error (MySQL, "Server Error Message Reference"; MariaDB has its own from 1900 on). */
  errno?: number | string;
  code?: string;
  sqlState?: string;
}

const refusedLogins = new Set([1045, 1130, 1129, 1044, 1698, 1699, 3118, 3955, 4151]);
const expiredPasswords = new Set([1820, 1862]);
const noMoreRoom = new Set([1040, 1203, 1226]);
const loginMethods =
  /^(?:AUTH_SWITCH_PLUGIN_ERROR|MYSQL_CLEAR_PASSWORD_NOT_ENABLED|ER_NOT_SUPPORTED_AUTH_MODE)$/;
const timedOut = new Set([1969, 3024]);
const lockedOut = new Set([1205, 1213, 3572]);
const readOnlyRefusals = new Set([1290, 1792, 1836]);
const syntaxErrors = new Set([1064, 1149]);
/** Shutdown, killed, aborted: after these there is no connection any more. */
const lostNumbers = new Set([
  1053, 1077, 1078, 1079, 1152, 1158, 1159, 1160, 1161, 1184, 1927, 3169, 4031,
]);

/** Names why no session could be opened. Failures of a tunnel keep their own names. */
export function connectFailure(error: unknown, target: DatabaseTarget): AppError {
  if (error instanceof AppError) return error;
  const { errno, code = '', message } = error as ServerError;
  const number = Number(errno);
  const failed = loginFailures(target, error);
  if (expiredPasswords.has(number)) return failed.expired();
  if (refusedLogins.has(number)) return failed.auth();
  if (number === 1049) return failed.database();
  if (noMoreRoom.has(number)) return failed.full(message);
  if (loginMethods.test(code) || /unknown plugin/.test(message)) return failed.method(message);
  return failed.connection(message, code !== 'HANDSHAKE_NO_SSL_SUPPORT');
}

/** Names why a statement failed, and finds the place the server's words point at. */
export function runFailure(
  error: unknown,
  { host, username }: DatabaseTarget,
  limits: SessionLimits,
  statement: PreparedStatement,
  typed: string,
  elapsedMs: number,
): RunFailure {
  if (error instanceof AppError) return { error, place: null };
  const { errno, message, sqlState = '' } = error as ServerError;
  const number = Number(errno);
  const fail = statementFailure(error, null);
  // Node's own errors have negative numbers, or none.
  if (!(number > 0) || lostNumbers.has(number))
    return fail('sql.connection-lost', { host, detail: message }, { retry: true });
  if (expiredPasswords.has(number)) return fail('sql.password-expired', { username, host });
  if (syntaxErrors.has(number)) {
    const at = placeOf(message, statement.text);
    const place = at === null ? null : placeAt(typed, statement.toTyped(at));
    return { ...fail('sql.syntax', { message }), place };
  }
  if (readOnlyRefusals.has(number))
    return fail('sql.refused', { reason: 'read-only-session', message });
  if (lockedOut.has(number))
    return fail('sql.locked', { seconds: limits.lockMs / 1000 }, { retry: true });
  if (timedOut.has(number) || (number === 1317 && elapsedMs >= limits.statementMs * 0.9))
    return fail('sql.timeout', { seconds: limits.statementMs / 1000 });
  return fail('sql.failed', { sqlstate: `${number}, ${sqlState}`, message });
}

/** `… near 'what follows' at line N`, in whatever language: where that stands in the statement. */
function placeOf(message: string, text: string): number | null {
  const [, near = '', line] = /'([^]*)'[^']*?(\d+)\s*$/.exec(message) ?? [];
  if (near === '' || line === undefined) return null;
  let start = 0;
  for (let number = 1; number < Number(line); number += 1) start = text.indexOf('\n', start) + 1;
  const found = text.indexOf(near.slice(0, 60), start);
  return found === -1 ? null : found;
}
