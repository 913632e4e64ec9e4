import { Connection, type ConnectionConfiguration } from 'tedious';
import { asSocket } from '../as-socket';
import { ClippedStream, type Clipper } from '../clip';
import type { DatabaseTarget, SessionLimits, SessionMode } from '../port';
import type { CarriedStream } from '../stream';
import { tlsOptions } from '../tls';
import { textSize } from './wire';

/** A logged-in connection and what carries it; `line` holds the server back. */
export interface Connected {
  connection: Connection;
  carried: CarriedStream;
  line: { hold(): void; release(): void };
}

/** A message of the server, by its number in `sys.messages`. */
interface ServerMessage {
  number: number;
  message: string;
}

/** No connection: what failed on this side, and all the server said, which tedious tells apart. */
export class LoginFailed extends Error {
  readonly said: readonly ServerMessage[];
  constructor(cause: unknown, said: readonly ServerMessage[]) {
    super('no connection', { cause });
    this.said = said;
  }
}

/** The server has no TLS. */
function withoutTls(error: unknown): boolean {
  const cause = (error as LoginFailed).cause as { code?: string } | undefined;
  return cause?.code === 'EENCRYPT';
}

/** `DOMAIN\user` is an account of Windows, which logs in by NTLM; any other is one of the server. */
const windowsAccount = /^([^\\]+)\\(.+)$/;

/**
 * Logs in. `prefer` takes TLS where the server has it; where the server says it has none, a
 * second connection goes on without. `verify` alone checks certificate and name: most servers
 * on site show one they made themselves at their start.
 *
 * @throws LoginFailed, or the signal's reason
 */
export async function connect(
  target: DatabaseTarget,
  limits: SessionLimits,
  mode: SessionMode,
  signal: AbortSignal,
): Promise<Connected> {
  const encrypt = target.tls !== 'off';
  try {
    return await connectOnce(configuration(target, limits, mode, encrypt), target, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (target.tls !== 'prefer' || !withoutTls(error)) throw error;
    return await connectOnce(configuration(target, limits, mode, false), target, signal);
  }
}

/** Cells are cut where their values are read: there may be TLS inside the stream. */
const unclipped: Clipper = { take: (chunk, give) => give(chunk) };

function connectOnce(
  config: ConnectionConfiguration,
  target: DatabaseTarget,
  signal: AbortSignal,
): Promise<Connected> {
  let carried: CarriedStream | null = null;
  let line: ClippedStream | null = null;
  let opened = 0;
  const connector = async (at?: {
    host: string;
    port: number;
  }): Promise<CarriedStream['stream']> => {
    // Tedious asks a second time when the server sends it on to another, and then tells which.
    carried?.release();
    const other = opened++ === 0 ? undefined : at;
    carried = await target.open(signal, other);
    // Errors reach the connection; this listener only keeps late ones from ending the process.
    carried.stream.on('error', () => undefined);
    line = new ClippedStream(carried.stream, unclipped);
    line.on('error', () => undefined);
    return asSocket(line);
  };
  const options = { ...config.options, connector: connector as () => Promise<never> };
  const connection = new Connection({ ...config, options });
  const said: ServerMessage[] = [];
  connection.on('errorMessage', ({ number, message }) => said.push({ number, message }));
  return new Promise((resolve, reject) => {
    const stop = (): void => connection.close();
    signal.addEventListener('abort', stop, { once: true });
    connection.on('error', () => undefined);
    connection.connect((error) => {
      signal.removeEventListener('abort', stop);
      if (!error && carried && line && !signal.aborted) {
        resolve({ connection, carried, line });
        return;
      }
      connection.close();
      carried?.stream.destroy();
      carried?.release();
      reject(new LoginFailed(error ?? new Error('not connected'), said));
    });
  });
}

/**
 * The options of the log-in.
 *
 * - Language `us_english` and date format `ymd` make the server read the texts that are bound
 *   for dates as ISO (Microsoft, “SET DATEFORMAT”); with a login's own language it might take
 *   2026-03-04 for the third of April.
 * - ANSI settings and ARITHABORT as Management Studio has them, so that a statement gets the
 *   plan it gets there, and indexed views can be used (“SET ARITHABORT”).
 */
function configuration(
  target: DatabaseTarget,
  { connectMs }: SessionLimits,
  mode: SessionMode,
  encrypt: boolean,
): ConnectionConfiguration {
  const { host, port, database, username, password, readOnlyIntent } = target;
  const [, domain, account] = windowsAccount.exec(username) ?? [];
  const { rejectUnauthorized, servername: _, ...details } = tlsOptions(target);
  return {
    server: host,
    authentication:
      domain === undefined || account === undefined
        ? { type: 'default', options: { userName: username, password: password ?? '' } }
        : { type: 'ntlm', options: { domain, userName: account, password: password ?? '' } },
    options: {
      port,
      ...(database === '' ? {} : { database }),
      appName: 'FieldBench',
      encrypt,
      trustServerCertificate: !rejectUnauthorized,
      cryptoCredentialsDetails: details,
      readOnlyIntent: readOnlyIntent && mode !== 'write',
      connectTimeout: connectMs,
      // Time is kept by the session: tedious stops its clock at the first byte of an answer.
      requestTimeout: 0,
      maxRetriesOnTransientErrors: 0,
      rowCollectionOnDone: false,
      rowCollectionOnRequestCompletion: false,
      useColumnNames: false,
      textsize: textSize,
      language: 'us_english',
      dateFormat: 'ymd',
      enableArithAbort: true,
      enableQuotedIdentifier: true,
      enableImplicitTransactions: false,
      abortTransactionOnError: true,
    },
  };
}
