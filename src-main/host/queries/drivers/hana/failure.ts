import { AppError } from '../../../../contract/errors';
import { placeAt, type Judgement, type Place } from '../../guard/index';
import { loginFailures, statementFailure, type FailureContext } from '../failure';
import type { RunFailure } from '../port';

export type { FailureContext };

/** Errors of hdb: a number is the server's (SAP, “SQL Error Codes”), a text is its own. */
export interface HanaError extends Error {
  code?: number | string;
  /** Place in the statement, from 1; 0 where it is not known. */
  position?: number;
}

/** Log-in failed; the user is locked or outside of its time. */
const authCodes = new Set<unknown>([10, 416, 332, 417, 418, 663]);
/** The password has to be changed before anything else. */
const expiredCodes = new Set<unknown>([414, 415]);
/** No such tenant, or it is stopped. */
const databaseCodes = new Set<unknown>([129_104, 4321, 'EHDBDBNAME']);
/** Connections that ended. */
const lostCodes = /^(?:EHDBCLOSE|EHDBMSGPARSE|ECONN|EPIPE|ETIMEDOUT)/;

/** Names why no session could be opened. Failures of a tunnel keep their own names. */
export function connectFailure(error: unknown, context: FailureContext): AppError {
  if (error instanceof AppError) return error;
  const { code, message } = error as HanaError;
  const failed = loginFailures(context, error);
  if (authCodes.has(code)) return failed.auth();
  if (expiredCodes.has(code)) return failed.expired();
  if (databaseCodes.has(code)) return failed.database();
  return failed.connection(message);
}

/** Names why a statement failed, and finds the place the server points at. */
export function runFailure(
  error: unknown,
  context: FailureContext & { timedOut: boolean },
  judgement: Judgement,
  typed: string,
): RunFailure {
  if (error instanceof AppError) return { error, place: null };
  const { code, message } = error as HanaError;
  const { host, statementMs, lockMs } = context;
  const fail = statementFailure(error, placeOf(error as HanaError, judgement, typed));
  if (context.timedOut) return fail('sql.timeout', { seconds: statementMs / 1000 });
  if (typeof code !== 'number') {
    const lost = code === undefined || lostCodes.test(code);
    return lost
      ? fail('sql.connection-lost', { host, detail: message }, { retry: true })
      : fail('sql.failed', { sqlstate: code, message });
  }
  switch (code) {
    case 139:
      return fail('sql.cancelled');
    // Lock wait timeout; deadlock; NOWAIT.
    case 131:
    case 133:
    case 146:
      return fail('sql.locked', { seconds: lockMs / 1000 }, { retry: true });
    case 257:
      return fail('sql.syntax', { message });
    // A transaction that only reads was asked to change.
    case 7:
    case 576:
      return fail('sql.refused', { reason: 'read-only-session', message });
    default:
      return fail('sql.failed', { sqlstate: String(code), message });
  }
}

/** The server counts characters of the statement, from 1. */
function placeOf({ position = 0 }: HanaError, judgement: Judgement, typed: string): Place | null {
  const { text, toTyped } = judgement.statement;
  if (position < 1 || position > text.length) return null;
  return placeAt(typed, toTyped(position - 1));
}
