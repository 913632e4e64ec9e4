import type { LogView } from '../../src-main/contract/logs';
import type { TestHost } from './host';
import { LogRoom } from './log-room';

/** How a log is opened. */
export interface DeskOptions {
  /** Last lines to begin with; the setting's where it is left out. */
  lines?: number;
  encoding?: 'auto' | 'utf-8' | 'gb18030' | 'utf-16le' | 'windows-1252';
}

/** A system with an SSH endpoint in a test host, and views of its logs. */
export interface LogDesk {
  sshId: string;
  room: LogRoom;
  /** An endpoint of a log. */
  log(path: string, encoding?: DeskOptions['encoding']): Promise<string>;
  /** Opens a view that follows a path; returns at once. */
  open(path: string, options?: DeskOptions): Promise<LogView>;
  /** Follows a view until its state is as wanted, and gives that state. */
  until(id: string, holds: (view: LogView) => boolean): Promise<LogView>;
}

/** A server to log in to with a key. */
export interface DeskServer {
  host: string;
  port: number;
  user: string;
  identityPath: string;
  hostKeyFingerprint: string;
}

/** Creates a production system named ERP whose SSH endpoint logs in with a key, its host key trusted. */
export async function openLogDesk(test: TestHost, server: DeskServer): Promise<LogDesk> {
  const { systems, ssh, logs, settings } = test.client;
  const { port } = server;
  const customer = await systems.saveCustomer({ name: `Customer ${port}` });
  const site = await systems.saveSite({ customerId: customer.id, name: 'Site' });
  const system = await systems.saveSystem({
    siteId: site.id,
    name: 'ERP',
    platform: 'yonyou',
    environment: 'production',
  });
  const endpoint = await systems.saveEndpoint({
    systemId: system.id,
    name: 'Server',
    detail: {
      kind: 'ssh',
      host: server.host,
      port,
      username: server.user,
      auth: 'key',
      identityPath: server.identityPath,
    },
  });
  await ssh.trust({ host: server.host, port, fingerprint: server.hostKeyFingerprint });
  const room = new LogRoom(test);
  let count = 0;
  const log: LogDesk['log'] = async (path, encoding = 'auto') => {
    const { id } = await systems.saveEndpoint({
      systemId: system.id,
      name: `Log ${(count += 1)}`,
      detail: { kind: 'log', sshId: endpoint.id, path, encoding },
    });
    return id;
  };
  return {
    sshId: endpoint.id,
    room,
    log,
    open: async (path, { lines = 1000, encoding } = {}) => {
      await settings.set({ key: 'logTailLines', value: lines });
      const endpointId = await log(path, encoding);
      return logs.open({ places: [{ kind: 'endpoint', endpointId }] });
    },
    until: (id, holds) => room.until(id, holds),
  };
}
