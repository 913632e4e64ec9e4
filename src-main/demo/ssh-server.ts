import { timingSafeEqual } from 'node:crypto';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import type { AuthContext, Connection, ServerChannel, Session } from 'ssh2';
import ssh2 from 'ssh2';
import type { PlantKeys } from './keys';
import { serveSftp } from './sftp';
import { PlantShell } from './shell';
import type { PlantMachine, Sink } from './shell-types';
import { Stopped } from './shell-types';
import { Terminal } from './terminal';

/** The one account of the plant. It opens nothing but the simulation. */
export const DEMO_USER = 'demo';
/**
 * Password of the account, for trying password log-in. It is public on purpose: whoever
 * reaches the loopback port sees made-up logs and nothing else.
 */
export const DEMO_PASSWORD = 'demo-plant';

/** Input that nobody reads is dropped beyond this many bytes. */
const INPUT_LIMIT = 1024 * 1024;

/** The SSH face of the plant. */
export interface PlantSshServer {
  host: string;
  port: number;
  /** Open SSH connections, for tests that count what is left. */
  connectionCount: () => number;
  close: () => Promise<void>;
}

function sameText(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

function authenticate(context: AuthContext, identityPublicKey: string): void {
  const allowed = ssh2.utils.parseKey(identityPublicKey);
  const refuse = (): void => context.reject(['publickey', 'password']);
  if (context.username !== DEMO_USER || allowed instanceof Error) return refuse();
  if (context.method === 'password') {
    const isRight = sameText(Buffer.from(context.password), Buffer.from(DEMO_PASSWORD));
    return isRight ? context.accept() : refuse();
  }
  if (context.method !== 'publickey') return refuse();
  const { key, signature, blob, hashAlgo } = context;
  if (key.algo !== allowed.type || !sameText(key.data, allowed.getPublicSSH())) return refuse();
  if (signature === undefined) return context.accept();
  const isRight = blob !== undefined && allowed.verify(blob, signature, hashAlgo) === true;
  return isRight ? context.accept() : refuse();
}

/** Bytes to a channel, waiting while the reader is slow. */
function channelSink(channel: ServerChannel, stream: NodeJS.WritableStream): Sink {
  let isClosed = false;
  channel.once('close', () => (isClosed = true));
  return async (bytes) => {
    if (isClosed) throw new Stopped();
    if (bytes.length === 0 || stream.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        stream.off('drain', done);
        channel.off('close', done);
        resolve();
      };
      stream.on('drain', done);
      channel.on('close', done);
    });
  };
}

async function runCommand(
  channel: ServerChannel,
  machine: PlantMachine,
  line: string,
  controller: AbortController,
): Promise<void> {
  const input = new PassThrough();
  input.on('error', () => undefined);
  channel.on('data', (bytes: Buffer) => {
    if (input.writableLength < INPUT_LIMIT) input.write(bytes);
  });
  channel.on('end', () => input.end());
  channel.once('close', () => {
    controller.abort();
    input.destroy();
  });
  const out = channelSink(channel, channel);
  const error = channelSink(channel, channel.stderr);
  const shell = new PlantShell(machine, controller);
  const status = await shell.run(line, { input, out, error }).catch(() => 1);
  channel.exit(controller.signal.aborted ? 143 : status);
  channel.end();
}

function serveSession(session: Session, machine: PlantMachine): void {
  const controller = new AbortController();
  session.on('pty', (accept) => accept?.());
  session.on('env', (accept) => accept?.());
  session.on('window-change', (accept) => accept?.());
  session.on('signal', (accept) => {
    accept?.();
    controller.abort();
  });
  session.on('exec', (accept, _reject, info) => {
    void runCommand(accept(), machine, info.command, controller);
  });
  session.on('shell', (accept) => {
    const channel = accept();
    new Terminal(channel, machine, channelSink(channel, channel));
  });
  session.on('sftp', (accept) => serveSftp(accept(), machine.files, machine.user));
}

/**
 * Starts the SSH server on loopback. Forwarding is allowed to `databasePort` of loopback
 * only; every other destination, and every listening request, is refused.
 * Rejects with the system's error when the port is taken.
 */
export async function startSshServer(options: {
  port: number;
  keys: PlantKeys;
  machine: PlantMachine;
  databasePort: number;
}): Promise<PlantSshServer> {
  const { keys, machine, databasePort } = options;
  const connections = new Set<Connection>();
  const tunnels = new Set<Socket>();

  const serve = (client: Connection): void => {
    connections.add(client);
    // Without this every small answer waits for the client's delayed acknowledgement.
    (client as Connection & { setNoDelay: (on: boolean) => void }).setNoDelay(true);
    client.on('authentication', (context) => authenticate(context, keys.identityPublicKey));
    client.on('error', () => client.end());
    client.on('close', () => connections.delete(client));
    client.on('session', (accept) => serveSession(accept(), machine));
    client.on('request', (_accept: unknown, reject?: () => void) => reject?.());
    client.on('tcpip', (accept, reject, info) => {
      const isLoopback = ['127.0.0.1', 'localhost', machine.hostname].includes(info.destIP);
      if (!isLoopback || info.destPort !== databasePort) return reject();
      const socket = connect({ host: '127.0.0.1', port: databasePort, noDelay: true });
      tunnels.add(socket);
      socket.once('close', () => tunnels.delete(socket));
      socket.once('error', () => reject());
      socket.once('connect', () => {
        const channel = accept();
        socket.removeAllListeners('error');
        socket.on('error', () => channel.end());
        channel.on('error', () => socket.destroy());
        channel.on('close', () => socket.destroy());
        socket.pipe(channel).pipe(socket);
      });
    });
  };
  const server = new ssh2.Server({ hostKeys: [keys.hostKey], ident: 'FieldBench-Demo' }, serve);
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    host: '127.0.0.1',
    port,
    connectionCount: () => connections.size,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const socket of tunnels) socket.destroy();
      for (const client of connections) client.end();
      await closed;
    },
  };
}
