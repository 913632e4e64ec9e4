import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestHost, type TestHost } from '../../test/servers/host';
import type { Run } from '../contract/runbooks';
import type { SshTestStep } from '../contract/ssh';
import { readStream } from '../contract/wire/index';
import { DEMO_CODE, fillDemoProfile, startDemoPlant, type DemoPlant } from './index';

/** The workbench on the plant: what a newcomer tries first. */
let folder: string;
let plant: DemoPlant;
let desk: TestHost;
let ids: Map<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldbench-demo-'));
  plant = await startDemoPlant({ folder, grows: false });
  desk = await startTestHost();
  // Twice, as at the second start: ports and keys change, nothing doubles.
  await fillDemoProfile(desk.client, plant);
  await fillDemoProfile(desk.client, plant);
  const { endpoints } = await desk.client.systems.inventory({});
  ids = new Map(endpoints.map(({ id, name }) => [name, id]));
}, 60_000);

afterAll(async () => {
  await desk?.close();
  await plant?.close();
  await rm(folder, { recursive: true, force: true });
});

const idOf = (name: string): string => ids.get(name) ?? '';

async function testSteps(name: string): Promise<SshTestStep[]> {
  const steps: SshTestStep[] = [];
  const asked = desk.client.ssh.test({ endpointId: idOf(name) });
  const reading = readStream<SshTestStep>(desk.client, asked);
  for await (const batch of reading)
    steps.push(...batch.filter(({ state }) => state !== 'running'));
  return steps;
}

async function runBook(id: string, hosts: string[], rest: object = {}): Promise<Run> {
  const started = await desk.client.runbooks.run({
    runbookId: id,
    endpointIds: hosts.map(idOf),
    ...rest,
  });
  await expect
    .poll(async () => (await desk.client.runbooks.get({ id: started.id })).state, {
      timeout: 30_000,
    })
    .not.toBe('running');
  return desk.client.runbooks.get({ id: started.id });
}

describe('a connection test', () => {
  test('goes over the jump host and finds a usual Linux server', async () => {
    const steps = await testSteps('nc-app-01');
    expect(steps.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(new Set(steps.map(({ host }) => host)).size).toBe(2);
    const facts = Object.assign({}, ...steps.map((step) => step.facts)) as object;
    expect(facts).toMatchObject({ shell: 'posix', node: 'nc-app-01' });
  }, 30_000);

  test('logs in by password to the machine that speaks GBK', async () => {
    const steps = await testSteps('report-01');
    expect(steps.filter(({ state }) => state === 'failed')).toEqual([]);
  }, 30_000);
});

test('a machine that asks for a one-time code gets it from a person', async () => {
  const watching = new AbortController();
  const view = desk.host.events.subscribe(watching.signal);
  await view.next();
  const lease = desk.host.features().ssh.open(idOf('bank-gw-01'));
  await expect
    .poll(async () => (await desk.client.ssh.prompts()).length, { timeout: 25_000 })
    .toBe(1);
  const [prompt] = await desk.client.ssh.prompts();
  expect(prompt?.fields[0]?.label).toContain(DEMO_CODE);
  await desk.client.ssh.answer({ id: prompt?.id ?? '', answers: [DEMO_CODE] });
  (await lease).release();
  watching.abort();
  await view.return();
}, 30_000);

describe('runbooks', () => {
  test('run side by side, and one host fails', async () => {
    const run = await runBook('demo.disk-memory', ['nc-app-01', 'nc-db-01', 'nc-test-01']);
    expect(run.hosts.map(({ name, state }) => [name, state])).toEqual([
      ['nc-app-01', 'failed'],
      ['nc-db-01', 'done'],
      ['nc-test-01', 'done'],
    ]);
    const [app, database] = run.hosts;
    expect(app?.steps[0]).toMatchObject({ exitCode: 1 });
    expect(app?.steps[0]?.output).toContain('/u01 94%');
    expect(database?.steps[1]?.output).toMatch(/load average[\s\S]*Swap:/);
  }, 60_000);

  test('count what stands in the logs', async () => {
    const run = await runBook('demo.ora-errors', ['nc-db-01']);
    expect(run.state).toBe('done');
    expect(run.hosts[0]?.steps[0]?.output).toMatch(/\d+ ORA-00060/);
  }, 60_000);

  test('change by sudo, fail where memory is short, and roll back there', async () => {
    const hosts = ['nc-app-01', 'nc-test-01'];
    const run = await runBook('demo.nc-heap-restart', hosts, {
      rollBackOnFailure: true,
      statement: { reason: 'test', typedNames: hosts },
    });
    expect(run.hosts.map(({ state }) => state)).toEqual(['done', 'failed']);
    const [, failed] = run.hosts;
    expect(failed?.steps.map(({ state }) => state)).toEqual(['done', 'done', 'failed', 'skipped']);
    expect(failed?.steps[2]?.output).toContain('Could not reserve enough space');
    expect(failed?.rollback.map(({ output }) => output).join('')).toMatch(/-Xmx4g\nactive/);
  }, 60_000);

  test('show what a clean-up would remove before it does', async () => {
    const run = await runBook('demo.log-clean-up', ['nc-test-01'], { dryRun: true });
    expect(run.state).toBe('done');
    expect(run.hosts[0]?.steps[1]?.output).toContain('would be removed: 10');
  }, 60_000);

  test('of the shipped kind say plainly what is not simulated', async () => {
    const run = await runBook('linux.top-processes', ['nc-app-01']);
    const last = run.hosts[0]?.steps.at(-1);
    expect(last?.output).toContain('awk: command not found (not simulated in the demo plant)');
  }, 60_000);
});

test('the saved tunnel leads to the database', async () => {
  const [tunnel] = await desk.client.tunnels.list();
  expect(tunnel).toMatchObject({ target: '10.20.30.21:5432', kind: 'local' });
  const id = ids.get('诊断库（经 SSH）') ?? '';
  expect(await desk.client.queries.testConnection({ endpointId: id })).toBeDefined();
}, 30_000);
