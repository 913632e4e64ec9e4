import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { utilityProcess } from 'electron';
import { program } from '../kit/program';
import { nodePath } from './host-process';

/** The simulated plant, running beside the windows in a process of its own. */
export interface Plant {
  close(): void;
}

/**
 * Starts the plant and fills the demo profile; ready when the promise resolves. It is the
 * command line's `demo`, in a utility process or, where this Electron is too old, a Node child.
 */
export function startPlant(folder: string): Promise<Plant> {
  const script = join(program().bundles, 'cli.cjs');
  const args = ['--json', '--data', folder, 'demo', '--fill'];
  return Number(process.versions.napi) >= 10 ? forkPlant(script, args) : spawnPlant(script, args);
}

function forkPlant(script: string, args: string[]): Promise<Plant> {
  const child = utilityProcess.fork(script, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the demo plant ended (${code})`)));
    child.stdout?.once('data', () => resolve({ close: () => child.kill() }));
  });
}

function spawnPlant(script: string, args: string[]): Promise<Plant> {
  const child = spawn(nodePath(), [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the demo plant ended (${code})`)));
    if (!child.stdout) return;
    // The child ends when its channel closes, also when this process dies.
    createInterface({ input: child.stdout }).once('line', () =>
      resolve({ close: () => child.disconnect() }),
    );
  });
}
