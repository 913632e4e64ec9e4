/**
 * The desktop shell: windows only. Everything else is in the host, a process of its own, so
 * that a huge result or a native crash never freezes or kills the window.
 */
import { app, protocol } from 'electron';
import { createLog } from '../kit/log';
import { demoProfileFolder } from '../kit/program';
import { readArguments, shellFolder } from './arguments';
import { setMenu } from './menu';
import { createPageSession, pageScheme } from './security';
import { Workbench } from './workbench';

const log = createLog();
// Electron would show a modal dialog, behind which everything stands still.
process.on('uncaughtException', (error) => log.error('the shell failed', error));
process.on('unhandledRejection', (error) => log.error('the shell failed', error));
// Taken out of the environment before any child starts.
const { FIELDBENCH_PASSPHRASE: given = '' } = process.env;
// Set to nothing is not set: nobody means an empty passphrase.
const passphrase = given === '' ? null : given;
for (const name of ['FIELDBENCH_PASSPHRASE', 'FIELDBENCH_URL', 'FIELDBENCH_TOKEN'])
  delete process.env[name];

const { folder, demo } = readArguments(process.argv, process.env.INIT_CWD ?? process.cwd());

/** A signal does not wait for answers. */
let mayAsk = true;
/** Workbenches by profile folder. */
const open = new Map<string, Promise<Workbench>>();

function openProfile(profile: { folder: string; demo: boolean }): Promise<Workbench> {
  const existing = open.get(profile.folder);
  if (existing) return existing;
  const workbench = Workbench.open({
    ...profile,
    passphrase,
    session: createPageSession(),
    mayAsk: () => mayAsk,
    openDemo: async () => {
      const other = await openProfile({
        folder: profile.demo ? profile.folder : demoProfileFolder(profile.folder),
        demo: true,
      });
      other.focus();
      return null;
    },
  });
  open.set(profile.folder, workbench);
  let code = 0;
  workbench
    .then((opened) => opened.ended)
    .catch((error: unknown) => {
      code = 1;
      log.error('a profile could not be opened', error);
    })
    .finally(() => {
      open.delete(profile.folder);
      // Not quit(): everything is closed, and nothing may hold the process any more.
      if (open.size === 0) app.exit(code);
    });
  return workbench;
}

// Must stand before the app is ready.
protocol.registerSchemesAsPrivileged([
  { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', shellFolder(folder));
// As root, Chromium on Linux runs without its sandbox or not at all.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

// One instance for each profile, since the lock is in Electron's folder of the profile.
if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => {
    void open.get(folder)?.then((workbench) => workbench.focus());
  });
  // The hosts close their stores first; the last one's end is the program's.
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', (event) => {
    event.preventDefault();
    for (const opened of open.values()) void opened.then(({ window }) => window.close());
  });
  void app.whenReady().then(async () => {
    // Electron's own handlers stand since it is ready; they do not wait for the hosts.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        mayAsk = false;
        app.quit();
      });
    }
    setMenu();
    await openProfile({ folder, demo }).catch(() => undefined);
  });
} else {
  app.quit();
}
