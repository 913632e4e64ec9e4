import { AppError } from '../../../../contract/errors';
import { placeAt, type Judgement, type Place } from '../../guard/index';
import { loginFailures, statementFailure, type FailureContext } from '../failure';
import type { RunFailure } from '../port';
import { certificateFailure } from '../tls';

export type { FailureContext };

/** Errors of node-oracledb: `ORA-` is the server's, `NJS-` and `DPI-` are the driver's. */
export interface OracleError extends Error {
  code?: string;
  /** Bytes into the statement; 0 also where it is not known. */
  offset?: number;
}

type Family = 'auth' | 'expired' | 'database' | 'full' | 'client' | 'lost' | 'timeout' | 'cancelled' | 'locked' | 'syntax' | 'read-only'; // prettier-ignore

/** Oracle, “Database Error Messages”; node-oracledb, `lib/errors.js`. */
const families: readonly (readonly [Family, string])[] = [
  // Wrong name or password; the account is locked; no CREATE SESSION.
  ['auth', 'ORA-01017 ORA-01005 ORA-28000 ORA-01045 ORA-01035'],
  ['expired', 'ORA-28001 ORA-28003'],
  // The listener knows no such service or SID.
  ['database', 'ORA-12514 ORA-12505 ORA-12504 NJS-518 NJS-519'],
  ['full', 'ORA-00018 ORA-00020 ORA-12516 ORA-12519 ORA-12520 ORA-12526 ORA-12528'],
  // Server before 12.1; password verifier of 10g; native network encryption; character sets.
  ['client', 'NJS-138 NJS-116 NJS-533 NJS-532 NJS-090 DPY-3010 DPY-3015 DPY-3001'],
  ['lost', 'NJS-500 NJS-501 NJS-521 NJS-003 DPI-1010 DPI-1080 ORA-03113 ORA-03114 ORA-03135 ORA-12537 ORA-12547 ORA-00028 ORA-01012 ORA-02396 ORA-01089 ORA-01092'],
  ['timeout', 'NJS-123 DPI-1067'],
  ['cancelled', 'ORA-01013'],
  // NOWAIT or WAIT given up; library cache; deadlock; distributed lock.
  ['locked', 'ORA-00054 ORA-30006 ORA-04021 ORA-00060 ORA-02049'],
  ['syntax', 'ORA-00900 ORA-00901 ORA-00903 ORA-00905 ORA-00906 ORA-00907 ORA-00909 ORA-00911 ORA-00917 ORA-00920 ORA-00921 ORA-00923 ORA-00924 ORA-00933 ORA-00936 ORA-00938 ORA-01756 ORA-03048 ORA-03049'],
  ['read-only', 'ORA-01456 ORA-16000'],
]; // prettier-ignore

const familyOf = new Map(families.flatMap(([family, codes]) => codes.split(' ').map((code) => [code, family] as const))); // prettier-ignore

/** The code an error has; the driver wraps what a listener said in one of its own. */
function codeOf(error: OracleError): string {
  const own =
    error.code !== undefined && error.code !== ''
      ? error.code
      : (/^((?:ORA|NJS|DPI|DPY|SP2)-\d+)/.exec(error.message)?.[1] ?? '');
  if (familyOf.has(own)) return own;
  const inner = /\b(ORA-\d{5}|DPY-\d{4})\b/.exec(error.message)?.[1] ?? '';
  return familyOf.has(inner) ? inner : own;
}

/** The first line without the link to Oracle's help that newer servers add. */
function words({ message }: Error): string {
  return message.split('\n').filter((line) => !line.startsWith('Help: ')).join(' ').trim(); // prettier-ignore
}

/** Names why no session could be opened. Failures of a tunnel keep their own names. */
export function connectFailure(error: unknown, context: FailureContext): AppError {
  if (error instanceof AppError) return error;
  const { host } = context;
  const certificate = certificateFailure(error, host);
  if (certificate) return certificate;
  const detail = words(error as OracleError);
  const failed = loginFailures(context, error);
  switch (familyOf.get(codeOf(error as OracleError))) {
    case 'auth':
      return failed.auth();
    case 'expired':
      return failed.expired();
    case 'database':
      return failed.database();
    case 'full':
      return failed.full(detail);
    case 'client':
      return new AppError('sql.oracle-client-needed', { host, detail }, { cause: error });
    default:
      return failed.connection(detail);
  }
}

/** Names why a statement failed, and finds the place the server points at. */
export function runFailure(
  error: unknown,
  context: FailureContext & { timedOut: boolean },
  judgement: Judgement,
  typed: string,
): RunFailure {
  if (error instanceof AppError) return { error, place: null };
  const failed = error as OracleError;
  const code = codeOf(failed);
  const message = words(failed).replace(/^(?:ORA|NJS|DPI)-\d+: /, '');
  const { host, statementMs, lockMs } = context;
  const fail = statementFailure(error, placeOf(failed, judgement, typed));
  const family = familyOf.get(code);
  if (context.timedOut || family === 'timeout') {
    return fail('sql.timeout', { seconds: statementMs / 1000 });
  }
  switch (family) {
    case 'cancelled':
      return fail('sql.cancelled');
    case 'locked':
      return fail('sql.locked', { seconds: lockMs / 1000 }, { retry: true });
    case 'syntax':
      return fail('sql.syntax', { message });
    case 'read-only':
      return fail('sql.refused', { reason: 'read-only-session', message });
    case 'lost':
      return fail('sql.connection-lost', { host, detail: words(failed) }, { retry: true });
    default:
      if (code === '') return fail('sql.connection-lost', { host, detail: words(failed) }, { retry: true }); // prettier-ignore
      return fail('sql.failed', { sqlstate: code, message });
  }
}

/** The server counts bytes of the statement in UTF-8, which the driver sends. */
function placeOf({ offset = 0 }: OracleError, judgement: Judgement, typed: string): Place | null {
  const { text, toTyped } = judgement.statement;
  const bytes = Buffer.from(text);
  if (offset <= 0 || offset > bytes.length) return null;
  return placeAt(typed, toTyped(bytes.subarray(0, offset).toString().length));
}
