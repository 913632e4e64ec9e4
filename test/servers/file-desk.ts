import type { sshEncodings } from '../../src-main/contract/systems';
import type { TestHost } from './host';

/** A server to log in to with a key. */
export interface FileDeskServer {
  host: string;
  port: number;
  user: string;
  identityPath: string;
  hostKeyFingerprint: string;
}

/** Creates a system with one SSH endpoint, named `nc-app-01`, whose host key is trusted; gives its id. */
export async function openFileDesk(
  test: TestHost,
  server: FileDeskServer,
  options: {
    environment?: 'production' | 'test';
    encoding?: (typeof sshEncodings)[number];
  } = {},
): Promise<string> {
  const { systems, ssh } = test.client;
  const { host, port, user, identityPath, hostKeyFingerprint } = server;
  const name = `${port} ${options.environment ?? ''} ${options.encoding ?? ''}`;
  const customer = await systems.saveCustomer({ name });
  const site = await systems.saveSite({ customerId: customer.id, name: 'Site' });
  const system = await systems.saveSystem({
    siteId: site.id,
    name: 'ERP',
    platform: 'os-linux',
    environment: options.environment ?? 'test',
  });
  const endpoint = await systems.saveEndpoint({
    systemId: system.id,
    name: 'nc-app-01',
    detail: {
      kind: 'ssh',
      host,
      port,
      username: user,
      auth: 'key',
      identityPath,
      encoding: options.encoding ?? 'utf-8',
    },
  });
  await ssh.trust({ host, port, fingerprint: hostKeyFingerprint });
  return endpoint.id;
}
