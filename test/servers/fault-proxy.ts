/** A TCP proxy on loopback that breaks connections on order, as a pulled cable would. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

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
  /** How many clients are connected now. */
  connectionCount(): number;
  /** Bytes passed on since the start, both directions together. */
  bytesPassed(): number;
  stop(): Promise<void>;
}

/** Starts a proxy to `target` on a free loopback port. */
export async function startFaultProxy(options: { target: ProxyTarget }): Promise<FaultProxy> {
  const { target } = options;
  const pairs = new Set<{ client: Socket; upstream: Socket }>();
  let delay = 0;
  let refusing = false;
  let passed = 0;
  /** Pending while stalled; data waits for it. */
  let gate = Promise.resolve();
  let openGate = () => {};

  async function pass(from: Socket, to: Socket): Promise<void> {
    // One chunk at a time: a held chunk also holds back those behind it, and the sender.
    for await (const chunk of from as AsyncIterable<Buffer>) {
      if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
      await gate;
      if (to.destroyed) return;
      passed += chunk.length;
      if (!to.write(chunk)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
    }
    await gate;
    to.end();
  }

  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (refusing) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ ...target, allowHalfOpen: true });
    const pair = { client, upstream };
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
      pass(socket, other).catch(() => other.destroy());
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
