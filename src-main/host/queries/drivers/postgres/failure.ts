import { AppError } from '../../../../contract/errors';
import { offsetOfCodePoints, placeAt, type PreparedStatement } from '../../guard/index';
import { loginFailures, statementFailure, type Login } from '../failure';
import type { RunFailure } from '../port';
import { TlsUnavailable } from '../tls';

/** Where the failing session points. */
export type FailureContext = Login;

interface ServerError extends Error {
  /** SQLSTATE (manual, appendix A), or an error code of Node. */
  code?: string;
  position?: string;
  detail?: string;
  hint?: string;
}

const sqlState = /^[0-9A-Z]{5}$/;
/** Classes and codes after which there is no connection any more. */
const lostStates = /^(?:08|57P0[1-5])/;
const authStates = new Set(['28P01', '28000']);

/** The password itself goes to nobody but a server whose certificate has been looked at. */
export function passwordInClear({ username, host }: FailureContext): AppError {
  return new AppError('sql.password-in-clear', { username, host });
}

/** Names why no session could be opened. Failures of a tunnel keep their own names. */
export function connectFailure(error: unknown, context: FailureContext): AppError {
  if (error instanceof AppError) return error;
  const failed = loginFailures(context, error);
  const { code = '', message } = error as ServerError;
  const emptyPassword = message.includes('client password must be a');
  if (authStates.has(code) || emptyPassword) return failed.auth();
  if (code === '3D000') return failed.database();
  if (code === '53300') return failed.full(message);
  // openGauss logs in by a method of its own (its manual, password_encryption_type) that no client but its own knows.
  if (message.includes('SASL: Only mechanism')) return failed.method(message);
  return failed.connection(message, !(error instanceof TlsUnavailable));
}

/** Names why a statement failed, and finds the place the server points at. */
export function runFailure(
  error: unknown,
  context: FailureContext & { timeoutMs: number; lockTimeoutMs: number; elapsedMs: number },
  statement: PreparedStatement,
  typed: string,
): RunFailure {
  if (error instanceof AppError) return { error, place: null };
  const { code = '', message, position } = error as ServerError;
  const { host } = context;
  const place =
    position === undefined
      ? null
      : placeAt(typed, statement.toTyped(offsetOfCodePoints(statement.text, Number(position) - 1)));
  const fail = statementFailure(error, place);
  if (!sqlState.test(code) || lostStates.test(code)) {
    return fail('sql.connection-lost', { host, detail: message }, { retry: true });
  }
  switch (code) {
    case '42601':
      return fail('sql.syntax', { message });
    case '25006':
      return fail('sql.refused', { reason: 'read-only-session', message });
    case '55P03':
      return fail('sql.locked', { seconds: context.lockTimeoutMs / 1000 }, { retry: true });
    case '57014':
      // The words of the server may be in any language; only the time tells our own limit.
      if (context.elapsedMs >= context.timeoutMs * 0.9) {
        return fail('sql.timeout', { seconds: context.timeoutMs / 1000 });
      }
  }
  return fail('sql.failed', { sqlstate: code, message: fullMessage(error as ServerError) });
}

function fullMessage({ message, detail, hint }: ServerError): string {
  return [message, detail, hint].filter((part) => part !== undefined && part !== '').join(' — ');
}
