import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import { startSshServer, type SshServer } from '../../../../test/servers/index';
import { openLogDesk, type LogDesk } from '../../../../test/servers/log-desk';
import { describeWith } from '../../../../test/servers/vitest';
import type { LogCondition } from '../../../contract/logs';

/** Waits where a test wants that, after it has said what it found. */
const slowGrep =
  '#!/bin/sh\n/usr/bin/grep "$@"; code=$?\ncase "$*" in *-b*) while test -e "$HOME/wait"; do sleep 0.1; done ;; esac\nexit $code\n';
/** Prints the only file of a zip in which it stands as it is. */
const unzipStandIn =
  '#!/bin/sh\ntest "$1" = -p || exit 10\nn=$(dd if="$2" bs=1 skip=22 count=4 2>/dev/null | od -An -tu4 | tr -d " ")\ntail -c +32 "$2" | head -c "$n"\n';

/** A zip of one file named `a`, stored as it is. */
function storedZip(text: string): Buffer {
  const content = Buffer.from(text);
  const sums = Buffer.alloc(12);
  sums.writeUInt32LE(crc32(content), 0);
  sums.writeUInt32LE(content.length, 4);
  sums.writeUInt32LE(content.length, 8);
  const name = Buffer.from([1, 0, 0, 0]);
  const plain = Buffer.from([20, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), plain, sums, name, Buffer.from('a')]);
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02'),
    Buffer.from([20, 0]),
    plain,
    sums,
    name,
    Buffer.alloc(14),
    Buffer.from('a'),
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length + content.length, 16);
  return Buffer.concat([local, content, central, end]);
}

const start = Date.UTC(2026, 2, 1);
const levels = ['INFO', 'WARN', 'ERROR'];

function line(n: number): string {
  const time = new Date(start + n * 1000).toISOString();
  const level = levels[n % 50 === 0 ? 2 : n % 3 === 0 ? 1 : 0];
  return `${time.slice(0, 10)} ${time.slice(11, 19)},000 ${level} [main] a.B - row ${n} 订单\n`;
}

const count = 110_000;
const all = Array.from({ length: count }, (_, n) => line(n));

function text(words: string, exclude = false, regex = false): LogCondition {
  return { kind: 'text', exclude, text: words, regex, ignoreCase: false };
}

describeWith(['sshd', 'ssh-client'], 'a large file of a host, read in place', () => {
  let server: SshServer;
  let test: TestHost;
  let desk: LogDesk;
  let folder: string;

  beforeAll(async () => {
    server = await startSshServer();
    test = await startTestHost();
    const { host, port, user, keys, hostKeyFingerprint } = server;
    const identityPath = keys.ed25519.path;
    desk = await openLogDesk(test, { host, port, user, identityPath, hostKeyFingerprint });
    folder = join(server.home, `日志 it's`);
    mkdirSync(folder);
    const tools = join(server.home, 'tools');
    mkdirSync(tools);
    writeFileSync(join(tools, 'grep'), slowGrep, { mode: 0o755 });
    writeFileSync(join(server.home, '.bashrc'), `PATH=${tools}:$PATH\n`);
    const zone = { encoding: null, format: null, zone: 'utc', clockOffsetMs: null };
    writeFileSync(join(folder, 'far.log'), all.join(''));
    const { id, sources } = await test.client.logs.open({ places: [placeOf('far.log')] });
    await test.client.logs.choose({ id, sourceId: sources[0]!.id, choices: zone });
  });
  afterEach(async () => {
    rmSync(join(server.home, 'wait'), { force: true });
    await desk.room.clear();
  });
  afterAll(async () => {
    await test?.close();
    await server?.stop();
  });

  const placeOf = (name: string) => ({
    kind: 'remote' as const,
    endpointId: desk.sshId,
    path: join(folder, name),
  });
  const open = async (name = 'far.log') => {
    const { id } = await test.client.logs.open({ places: [placeOf(name)] });
    await desk.until(id, ({ rows }) => rows > 0);
    return id;
  };
  const textOf = async (id: string, row: number | null) =>
    (await test.client.logs.rows({ id, from: row ?? NaN, count: 1 })).rows[0]?.text ?? null;

  it('is searched whole by its host: counted, gone to, drawn by bytes', async () => {
    const { logs } = test.client;
    const id = await open();
    await logs.setSearch({ id, search: { text: 'row \\d*77 ', regex: true, ignoreCase: false } });
    const found = all.flatMap((each, n) => (/row \d*77 /.test(each) ? [n] : []));
    const { hits, inPlace } = await desk.until(id, (view) => view.hits.done === 1);
    expect(hits).toMatchObject({ lines: found.length, rows: found.length, error: null });
    expect(inPlace).toMatchObject({
      scope: 'file',
      filter: null,
      search: { found: found.length, running: false, stopped: null },
    });
    const { search } = inPlace!;
    const { sources } = (await logs.list({})).find((view) => view.id === id)!;
    expect(sources[0]!.commands).toContain(search!.command);
    expect([search!.searched, search!.command]).toEqual([
      search!.bytes,
      expect.stringMatching(/^grep -baE -m 100000 -e 'row \\d\*77 ' < '.*far.log' \| cut -d: -f1/),
    ]);
    const { row } = await logs.go({ id, target: { kind: 'start' } });
    const next = { kind: 'next', what: 'hit' } as const;
    const first = await logs.go({ id, target: { ...next, from: row!, backwards: false } });
    expect(await textOf(id, first.row)).toBe(all[found[0]!]!.trimEnd());
    const second = await logs.go({ id, target: { ...next, from: first.row!, backwards: false } });
    expect(await textOf(id, second.row)).toBe(all[found[1]!]!.trimEnd());
    const end = await logs.go({ id, target: { kind: 'end' } });
    const last = await logs.go({ id, target: { ...next, from: end.row! + 1, backwards: true } });
    expect(await textOf(id, last.row)).toBe(all[found.at(-1)!]!.trimEnd());
    const before = await logs.go({ id, target: { ...next, from: last.row!, backwards: true } });
    expect(await textOf(id, before.row)).toBe(all[found.at(-2)!]!.trimEnd());
    const { buckets } = await logs.overview({ id, buckets: 20 });
    expect(buckets.reduce((sum, bucket) => sum + bucket.hits, 0)).toBe(found.length);
    expect(Math.min(...buckets.map((bucket) => bucket.hits))).toBeGreaterThan(found.length / 40);
  });

  it('is asked for the next error beyond what is shown, in both directions', async () => {
    const { logs } = test.client;
    const [early, decoy, late] = [10, 50_000, 100_000];
    const sparse = all.map((each, n) => {
      if (n === early || n === late) return each.replace(/INFO|WARN/, 'ERROR');
      const calm = each.replace('ERROR', 'INFO');
      return n === decoy ? calm.replace('row', 'no ERROR in row') : calm;
    });
    writeFileSync(join(folder, 'sparse.log'), sparse.join(''));
    const id = await open('sparse.log');
    const start = await logs.go({ id, target: { kind: 'start' } });
    const next = { kind: 'next', what: 'error' } as const;
    const found: (string | null)[] = [];
    let row = start.row;
    for (const backwards of [false, false, false, true, true]) {
      const there = await logs.go({ id, target: { ...next, from: row ?? 0, backwards } });
      found.push(there.row === null ? null : await textOf(id, there.row));
      row = there.row ?? row;
    }
    const [first, second] = [sparse[early]?.trimEnd(), sparse[late]?.trimEnd()];
    expect(found).toEqual([first, second, null, first, null]);
    // Who asks no more is not waited for.
    const again = await logs.go({ id, target: { kind: 'start' } });
    writeFileSync(join(server.home, 'wait'), '');
    const leave = new AbortController();
    const target = { ...next, from: again.row! + early, backwards: false };
    const { sources } = (await logs.list({})).find((view) => view.id === id)!;
    const before = sources[0]!.commands.length;
    const asked = logs.go({ id, target }, { signal: leave.signal });
    await desk.until(id, (view) => view.sources[0]!.commands.length > before);
    leave.abort();
    await expect(asked).rejects.toMatchObject({ code: 'wire.cancelled' });
  });

  it('is filtered whole by its host, line by line, and only lines in sight are fetched', async () => {
    const { logs } = test.client;
    const id = await open();
    const level = { kind: 'level', exclude: false, level: 'error', andWorse: true } as const;
    const time = { kind: 'time', exclude: false, from: start + 10_000_000, to: null } as const;
    await logs.setFilter({ id, filter: [text('00 订单', true), level, time] });
    await logs.setSearch({ id, search: { text: '50 订', regex: false, ignoreCase: false } });
    const view = await desk.until(id, ({ filtered, hits }) => filtered === 1 && hits.done === 1);
    const left = all.filter((each, n) => n >= 10_000 && n % 50 === 0 && !/00 订/.test(each));
    expect(view).toMatchObject({
      rows: left.length,
      firstRow: 0,
      before: 0,
      after: 0,
      hits: { lines: left.length },
      inPlace: { scope: 'file', filter: { found: left.length, byWords: true, stopped: null } },
    });
    const commands = view.sources[0]!.commands.length;
    const { rows } = await logs.rows({ id, from: 500, count: 60 });
    expect(rows.map((row) => row.text)).toEqual(left.slice(500, 560).map((each) => each.trimEnd()));
    expect(rows[0]).toMatchObject({ level: 'error', time: start + 1000 * all.indexOf(left[500]!) });
    const { sources } = (await logs.list({})).find((each) => each.id === id)!;
    expect(sources[0]!.commands.length - commands).toBeLessThan(4);
    const to = await logs.go({ id, target: { kind: 'time', time: start + 50_001_000 } });
    expect(await textOf(id, to.row)).toBe(line(50_050).trimEnd());
    const record = await logs.record({ id, row: to.row! });
    expect(record).toMatchObject({
      lines: 1,
      level: 'error',
      from: Buffer.byteLength(all.slice(0, 50_050).join('')),
    });
    const next = { kind: 'next', what: 'hit', from: 10, backwards: false } as const;
    expect((await logs.go({ id, target: next })).row).toBe(11);
    expect((await logs.go({ id, target: { ...next, what: 'error' } })).row).toBe(11);
    // The other lines of a record are in its details.
    writeFileSync(
      join(folder, 'stack.log'),
      `${line(0)}${line(50)}\tat a.B.c(B.java:1)\n${line(51)}`,
    );
    const stack = await open('stack.log');
    await logs.setFilter({ id: stack, filter: [text('B.java')] });
    await desk.until(stack, (each) => each.filtered === 1 && each.rows === 1);
    expect(await logs.record({ id: stack, row: 0 })).toMatchObject({ lines: 2, level: 'error' });
    const { generation } = (await logs.list({})).find((each) => each.id === stack)!;
    const order = { kind: 'log' as const, viewId: stack, generation };
    const { pieces, origin } = await test.host
      .features()
      .logs.excerpt({ ...order, rows: [[0, 1]], whole: true });
    const taken: Buffer[] = [];
    for await (const piece of pieces) taken.push(piece);
    expect([Buffer.concat(taken).toString(), origin.byteFrom]).toEqual([
      `${line(50)}\tat a.B.c(B.java:1)\n`,
      Buffer.byteLength(line(0)),
    ]);
    await logs.setFilter({ id, filter: [] });
    expect(await desk.until(id, ({ before }) => before > 0)).toMatchObject({ filtered: 1 });
  });

  it('says where it ended early, and goes on from there', async () => {
    const { logs } = test.client;
    const id = await open();
    await logs.setFilter({ id, filter: [text('row')] });
    const first = await desk.until(id, ({ inPlace }) => inPlace?.filter?.stopped === 'hits');
    expect(first.rows).toBe(100_000);
    await logs.searchOn({ id });
    const all110 = await desk.until(id, ({ rows }) => rows === count);
    expect(await desk.until(id, ({ inPlace }) => inPlace?.filter?.running === false)).toMatchObject(
      {
        generation: all110.generation,
        inPlace: { filter: { found: count, stopped: null } },
      },
    );
    expect(await textOf(id, count - 1)).toBe(all.at(-1)!.trimEnd());
    // Another search leaves what was filtered as it is; what cannot be sought is no filter's fault.
    const search = { text: '\\brow\\b', regex: true, ignoreCase: false };
    const { rows, filterError } = await logs.setSearch({ id, search });
    expect([rows, filterError]).toEqual([count, null]);
    const refused = await desk.until(id, ({ hits }) => hits.error !== null);
    expect([refused.rows, refused.filterError]).toEqual([count, null]);
  });

  it('is stopped, and marked where the connection was cut', async () => {
    const { logs } = test.client;
    const id = await open();
    const search = { text: 'row 1\\d* ', regex: true, ignoreCase: false };
    const truth = all.filter((each) => /row 1\d* /.test(each)).length;
    // What the host has is asked first.
    await logs.setSearch({ id, search: { ...search, text: 'nothing' } });
    await desk.until(id, ({ hits }) => hits.done === 1);
    writeFileSync(join(server.home, 'wait'), '');
    await logs.setSearch({ id, search });
    await desk.until(id, ({ hits }) => hits.lines > 0);
    await logs.stopSearch({ id });
    const stopped = await desk.until(id, ({ inPlace }) => inPlace?.search?.stopped === 'cancelled');
    expect(stopped.hits).toMatchObject({ done: 1, error: null });
    await logs.setSearch({ id, search: null });
    await logs.setSearch({ id, search });
    await desk.until(id, ({ hits }) => hits.lines > 0);
    server.dropConnections();
    const cut = await desk.until(id, ({ inPlace }) => inPlace?.search?.stopped === 'cut');
    expect(cut.hits.lines).toBeLessThanOrEqual(truth);
    rmSync(join(server.home, 'wait'));
    await logs.searchOn({ id });
    const whole = await desk.until(id, ({ inPlace }) => inPlace?.search?.stopped === null);
    expect(whole.inPlace!.search!.running || whole.hits.lines === truth).toBe(true);
    expect((await desk.until(id, ({ hits }) => hits.done === 1)).hits.lines).toBe(truth);
  });

  it('says what cannot be done there, and is copied for that', async () => {
    const { logs } = test.client;
    const id = await open();
    await logs.setSearch({ id, search: { text: '\\brow 5\\b', regex: true, ignoreCase: false } });
    expect((await desk.until(id, ({ hits }) => hits.error !== null)).hits).toMatchObject({
      lines: 0,
      error: { code: 'logs.host-cannot-search', params: { part: '\\b' } },
    });
    await logs.setSearch({ id, search: null });
    const field = { kind: 'field', exclude: false, field: 'thread', value: 'main' } as const;
    await logs.setFilter({ id, filter: [field] });
    expect(
      (await desk.until(id, ({ filterError }) => filterError !== null)).filterError,
    ).toMatchObject({ code: 'logs.in-place-field' });
    writeFileSync(join(folder, 'old.log.gz'), gzipSync(all.slice(0, 500).join('')));
    const { endpointId, path } = placeOf('old.log.gz');
    const { captureId } = await logs.copyHere({ endpointId, path });
    const copy = await logs.open({ places: [{ kind: 'capture', captureId }] });
    const view = await desk.until(copy.id, ({ rows }) => rows === 500);
    expect(view.sources[0]).toMatchObject({ name: 'old.log.gz', path, host: server.host });
    const { captures } = await logs.captures({});
    expect(captures).toMatchObject([{ id: captureId, kept: true, live: false }]);
  });

  it('is unpacked by its host where it is large and packed, as far as it is read', async () => {
    const { logs } = test.client;
    const path = join(folder, 'large.log.gz');
    writeFileSync(path, gzipSync(all.slice(0, 40_000).join('')));
    truncateSync(path, 65 * 1024 * 1024);
    const { id } = await logs.open({ places: [placeOf('large.log.gz')], at: 'end' });
    const begun = await desk.until(id, ({ rows }) => rows > 0);
    expect(await textOf(id, begun.firstRow)).toBe(all[0]!.trimEnd());
    await logs.setSearch({ id, search: { text: 'row 39999', regex: false, ignoreCase: false } });
    const found = await desk.until(id, ({ hits }) => hits.done === 1);
    expect(found.hits).toMatchObject({ lines: 1, error: null });
    const next = { kind: 'next', what: 'hit', from: begun.firstRow, backwards: false } as const;
    const hit = await logs.go({ id, target: next });
    expect(await textOf(id, hit.row)).toBe(all[39_999]!.trimEnd());
    await logs.setFilter({ id, filter: [text('row')] });
    expect(
      (await desk.until(id, ({ filterError }) => filterError !== null)).filterError,
    ).toMatchObject({ code: 'logs.in-place-packed' });
    // A zip is unpacked there, too, and without the program it is copied.
    writeFileSync(join(server.home, 'tools', 'unzip'), unzipStandIn, { mode: 0o755 });
    const zip = join(folder, 'old.zip');
    writeFileSync(zip, storedZip(all.slice(0, 50).join('')));
    const opened = await logs.open({ places: [placeOf('old.zip')] });
    await desk.until(opened.id, ({ rows }) => rows === 50);
    const { captureId } = await logs.copyHere({ endpointId: desk.sshId, path: zip });
    const copy = await logs.open({ places: [{ kind: 'capture', captureId }] });
    await desk.until(copy.id, ({ rows }) => rows === 50);
    await logs.removeCapture({ id: captureId });
  });

  it('shows bytes by time, from samples, and closer where it is zoomed', async () => {
    const { logs } = test.client;
    const id = await open();
    const whole = await logs.histogram({ id, from: null, to: null, bars: 10 });
    expect(whole).toMatchObject({ from: start, sampled: expect.any(Number) });
    expect(whole!.to).toBeGreaterThan(start + (count - 5) * 1000);
    const bytes = Buffer.byteLength(all.join(''));
    for (const { total } of whole!.bars)
      expect(Math.abs(total - bytes / 10)).toBeLessThan(bytes / 100);
    const part = { from: start + 7_000_000, to: start + 7_100_000 };
    const zoomed = await logs.histogram({ id, ...part, bars: 10 });
    const near = Buffer.byteLength(all.slice(7000, 7010).join(''));
    for (const { total } of zoomed!.bars) expect(Math.abs(total - near)).toBeLessThan(near / 2);
  });

  it('is shown anew when another file takes its place', async () => {
    const { logs } = test.client;
    const path = join(folder, 'rotated.log');
    writeFileSync(path, all.slice(0, 30_000).join(''));
    const id = await open('rotated.log');
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'a new file\n');
    appendFileSync(path, 'its second line\n');
    await logs.setSearch({ id, search: { text: 'second', regex: false, ignoreCase: false } });
    await desk.until(id, ({ rows, hits }) => rows === 2 && hits.lines === 1);
    expect(await textOf(id, (await logs.go({ id, target: { kind: 'end' } })).row)).toBe(
      'its second line',
    );
  });
});
