import { createHash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import {
  startFaultProxy,
  startSshServer,
  type FaultProxy,
  type SshServer,
} from '../../../test/servers/index';
import { describeWith } from '../../../test/servers/vitest';
import type { TailState } from '../../contract/logs';
import { readStream } from '../../contract/wire/index';
import { openLogDesk, type LogDesk } from '../../../test/servers/log-desk';

describeWith(['sshd', 'ssh-client'], 'a tail of a real log over SSH', () => {
  let server: SshServer;
  let proxy: FaultProxy;
  let test: TestHost;
  let desk: LogDesk;
  let folder: string;
  let number = 0;

  beforeAll(async () => {
    server = await startSshServer();
    proxy = await startFaultProxy({ target: server });
    test = await startTestHost();
    desk = await openLogDesk(test, {
      host: server.host,
      port: proxy.port,
      user: server.user,
      identityPath: server.keys.ed25519.path,
      hostKeyFingerprint: server.hostKeyFingerprint,
    });
  });
  afterAll(async () => {
    await test?.close();
    await proxy?.stop();
    await server?.stop();
  });
  beforeEach(() => {
    folder = join(server.home, `logs-${(number += 1)}`);
    mkdirSync(folder);
  });
  afterEach(async () => {
    for (const { id } of await test.client.logs.list({})) await test.client.logs.close({ id });
    expect(readdirSync(join(test.folder, 'captures'))).toEqual([]);
    await expect.poll(() => test.host.features().ssh.openChannels, { timeout: 20_000 }).toBe(0);
  });

  const write = (name: string, content: string | Buffer): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const open: LogDesk['open'] = (path, options) => desk.open(path, options);
  const until: LogDesk['until'] = (id, holds) => desk.until(id, holds);
  const texts = async (id: string, matched = false) => {
    const { lines } = await test.client.logs.window({ id, from: 0, count: 2000, matched });
    return lines.map((line) => line.text);
  };
  const excerpt = async (id: string, lines: number[]) => {
    const { pieces, origin } = await test.host.features().logs.excerpt(id, lines);
    return { bytes: Buffer.concat([...pieces]), origin };
  };

  it('begins with the last lines and goes on with what is written', async () => {
    const path = write('app.log', 'one\ntwo\nthree\nfour\n');
    const { id } = await open(path, { lines: 2 });
    await until(id, (state) => state.lines === 2);
    appendFileSync(path, 'five\nsi');
    const state = await until(id, (now) => now.lines === 4);
    expect(await texts(id)).toEqual(['three', 'four', 'five', 'si']);
    expect(state).toMatchObject({ state: 'live', error: null, matched: 4, marks: [], path });
    expect(state.command).toBe(`LC_ALL=C tail -c +1 -F -- '${path}'`);
    appendFileSync(path, 'x\n');
    await until(id, (now) => now.bytes === 'three\nfour\nfive\nsix\n'.length);
    expect(await texts(id)).toEqual(['three', 'four', 'five', 'six']);
  });

  it('begins with nothing when no lines are wanted', async () => {
    const path = write('quiet.log', 'odd\r\n');
    const { id } = await open(path, { lines: 0 });
    await until(id, (state) => state.state === 'live');
    appendFileSync(path, 'new\n');
    await until(id, (state) => state.lines === 1);
    expect(await texts(id)).toEqual(['new']);
  });

  it('takes the exact bytes of lines as evidence, with their place in the remote file', async () => {
    const lines = Array.from({ length: 500 }, (_, n) => `2026-03-01 14:00:00 行 ${n}\r\n`);
    const path = write('evidence.log', lines.join(''));
    const { id } = await open(path, { lines: 100 });
    await until(id, (state) => state.lines === 100);
    const { bytes, origin } = await excerpt(id, [12, 10, 11]);
    expect(bytes.toString()).toBe(lines.slice(410, 413).join(''));
    const { byteFrom, byteTo } = origin;
    const remote = readFileSync(path).subarray(byteFrom ?? -1, byteTo ?? -1);
    const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
    expect(sha256(bytes)).toBe(sha256(remote));
    expect(origin).toMatchObject({
      system: 'ERP',
      environment: 'production',
      host: '127.0.0.1',
      path,
      inode: statSync(path).ino,
      lines: 3,
      encoding: 'utf-8',
      filter: '',
    });
    const scattered = await excerpt(id, [1, 5]);
    expect(scattered.bytes.toString()).toBe(`${lines[401]}${lines[405]}`);
    expect(scattered.origin).toMatchObject({ byteFrom: null, byteTo: null, lines: 2 });
  });

  it('reads GBK, finds Chinese text in it, and keeps its bytes', async () => {
    // 单据保存失败 and 一切正常 in GBK.
    const failed = Buffer.from('b5a5bedd b1a3b4e6 caa7b0dc'.replaceAll(' ', ''), 'hex');
    const fine = Buffer.from('d2bbc7d0d5fdb3a3', 'hex');
    const content = Buffer.concat([failed, Buffer.from('\n'), fine, Buffer.from('\n'), failed]);
    const path = write('gbk.log', Buffer.concat([content, Buffer.from('\n')]));
    const { id } = await open(path);
    const state = await until(id, (now) => now.lines === 3);
    expect(state.encoding).toBe('gb18030');
    expect(await texts(id)).toEqual(['单据保存失败', '一切正常', '单据保存失败']);
    await test.client.logs.filter({ id, text: '保存' });
    await until(id, (now) => now.matched === 2);
    expect(await texts(id, true)).toEqual(['单据保存失败', '单据保存失败']);
    const { bytes } = await excerpt(id, [0]);
    expect(bytes).toEqual(Buffer.concat([failed, Buffer.from('\n')]));
  });

  it('reads UTF-16 with Chinese text whose bytes look like line feeds', async () => {
    const rows = Array.from(
      { length: 50 },
      (_, n) => `2026-03-01 14:00:${10 + (n % 50)} 上线 ${n}`,
    );
    const path = write('errorlog', Buffer.from(`\ufeff${rows.join('\r\n')}\r\n`, 'utf16le'));
    const { id } = await open(path, { lines: 10 });
    const state = await until(id, (now) => now.lines === 10);
    expect(state.encoding).toBe('utf-16le');
    expect(await texts(id)).toEqual(rows.slice(40));
    await test.client.logs.filter({ id, text: '上线 49' });
    await until(id, (now) => now.matched === 1);
  });

  it('filters old and new lines, ignoring case, and shows all again', async () => {
    const path = write('filter.log', 'Start\nERROR one\nfine\n');
    const { id } = await open(path);
    await until(id, (state) => state.lines === 3);
    await test.client.logs.filter({ id, text: 'error' });
    appendFileSync(path, 'more\nan error two\nError thr');
    await until(id, (state) => state.matched === 3 && state.lines === 6);
    const { lines } = await test.client.logs.window({ id, from: 1, count: 10, matched: true });
    expect(lines.map(({ line, text }) => ({ line, text }))).toEqual([
      { line: 4, text: 'an error two' },
      { line: 5, text: 'Error thr' },
    ]);
    const state = await test.client.logs.filter({ id, text: '' });
    expect(state).toMatchObject({ matched: 6, lines: 6, filter: '' });
  });

  it('hands out hostile lines as they are, clipped but whole on demand', async () => {
    const hostile = ['\u001b[31mred\u001b[0m', '<img src=x onerror=alert(1)>', '\u202eevil\u202c'];
    const long = `${'字'.repeat(350_000)}end`;
    const path = write('hostile.log', `${[...hostile, long].join('\n')}\nafter\n`);
    const { id } = await open(path, { lines: 10 });
    await until(id, (state) => state.lines === 5);
    const { lines } = await test.client.logs.window({ id, from: 0, count: 5, matched: false });
    expect(lines.slice(0, 3).map(({ text }) => text)).toEqual(hostile);
    expect(lines[3]).toMatchObject({
      text: '字'.repeat(4096),
      fullLength: Buffer.byteLength(long),
    });
    expect(lines[4]).toMatchObject({ text: 'after', fullLength: null });
    expect(await test.client.logs.line({ id, line: 3 })).toEqual({
      text: long,
      bytes: Buffer.byteLength(long),
    });
  });

  it('goes over to the new file when the log is renamed away', async () => {
    const path = write('rotate.log', '2026-03-01 10:00:00 old file, first line\n');
    const { id } = await open(path);
    await until(id, (state) => state.lines === 1);
    appendFileSync(path, '2026-03-01 10:00:01 old file, last line\n');
    await until(id, (state) => state.lines === 2);
    renameSync(path, `${path}.1`);
    writeFileSync(path, '2026-03-01 10:00:02 new file, first line\n');
    appendFileSync(path, '2026-03-01 10:00:03 new file, second line\n');
    const state = await until(id, (now) => now.lines === 4);
    expect(state.marks).toMatchObject([{ kind: 'rotated' }]);
    await desk.untilExcerpt(id, [3], ({ origin }) => origin.byteFrom !== null);
    const { bytes, origin } = await excerpt(id, [2, 3]);
    expect(bytes).toEqual(readFileSync(path));
    expect(origin).toMatchObject({ inode: statSync(path).ino, byteFrom: 0, byteTo: bytes.length });
    const old = await excerpt(id, [0, 1]);
    expect(old.origin).toMatchObject({ inode: statSync(`${path}.1`).ino, byteFrom: 0 });
    const settled = await until(id, () => true);
    expect(settled.marks).toMatchObject([{ kind: 'rotated', line: 2 }]);
  });

  it('notices a log that is copied and truncated', async () => {
    const path = write('copytruncate.log', '2026-03-01 10:00:00 before\n'.repeat(5));
    const { id } = await open(path);
    await until(id, (state) => state.lines === 5);
    copyFileSync(path, `${path}.1`);
    truncateSync(path, 0);
    await until(id, (state) => state.marks.length === 1);
    appendFileSync(path, '2026-03-01 10:00:01 after the truncation\n');
    const state = await until(id, (now) => now.lines === 6);
    expect(state.marks).toMatchObject([{ kind: 'truncated', line: 5 }]);
    await desk.untilExcerpt(id, [5], ({ origin }) => origin.byteFrom === 0);
  });

  it('keeps the view when the connection breaks and goes on at the byte', async () => {
    const path = write('reconnect.log', 'first\n');
    const { id } = await open(path);
    await until(id, (state) => state.lines === 1);
    proxy.cut({ refuseNew: true });
    const stale = await until(id, (state) => state.state === 'stale');
    expect(stale).toMatchObject({ lines: 1, staleSince: expect.any(Number) as number });
    expect(stale.error?.code).toMatch(/^ssh\.(closed|refused)$/);
    appendFileSync(path, 'missed\n');
    proxy.resume();
    await test.client.logs.reconnect({ id });
    appendFileSync(path, 'then\n');
    const state = await until(id, (now) => now.state === 'live' && now.lines === 3);
    expect(await texts(id)).toEqual(['first', 'missed', 'then']);
    expect(state).toMatchObject({ staleSince: null, error: null });
    expect(state.marks).toMatchObject([{ kind: 'reconnected', line: 1 }]);
    const { bytes, origin } = await excerpt(id, [0, 1, 2]);
    expect({ bytes, from: origin.byteFrom }).toEqual({ bytes: readFileSync(path), from: 0 });
  });

  it('reads the rest of a log that was renamed while nobody listened', async () => {
    const path = write('renamed.log', 'a line of the old file\n');
    const { id } = await open(path);
    await until(id, (state) => state.lines === 1);
    proxy.cut({ refuseNew: true });
    await until(id, (state) => state.state === 'stale');
    appendFileSync(path, 'its last line\n');
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'a line of the new file\n');
    proxy.resume();
    await test.client.logs.reconnect({ id });
    const state = await until(id, (now) => now.lines === 3);
    expect(await texts(id)).toEqual([
      'a line of the old file',
      'its last line',
      'a line of the new file',
    ]);
    expect(state.marks).toMatchObject([{ kind: 'rotated', line: 2 }]);
    expect((await excerpt(id, [1])).origin).toMatchObject({ path: `${path}.1`, byteFrom: 23 });
  });

  it('marks a gap when the log was replaced while nobody listened', async () => {
    const path = write('replaced.log', 'a line of the old file\n');
    const { id } = await open(path);
    await until(id, (state) => state.lines === 1);
    proxy.cut({ refuseNew: true });
    await until(id, (state) => state.state === 'stale');
    renameSync(path, join(server.home, 'elsewhere'));
    writeFileSync(path, 'a line of the new file\n');
    proxy.resume();
    await test.client.logs.reconnect({ id });
    const state = await until(id, (now) => now.lines === 2);
    expect(state.marks.map(({ kind, line }) => ({ kind, line }))).toEqual([
      { kind: 'rotated', line: 1 },
      { kind: 'gap', line: 1 },
    ]);
    expect((await excerpt(id, [1])).origin).toMatchObject({ byteFrom: 0, byteTo: 23 });
  });

  it('comes back by itself after the server closed', async () => {
    const path = write('itself.log', 'first\n');
    const { id } = await open(path);
    await until(id, (state) => state.state === 'live' && state.lines === 1);
    server.dropConnections();
    await until(id, (state) => state.state === 'stale');
    appendFileSync(path, 'second\n');
    await until(id, (state) => state.state === 'live' && state.lines === 2);
  });

  it('follows the newest file that a pattern names', async () => {
    write('app-1.log', 'older\n');
    const newer = write("app-2 it's.log", 'newer\n');
    const past = new Date(Date.now() - 60_000);
    utimesSync(join(folder, 'app-1.log'), past, past);
    const { id } = await open(join(folder, 'app-*.log'));
    const state = await until(id, (now) => now.lines === 1);
    expect(state.path).toBe(newer);
    expect(await texts(id)).toEqual(['newer']);
  });

  it('says that the path is missing, and begins when it appears', async () => {
    const path = join(folder, 'later.log');
    const { id } = await open(path);
    const state = await until(id, (now) => now.state === 'failed');
    expect(state.error).toEqual({
      code: 'logs.path-missing',
      params: { host: '127.0.0.1', path },
    });
    writeFileSync(path, 'here\n');
    await until(id, (now) => now.state === 'live' && now.lines === 1);
  });

  it('never takes a path for a command', async () => {
    const path = write(`$(touch pwned) '; touch pwned #.log`, 'safe\n');
    const { id } = await open(path);
    await until(id, (state) => state.lines === 1);
    expect(readdirSync(server.home)).not.toContain('pwned');
  });

  it('ends the remote command when the tail is closed', async () => {
    const path = write('closed.log', 'x\n');
    const { id } = await open(path);
    await until(id, (state) => state.lines === 1);
    const running = server.sessionProcessCount();
    const last: TailState[] = [];
    const following = (async () => {
      for await (const states of readStream(test.client, test.client.logs.follow({ id })))
        last.push(...states);
    })();
    await test.client.logs.close({ id });
    await following;
    expect(last.at(-1)?.state).toBe('closed');
    await expect
      .poll(() => server.sessionProcessCount(), { timeout: 20_000 })
      .toBeLessThan(running);
    await expect(test.client.logs.line({ id, line: 0 })).rejects.toMatchObject({
      code: 'logs.tail-gone',
    });
  });

  it('takes in a burst without losing a byte', async () => {
    const path = write('burst.log', '');
    const { id } = await open(path);
    await until(id, (state) => state.state === 'live');
    const line = `${'2026-03-01 14:00:00 INFO order saved '.repeat(3)}\n`;
    for (let n = 0; n < 40; n += 1) appendFileSync(path, line.repeat(5000));
    await until(id, (state) => state.lines === 200_000);
    const { bytes } = await excerpt(
      id,
      Array.from({ length: 100_000 }, (_, n) => n + 100_000),
    );
    expect(bytes.equals(readFileSync(path).subarray(line.length * 100_000))).toBe(true);
  });
});

describeWith(['sshd', 'ssh-client', 'ssh-password'], 'a log that may not be read', () => {
  let server: SshServer;
  let test: TestHost;
  beforeAll(async () => {
    server = await startSshServer({ unprivileged: true });
    test = await startTestHost();
  });
  afterAll(async () => {
    await test?.close();
    await server?.stop();
  });

  it.runIf(process.getuid?.() === 0)('fails visibly, naming user, host and path', async () => {
    const path = join(server.home, 'secret.log');
    writeFileSync(path, 'not for you\n', { mode: 0o600 });
    const desk = await openLogDesk(test, {
      host: server.host,
      port: server.port,
      user: server.user,
      identityPath: server.keys.ed25519.path,
      hostKeyFingerprint: server.hostKeyFingerprint,
    });
    const { id } = await desk.open(path);
    const state = await desk.until(id, (now) => now.state === 'failed');
    expect(state.error).toEqual({
      code: 'logs.path-unreadable',
      params: { host: '127.0.0.1', username: server.user, path },
    });
  });
});
