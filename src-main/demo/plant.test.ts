import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DemoPlant } from './index';
import { demoInventory, startDemoPlant } from './index';

let folder: string;
let plant: DemoPlant;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldbench-demo-'));
  plant = await startDemoPlant({ folder, grows: false });
}, 30_000);

afterAll(async () => {
  await plant.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the simulated plant', () => {
  test('writes its keys for the owner only, and a known_hosts line for its port', async () => {
    const modes = await Promise.all(
      [plant.ssh.identity, join(folder, 'host_key_nc-app-01')].map(
        async (path) => (await stat(path)).mode & 0o777,
      ),
    );
    expect(modes).toEqual([0o600, 0o600]);
    expect(await readFile(plant.ssh.knownHosts, 'utf8')).toMatch(
      new RegExp(`^\\[127\\.0\\.0\\.1\\]:${plant.ssh.port} ssh-ed25519 \\S+\\n$`),
    );
  });

  test('keeps its host key over a restart', async () => {
    const hostKey = (text: string): string => text.split(' ')[2] ?? '';
    const before = hostKey(await readFile(plant.ssh.knownHosts, 'utf8'));
    await plant.close();
    plant = await startDemoPlant({ folder, grows: false });
    expect(hostKey(await readFile(plant.ssh.knownHosts, 'utf8'))).toBe(before);
  });

  test('has history in every log from the start, in the stated encoding', () => {
    for (const source of plant.logSources) {
      const file = plant.files.file(source.path);
      const text = new TextDecoder(source.encoding, { fatal: true }).decode(
        file?.read(0, file.size) ?? Buffer.alloc(0),
      );
      expect(text.split('\n').length).toBeGreaterThan(source.path.includes('alert') ? 5 : 50);
    }
    const log = plant.files.file('/u01/nc/logs/nc-log.log');
    expect(new TextDecoder('gb18030').decode(log?.read(0, log.size))).toContain('物料保存失败');
  });

  test('leaves no socket or thread after closing, even while the database starts', async () => {
    const count = (): number =>
      process.getActiveResourcesInfo().filter((kind) => /TCP|MessagePort|Worker/.test(kind)).length;
    const own = await mkdtemp(join(tmpdir(), 'fieldbench-demo-'));
    const before = count();
    const other = await startDemoPlant({ folder: own });
    expect(count()).toBeGreaterThan(before);
    await other.close();
    await vi.waitFor(() => expect(count()).toBe(before), 25_000);
    await rm(own, { recursive: true });
  });

  test('grows by itself until it is closed', async () => {
    const own = await mkdtemp(join(tmpdir(), 'fieldbench-demo-'));
    const other = await startDemoPlant({ folder: own });
    const started = other.files.version;
    await vi.waitFor(() => expect(other.files.version).toBeGreaterThan(started), 25_000);
    await other.close();
    const closed = other.files.version;
    // Long enough for several records, had the timer been left.
    await setTimeout(1500);
    expect(other.files.version).toBe(closed);
    await rm(own, { recursive: true });
  });

  test('refuses a taken port and leaves nothing running', async () => {
    const own = await mkdtemp(join(tmpdir(), 'fieldbench-demo-'));
    await expect(startDemoPlant({ folder: own, port: plant.ssh.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    await rm(own, { recursive: true });
  });

  test('describes itself as an inventory whose endpoints lead to it', () => {
    const inventory = demoInventory(plant);
    const endpoints = inventory.systems.flatMap((system) => system.endpoints);
    const ports = endpoints.flatMap((each) => ('port' in each ? [each.port] : []));
    const jump = plant.hosts.find(({ name }) => name === 'jump-01')?.port;
    expect(new Set(ports)).toEqual(new Set([jump, 22, plant.database.port, 5432]));
    const names = new Set(endpoints.filter((each) => each.kind === 'ssh').map((each) => each.name));
    const references = endpoints.flatMap((each) =>
      each.kind === 'log'
        ? [each.ssh]
        : each.kind === 'database' && each.viaSsh
          ? [each.viaSsh]
          : [],
    );
    expect(references.filter((name) => !names.has(name))).toEqual([]);
    const logs = endpoints.flatMap((each) => (each.kind === 'log' ? [each.path] : []));
    expect(logs.sort()).toEqual([...plant.logs].sort());
    expect(inventory.systems.map((system) => system.environment)).toEqual(['production', 'test']);
  });

  test('offers saved queries that its database answers', async () => {
    const client = new pg.Client(plant.databases[0]?.url);
    await client.connect();
    const counts: Record<string, number> = {};
    for (const { nameEn, sql, parameters } of demoInventory(plant).savedQueries) {
      const text = parameters.reduce(
        (before, { name }, index) => before.replaceAll(`:${name}`, `$${index + 1}`),
        sql,
      );
      const { rows } = await client.query(
        text,
        parameters.map((each) => each.default),
      );
      counts[nameEn] = rows.length;
    }
    await client.end();
    expect(counts).toEqual({
      'Who blocks whom (simulated)': 4,
      'Foreign keys without an index': 1,
      'Journal of one material': 3,
      'Vouchers not approved': 363,
    });
  }, 30_000);
});
