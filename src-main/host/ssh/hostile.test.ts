/** Servers that do not keep to the protocol must cost nothing but themselves. */
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import ssh2, { type ServerChannel } from 'ssh2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeServerFolder, removeServerFolder } from '../../../test/servers/process';
import { makeSshKey } from '../../../test/servers/ssh-keys';
import { connectSsh } from './connect';
import type { SshLink } from './link';
import type { LoginQuestion } from './login';
import { openTcp, type Transport } from './transport';

/** The library's own side of a connection, to break its rules with. */
interface Inside {
  _protocol: {
    channelClose: (id: number) => void;
    channelData: (id: number, data: Buffer) => void;
  };
}
interface ChannelInside {
  outgoing: { id: number };
}

const visitor = {
  username: 'u',
  auth: { kind: 'password', password: 'x' },
  verifyHostKey: () => undefined,
} as const;

let folder: string;
let hostKey: Buffer;
beforeAll(async () => {
  folder = await makeServerFolder('hostile-ssh');
  hostKey = await readFile((await makeSshKey(folder, 'host', 'ed25519')).path);
});
afterAll(() => removeServerFolder(folder));

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function listening(server: Server): Promise<{ host: string; port: number }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

/** Logs in to a server that does this with every command. */
async function connected(
  onExec: (channel: ServerChannel, inside: Inside['_protocol']) => void,
): Promise<SshLink> {
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => context.accept());
    connection.on('session', (accept) => {
      accept().on('exec', (take) => {
        const { _protocol } = connection as unknown as Inside;
        onExec(take(), _protocol);
      });
    });
  });
  const at = await listening(server);
  const link = await connectSsh({
    ...at,
    ...visitor,
  });
  closers.push(() => link.end());
  return link;
}

describe('a server that breaks the rules', () => {
  it('cannot keep a command open that was closed here', async () => {
    const link = await connected((channel, inside) => {
      inside.channelClose = () => undefined;
      channel.write('half an answer');
    });
    const remote = await link.exec('x');
    remote.stdout.resume();
    remote.stderr.resume();
    remote.close();
    expect(await remote.exit).toEqual({ code: null, signal: null });
    expect(link.openChannels).toBe(0);
  });

  it('may talk on a channel after its close', async () => {
    const link = await connected((channel, inside) => {
      const { id } = (channel as unknown as ChannelInside).outgoing;
      channel.exit(0);
      channel.end();
      channel.close();
      for (const nobody of [id, id + 77]) inside.channelData(nobody, Buffer.from('late'));
    });
    for (let again = 0; again < 2 && link.alive; again += 1) {
      const remote = await link.exec('x');
      remote.stdout.resume();
      remote.stderr.resume();
      expect((await remote.exit).code).toBe(0);
    }
  });

  it.each(['a line\n', 'one line without end'])('is given up when it pours %o', async (words) => {
    const at = await listening(
      createServer((socket) => {
        socket.on('error', () => undefined);
        const piece = Buffer.alloc(65_536, words);
        const pour = (): void => {
          while (!socket.destroyed && socket.write(piece));
        };
        socket.on('drain', pour);
        pour();
      }),
    );
    await expect(connectSsh({ ...at, ...visitor })).rejects.toMatchObject({ code: 'ssh.protocol' });
  });

  it('is not answered a thousand questions, nor shown at length', async () => {
    let count = 2;
    const server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
      connection.on('error', () => undefined);
      connection.on('authentication', (context) => {
        const { method } = context;
        if (method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
        const prompts = Array.from({ length: count }, () => ({ prompt: 'Word? ', echo: true }));
        context.prompt(prompts, 't'.repeat(9000), 'i'.repeat(9000), () => context.accept());
      });
    });
    const at = await listening(server);
    const asked: LoginQuestion[] = [];
    const enter = (): Promise<SshLink> =>
      connectSsh({
        ...at,
        ...visitor,
        auth: { kind: 'interactive', password: null },
        ask: (question) => {
          asked.push(question);
          return Promise.resolve(question.fields.map(() => 'x'));
        },
      });
    (await enter()).end();
    expect(asked.map(({ title, fields }) => [title.length, fields.length])).toEqual([[500, 2]]);
    count = 1000;
    await expect(enter()).rejects.toMatchObject({ code: 'ssh.protocol' });
    expect(asked).toHaveLength(1);
  });

  it('that answers nothing after the log-in is given up', async () => {
    const server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
      connection.on('error', () => undefined);
      connection.on('authentication', (context) => context.accept());
      connection.on('request', () => undefined);
    });
    const at = await listening(server);
    // The way there tells no round trip, as over another host: one is asked for.
    const transport = async (): Promise<Transport> => ({
      ...(await openTcp(at, 5000, undefined)),
      latencyMs: null,
    });
    const entering = connectSsh({ ...at, ...visitor, transport, timeoutMs: 2000 });
    await expect(entering).rejects.toMatchObject({ code: 'ssh.timeout' });
  });
});
