import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import { startSshServer, type SshServer } from '../../../test/servers/index';
import { describeWith } from '../../../test/servers/vitest';

describeWith(['sshd'], 'a log that two processes on one profile want to follow', () => {
  let server: SshServer;
  let first: TestHost;
  let second: TestHost;
  let endpointId: string;
  let path: string;
  beforeAll(async () => {
    server = await startSshServer();
    path = join(server.home, 'server.log');
    await writeFile(path, 'one\n');
    first = await startTestHost();
    const { systems, ssh } = first.client;
    const customer = await systems.saveCustomer({ name: 'Customer' });
    const site = await systems.saveSite({ customerId: customer.id, name: 'Site' });
    const system = { siteId: site.id, name: 'ERP', platform: 'sap', environment: 'test' } as const;
    const { id: systemId } = await systems.saveSystem(system);
    const { host, port, user } = server;
    const login = { username: user, auth: 'key', identityPath: server.keys.ed25519.path } as const;
    const ssHost = await systems.saveEndpoint({
      systemId,
      name: 'app',
      detail: { kind: 'ssh', host, port, ...login },
    });
    const log = { kind: 'log', sshId: ssHost.id, path } as const;
    ({ id: endpointId } = await systems.saveEndpoint({ systemId, name: 'log', detail: log }));
    await ssh.trust({ host, port, fingerprint: server.hostKeyFingerprint });
    second = await startTestHost({ folder: first.folder, passphrase: first.passphrase });
  });
  afterAll(async () => {
    await second?.close();
    await first?.close();
    await server?.stop();
  });
  const source = async (test: TestHost) => (await test.client.logs.list({}))[0]?.sources[0];
  const open = (test: TestHost) =>
    test.client.logs.open({ places: [{ kind: 'endpoint', endpointId }] });

  it('is followed once; the other sees how far it is and takes over when the first ends', async () => {
    const { id } = await open(first);
    await expect.poll(() => source(first), { timeout: 20_000 }).toMatchObject({ state: 'live' });
    await open(second);
    await expect
      .poll(() => source(second), { timeout: 20_000 })
      .toMatchObject({ state: 'elsewhere', owner: { state: 'live', lines: 1, pid: process.pid } });
    await appendFile(path, 'two\n');
    await expect
      .poll(async () => (await source(second))?.owner?.lines, { timeout: 20_000 })
      .toBe(2);
    expect(second.host.features().ssh.openChannels).toBe(0);

    await first.client.logs.close({ id });
    await expect
      .poll(() => source(second), { timeout: 20_000 })
      .toMatchObject({ state: 'live', owner: null, lines: 2 });
  });

  it('is shared by the views of one process', async () => {
    const another = await open(second);
    await expect
      .poll(
        async () => (await second.client.logs.list({})).map(({ sources }) => sources[0]?.state),
        {
          timeout: 20_000,
        },
      )
      .toEqual(['live', 'live']);
    await second.client.logs.close({ id: another.id });
    expect(second.host.features().leases.holder(`tail:${endpointId}`)).toMatchObject({
      mine: true,
    });
  });
});
