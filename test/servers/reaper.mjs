/**
 * Cleans up after a test process that died before it could stop its servers.
 *
 * Started once per test process (process.ts). It reads one JSON order per line from its
 * standard input: `{"watch": pid}`, `{"forget": pid}`, `{"keep": folder}`, `{"dropped": folder}`.
 * The input ends when the test process is gone, for whatever reason (also kill -9): whatever
 * is still watched is killed with everything below it, and the folders are removed.
 */
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { descendants, signalAll } from './process-tree.mjs';

const processes = new Set();
const folders = new Set();

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const order = JSON.parse(line);
    if (order.watch) processes.add(order.watch);
    if (order.forget) processes.delete(order.forget);
    if (order.keep) folders.add(order.keep);
    if (order.dropped) folders.delete(order.dropped);
  })
  .on('close', () => {
    for (const root of processes) {
      // The list is made before the root dies: orphans move to another parent.
      const below = descendants(root);
      signalAll([root, ...below], 'SIGKILL');
    }
    for (const folder of folders) {
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  });

// Ctrl-C in a terminal reaches the whole foreground group; the reaper has work left to do.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
