import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import { openLogDesk, type LogDesk } from '../../../test/servers/log-desk';
import { startDemoPlant, type DemoPlant } from '../../demo/index';
import { describeHostKey } from '../ssh/host-key';
import { followToFile, type FollowEvent } from './follow/index';

/** The demo plant is reached through the same commands as a real server. */
let folder: string;
let plant: DemoPlant;
let test: TestHost;
let desk: LogDesk;
let now = Date.now();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plant-'));
  plant = await startDemoPlant({ folder, grows: false, clock: () => now });
  test = await startTestHost();
  const [, , key = ''] = readFileSync(plant.ssh.knownHosts, 'utf8').trim().split(' ');
  desk = await openLogDesk(test, {
    host: plant.ssh.host,
    port: plant.ssh.port,
    user: plant.ssh.user,
    identityPath: plant.ssh.identity,
    hostKeyFingerprint: describeHostKey(Buffer.from(key, 'base64')).fingerprint,
  });
});
afterAll(async () => {
  await test?.close();
  await plant?.close();
  rmSync(folder, { recursive: true, force: true });
});

const grow = (): void => plant.advance((now += 60_000));
const content = (path: string): Buffer => {
  const file = plant.files.file(path);
  return file?.read(0, file.size) ?? Buffer.alloc(0);
};

it('follows every log of the plant in its encoding, and what is written', async () => {
  const views = await Promise.all(
    plant.logSources.map(async ({ path, encoding }) => {
      const { id } = await desk.open(path, { lines: 20 });
      const { sources } = await desk.until(id, (view) => (view.sources[0]?.lines ?? 0) >= 20);
      const { encoding: found, error } = sources[0]!;
      expect({ path, found, error }).toEqual({ path, found: encoding, error: null });
      return { id, path, before: content(path) };
    }),
  );
  grow();
  const looks = views.map(async ({ id, path, before }) => {
    await desk.until(id, (view) => (view.sources[0]?.lines ?? 0) > 20);
    const { generation } = await desk.until(id, ({ rows }) => rows > 2);
    const order = { kind: 'log' as const, viewId: id, generation, whole: false };
    const rows: [number, number][] = [[0, 3]];
    const { pieces, origin } = await test.host.features().logs.excerpt({ ...order, rows });
    const bytes = before.subarray(origin.byteFrom ?? -1, origin.byteTo ?? -1);
    const all: Buffer[] = [];
    for await (const piece of pieces) all.push(piece);
    const text = Buffer.concat(all).toString('latin1');
    expect({ path, origin, text }).toEqual({ path, origin, text: bytes.toString('latin1') });
  });
  await Promise.all(looks);
});

it('goes over to the new file when the plant turns a log over', async () => {
  const path = plant.logSources[0]?.path ?? '';
  const { id } = await desk.open(path, { lines: 1 });
  await desk.until(id, ({ rows }) => rows > 0);
  plant.turnOver(path);
  grow();
  const { sources } = await desk.until(id, (view) => (view.sources[0]?.marks.length ?? 0) > 0);
  expect(sources[0]?.marks[0]?.kind).toMatch(/rotated|truncated/);
});

it('searches a log of the plant in place, and filters it', async () => {
  const { logs } = test.client;
  const [{ path } = { path: '' }] = plant.logSources;
  const endpointId = desk.sshId;
  const { id } = await logs.open({ places: [{ kind: 'remote', endpointId, path }] });
  await desk.until(id, ({ rows }) => rows > 0);
  const text = content(path).toString('latin1');
  const words = /[A-Za-z]{6,}/.exec(text)?.[0] ?? '';
  const truth = text.split('\n').filter((line) => line.includes(words)).length;
  const search = { text: words, regex: false, ignoreCase: false };
  await logs.setSearch({ id, search });
  const found = await desk.until(id, ({ hits }) => hits.done === 1);
  expect(found.hits).toMatchObject({ lines: truth, error: null });
  await logs.setFilter({ id, filter: [{ kind: 'text', exclude: false, ...search }] });
  const { rows } = await desk.until(id, (view) => view.filtered === 1 && view.rows === truth);
  const shown = await logs.rows({ id, from: rows - 5, count: 5 });
  for (const row of shown.rows) expect(row.text).toContain(words);
  expect(await logs.histogram({ id, from: null, to: null, bars: 10 })).toMatchObject({
    sampled: expect.any(Number),
  });
});

it('copies a log of the plant with a ledger', async () => {
  const path = plant.logSources[0]?.path ?? '';
  const events: FollowEvent[] = [];
  const stop = new AbortController();
  const out = join(folder, 'out');
  const done = followToFile({
    host: plant.ssh.host,
    port: plant.ssh.port,
    username: plant.ssh.user,
    identityPath: plant.ssh.identity,
    knownHostsPath: plant.ssh.knownHosts,
    path,
    out,
    ledger: join(folder, 'ledger'),
    from: 'start',
    onEvent: (event) => events.push(event),
    signal: stop.signal,
  });
  const before = content(path);
  const copied = vi.waitFor(() => expect(readFileSync(out).equals(before)).toBe(true), {
    timeout: 20_000,
  });
  // A failure to connect says more than the missing file.
  await Promise.race([copied, done]);
  grow();
  plant.turnOver(path);
  grow();
  const all = (): Buffer => Buffer.concat([content(`${path}.1`), content(path)]);
  await vi.waitFor(() => expect(readFileSync(out).length).toBe(all().length), { timeout: 20_000 });
  expect(readFileSync(out).equals(all())).toBe(true);
  stop.abort();
  await done;
  expect(events.filter(({ event }) => event === 'gap')).toEqual([]);
});
