import type { Connection } from 'oracledb';
import { AppError } from '../../../../contract/errors';
import { forwardOnce } from '../loopback';
import type { DatabaseTarget } from '../port';
import { streamEnd } from '../stream';
import { thickLibrary, thinLibrary } from './library';
import { carrying } from './transport';

/** What of node-oracledb's connection is used; the types of the package have an older name for the break. */
export type OracleConnection = Pick<
  Connection,
  'execute' | 'close' | 'commit' | 'rollback' | 'callTimeout' | 'oracleServerVersionString'
> & { breakExecution(): Promise<void> };

/** A logged-in connection; `release` gives back what carries it. */
export interface Connected {
  connection: OracleConnection;
  thick: boolean;
  /** A type of the package's instance, by its number. */
  typeOf(number: number): unknown;
  /** See `DatabaseSession`. */
  gone: Promise<void>;
  release(): void;
}

const typesOf =
  (library: object) =>
  (number: number): unknown =>
    Object.values(library).find((each) => (each as { num?: number } | null)?.num === number);

/**
 * The connect descriptor (Oracle, “Net Services Reference”, Local Naming Parameters). Oracle
 * offers no TLS on the way: TCPS is another listener, so `prefer` goes without.
 *
 * @throws AppError `sql.database-unknown` for a name that could not stand in it;
 *   `sql.verify-unsupported` {driver} where the certificate would be checked by nobody
 */
export function descriptorOf(
  { host, port, database, tls, oracle }: DatabaseTarget,
  at: { host: string; port: number } = { host, port },
): string {
  // Client library and sqlplus check by wallets of their own, which are not ours to make.
  if (tls === 'verify' && oracle.driver !== 'thin')
    throw new AppError('sql.verify-unsupported', { driver: oracle.driver });
  // A parenthesis would end the value and begin another parameter.
  for (const value of [at.host, database]) {
    if (/[()="'\s\\]/.test(value)) throw new AppError('sql.database-unknown', { database, host });
  }
  const protocol = tls === 'require' || tls === 'verify' ? 'tcps' : 'tcp';
  const names = oracle.names === 'sid' ? 'SID' : 'SERVICE_NAME';
  return `(DESCRIPTION=(ADDRESS=(PROTOCOL=${protocol})(HOST=${at.host})(PORT=${at.port}))(CONNECT_DATA=(${names}=${database})))`;
}

/** Logs in. @throws what the driver or the tunnel throws; AppError `sql.client-library`, `sql.database-unknown` */
export function connect(target: DatabaseTarget, signal: AbortSignal): Promise<Connected> {
  return target.oracle.driver === 'thick' ? connectThick(target, signal) : connectThin(target, signal); // prettier-ignore
}

async function connectThin(target: DatabaseTarget, signal: AbortSignal): Promise<Connected> {
  const { username, password } = target;
  const connectString = descriptorOf(target);
  const library = thinLibrary();
  const { connection, carried } = await carrying(target, signal, () =>
    library.getConnection({
      user: username,
      password: password ?? '',
      connectString,
      program: 'FieldBench',
      // What the operating system calls this machine and its user is nobody's business there.
      machine: 'fieldbench',
      osUser: 'fieldbench',
      terminal: 'unknown',
    }),
  );
  const last = carried.at(-1);
  const release = (): void => {
    for (const { stream, release: giveBack } of carried) {
      stream.destroy();
      giveBack();
    }
  };
  return {
    connection: connection as unknown as OracleConnection,
    thick: false,
    typeOf: typesOf(library),
    gone: last ? streamEnd(last.stream) : Promise.resolve(),
    release,
  };
}

/**
 * Oracle's own library opens its sockets itself: directly, or to a port of this machine that
 * forwards to the tunnel. It cannot be called back; what comes after the signal is closed.
 */
async function connectThick(target: DatabaseTarget, signal: AbortSignal): Promise<Connected> {
  const library = thickLibrary(target.oracle.home);
  const { username, password, sshId } = target;
  const loopback = sshId === null ? null : await forwardOnce(target.open, signal);
  let end = (): void => undefined;
  const released = new Promise<void>((resolve) => (end = resolve));
  const release = (): void => {
    loopback?.close();
    end();
  };
  const at = loopback ? { host: '127.0.0.1', port: loopback.port } : undefined;
  const opening = library.getConnection({
    user: username,
    password: password ?? '',
    connectString: descriptorOf(target, at),
  });
  const given = new Promise<never>((_resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    const connection = await Promise.race([opening, given]);
    return {
      connection: connection as unknown as OracleConnection,
      thick: true,
      typeOf: typesOf(library),
      gone: loopback ? Promise.race([released, loopback.gone]) : released,
      release,
    };
  } catch (error) {
    release();
    opening.then(
      (late) => late.close(),
      () => undefined,
    );
    throw error;
  }
}
