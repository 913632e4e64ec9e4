import { AsyncLocalStorage } from 'node:async_hooks';
import { Duplex } from 'node:stream';
import { asSocket } from '../as-socket';
import type { DatabaseTarget } from '../port';
import type { CarriedStream } from '../stream';
import { upgrade } from '../tls';
import { textOfDate } from './values';

/**
 * node-oracledb 26 in its thin mode opens its sockets itself, demands that a certificate is
 * signed by an authority it knows, and gives dates as JavaScript's, which have no nanoseconds, no
 * offset and no years before Christ that it reads right. These three places are exchanged here.
 * `transport.test.ts` fails when a new version has them elsewhere.
 */

/** The connection that is being opened, found by what runs on behalf of it. */
interface Carrier {
  target: DatabaseTarget;
  signal: AbortSignal;
  carried: CarriedStream[];
  /** The failure of a stream, in its own words: the driver makes others of it. */
  failure: unknown;
}

const current = new AsyncLocalStorage<Carrier>();

interface Transport {
  stream: Duplex;
  connStream: Duplex;
  connected: boolean;
  hostName: string;
}

interface Address {
  host: string;
  port: number;
}

/** The parts of the package that are exchanged, by their files below `lib`. */
export interface Internals {
  transport: {
    prototype: {
      ntConnect(this: Transport, address: Address): Promise<void>;
      tlsConnect(this: Transport, context: unknown, stream: Duplex): Promise<void>;
    };
  };
  nodes: {
    NavAddress: {
      prototype: { navigate(this: object, strategy: { httpsProxy?: unknown }): Promise<void> };
    };
  };
  buffer: { prototype: { parseOracleDate(bytes: Buffer): unknown } };
}

/** Exchanges them in one instance of the package. */
export function carryOver({ transport, nodes, buffer }: Internals): void {
  const { ntConnect, tlsConnect } = transport.prototype;
  const { navigate } = nodes.NavAddress.prototype;

  transport.prototype.ntConnect = async function (address) {
    const carrier = current.getStore();
    if (!carrier) return ntConnect.call(this, address);
    this.stream = asSocket(await open(carrier, address));
    this.connected = true;
  };

  transport.prototype.tlsConnect = async function (context, stream) {
    const carrier = current.getStore();
    if (!carrier) return tlsConnect.call(this, context, stream);
    this.stream.removeAllListeners();
    const wishes = { ...carrier.target, host: this.hostName };
    try {
      this.stream = await upgrade(stream, wishes, carrier.signal);
    } catch (error) {
      carrier.failure = error;
      throw error;
    }
    this.connStream = stream;
  };

  // A name of the customer's network is resolved where the stream is opened, not here. What is
  // to be reached through a proxy is not looked up either.
  nodes.NavAddress.prototype.navigate = async function (strategy) {
    if (!current.getStore()) return navigate.call(this, strategy);
    const { httpsProxy } = strategy;
    strategy.httpsProxy = true;
    try {
      await navigate.call(this, strategy);
    } finally {
      strategy.httpsProxy = httpsProxy;
    }
  };

  buffer.prototype.parseOracleDate = textOfDate;
}

/** The first address is the target's own; another is one its listener sent us on to. */
async function open(carrier: Carrier, { host, port }: Address): Promise<Duplex> {
  const { target, signal, carried } = carrier;
  try {
    const first = carried.length === 0;
    const stream = await target.open(signal, first ? undefined : { host, port });
    carried.push(stream);
    return faceOf(stream.stream);
  } catch (error) {
    carrier.failure = error;
    throw error;
  }
}

/** The driver takes all listeners off its socket, also those that a channel of SSH lives by. */
function faceOf(stream: Duplex): Duplex {
  const face = new Duplex({
    read: () => void stream.resume(),
    write: (bytes: Buffer, _encoding, next) => void stream.write(bytes, next),
    final: (next) => void stream.end(next),
    destroy: (error, next) => {
      stream.destroy();
      next(error);
    },
  });
  stream.on('data', (bytes: Buffer) => {
    if (!face.push(bytes)) stream.pause();
  });
  stream.on('end', () => face.push(null));
  stream.on('close', () => face.destroy());
  stream.on('error', (error) => {
    // Nobody may listen yet, or any more.
    face.once('error', () => undefined);
    face.destroy(error);
  });
  return face;
}

/**
 * Runs what opens a connection with the streams of the target under it.
 *
 * @returns the connection and the streams, to be given back when it ends
 * @throws what the stream failed with, where it did, else what the driver throws
 */
export async function carrying<Connection>(
  target: DatabaseTarget,
  signal: AbortSignal,
  connect: () => Promise<Connection>,
): Promise<{ connection: Connection; carried: CarriedStream[] }> {
  const carrier: Carrier = { target, signal, carried: [], failure: null };
  const stop = (): void => {
    for (const { stream } of carrier.carried) stream.destroy();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return { connection: await current.run(carrier, connect), carried: carrier.carried };
  } catch (error) {
    stop();
    for (const { release } of carrier.carried) release();
    throw carrier.failure ?? error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
