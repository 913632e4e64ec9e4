/** A TCP proxy on loopback that breaks connections on order, as a pulled cable would. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** An SSH server has said no more than this before somebody is logged in. */
const handshakeBytes = 8 * 1024;

/** Where the proxy passes connections on to. */
export interface ProxyTarget {
  host: string;
  port: number;
}

/** A running fault proxy. */
export interface FaultProxy {
  readonly host: string;
  readonly port: number;
  /** Resets every connection; with `refuseNew`, new ones too until {@link FaultProxy.resume}. */
  cut(options?: { refuseNew?: boolean }): void;
  /**
   * Passes no byte any more in either direction and closes nothing: the pulled cable. New
   * connections are accepted and get no answer.
   */
  stall(): void;
  /** Ends a stall or a refusal; held bytes are passed on. */
  resume(): void;
  /** Holds each piece of data back for so many milliseconds, in each direction. */
  setDelay(milliseconds: number): void;
  /** Passes no more than so many bytes a second in each direction of each connection; null is no limit. */
  throttle(bytesPerSecond: number | null): void;
  /**
   * Changes one bit of what the server says next, once, on each connection that has passed the
   * handshake: broken hardware on the way.
   */
  corrupt(): void;
  /**
   * Resets a connection as soon as its client has sent a piece of data that contains this, once:
   * the server gets it, and its answer is lost.
   */
  cutAfter(sent: string): void;
  /** How many clients are connected now. */
  connectionCount(): number;
  /** Bytes passed on since the start, both directions together. */
  bytesPassed(): number;
  stop(): Promise<void>;
}

/** Starts a proxy to `target` on a free loopback port. */
export async function startFaultProxy(options: { target: ProxyTarget }): Promise<FaultProxy> {
  const { target } = options;
  const pairs = new Set<{ client: Socket; upstream: Socket; said: number; spoil: boolean }>();
  let delay = 0;
  let rate: number | null = null;
  let refusing = false;
  let last: string | null = null;
  let passed = 0;
  /** Pending while stalled; data waits for it. */
  let gate = Promise.resolve();
  let openGate = () => {};

  type Pair = typeof pairs extends Set<infer One> ? One : never;

  async function pass(pair: Pair, from: Socket, to: Socket): Promise<void> {
    // One chunk at a time: a held chunk also holds back those behind it, and the sender.
    for await (const chunk of from as AsyncIterable<Buffer>) {
      if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
      if (rate !== null) await new Promise((resolve) => setTimeout(resolve, pauseOf(chunk.length)));
      await gate;
      if (to.destroyed) return;
      if (from === pair.upstream) spoil(pair, chunk);
      passed += chunk.length;
      if (last !== null && from === pair.client && chunk.includes(last)) {
        last = null;
        // The server has it in hand before the line is gone: it is read at its own pace.
        await new Promise<void>((resolve) => to.write(chunk, () => resolve()));
        pair.client.resetAndDestroy();
        to.end();
        return;
      }
      if (!to.write(chunk)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
    }
    await gate;
    to.end();
  }

  const pauseOf = (bytes: number): number => (rate === null ? 0 : (bytes * 1000) / rate);

  function spoil(pair: Pair, chunk: Buffer): void {
    pair.said += chunk.length;
    if (!pair.spoil || pair.said < handshakeBytes) return;
    pair.spoil = false;
    const at = Math.floor(chunk.length / 2);
    chunk[at] = (chunk[at] ?? 0) ^ 1;
  }

  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (refusing) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ ...target, allowHalfOpen: true });
    const pair = { client, upstream, said: 0, spoil: false };
    pairs.add(pair);
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      const other = socket === client ? upstream : client;
      // A fault on one side is a fault on the other; 'close' follows and does the rest.
      socket.on('error', () => other.resetAndDestroy());
      socket.on('close', () => {
        if (client.destroyed && upstream.destroyed) pairs.delete(pair);
      });
      // A socket that is reset ends its loop with an error, which the line above has handled.
      pass(pair, socket, other).catch(() => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const cutAll = () => {
    for (const { client, upstream } of pairs) {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    }
    pairs.clear();
  };
  const resume = () => {
    refusing = false;
    openGate();
    openGate = () => {};
  };
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    cut({ refuseNew = false } = {}) {
      refusing = refuseNew;
      cutAll();
    },
    stall() {
      openGate();
      gate = new Promise((resolve) => (openGate = resolve));
    },
    resume,
    setDelay(milliseconds) {
      delay = milliseconds;
    },
    throttle(bytesPerSecond) {
      rate = bytesPerSecond;
    },
    corrupt() {
      for (const pair of pairs) pair.spoil = true;
    },
    cutAfter(sent) {
      last = sent;
    },
    connectionCount: () => pairs.size,
    bytesPassed: () => passed,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      cutAll();
      resume();
      await closed;
    },
  };
}
