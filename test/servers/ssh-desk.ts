import type { SshEndpoint } from '../../src-main/contract/systems';
import { SshService, type SshServiceParts } from '../../src-main/host/ssh/service';
import type { TestHost } from './host';
import type { SshServer } from './ssh';

/** A system in a test host whose SSH endpoints are made as a test needs them. */
export interface SshDesk {
  /** Stores an endpoint for a server, logging in with its plain key; gives its id. */
  endpoint(server: SshServer, changes?: Partial<SshEndpoint>, name?: string): Promise<string>;
  trust(server: SshServer): Promise<unknown>;
  secret(name: string, value: string): Promise<unknown>;
  /** A service on the same profile with parts of its own; the desk ends it. */
  service(parts: Partial<SshServiceParts>): SshService;
  close(): Promise<void>;
}

/** Creates a test system; no list of OpenSSH's host keys is read by {@link SshDesk.service}. */
export async function openSshDesk(test: TestHost): Promise<SshDesk> {
  const { systems, ssh, secrets } = test.client;
  const customer = await systems.saveCustomer({ name: 'Customer' });
  const site = await systems.saveSite({ customerId: customer.id, name: 'Site' });
  const { id: systemId } = await systems.saveSystem({
    siteId: site.id,
    name: 'ERP',
    platform: 'sap',
    environment: 'test',
  });
  const services: SshService[] = [];
  let count = 0;
  return {
    endpoint: async (server, changes = {}, name = `Server ${(count += 1)}`) => {
      const { id } = await systems.saveEndpoint({
        systemId,
        name,
        detail: {
          kind: 'ssh',
          host: server.host,
          port: server.port,
          username: server.user,
          auth: 'key',
          identityPath: server.keys.ed25519.path,
          ...changes,
        },
      });
      return id;
    },
    trust: (server) =>
      ssh.trust({ host: server.host, port: server.port, fingerprint: server.hostKeyFingerprint }),
    secret: (name, value) => secrets.set({ name, value }),
    service: (parts) => {
      const { profile, audit, systems: stored, secrets: vault } = test.host.features();
      const service = new SshService({
        profile,
        events: test.host.events,
        audit,
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
        endpoint: (id) => stored.endpoint(id),
        revealSecret: (name) => vault.reveal(name),
        knownHostsPaths: [],
        ...parts,
      });
      services.push(service);
      return service;
    },
    close: async () => {
      await Promise.all(services.map((service) => service.dispose()));
    },
  };
}
