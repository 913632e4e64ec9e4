import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostClient } from '../../src-main/contract/index';
import type { HostEvent } from '../../src-main/contract/app';
import { createHost, type Host, type Platform } from '../../src-main/host/index';
import { createLog } from '../../src-main/kit/log';

/** A host on a temporary profile, unlocked, with a client over the same wire as a view's. */
export interface TestHost {
  host: Host;
  client: HostClient;
  folder: string;
  passphrase: string;
  recoveryKey: string;
  /** Everything the host told its views so far. */
  events: HostEvent[];
  /** What the host wrote to its log so far. */
  log: string[];
  /** Closes the host and, unless the folder was given, removes it. */
  close(): Promise<void>;
}

/** What a host needs from its face, for tests. */
export function testPlatform(folder: string, log: string[] = []): Platform {
  return {
    face: 'cli',
    folder,
    version: '0.0.0',
    demo: false,
    resources: join(import.meta.dirname, '..', '..', 'resources'),
    keyring: null,
    log: createLog((line) => log.push(line)),
    openExternal: () => Promise.resolve(),
    openDemo: () => Promise.resolve(null),
  };
}

/** Starts a host: on a new temporary profile, or on a folder that may have a vault already. */
export async function startTestHost(
  options: { folder?: string; passphrase?: string; face?: Platform['face'] } = {},
): Promise<TestHost> {
  const folder = options.folder ?? join(mkdtempSync(join(tmpdir(), 'fieldbench-')), 'profile');
  const passphrase = options.passphrase ?? 'correct horse battery staple';
  const log: string[] = [];
  const host = createHost({ ...testPlatform(folder, log), face: options.face ?? 'cli' });
  const events: HostEvent[] = [];
  host.events.on((event) => events.push(event));
  const { client, close } = host.connect();
  const { state } = await client.vault.status({});
  let recoveryKey = '';
  if (state === 'none') ({ recoveryKey } = await client.vault.create({ passphrase }));
  else await client.vault.unlock({ passphrase });
  return {
    host,
    client,
    folder,
    passphrase,
    recoveryKey,
    events,
    log,
    close: async () => {
      close();
      await host.close();
      if (!options.folder) rmSync(join(folder, '..'), { recursive: true, force: true });
    },
  };
}
