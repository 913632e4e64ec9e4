/** Attacks on the browser face: each is refused, and the host lives on. */
import { connect as connectTcp } from 'node:net';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { root } from '../../scripts/node.mjs';
import { AppError } from '../../src-main/contract/errors';
import { connect, maxFrameBytes, socketChannel } from '../../src-main/contract/wire/index';
import { createLog } from '../../src-main/kit/log';
import { requestUrl, startServe, type RunningServe } from '../../src-main/serve/index';
import { ask, closeOf, cookieOf, openSocket, openView, tabOf, type Answer } from './browser';
import { createProbeHost, probeClient } from './probe';

let folder: string;
let server: RunningServe;
let port: number;
let cookie: string;
let origin: string;

const options = (wanted: number) => ({
  host: createProbeHost(),
  port: wanted,
  folder: join(folder, 'profile'),
  page: join(folder, 'page'),
  resources: join(root, 'resources'),
  log: createLog(() => undefined),
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldbench-serve-'));
  await mkdir(join(folder, 'page'));
  await mkdir(join(folder, 'page-sibling'));
  await writeFile(join(folder, 'page', 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(folder, 'page', 'app.js'), 'export {};');
  await writeFile(join(folder, 'page', 'notes.db'), 'not for the page');
  await writeFile(join(folder, 'page-sibling', 'secret.txt'), 'secret');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await symlink(join(folder, 'secret.txt'), join(folder, 'page', 'link.txt'));
  server = await startServe(options(0));
  port = server.port;
  origin = `http://127.0.0.1:${port}`;
  cookie = await cookieOf(port, server.newUrl());
});
afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true });
});

const pathOf = (url: string): string => new URL(url).pathname + new URL(url).search;

async function hostStillAnswers(): Promise<boolean> {
  const connection = connect(socketChannel(await openView(port, cookie)));
  const { value } = await probeClient(connection).probe.echo({ value: 'alive' });
  connection.close();
  return value === 'alive';
}

/** Sends bytes and reads all that comes back. */
function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp(port, '127.0.0.1', () => socket.end(text));
    let answer = '';
    socket.setEncoding('utf8').on('data', (piece: string) => (answer += piece));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('a start-up token', () => {
  it('is exchanged once for a cookie that scripts and other sites cannot use', async () => {
    const path = pathOf(server.newUrl());
    const first = await ask(port, path);
    expect([first.status, first.headers.location]).toEqual([303, '/']);
    expect(first.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^fieldbench-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    );
    const second = await ask(port, path);
    expect([second.status, second.headers['set-cookie']]).toEqual([401, undefined]);
  });

  it('is not used up by a look at the headers', async () => {
    const path = pathOf(server.newUrl());
    await ask(port, path, { method: 'HEAD' });
    expect((await ask(port, path)).status).toBe(303);
  });

  it.each(['', '?token=', '?token=guess', `?token=${'x'.repeat(5000)}`])(
    'that is wrong (%s) gives nothing',
    async (query) => {
      const answer = await ask(port, `/start${query}`);
      expect([answer.status, answer.headers['set-cookie']]).toEqual([401, undefined]);
    },
  );
});

describe('a request', () => {
  it('with the cookie gets the page, also a second time and in a second tab', async () => {
    for (let time = 0; time < 2; time++) {
      const answer = await ask(port, '/', { headers: { cookie } });
      expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([
        200,
        'text/html; charset=utf-8',
        '<!doctype html><title>page</title>',
      ]);
    }
    expect(await tabOf(port, cookie)).not.toBe(await tabOf(port, cookie));
  });

  it('without the cookie gets nothing of the page, but help in both languages', async () => {
    const answer = await ask(port, '/');
    expect(answer.status).toBe(401);
    expect(answer.body).toContain('lang="zh-CN"');
    expect(answer.body).toContain('fieldbench serve open');
    expect((await ask(port, '/app.js')).status).toBe(401);
    expect((await ask(port, '/tab', { method: 'POST', headers: { origin } })).status).toBe(401);
  });

  it('with a wrong cookie is refused', async () => {
    const wrong = `${cookie.slice(0, -2)}xx`;
    expect((await ask(port, '/app.js', { headers: { cookie: wrong } })).status).toBe(401);
  });

  it.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1',
    '127.0.0.1:1',
    '[::1]',
    'localhost.evil.example',
  ])('for the host %s is refused, whatever else is right', async (host) => {
    const answer = await ask(port, '/', { headers: { cookie, host } });
    expect([answer.status, answer.body]).toEqual([421, 'Misdirected Request\n']);
  });

  it('for localhost by name is answered', async () => {
    const headers = { cookie, host: `localhost:${port}` };
    expect((await ask(port, '/', { headers })).status).toBe(200);
  });

  it.each([
    'http://evil.example',
    'null',
    'https://127.0.0.1',
    'http://127.0.0.1:1',
    'http://127.0.0.1.evil.example',
  ])('from the origin %s is refused', async (foreign) => {
    const headers = { cookie, origin: foreign };
    expect((await ask(port, '/', { headers })).status).toBe(403);
    expect((await ask(port, '/tab', { method: 'POST', headers })).status).toBe(403);
  });

  it('that changes something is refused without an origin', async () => {
    expect((await ask(port, '/tab', { method: 'POST', headers: { cookie } })).status).toBe(403);
  });

  it('never gets cross-origin permissions', async () => {
    const answer = await ask(port, '/tab', { method: 'OPTIONS', headers: { cookie, origin } });
    const allowed = Object.keys(answer.headers).filter((name) => name.startsWith('access-control'));
    expect([answer.status, allowed]).toEqual([405, []]);
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fpage-sibling%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/link.txt',
    '/secret.txt%00.js',
    '/%ff.js',
    '/%2fetc%2fhosts.txt',
    '/notes.db',
    '/index.html/',
  ])('for %s finds no file', async (path) => {
    const answer = await ask(port, path, { headers: { cookie } });
    expect([answer.status, answer.body]).toEqual([404, 'Not Found\n']);
  });

  it.each(['//evil.example/app.js', 'http://evil.example/app.js', '*'])(
    'for %s, which is no path, is refused',
    async (path) => {
      expect((await ask(port, path, { headers: { cookie } })).status).toBe(400);
    },
  );

  it('that is unreadable ends alone', async () => {
    expect(await sendRaw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await hostStillAnswers()).toBe(true);
  });
});

describe('every answer', () => {
  const answers: [string, () => Promise<Answer>][] = [
    ['the page', () => ask(port, '/', { headers: { cookie } })],
    ['HEAD of the page', () => ask(port, '/', { method: 'HEAD', headers: { cookie } })],
    ['HEAD of the start', () => ask(port, '/start?token=x', { method: 'HEAD' })],
    ['the exchange', () => ask(port, pathOf(server.newUrl()))],
    ['a script', () => ask(port, '/app.js', { headers: { cookie } })],
    ['a missing file', () => ask(port, '/none.js', { headers: { cookie } })],
    ['no cookie', () => ask(port, '/')],
    ['a wrong host', () => ask(port, '/', { headers: { host: 'evil.example' } })],
    ['a wrong origin', () => ask(port, '/', { headers: { origin: 'http://evil.example' } })],
    ['a wrong method', () => ask(port, '/', { method: 'DELETE', headers: { cookie, origin } })],
    ['a tab', () => ask(port, '/tab', { method: 'POST', headers: { cookie, origin } })],
    ['an expectation', () => ask(port, '/', { headers: { expect: 'the unexpected' } })],
    ['the control', () => ask(port, '/control', { method: 'POST' })],
  ];

  it.each(answers)('carries the policy and is not kept: %s', async (_name, give) => {
    const { headers } = await give();
    expect({
      csp: headers['content-security-policy'],
      cache: headers['cache-control'],
      sniff: headers['x-content-type-options'],
      referrer: headers['referrer-policy'],
      opener: headers['cross-origin-opener-policy'],
      cors: headers['access-control-allow-origin'],
    }).toEqual({
      csp: expect.stringMatching(
        /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'/,
      ),
      cache: 'no-store',
      sniff: 'nosniff',
      referrer: 'no-referrer',
      opener: 'same-origin',
      cors: undefined,
    });
  });

  it('does so also where no request could be read, and for a refused upgrade', async () => {
    const upgrade = `GET /rpc HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
    for (const text of ['nonsense\r\n\r\n', upgrade]) {
      const answer = await sendRaw(text);
      expect(answer).toMatch(/^content-security-policy: default-src 'none'/m);
      expect(answer).toMatch(/^cache-control: no-store/m);
    }
  });
});

describe('a WebSocket', () => {
  it.each<[string, () => Record<string, string>, string, number]>([
    ['no cookie', () => ({ origin }), '/rpc', 401],
    ['a wrong origin', () => ({ cookie, origin: 'http://evil.example' }), '/rpc', 403],
    ['no origin', () => ({ cookie }), '/rpc', 403],
    ['a wrong host', () => ({ cookie, origin, host: 'evil.example' }), '/rpc', 421],
    ['another path', () => ({ cookie, origin }), '/other', 404],
  ])('with %s is refused', async (_name, headers, path, status) => {
    expect(await openSocket(port, headers(), path)).toBe(status);
  });

  it.each<[string, () => Promise<string | Buffer>]>([
    ['a wrong value', () => Promise.resolve('{"tab":"guess"}')],
    ['no value', () => Promise.resolve('{}')],
    ['no JSON', () => Promise.resolve('tab')],
    ['a call at once', () => Promise.resolve('{"i":"1","p":{"u":"/probe/counts"}}')],
    ['bytes', async () => Buffer.from(JSON.stringify({ tab: await tabOf(port, cookie) }))],
  ])('whose first frame is %s is closed', async (_name, frame) => {
    const socket = await openSocket(port, { cookie, origin });
    if (!(socket instanceof WebSocket)) throw new Error(`refused with ${socket}`);
    const closed = closeOf(socket);
    socket.send(await frame());
    expect(await closed).toEqual({ code: 1008, reason: 'unauthorized' });
  });

  it('cannot use the value of another one again', async () => {
    const tab = await tabOf(port, cookie);
    const sockets = [];
    for (let time = 0; time < 2; time++) {
      const socket = await openSocket(port, { cookie, origin });
      if (!(socket instanceof WebSocket)) throw new Error(`refused with ${socket}`);
      socket.send(JSON.stringify({ tab }));
      sockets.push(socket);
    }
    const [first, second] = sockets as [WebSocket, WebSocket];
    expect(await closeOf(second)).toEqual({ code: 1008, reason: 'unauthorized' });
    const connection = connect(socketChannel(first));
    expect(await probeClient(connection).probe.echo({ value: 'v' })).toEqual({ value: 'v' });
    connection.close();
  });

  it('with a frame over the limit is closed, and only that one', async () => {
    const socket = await openView(port, cookie);
    const closed = closeOf(socket);
    socket.send('x'.repeat(maxFrameBytes + 1));
    expect((await closed).code).toBe(1009);
    expect(await hostStillAnswers()).toBe(true);
  });

  it('that breaks the protocol itself ends alone', async () => {
    const socket = await openView(port, cookie);
    const closed = closeOf(socket);
    // A frame with reserved bits set, past the library: RFC 6455, 5.2.
    (socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(
      Buffer.from([0xff, 0xff, 0xff, 0xff]),
    );
    await closed;
    expect(await hostStillAnswers()).toBe(true);
  });
});

describe('the server', () => {
  it('listens on loopback only', async () => {
    const addresses = Object.values(networkInterfaces())
      .flat()
      .filter((entry) => entry && !entry.internal && entry.family === 'IPv4')
      .map((entry) => entry?.address ?? '');
    // On Linux every address from 127.0.0.1 on is the machine itself: one that listens on
    // all interfaces answers there too, also where there is no network.
    if (process.platform === 'linux') addresses.push('127.0.0.2');
    for (const address of addresses) {
      const refused = await new Promise((resolve) => {
        const socket = connectTcp(port, address);
        socket.once('connect', () => resolve(false));
        socket.once('error', () => resolve(true));
      });
      expect([address, refused]).toEqual([address, true]);
    }
  });

  it('names the port that is taken', async () => {
    const failure = await startServe(options(port)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AppError);
    expect((failure as AppError).toData()).toMatchObject({
      code: 'serve.port-taken',
      params: { port },
    });
  });

  it('gives a fresh address to a process of the same user, by a private file', async () => {
    const { url } = await requestUrl(join(folder, 'profile'));
    expect((await ask(port, pathOf(url))).status).toBe(303);
    const file = join(folder, 'profile', `serve-${process.pid}.json`);
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    // A browser could not: it always names the origin of a page.
    const headers = { authorization: 'Bearer guess' };
    expect((await ask(port, '/control', { method: 'POST', headers })).status).toBe(401);
  });

  it('leaves neither port nor file when it closes', async () => {
    const other = await startServe({ ...options(0), folder: join(folder, 'other') });
    const socket = await openView(other.port, await cookieOf(other.port, other.newUrl()));
    const closed = closeOf(socket);
    await other.close();
    expect((await closed).code).toBe(1001);
    expect(readdirSync(join(folder, 'other'))).toEqual([]);
    await expect(ask(other.port, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await expect(requestUrl(join(folder, 'other'))).rejects.toMatchObject({
      code: 'serve.not-running',
    });
  });

  it('closes also when a view no longer answers, as a frozen tab', async () => {
    const other = await startServe({ ...options(0), folder: join(folder, 'frozen') });
    const socket = await openView(other.port, await cookieOf(other.port, other.newUrl()));
    socket.pause();
    // Left to itself the library would wait for the view longer than a test may take.
    await other.close();
    await expect(ask(other.port, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    socket.terminate();
  });

  it('is not found by what a killed one left behind', async () => {
    const left = join(folder, 'left');
    await mkdir(left);
    const file = join(left, 'serve-1.json');
    await writeFile(file, JSON.stringify({ port: 1, pid: 1, secret: 'old' }));
    await expect(requestUrl(left)).rejects.toMatchObject({ code: 'serve.not-running' });
    expect(existsSync(file)).toBe(false);
  });
});

it('lets go of a view that never reads, before its unread answers fill the memory', async () => {
  const socket = await openView(port, cookie);
  const connection = connect(socketChannel(socket));
  const client = probeClient(connection);
  await client.probe.echo({ value: 'ready' });
  const views = server.views();
  socket.pause();
  const value = 'x'.repeat(1024 * 1024);
  const asked = Array.from({ length: 80 }, () =>
    client.probe.echo({ value }).then(
      () => 'answered',
      () => 'refused',
    ),
  );
  await expect.poll(() => server.views(), { timeout: 20_000 }).toBe(views - 1);
  socket.resume();
  expect(new Set(await Promise.all(asked))).toContain('refused');
  expect(await hostStillAnswers()).toBe(true);
});
