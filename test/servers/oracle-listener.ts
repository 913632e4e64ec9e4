/**
 * The listener of an Oracle database as TNS has it (NS packets: connect, accept, refuse,
 * redirect), strictly; there is no database behind it. What a session says after its log-in is
 * tested with {@link scriptedOracle}.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** What the listener says to a client that wants to connect. */
export type ListenerAnswer =
  | { refuse: number }
  | { redirect: { host: string; port: number } }
  /** Lets it in as a server that speaks this version of the protocol. */
  | { accept: number }
  | 'hangs';

export interface OracleListener {
  readonly port: number;
  /** Connect descriptors that came. */
  readonly asked: string[];
  readonly violations: string[];
  stop(): Promise<void>;
}

function packet(type: number, body: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(body.length + 8);
  header.writeUInt8(type, 4);
  return Buffer.concat([header, body]);
}

function answerOf(answer: Exclude<ListenerAnswer, 'hangs'>): Buffer {
  if ('refuse' in answer) {
    const text = `(DESCRIPTION=(TMP=)(VSNNUM=0)(ERR=${answer.refuse})(ERROR_STACK=(ERROR=(CODE=${answer.refuse})(EMFI=4))))`;
    return packet(4, Buffer.concat([Buffer.from([34, 0, text.length >> 8, text.length & 0xff]), Buffer.from(text)])); // prettier-ignore
  }
  if ('redirect' in answer) {
    const { host, port } = answer.redirect;
    const text = `(ADDRESS=(PROTOCOL=tcp)(HOST=${host})(PORT=${port}))`;
    return packet(5, Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)]));
  }
  // Version, options, sizes of data units, byte order, no data, no services of its own (0x04).
  const body = Buffer.alloc(24);
  body.writeUInt16BE(answer.accept, 0);
  body.writeUInt16BE(8192, 4);
  body.writeUInt16BE(32_767, 6);
  body.writeUInt16BE(1, 8);
  body.writeUInt16BE(32, 12);
  body.writeUInt8(0x04, 14);
  body.writeUInt8(0x04, 15);
  return packet(2, body);
}

/** Starts a listener on a free loopback port. */
export async function startOracleListener(
  answer: ListenerAnswer,
  certificate?: { key: string; cert: string },
): Promise<OracleListener> {
  const asked: string[] = [];
  const violations: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((raw) => {
    sockets.add(raw);
    raw.on('close', () => sockets.delete(raw));
    raw.on('error', () => undefined);
    const socket = certificate ? new TLSSocket(raw, { isServer: true, ...certificate }) : raw;
    socket.on('error', () => undefined);
    let received = Buffer.alloc(0);
    let answered = false;
    socket.on('data', (bytes: Buffer) => {
      received = Buffer.concat([received, bytes]);
      if (received.length < 8 || received.length < received.readUInt16BE(0)) return;
      const length = received.readUInt16BE(24);
      const offset = received.readUInt16BE(26);
      // A long descriptor comes behind the packet.
      if (received.length < offset + length) return;
      if (answered) {
        // Only a client that was let in says more.
        const letIn = answer !== 'hangs' && 'accept' in answer;
        if (!letIn) violations.push('more than a connect packet');
        return;
      }
      answered = true;
      if (received.readUInt8(4) !== 1) violations.push(`packet of type ${received.readUInt8(4)}`);
      asked.push(received.toString('ascii', offset, offset + length));
      if (answer !== 'hangs') socket.write(answerOf(answer));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    violations,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
