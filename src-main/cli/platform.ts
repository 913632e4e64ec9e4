import type { Platform } from '../host/index';
import { openKeyring, type SystemKeyring } from '../kit/keyring';
import { createLog } from '../kit/log';
import { program } from '../kit/program';
import { openInBrowser } from './browser';

/** What a host in this process is given. */
export function createPlatform(
  face: 'cli' | 'browser',
  folder: string,
  more: Partial<Pick<Platform, 'demo' | 'openDemo'>> = {},
): Platform {
  const { version, resources } = program();
  let keyring: SystemKeyring | null | undefined;
  return {
    face,
    folder,
    version,
    resources,
    demo: more.demo ?? false,
    // Asked only when needed: it loads a native part and talks to a daemon.
    get keyring() {
      return (keyring ??= openKeyring());
    },
    // Commands are in the audit log; between the results of `ssh test` they would only disturb.
    log: createLog(undefined, { quiet: face === 'cli' }),
    openExternal: async (url) => {
      await openInBrowser(url);
    },
    openDemo: more.openDemo ?? (() => Promise.resolve(null)),
  };
}
