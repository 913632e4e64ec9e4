/**
 * A SAP HANA of our own making: log-in by SCRAM, statements, results in pieces, large objects,
 * and nothing behind it. It answers the statements that a test told it and fails on any other,
 * and on any message out of place.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { Session, type HanaOptions } from './hana-session';
import { HanaViolation } from './hana-wire';

export type { HanaAnswer, HanaOptions } from './hana-session';

export interface HanaServer {
  readonly port: number;
  readonly asked: { statement: string; values: (string | null)[] }[];
  readonly violations: string[];
  /** Transactions left open, results left open. */
  readonly left: string[];
  stop(): Promise<void>;
}

/** Starts the server on a free loopback port. */
export async function startHana(options: HanaOptions): Promise<HanaServer> {
  const sockets = new Set<Socket>();
  const sessions = new Map<number, Session>();
  const violations: string[] = [];
  const state = {
    asked: [] as HanaServer['asked'],
    left: [] as string[],
    cancel: (number: number) => sessions.get(number)?.cancel(),
  };
  let next = 200_001;
  const server = createServer((raw) => {
    sockets.add(raw);
    raw.on('error', () => undefined);
    const { certificate } = options;
    const wire = certificate ? new TLSSocket(raw, { isServer: true, ...certificate }) : raw;
    wire.on('error', () => raw.destroy());
    const session = new Session(wire, options, state, next++);
    sessions.set(session.number, session);
    let received: Buffer = Buffer.alloc(0);
    let turn = Promise.resolve();
    wire.on('data', (bytes: Buffer) => {
      received = Buffer.concat([received, bytes]);
      turn = turn.then(async () => {
        for (let before = -1; before !== received.length && received.length > 0;) {
          before = received.length;
          const whole = received;
          const rest = await session.take(whole);
          // More may have come meanwhile.
          received = Buffer.concat([rest, received.subarray(whole.length)]);
        }
      });
      turn.catch((error: unknown) => {
        if (!(error instanceof HanaViolation)) throw error;
        violations.push(error.message);
        raw.destroy();
      });
    });
    raw.on('close', () => {
      sockets.delete(raw);
      session.cancel();
      state.left.push(...session.leftOpen());
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked: state.asked,
    left: state.left,
    violations,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
