/** An inventory for tests of what is written into files and read again. */
import type { TestHost } from './host';

/** Everything awkward in one inventory: quotes, commas, formulas, line breaks, other systems' hosts. */
export async function fill({ client }: TestHost): Promise<void> {
  const acme = await client.systems.saveCustomer({
    name: 'ACME, "重工" / 有限公司',
    remarks: '=HYPERLINK("http://x")\n第二行',
  });
  await client.systems.saveCustomer({ name: '空客户', remarks: "'=1" });
  const site = await client.systems.saveSite({
    customerId: acme.id,
    name: '苏州',
    address: '+86 号\r\n二楼',
  });
  await client.systems.saveSite({ customerId: acme.id, name: 'no', remarks: '  spaced ' });
  const erp = await client.systems.saveSystem({
    siteId: site.id,
    name: 'EBS 生产',
    platform: 'oracle-ebs',
    version: '12.20',
    environment: 'production',
    contacts: [
      { name: '王|工\\', role: 'DBA', phone: '+86 512', email: '' },
      { name: 'Li\nNa', role: '', phone: '', email: 'li@example.com' },
    ],
    remarks: 'null',
  });
  const portal = await client.systems.saveSystem({
    siteId: site.id,
    name: 'Portal',
    platform: 'nginx',
    environment: 'test',
  });
  const app = await client.systems.saveEndpoint({
    systemId: erp.id,
    name: 'app / 01',
    detail: {
      kind: 'ssh',
      host: '10.1.2.3',
      port: 2222,
      username: 'applmgr',
      auth: 'key',
      identityPath: '~/.ssh/id',
      secret: '@key',
    },
  });
  const edge = await client.systems.saveSystem({
    siteId: site.id,
    name: 'Edge',
    platform: 'os-linux',
    environment: 'production',
  });
  const jump = await client.systems.saveEndpoint({
    systemId: edge.id,
    name: '跳板 / 1',
    detail: {
      kind: 'ssh',
      host: 'fd00::1',
      username: 'ops',
      auth: 'interactive',
      proxy: { kind: 'socks5', host: 'proxy', port: 1080, username: 'a b@c', secret: 'proxy-key' },
      keepaliveSeconds: 0,
    },
  });
  await client.systems.saveEndpoint({
    systemId: erp.id,
    name: 'db-01',
    detail: {
      kind: 'ssh',
      host: '10.1.2.4',
      username: 'oracle',
      auth: 'agent',
      jumpId: jump.id,
      agentForwarding: true,
      connectTimeoutSeconds: 60,
      algorithms: 'old',
      encoding: 'gb18030',
      sudo: 'password',
      sudoSecret: 'sudo-key',
    },
  });
  await client.systems.saveEndpoint({
    systemId: erp.id,
    name: 'alert 日志',
    detail: { kind: 'log', sshId: app.id, path: '/*/alert.log', encoding: 'gb18030', sudo: true },
  });
  await client.systems.saveEndpoint({
    systemId: portal.id,
    name: 'db',
    detail: {
      kind: 'database',
      dialect: 'postgresql',
      host: '127.0.0.1',
      port: 5433,
      database: 'erp',
      username: 'ro',
      secret: 'erp-ro',
      sshId: app.id,
      tls: 'require',
    },
  });
  await client.systems.saveEndpoint({
    systemId: portal.id,
    name: 'ebs',
    detail: {
      kind: 'database',
      dialect: 'oracle',
      host: 'ora',
      database: 'PROD',
      username: 'ro',
      sshId: app.id,
      tls: 'verify',
      authorityPath: '/home/ops/ca.pem',
      schema: 'APPS',
      readOnlyIntent: false,
      oracle: { names: 'sid', driver: 'sqlplus', home: '/u01/oracle' },
    },
  });
  await client.systems.saveEndpoint({
    systemId: portal.id,
    name: 'file',
    detail: {
      kind: 'database',
      dialect: 'sqlite',
      host: '',
      database: '/a b/导出.db',
      username: '',
    },
  });
  await client.systems.saveEndpoint({
    systemId: portal.id,
    name: '-门户',
    detail: { kind: 'url', url: 'https://erp.example.com/a?b=1&c=,"' },
  });
}
