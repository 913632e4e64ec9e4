import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/node.mjs';
import { runQuietly } from '../../scripts/run.mjs';
import type { Bench } from './figures';

/** `npm ci` and the first build in a fresh clone of what is committed. */
export const install: Bench = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fieldbench-bench-'));
  const clone = join(folder, 'clone');
  try {
    await runQuietly('git', ['clone', '--quiet', root, clone]);
    const begin = performance.now();
    await runQuietly('npm', ['ci'], { cwd: clone });
    await runQuietly('npm', ['run', 'build'], { cwd: clone });
    return [
      {
        name: 'npm ci and build',
        value: (performance.now() - begin) / 1000,
        unit: 's',
        target: 120,
        better: 'less',
      },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
};
