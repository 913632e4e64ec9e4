import { AppError } from '../../../contract/errors';
import type { Place } from '../guard/index';
import type { RunFailure } from './port';

/** Where and as whom. */
export interface Login {
  host: string;
  port: number;
  username: string;
  database: string;
}

/** The same with its limits, in milliseconds. */
export interface FailureContext extends Login {
  statementMs: number;
  lockMs: number;
}

/** Why nobody was let in, in the words that all databases share. */
export function loginFailures({ host, port, username, database }: Login, cause: unknown) {
  return {
    auth: () => new AppError('sql.auth-failed', { username, host }, { cause }),
    expired: () => new AppError('sql.password-expired', { username, host }, { cause }),
    database: () => new AppError('sql.database-unknown', { database, host }, { cause }),
    full: (detail: string) =>
      new AppError('sql.server-full', { host, detail }, { cause, retry: true }),
    method: (detail: string) =>
      new AppError('sql.login-method', { username, host, detail }, { cause }),
    /** @param retry another try may go better */
    connection: (detail: string, retry = true) =>
      new AppError('sql.connection-failed', { host, port, detail }, { cause, retry }),
  };
}

/** Tells why a statement failed, with its cause and the place the server points at. */
export function statementFailure(
  cause: unknown,
  place: Place | null,
): (...error: ConstructorParameters<typeof AppError>) => RunFailure {
  return (code, params, options) => ({
    error: new AppError(code, params, { cause, ...options }),
    place,
  });
}
