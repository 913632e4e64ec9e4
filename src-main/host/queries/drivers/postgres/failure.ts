import { AppError } from '../../../../contract/errors';
import { offsetOfCodePoints, placeAt, type PreparedStatement } from '../../guard/index';
import type { RunFailure } from '../port';
import { TlsUnavailable } from '../tls';

/** Where the failing session points. */
export interface FailureContext {
  host: string;
  port: number;
  database: string;
  username: string;
}

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
  const { host, port, database, username } = context;
  const { code = '', message } = error as ServerError;
  const emptyPassword = message.includes('client password must be a');
  if (authStates.has(code) || emptyPassword) {
    return new AppError('sql.auth-failed', { username, host }, { cause: error });
  }
  if (code === '3D000')
    return new AppError('sql.database-unknown', { database, host }, { cause: error });
  if (code === '53300')
    return new AppError(
      'sql.server-full',
      { host, detail: message },
      { cause: error, retry: true },
    );
  // openGauss logs in by a method of its own (its manual, password_encryption_type) that no client but its own knows.
  if (message.includes('SASL: Only mechanism'))
    return new AppError('sql.login-method', { username, host, detail: message }, { cause: error });
  const retry = !(error instanceof TlsUnavailable);
  const params = { host, port, detail: message };
  return new AppError('sql.connection-failed', params, { cause: error, retry });
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
  const fail = (...args: ConstructorParameters<typeof AppError>): RunFailure => ({
    error: new AppError(args[0], args[1], { cause: error, ...args[2] }),
    place:
      position === undefined
        ? null
        : placeAt(
            typed,
            statement.toTyped(offsetOfCodePoints(statement.text, Number(position) - 1)),
          ),
  });
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
