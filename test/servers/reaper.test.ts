import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { descendants } from './process-tree.mjs';

const untilGone = async (there: () => boolean) => {
  while (there()) await new Promise((resolve) => setTimeout(resolve, 20));
};

it('kills what is still watched and removes its folder when the test process has died', async () => {
  const kept = await mkdtemp(join(tmpdir(), 'fieldbench-reaper-'));
  await writeFile(join(kept, 'data'), 'x');
  // A server with a grandchild in a session of its own, as sshd's commands are.
  const server = spawn('bash', ['-c', 'setsid sleep 1000 & wait'], { stdio: 'ignore' });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const pid = server.pid as number;
  while (descendants(pid).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const [grandchild] = descendants(pid) as [number];

  const reaper = spawn(process.execPath, [fileURLToPath(new URL('./reaper.mjs', import.meta.url))]);
  reaper.stdin.write(`${JSON.stringify({ watch: pid })}\n`);
  // Ending its input is all that the death of the test process does to it.
  reaper.stdin.end(`${JSON.stringify({ keep: kept })}\n`);
  await ended;
  await untilGone(() => existsSync(`/proc/${grandchild}/fd/0`));
  await untilGone(() => existsSync(kept));
});

it('leaves alone what was stopped in good order', async () => {
  const server = spawn('sleep', ['1000'], { stdio: 'ignore' });
  const kept = await mkdtemp(join(tmpdir(), 'fieldbench-reaper-'));
  const reaper = spawn(process.execPath, [fileURLToPath(new URL('./reaper.mjs', import.meta.url))]);
  for (const order of [
    { watch: server.pid },
    { keep: kept },
    { forget: server.pid },
    { dropped: kept },
  ]) {
    reaper.stdin.write(`${JSON.stringify(order)}\n`);
  }
  reaper.stdin.end();
  await new Promise((resolve) => reaper.once('exit', resolve));
  expect(existsSync(kept)).toBe(true);
  expect(server.exitCode).toBeNull();
  expect(server.signalCode).toBeNull();
  server.kill('SIGKILL');
  await import('node:fs/promises').then(({ rm }) => rm(kept, { recursive: true }));
});
