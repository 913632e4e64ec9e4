import { stringify } from 'yaml';
import type { HostClient } from '../contract/index';
import { both } from './both';
import { demoInventory, DEMO_SECRET, type DemoEndpoint, type DemoInventory } from './inventory';
import type { DemoPlant } from './plant';
import { demoRunbooks } from './runbooks';
import { DEMO_PASSWORD } from './ssh-login';

/** Where the saved tunnel listens. */
const TUNNEL_PORT = 15_432;

/**
 * Fills the demo profile for a running plant: inventory, host keys, a tunnel, saved queries,
 * runbooks with a schedule, and one case to begin with. Ports and keys differ from start to start, so that what is there is
 * brought up to date; cases, notes and evidence of the visitor stay as they are.
 */
export async function fillDemoProfile(client: HostClient, plant: DemoPlant): Promise<void> {
  const inventory = demoInventory(plant);
  await client.systems.import({ format: 'yaml', text: stringify(importFile(inventory)) });
  await client.secrets.set({ name: DEMO_SECRET, value: DEMO_PASSWORD });
  await trustPlant(client, plant);
  const endpointIds = await sshEndpoints(client);
  await saveTunnel(client, plant, endpointIds);
  await saveQueries(client, inventory);
  await saveRunbooks(client, endpointIds);
  await beginCase(client, inventory);
}

/** The inventory in the shape of an import file. */
function importFile({ customers, sites, systems }: DemoInventory) {
  return {
    fieldbench: 1,
    customers: customers.map((customer) => ({
      name: customer.name,
      sites: sites
        .filter((site) => site.customer === customer.name)
        .map((site) => ({
          name: site.name,
          systems: systems
            .filter((system) => system.site === site.name)
            .map(({ site: _site, endpoints, ...system }) => ({
              ...system,
              endpoints: endpoints.map(importedEndpoint),
            })),
        })),
    })),
  };
}

function importedEndpoint(endpoint: DemoEndpoint): Record<string, unknown> {
  switch (endpoint.kind) {
    case 'ssh': {
      const { identityPath, ...rest } = endpoint;
      return identityPath === undefined ? rest : { ...rest, identity: identityPath };
    }
    case 'log': {
      const { ssh, ...rest } = endpoint;
      return { ...rest, via: ssh };
    }
    case 'database': {
      const { viaSsh, ...rest } = endpoint;
      // The plant speaks no TLS: it never leaves this machine.
      return { ...rest, tls: 'off', ...(viaSsh === undefined ? {} : { via: viaSsh }) };
    }
    case 'url':
      return { ...endpoint };
  }
}

/** Trusts the plant's own host keys and forgets those of earlier starts. */
async function trustPlant(client: HostClient, { hosts }: DemoPlant): Promise<void> {
  for (const { host, port } of await client.ssh.hostKeys())
    await client.ssh.distrust({ host, port });
  for (const { host, port, fingerprint } of hosts)
    await client.ssh.trust({ host, port, fingerprint });
}

/** Ids of the SSH endpoints by their names. */
async function sshEndpoints(client: HostClient): Promise<Map<string, string>> {
  const { endpoints } = await client.systems.inventory({});
  return new Map(
    endpoints.filter(({ detail }) => detail.kind === 'ssh').map(({ id, name }) => [name, id]),
  );
}

async function saveTunnel(
  client: HostClient,
  { databaseInside }: DemoPlant,
  endpointIds: ReadonlyMap<string, string>,
): Promise<void> {
  const name = both('诊断库', 'Diagnosis database');
  const endpointId = endpointIds.get('jump-01');
  const known = await client.tunnels.list();
  if (endpointId === undefined || known.some((tunnel) => tunnel.name === name)) return;
  await client.tunnels.save({
    endpointId,
    name,
    kind: 'local',
    listenPort: TUNNEL_PORT,
    targetHost: databaseInside.host,
    targetPort: databaseInside.port,
  });
}

/** Runbooks of the library in the words that the plant knows, and one that runs daily. */
async function saveRunbooks(
  client: HostClient,
  endpointIds: ReadonlyMap<string, string>,
): Promise<void> {
  const known = new Set((await client.runbooks.list()).map(({ id }) => id));
  for (const { id, text } of demoRunbooks) {
    if (known.has(id)) continue;
    await client.runbooks.save({ text });
    await client.runbooks.review({ id, by: 'FieldBench' });
  }
  const runbookId = 'demo.disk-memory';
  const schedules = await client.runbooks.schedules();
  if (schedules.some(({ schedule }) => schedule.runbookId === runbookId)) return;
  await client.runbooks.saveSchedule({
    runbookId,
    endpointIds: ['nc-db-01', 'nc-test-01'].flatMap((name) => endpointIds.get(name) ?? []),
    when: { kind: 'daily', time: '08:30', weekdays: [1, 2, 3, 4, 5] },
  });
}

async function saveQueries(client: HostClient, { savedQueries }: DemoInventory): Promise<void> {
  const { queries } = await client.queries.library({ origin: 'own', archived: true });
  const known = new Set(queries.map(({ title }) => title.zh));
  for (const query of savedQueries) {
    if (known.has(query.name)) continue;
    await client.queries.save({
      title: { zh: query.name, en: query.nameEn },
      description: { zh: query.description, en: query.descriptionEn },
      statements: [{ dialect: 'postgresql', sql: query.sql }],
      parameters: query.parameters.map(({ name, type, label, labelEn, default: value }) => ({
        name,
        type,
        label: { zh: label, en: labelEn },
        default: value,
      })),
    });
  }
}

async function beginCase(client: HostClient, { systems }: DemoInventory): Promise<void> {
  if ((await client.cases.list({})).length > 0) return;
  const production = systems.find(({ environment }) => environment === 'production');
  const inventory = await client.systems.inventory({});
  const system = inventory.systems.find(({ name }) => name === production?.name);
  const begun = await client.cases.create({
    title: '物料主数据无法保存，提示“超时” Material master cannot be saved, “timeout”',
    priority: 'P1',
    systemId: system?.id ?? null,
    reporter: '仓储科 王敏 Wang Min, warehouse',
    reportedWords:
      '从早上九点开始，物料卡片一点保存就转圈，过半分钟说超时。下午两点仓库要收货，不然没法入库。\n' +
      'Since nine in the morning every save of a material spins for half a minute and then says timeout. Goods arrive at two.',
  });
  await client.cases.setActive({ id: begun.id });
  await client.cases.createNote({
    caseId: begun.id,
    title: '处理记录 Work note',
    text:
      '## 下一步 Next\n\n' +
      '- [ ] 打开“NC 日志”，筛选“锁”，选中几行按 E。 Open the NC log, filter 锁, select lines, press E.\n' +
      '- [ ] 运行“谁阻塞了谁”，把结果按 E 留证。 Run “Who blocks whom”, press E.\n' +
      '- [ ] 运行“没有索引的外键”。 Run “Foreign keys without an index”.\n' +
      '- [ ] 导出案例。 Export the case.\n',
  });
}
