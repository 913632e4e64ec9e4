import { connect, type Socket } from 'node:net';
import { SocksClient, type SocksClientOptions } from 'socks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEntrance, type Entrance } from './entrance';
import { readSocksRequest, type SocksRequest } from './socks';

type Seen = Pick<SocksRequest, 'host' | 'port'>;

let entrance: Entrance;
let seen: Seen[];
let answer: (request: SocksRequest, socket: Socket) => void;

beforeEach(async () => {
  seen = [];
  answer = (request, socket) => {
    request.accept();
    socket.pipe(socket);
  };
  entrance = await openEntrance('127.0.0.1', 0, (socket) => {
    readSocksRequest(socket).then(
      (request) => {
        seen.push({ host: request.host, port: request.port });
        answer(request, socket);
      },
      () => undefined,
    );
  });
});
afterEach(() => entrance.close());

/** Asks through the SOCKS client that proxies of the program use. */
async function ask(type: 4 | 5, host: string, port: number): Promise<Socket> {
  const options: SocksClientOptions = {
    proxy: { host: '127.0.0.1', port: entrance.port, type },
    command: 'connect',
    destination: { host, port },
  };
  return (await SocksClient.createConnection(options)).socket;
}

/** Says bytes one by one, and hears everything until the other side ends. */
function say(bytes: number[]): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const heard: number[] = [];
    const socket = connect({ host: '127.0.0.1', port: entrance.port, noDelay: true });
    socket.on('data', (chunk) => heard.push(...chunk));
    socket.on('end', () => resolve(heard));
    socket.on('error', reject);
    for (const byte of bytes) socket.write(Buffer.from([byte]));
  });
}

describe('the SOCKS server of a dynamic tunnel', () => {
  it.each([
    [5, '10.1.2.3'],
    [5, 'erp.plant.internal'],
    [5, 'fd00::1:2'],
    [4, '10.1.2.3'],
    [4, 'erp.plant.internal'],
  ] as const)('reads version %i to %s, and carries bytes after it', async (version, host) => {
    const socket = await ask(version, host, 1521);
    const echo = new Promise((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
    socket.write('hello');
    expect(await echo).toBe('hello');
    socket.destroy();
    const written = host.includes(':') ? 'fd00:0:0:0:0:0:1:2' : host;
    expect(seen).toEqual([{ host: written, port: 1521 }]);
  });

  it('loses no byte that a client sends without waiting for the answer', async () => {
    const request = [5, 1, 0, 5, 1, 0, 1, 10, 0, 0, 1, 0, 80];
    let application = '';
    answer = (granted, socket) => {
      granted.accept();
      socket.on('data', (chunk) => {
        application += String(chunk);
        if (application.length === 2) socket.end();
      });
    };
    const heard = await say([...request, 0x68, 0x69]);
    expect(heard).toEqual([5, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    expect(application).toBe('hi');
  });

  it('says why there is no way', async () => {
    answer = (request) => request.refuse('refused');
    await expect(ask(5, 'erp', 80)).rejects.toThrow('ConnectionRefused');
    await expect(ask(4, 'erp', 80)).rejects.toThrow('Failed');
  });

  it.each([
    ['wants a password', [5, 1, 2], [5, 0xff]],
    ['wants to bind', [5, 1, 0, 5, 2, 0, 1, 1, 2, 3, 4, 0, 80], [5, 0, 5, 7, 0, 1]],
    ['names an address of no kind', [5, 1, 0, 5, 1, 0, 9], [5, 0, 5, 8, 0, 1]],
    ['wants to bind with version 4', [4, 2, 0, 80, 1, 2, 3, 4, 0], [0, 91]],
    ['speaks HTTP', [...Buffer.from('GET / HTTP/1.1\r\n')], []],
    [
      'sends a user name without end',
      [4, 1, 0, 80, 1, 2, 3, 4, ...Array<number>(1100).fill(65)],
      [],
    ],
  ])('sends a client away that %s', async (_what, bytes, expected) => {
    const heard = await say(bytes).catch(() => []);
    expect(heard.slice(0, expected.length)).toEqual(expected);
    expect(seen).toEqual([]);
  });

  it('forgets a client that leaves in the middle', async () => {
    const socket = connect({ host: '127.0.0.1', port: entrance.port });
    socket.end(Buffer.from([5, 3, 0]));
    socket.resume();
    await new Promise((resolve) => socket.once('close', resolve));
    expect(seen).toEqual([]);
  });
});
