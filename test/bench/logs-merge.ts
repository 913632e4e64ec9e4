import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hostFlags, root } from '../../scripts/node.mjs';
import { bundleForNode } from '../servers/bundle';
import { bigLog } from './big-log';
import { percentile, type Bench, type Figure } from './figures';

const run = promisify(execFile);
const sources = 10;
const partBytes = 100_000;

interface Measured {
  first: number;
  end: number;
  times: number[];
  peak: number;
  rows: number;
}

/** Ten logs of 200 MB as one timeline, and one of 2 GB: the first rows, rows anywhere, memory. */
export const logsMerge: Bench = async () => {
  // On the disk of the checkout: a temporary folder may live in memory.
  const folder = await mkdtemp(join(root, 'out', 'bench-'));
  const bundle = await bundleForNode('test/bench/logs-merge-child.ts');
  try {
    const large = await bigLog();
    const parts = await deal(large, folder);
    const resources = join(root, 'resources');
    const child = async (kept: string, paths: readonly string[]): Promise<Measured> => {
      const args = [...hostFlags, bundle.path, resources, join(folder, kept), ...paths];
      return JSON.parse((await run(process.execPath, args)).stdout) as Measured;
    };
    const fresh = await child('merged', parts);
    const again = await child('merged', parts);
    const single = await child('single', [large]);
    const figure = (name: string, value: number, target: number, unit = 'ms'): Figure => ({
      name,
      value,
      unit,
      target,
      better: 'less',
    });
    return [
      figure('merge of 10 × 200 MB, first window, nothing indexed', fresh.first, 1000),
      figure('merge of 10 × 200 MB, first window, indexed before', again.first, 1000),
      figure('merge of 10 × 200 MB, last window, indexed before', again.end, 1000),
      figure('merge of 10 × 200 MB, rows anywhere, host, p95', percentile(again.times, 0.95), 50),
      figure('merge of 10 × 200 MB, peak resident, 300 jumps', again.peak / 1e6, 250, 'MB'),
      figure('merge of 10 × 200 MB, the same while it is indexed', fresh.peak / 1e6, 250, 'MB'),
      figure('rows anywhere in a view of 2 GB, host, p95', percentile(single.times, 0.95), 8),
    ];
  } finally {
    bundle.remove();
    await rm(folder, { recursive: true, force: true });
  }
};

/** Deals the lines of a log out to several, so that their times interleave. */
async function deal(path: string, folder: string): Promise<string[]> {
  const paths = Array.from({ length: sources }, (_, index) => join(folder, `part-${index}.log`));
  const [log, ...files] = await Promise.all([open(path), ...paths.map((each) => open(each, 'w'))]);
  try {
    const bytes = Buffer.alloc(partBytes * sources);
    let next = 0;
    for (let at = 0; ;) {
      const { bytesRead } = await log.read(bytes, 0, bytes.length, at);
      const end = bytes.lastIndexOf(10, bytesRead - 1) + 1;
      if (bytesRead === 0 || end === 0) return paths;
      for (let from = 0; from < end; next += 1) {
        const cut = bytes.indexOf(10, Math.min(end - 1, from + partBytes)) + 1;
        await files[next % sources]?.write(bytes, from, cut - from);
        from = cut;
      }
      at += end;
    }
  } finally {
    await Promise.all([log, ...files].map((file) => file.close()));
  }
}
