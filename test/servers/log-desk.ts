import type { LogExcerpt } from '../../src-main/host/logs/index';
import type { TailState } from '../../src-main/contract/logs';
import { readStream } from '../../src-main/contract/wire/index';
import type { TestHost } from './host';

/** Below vitest's own limit, so that a failing test shows the state. */
const patienceMs = 25_000;

/** A system with an SSH endpoint in a test host, and tails of its logs. */
export interface LogDesk {
  sshId: string;
  /** Opens a tail of a path. */
  open(
    path: string,
    options?: { lines?: number; encoding?: 'auto' | 'utf-8' | 'gb18030' | 'utf-16le' },
  ): Promise<TailState>;
  /** Follows a tail until its state is as wanted, and gives that state. */
  until(id: string, holds: (state: TailState) => boolean): Promise<TailState>;
  /** Asks for an excerpt until it is as wanted. */
  untilExcerpt(id: string, lines: number[], holds: (excerpt: LogExcerpt) => boolean): Promise<void>;
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
  const { systems, ssh, logs } = test.client;
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
  let count = 0;
  return {
    sshId: endpoint.id,
    open: async (path, options = {}) => {
      const log = await systems.saveEndpoint({
        systemId: system.id,
        name: `Log ${(count += 1)}`,
        detail: { kind: 'log', sshId: endpoint.id, path, encoding: options.encoding ?? 'auto' },
      });
      return logs.open({
        endpointId: log.id,
        ...(options.lines === undefined ? {} : { lines: options.lines }),
      });
    },
    until: async (id, holds) => {
      let last: TailState | undefined;
      const patience = AbortSignal.timeout(patienceMs);
      try {
        for await (const states of readStream(
          test.client,
          logs.follow({ id }, { signal: patience }),
        )) {
          last = states.at(-1);
          const found = states.find(holds);
          if (found) return found;
        }
      } catch (error) {
        if (!patience.aborted) throw error;
      }
      throw new Error(`The tail did not become what was waited for: ${JSON.stringify(last)}`);
    },
    untilExcerpt: async (id, lines, holds) => {
      while (!holds(await test.host.features().logs.excerpt(id, lines)))
        await new Promise((resolve) => setTimeout(resolve, 50));
    },
  };
}
