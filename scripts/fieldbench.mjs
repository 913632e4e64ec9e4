/**
 * Starts the command line on a Node that can run it, where the user is (INIT_CWD, set by npm).
 * Signals are passed to the child; it ends when this process dies, because its channel closes.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { projectNode, root } from './node.mjs';

const bundle = join(root, 'out', 'main', 'cli.cjs');

function fail(text) {
  console.error(text);
  process.exit(1);
}

if (!existsSync(bundle)) fail('FieldBench is not built yet. Run `npm run build` first.');

let node;
try {
  node = projectNode();
} catch (error) {
  fail(error.message);
}

const start = process.env.INIT_CWD;
const child = spawn(node, [bundle, ...process.argv.slice(2)], {
  cwd: start && existsSync(start) ? start : process.cwd(),
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => fail(`${node} could not be started: ${error.message}`));
child.on('exit', (code, signal) => {
  // The shell's own convention for a process that a signal ended.
  process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 15));
});
