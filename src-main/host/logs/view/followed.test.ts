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
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import {
  startFaultProxy,
  startSshServer,
  type FaultProxy,
  type SshServer,
} from '../../../../test/servers/index';
import { openLogDesk, type LogDesk } from '../../../../test/servers/log-desk';
import { describeWith } from '../../../../test/servers/vitest';
import type { LogView } from '../../../contract/logs';
import { readStream } from '../../../contract/wire/index';

const patience = { timeout: 25_000 };

describeWith(['sshd', 'ssh-client'], 'a view of a real log over SSH', () => {
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
      ...server,
      port: proxy.port,
      identityPath: server.keys.ed25519.path,
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
    await expect.poll(() => test.host.features().ssh.openChannels, patience).toBe(0);
  });

  const write = (name: string, content: string | Buffer): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const lines = (count: number) => (view: LogView) => view.rows === count;
  const texts = (id: string) => desk.room.texts(id);
  const marks = ({ sources }: LogView) => sources[0]!.marks.map(({ kind, line }) => [kind, line]);
  const excerpt = async (id: string, rows: [number, number][]) => {
    const { generation } = await desk.until(id, () => true);
    const order = { kind: 'log' as const, viewId: id, generation, rows, whole: false };
    const { pieces, origin } = await test.host.features().logs.excerpt(order);
    const all: Buffer[] = [];
    for await (const piece of pieces) all.push(piece);
    return { bytes: Buffer.concat(all), origin };
  };

  it('begins with the last lines and goes on with what is written', async () => {
    const path = write('app.log', 'one\ntwo\nthree\nfour\n');
    const { id } = await desk.open(path, { lines: 2 });
    await desk.until(id, lines(2));
    appendFileSync(path, 'five\nsi');
    const { sources } = await desk.until(id, lines(4));
    expect(await texts(id)).toEqual(['three', 'four', 'five', 'si']);
    expect(sources).toMatchObject([
      { state: 'live', error: null, marks: [], path, system: 'ERP', environment: 'production' },
    ]);
    expect(sources[0]!.commands.join('\n')).toContain(path);
    appendFileSync(path, 'x\n');
    await desk.until(id, (view) => view.sources[0]!.bytes === 'three\nfour\nfive\nsix\n'.length);
    await expect.poll(() => texts(id), patience).toEqual(['three', 'four', 'five', 'six']);
    // A test of the connection tells the clock of the host, which is this machine's.
    expect(sources[0]!.clock).toBeNull();
    const steps = test.client.ssh.test({ endpointId: desk.sshId });
    for await (const found of readStream(test.client, steps)) expect(found).not.toHaveLength(0);
    const tested = await desk.until(id, (view) => view.sources[0]!.clock !== null);
    expect(tested.sources[0]).toMatchObject({ clock: { offsetMs: 0 }, clockOffsetMs: 0 });
  });

  it('takes the exact bytes of lines as evidence, with their place in the remote file', async () => {
    const all = Array.from({ length: 500 }, (_, n) => `2026-03-01 14:00:00 行 ${n}\r\n`);
    const path = write('evidence.log', all.join(''));
    const { id } = await desk.open(path, { lines: 100 });
    await desk.until(id, lines(100));
    const { bytes, origin } = await excerpt(id, [[10, 13]]);
    expect(bytes.toString()).toBe(all.slice(410, 413).join(''));
    const remote = readFileSync(path).subarray(origin.byteFrom ?? -1, origin.byteTo ?? -1);
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
    const scattered = await excerpt(id, [
      [1, 2],
      [5, 6],
    ]);
    expect(scattered.bytes.toString()).toBe(`${all[401]}${all[405]}`);
    expect(scattered.origin).toMatchObject({ byteFrom: null, lines: 2 });
    expect(scattered.origin.parts).toHaveLength(2);
  });

  it('tells the encoding when enough has come, and goes over to a renamed log’s successor', async () => {
    const path = write('rotate.log', '');
    const { id } = await desk.open(path);
    await desk.until(id, (view) => view.sources[0]!.state === 'live');
    // 单据保存失败 in GBK.
    const words = 'b5a5bedd b1a3b4e6 caa7b0dc '.repeat(5);
    const failed = Buffer.from(`${words}0a`.replaceAll(' ', ''), 'hex');
    appendFileSync(path, failed);
    await desk.until(id, lines(1));
    await expect.poll(() => texts(id), patience).toEqual(['单据保存失败'.repeat(5)]);
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'new one\nnew two\n');
    const state = await desk.until(id, (view) => view.rows >= 3 && marks(view).length > 0);
    expect(marks(state)).toEqual([['rotated', 1]]);
    expect(state.sources[0]!.encoding).toBe('gb18030');
    const { bytes, origin } = await excerpt(id, [[0, 3]]);
    expect(bytes).toEqual(Buffer.concat([failed, readFileSync(path)]));
    expect(origin.files?.map((file) => [file.path, file.inode])).toEqual([
      [path, statSync(`${path}.1`).ino],
      [path, statSync(path).ino],
    ]);
    expect(origin.parts).toEqual([
      [0, 0, failed.length],
      [1, 0, statSync(path).size],
    ]);
  });

  it('notices a log that is copied and truncated', async () => {
    const path = write('copytruncate.log', '2026-03-01 10:00:00 before\n'.repeat(5));
    const { id } = await desk.open(path);
    await desk.until(id, lines(5));
    copyFileSync(path, `${path}.1`);
    truncateSync(path, 0);
    appendFileSync(path, '2026-03-01 10:00:01 after\n');
    const state = await desk.until(id, (view) => view.rows === 6 && marks(view).length > 0);
    expect(marks(state)).toEqual([['truncated', 5]]);
  });

  it('keeps the view when the connection breaks and goes on at the byte', async () => {
    const path = write('reconnect.log', 'first\n');
    const { id } = await desk.open(path);
    await desk.until(id, lines(1));
    proxy.cut({ refuseNew: true });
    const stale = await desk.until(id, (view) => view.sources[0]!.state === 'stale');
    expect(stale).toMatchObject({
      rows: 1,
      sources: [{ staleSince: expect.any(Number), retryAt: expect.any(Number) }],
    });
    expect(stale.sources[0]!.error?.code).toMatch(/^ssh\.(closed|refused)$/);
    expect(await texts(id)).toEqual(['first']);
    appendFileSync(path, 'missed\n');
    proxy.resume();
    await test.client.logs.reconnect({ id, sourceId: stale.sources[0]!.id });
    appendFileSync(path, 'then\n');
    const state = await desk.until(
      id,
      (view) => view.rows === 3 && view.sources[0]!.state === 'live',
    );
    expect(await texts(id)).toEqual(['first', 'missed', 'then']);
    expect(state.sources[0]).toMatchObject({ staleSince: null, error: null });
    expect(marks(await desk.until(id, (view) => marks(view).length > 0))).toEqual([
      ['reconnected', 1],
    ]);
  });

  it('marks that the connection is back also where the log stood still meanwhile', async () => {
    const { id } = await desk.open(write('quiet.log', 'only\n'));
    await desk.until(id, lines(1));
    proxy.cut({ refuseNew: true });
    const { sources } = await desk.until(id, (view) => view.sources[0]!.state === 'stale');
    proxy.resume();
    await test.client.logs.reconnect({ id, sourceId: sources[0]!.id });
    const state = await desk.until(id, (view) => marks(view).length > 0);
    expect(marks(state)).toEqual([['reconnected', 1]]);
    expect(await texts(id)).toEqual(['only']);
  });

  it('marks a gap when the log was replaced while nobody listened, and goes to it', async () => {
    const path = write('replaced.log', 'a line of the old file\n');
    const { id } = await desk.open(path);
    await desk.until(id, lines(1));
    proxy.cut({ refuseNew: true });
    await desk.until(id, (view) => view.sources[0]!.state === 'stale');
    renameSync(path, join(server.home, 'elsewhere'));
    writeFileSync(path, 'a line of the new file\n');
    proxy.resume();
    const { sources } = await desk.until(id, () => true);
    await test.client.logs.reconnect({ id, sourceId: sources[0]!.id });
    const state = await desk.until(id, (view) => view.rows === 2 && marks(view).length > 1);
    expect(marks(state)).toEqual(
      expect.arrayContaining([
        ['rotated', 1],
        ['gap', 1],
      ]),
    );
    const target = { kind: 'next', what: 'gap', from: 0, backwards: false } as const;
    expect(await test.client.logs.go({ id, target })).toMatchObject({ row: 1 });
  });

  it('follows the newest file that a pattern names, and never takes a path for a command', async () => {
    write('app-1.log', 'older\n');
    write(`app-2 $(touch pwned) '; touch pwned #.log`, 'newer\n');
    const past = new Date(Date.now() - 60_000);
    utimesSync(join(folder, 'app-1.log'), past, past);
    const { id } = await desk.open(join(folder, 'app-*.log'));
    await desk.until(id, lines(1));
    expect(await texts(id)).toEqual(['newer']);
    expect(readdirSync(server.home)).not.toContain('pwned');
  });

  it('says that the path is missing, and begins when it appears', async () => {
    const path = join(folder, 'later.log');
    const { id } = await desk.open(path);
    const state = await desk.until(id, (view) => view.sources[0]!.error !== null);
    expect(state.sources[0]!.error).toMatchObject({ code: 'logs.path-missing', params: { path } });
    writeFileSync(path, 'here\n');
    const now = await desk.until(id, lines(1));
    expect(now.sources[0]).toMatchObject({ state: 'live', error: null });
  });

  it('keeps what was followed, to be opened when no server is there any more', async () => {
    const path = write('kept.log', 'one\ntwo\n');
    const { id } = await desk.open(path);
    const { sources } = await desk.until(id, lines(2));
    const last: LogView[] = [];
    const following = (async () => {
      const frames = test.client.logs.follow({ id });
      for await (const states of readStream(test.client, frames)) last.push(...states);
    })();
    await test.client.logs.close({ id });
    await following;
    await expect(test.client.logs.line({ id, row: 0 })).rejects.toMatchObject({
      code: 'logs.tail-gone',
    });
    const captureId = sources[0]!.captureId!;
    const view = await desk.room.open([{ kind: 'capture', captureId }]);
    expect(view).toMatchObject({ rows: 2, sources: [{ state: 'fixed', path, system: 'ERP' }] });
    expect(await texts(view.id)).toEqual(['one', 'two']);
    const { bytes, origin } = await excerpt(view.id, [[1, 2]]);
    expect([bytes.toString(), origin.byteFrom, origin.inode]).toEqual([
      'two\n',
      4,
      statSync(path).ino,
    ]);
  });

  it('reads any file of a host in place, by pieces, and goes to times in it', async () => {
    const all = Array.from({ length: 40_000 }, (_, n) => {
      const time = new Date(Date.UTC(2026, 2, 1) + n * 1000).toISOString();
      return `${time.slice(0, 10)} ${time.slice(11, 19)},000 INFO [main] a.B - row ${n}\n`;
    });
    const path = write('far.log', all.join(''));
    const place = { kind: 'remote' as const, endpointId: desk.sshId, path };
    const { id } = await test.client.logs.open({ places: [place] });
    const state = await desk.until(id, (view) => view.rows > 0);
    expect(state).toMatchObject({
      after: 0,
      sources: [{ state: 'fixed', bytes: statSync(path).size }],
    });
    expect(state.before).toBeGreaterThan(0);
    const { logs } = test.client;
    const textOf = async (row: number | null) =>
      row === null ? null : (await logs.rows({ id, from: row, count: 1 })).rows[0]?.text.trim();
    expect(await textOf(state.firstRow + state.rows - 1)).toMatch(/row 39999$/);
    // What is before the piece is fetched when rows there are asked for.
    await logs.rows({ id, from: state.firstRow - 100, count: 100 });
    const more = await desk.until(id, (view) => view.firstRow < state.firstRow);
    expect(await textOf(state.firstRow)).toBe(await textOf(state.firstRow));
    expect(more.rows).toBeGreaterThan(state.rows);
    await logs.choose({
      id,
      sourceId: state.sources[0]!.id,
      choices: { encoding: null, format: null, zone: '+00:00', clockOffsetMs: null },
    });
    const { row } = await logs.go({
      id,
      target: { kind: 'time', time: Date.UTC(2026, 2, 1, 3) },
    });
    expect(await textOf(row)).toMatch(/row 10800$/);
    expect(await textOf((await logs.go({ id, target: { kind: 'start' } })).row)).toMatch(/row 0$/);
    await logs.setFilter({
      id,
      filter: [{ kind: 'text', exclude: false, text: '7$', regex: true, ignoreCase: false }],
    });
    await desk.until(id, ({ filtered, rows }) => filtered === 1 && rows > 0);
    expect((await texts(id)).every((text) => text.endsWith('7'))).toBe(true);
    const browsed = await logs.browse({ place: { ...place, path: folder } });
    expect(browsed.entries).toMatchObject([{ name: 'far.log', path }]);
    const search = { text: 'row 3999[0-4]$', regex: true, ignoreCase: false };
    const found = [];
    const frames = logs.searchFiles({ places: [place], search, hitsPerFile: 2 });
    for await (const batch of readStream(test.client, frames)) found.push(...batch);
    expect(found).toMatchObject([{ place, lines: 5, hits: [{}, {}], error: null }]);
  });

  it('reads and searches packed files of a host as what is in them', async () => {
    const path = write('old.log.gz', '');
    writeFileSync(path, gzipSync('first 失败\nsecond\n'));
    const place = { kind: 'remote' as const, endpointId: desk.sshId, path };
    const { id } = await test.client.logs.open({ places: [place] });
    const state = await desk.until(id, ({ rows }) => rows === 2);
    expect(state.sources[0]).toMatchObject({ state: 'fixed', bytes: 20, error: null });
    expect(await texts(id)).toEqual(['first 失败', 'second']);
    const large = write('large.log.gz', '');
    writeFileSync(large, gzipSync('x'));
    truncateSync(large, 65 * 1024 * 1024);
    const other = await test.client.logs.open({ places: [{ ...place, path: large }] });
    // Its host unpacks it.
    const far = await desk.until(other.id, ({ rows }) => rows === 1);
    expect(far.sources[0]).toMatchObject({ state: 'fixed', bytes: 1, error: null });
    expect(far.sources[0]!.commands.at(-1)).toMatch(/^gzip -dc < .*large\.log\.gz \| head -c \d+$/);
  });

  it('searches here what the tools of a host cannot, in the encodings that are known', async () => {
    const latin = write('latin.log', '');
    writeFileSync(latin, Buffer.from('un caf\u00e9 ERROR\nERRORS\n', 'latin1'));
    await desk.log(latin, 'windows-1252');
    const packed = write('packed.log.gz', '');
    writeFileSync(packed, gzipSync('one\nERROR 失败\n'));
    const paths = [latin, packed, join(folder, 'nowhere.log')];
    const placeOf = (path: string) => ({
      kind: 'remote' as const,
      endpointId: desk.sshId,
      path,
    });
    // POSIX has no word boundary.
    const search = { text: '\\bERROR\\b', regex: true, ignoreCase: false };
    const order = { places: paths.map(placeOf), search, hitsPerFile: 5 };
    const found = [];
    for await (const batch of readStream(test.client, test.client.logs.searchFiles(order)))
      found.push(...batch);
    expect(found).toMatchObject([
      { place: placeOf(latin), lines: 1, hits: [{ offset: 0, text: 'un café ERROR' }] },
      { place: placeOf(packed), lines: 1, hits: [{ offset: 4, text: 'ERROR 失败' }] },
      { lines: null, hits: [], error: { code: 'logs.path-missing' } },
    ]);
  });

  it('takes in a burst of several logs without losing a byte', async () => {
    const paths = ['burst-1.log', 'burst-2.log'].map((name) => write(name, ''));
    const views = await Promise.all(paths.map((path) => desk.open(path)));
    for (const { id } of views) await desk.until(id, (view) => view.sources[0]!.state === 'live');
    const line = `${'2026-03-01 14:00:00 INFO order saved '.repeat(3)}\n`;
    for (let n = 0; n < 40; n += 1)
      for (const path of paths) appendFileSync(path, line.repeat(2500));
    for (const [index, { id }] of views.entries()) {
      await expect
        .poll(async () => (await desk.until(id, () => true)).rows, patience)
        .toBe(100_000);
      const { bytes } = await excerpt(id, [[50_000, 100_000]]);
      expect(bytes.equals(readFileSync(paths[index]!).subarray(line.length * 50_000))).toBe(true);
    }
  });
});
