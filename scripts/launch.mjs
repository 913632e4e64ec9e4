/** Starting the built program: its command line, and Electron where there is one. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { hostFlags, projectNode, root } from './node.mjs';

/** Where the user is: npm changes into the program's folder and keeps the place in INIT_CWD. */
export function userFolder() {
  const start = process.env.INIT_CWD;
  return start && existsSync(start) ? start : process.cwd();
}

/**
 * Runs a program in the foreground and ends with its exit code. Signals are passed on, and
 * with `ipc` the child notices by its channel when this process dies.
 */
export function runInForeground(command, args, { env = process.env, ipc = false } = {}) {
  const child = spawn(command, args, {
    cwd: userFolder(),
    env,
    stdio: ['inherit', 'inherit', 'inherit', ...(ipc ? ['ipc'] : [])],
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => fail(`${command} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    // The shell's own convention for a process that a signal ended.
    process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 15));
  });
  return child;
}

/** Runs the command line in the foreground, on a Node that can. */
export function runCommandLine(args, env = process.env) {
  const bundle = join(root, 'out', 'main', 'cli.cjs');
  if (!existsSync(bundle)) fail('FieldBench is not built yet. Run `npm run build` first.');
  return runInForeground(nodeOrFail(), [...hostFlags, bundle, ...args], { env, ipc: true });
}

export function nodeOrFail() {
  try {
    return projectNode();
  } catch (error) {
    return fail(error.message);
  }
}

/** Says why on stderr and ends. */
export function fail(text) {
  console.error(text);
  process.exit(1);
}

/**
 * Electron's binary, or why there is none to start here. The electron package itself is never
 * loaded: it would start a download.
 */
export function findElectron() {
  const path = electronBinary();
  if (!path || !existsSync(path))
    return { why: 'Electron is not installed here (npx install-electron fetches it)' };
  const hasDisplay =
    process.platform === 'win32' ||
    process.platform === 'darwin' ||
    Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  return hasDisplay ? { path } : { why: 'there is no display' };
}

/** Named by FIELDBENCH_ELECTRON, else as the electron package finds it (its index.js). */
function electronBinary() {
  const { FIELDBENCH_ELECTRON, ELECTRON_OVERRIDE_DIST_PATH } = process.env;
  if (FIELDBENCH_ELECTRON) return FIELDBENCH_ELECTRON;
  const folder = join(root, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : undefined;
  if (ELECTRON_OVERRIDE_DIST_PATH) {
    return join(ELECTRON_OVERRIDE_DIST_PATH, name ?? usualBinaryName());
  }
  return name === undefined ? undefined : join(folder, 'dist', name);
}

function usualBinaryName() {
  if (process.platform === 'win32') return 'electron.exe';
  return process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
}

/** Arguments and environment with which an Electron runs the program. */
export function electronStart(args) {
  // Chromium refuses to run as root with its sandbox.
  const isRoot = process.platform === 'linux' && process.getuid() === 0;
  return {
    args: [...(isRoot ? ['--no-sandbox'] : []), root, ...args],
    env: { ...process.env, FIELDBENCH_NODE: nodeOrFail(), FIELDBENCH_APP_DIR: root },
  };
}
