import type { Duplex } from 'node:stream';
import { callbackify } from 'node:util';
import { AppError } from '../../../../contract/errors';
import { asSocket } from '../as-socket';
import type { DatabaseTarget } from '../port';
import type { CarriedStream } from '../stream';
import { upgrade } from '../tls';
import { clientOver, type HanaClient } from './library';

/** A logged-in client; `release` gives back what carries it. */
export interface Connected {
  client: HanaClient;
  /** Waits for an answer, no longer than the connection lives: the driver leaves it open then. */
  whileOpen<Answer>(answer: Promise<Answer>): Promise<Answer>;
  /** See `DatabaseSession`. */
  gone: Promise<void>;
  release(): void;
}

/** A server without TLS leaves the greeting of one unanswered; then `prefer` goes on without. */
const preferMs = 3_000;
/** The newest forms of values, so that a TIMESTAMP has its seven digits. */
const dataFormat = 8;

/** Logs in. @throws what hdb or the tunnel throws; the signal's reason */
export async function connect(target: DatabaseTarget, signal: AbortSignal): Promise<Connected> {
  if (target.tls === 'off') return connectOnce(target, false, signal);
  if (target.tls !== 'prefer') return connectOnce(target, true, signal);
  try {
    return await connectOnce(target, true, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof TlsFailed)) throw error;
    return connectOnce(target, false, signal);
  }
}

class TlsFailed extends Error {}

async function connectOnce(
  target: DatabaseTarget,
  encrypted: boolean,
  signal: AbortSignal,
): Promise<Connected> {
  const { host, port, username, password, database, tls } = target;
  const carried: CarriedStream[] = [];
  let failure: unknown = null;
  const { promise: lost, reject: lose } = withReject();
  const release = (): void => {
    lose(Object.assign(new Error('Connection closed'), { code: 'EHDBCLOSE' }));
    for (const { stream, release: giveBack } of carried) {
      stream.destroy();
      giveBack();
    }
  };
  const open = async (at: { host: string; port: number }): Promise<Duplex> => {
    // The second connection is to the node of a tenant that the first one named.
    const opened = await target.open(signal, carried.length === 0 ? undefined : at);
    carried.push(opened);
    opened.stream.on('error', () => undefined);
    if (!encrypted) return opened.stream;
    const until = tls === 'prefer' ? AbortSignal.any([signal, AbortSignal.timeout(preferMs)]) : signal; // prettier-ignore
    const wishes = { ...target, host: at.host };
    return upgrade(opened.stream, wishes, until).catch((error: unknown) => {
      if (tls !== 'prefer' || error instanceof AppError) throw error;
      throw new TlsFailed('no TLS', { cause: error });
    });
  };
  const client = clientOver(
    callbackify(async (at: { host: string; port: number }) => {
      try {
        return readable(await open(at));
      } catch (error) {
        failure = error;
        throw error;
      }
    }),
    {
      host,
      port,
      user: username,
      password: password ?? '',
      ...(database === '' ? {} : { databaseName: database }),
      dataFormatSupport: dataFormat,
      // The network's own time is kept by the session.
      initializationTimeout: 60_000,
    },
  );
  client.on('error', () => undefined);
  client.on('close', release);
  client.setAutoCommit(false);
  const stop = (): void => {
    client.destroy();
    release();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      client.connect((error) => (error ? reject(error) : resolve()));
      const gone = (): void => reject(signal.reason as Error);
      signal.addEventListener('abort', gone, { once: true });
    });
    return {
      client,
      whileOpen: (answer) => Promise.race([answer, lost]),
      gone: lost.catch(() => undefined),
      release,
    };
  } catch (error) {
    stop();
    throw failure ?? error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A promise that only fails, and may do so unheard. */
function withReject(): { promise: Promise<never>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_resolve, fail) => (reject = fail));
  promise.catch(() => undefined);
  return { promise, reject };
}

/** hdb asks a socket whether it is open; a channel of an SSH connection does not say. */
function readable(stream: Duplex): Duplex {
  const socket = asSocket(stream);
  if (socket.readyState !== undefined) return socket;
  return Object.defineProperty(socket, 'readyState', {
    get: () => (stream.destroyed || stream.readableEnded ? 'closed' : 'open'),
  });
}
