/** Entry of the host as a process of its own, beside the windows of the desktop shell. */
import { AppError } from '../contract/errors';
import { surviveDroppedFailures } from '../kit/dropped';
import { openKeyring, type SystemKeyring } from '../kit/keyring';
import { createLog } from '../kit/log';
import { program } from '../kit/program';
import { hostThisProcess, type HostedHost, type HostStart, type WindowProcess } from './hosting';
import type { Host, Platform } from './index';

/** The lowest N-API that SQLite runs on; on a lower one loading it kills the process. */
const neededNapi = 10;

const log = createLog();

function createPlatform({ folder, demo }: HostStart, windows: WindowProcess): Platform {
  const { version, resources } = program();
  let keyring: SystemKeyring | null | undefined;
  return {
    face: 'desktop',
    folder,
    demo,
    version,
    resources,
    // Asked only when needed: it loads a native part and talks to a daemon.
    get keyring() {
      return (keyring ??= openKeyring());
    },
    log,
    openExternal: async (url) => {
      await windows.ask({ type: 'open-external', url });
    },
    openDemo: async () => {
      try {
        return await windows.ask({ type: 'open-demo' });
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        throw new AppError('demo.failed', { detail }, { cause: error });
      }
    },
  };
}

async function start(options: HostStart, windows: WindowProcess): Promise<HostedHost> {
  // Loaded only after the check of N-API.
  const { createHost } = await import('./index');
  const host = createHost(createPlatform(options, windows));
  host.events.on((event) => {
    if (event.type !== 'note' && event.type !== 'notice') windows.tellState(stateOf(host));
  });
  if (options.passphrase !== null) await unlock(host, options.passphrase);
  return host;
}

/**
 * Opens the vault where the passphrase is given. A new one is made on the page, which shows
 * its recovery key; where the passphrase does not open it, the page asks and says why.
 */
async function unlock({ vault }: Host, passphrase: string): Promise<void> {
  if (vault.status().state === 'none') return;
  try {
    await vault.unlock(passphrase, false);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.warn('the given passphrase did not open the profile', { code: error.code });
  }
}

/** What the window process must know before it closes, when there is no time to ask. */
function stateOf(host: Host): Parameters<WindowProcess['tellState']>[0] {
  return { running: host.tasks.running, language: languageOf(host) };
}

function languageOf(host: Host): 'system' | 'zh-CN' | 'en' {
  try {
    const { language } = host.features().settings.all();
    return language === 'zh-CN' || language === 'en' ? language : 'system';
  } catch (error) {
    // Before the vault is open, and while it closes, nobody's choice is known.
    if (error instanceof AppError) return 'system';
    throw error;
  }
}

if (Number(process.versions.napi) >= neededNapi) {
  surviveDroppedFailures(log);
  hostThisProcess(start, (error) => log.error('the host process failed', error));
} else {
  process.stderr.write(
    `The host needs N-API ${neededNapi}; ${process.version} has ${process.versions.napi}.\n`,
  );
  process.exit(1);
}
