import { mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/node.mjs';
import { LogDocument, type DocumentOptions } from '../../src-main/host/logs/engine/document';
import { loadFormats } from '../../src-main/host/logs/engine/formats/index';
import { openLocal } from '../../src-main/host/logs/engine/sources/index';
import { bigLog } from './big-log';
import { percentile, type Bench, type Figure } from './figures';

/** Lines of a screen. */
const screen = 60;
const rounds = 7;
const jumps = 500;

/** How soon a log of any size is on the screen, again after it was indexed, and at any line. */
export const logsOpen: Bench = async () => {
  // On the disk of the checkout: a temporary folder may live in memory.
  const folder = await mkdtemp(join(root, 'out', 'bench-'));
  try {
    const large = await bigLog();
    const huge = join(folder, 'huge.log');
    await stretch(large, huge, 20 * 1024 ** 3);
    const formats = await loadFormats(join(root, 'resources'));
    // As the host does after its start.
    formats.vote([]);
    const kept = new Map<string, Buffer>();
    const options: DocumentOptions = {
      formats,
      loadIndex: (identity) => Promise.resolve(kept.get(identity) ?? null),
      saveIndex: (identity, parts) => {
        kept.set(identity, Buffer.concat(parts));
        return Promise.resolve();
      },
    };
    const figures = [
      milliseconds('very first paint, of a 2 GB log', await firstPaint(large, formats, 1), 150),
      milliseconds('first paint of a 2 GB log', await firstPaint(large, formats), 150),
      milliseconds('first paint of a 20 GB log', await firstPaint(huge, formats), 150),
    ];
    const first = await LogDocument.open(await openLocal(large), options);
    await first.indexing;
    await first.close();
    figures.push(milliseconds('reopen of an indexed 2 GB log', await reopen(large, options), 100));
    figures.push(...(await randomLines(large, options)));
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Milliseconds until the first and the last screen of a log are there; the middle one of the rounds. */
async function firstPaint(
  path: string,
  formats: DocumentOptions['formats'],
  count: number = rounds,
): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < count; round += 1) {
    const since = performance.now();
    const document = await LogDocument.open(await openLocal(path), { formats });
    const head = await document.lines(0, screen);
    const tail = await document.tail();
    const last = await tail.lines(tail.endLine - screen, screen);
    times.push(performance.now() - since);
    if (head.length < screen || last.length < screen) throw new Error('lines are missing');
    await document.close();
  }
  return percentile(times, 0.5);
}

/** Milliseconds until all of an indexed log can be read; the middle one of the rounds. */
async function reopen(path: string, options: DocumentOptions): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const since = performance.now();
    const document = await LogDocument.open(await openLocal(path), options);
    await document.indexing;
    const lines = await document.lines(document.endLine >> 1, screen);
    times.push(performance.now() - since);
    if (lines.length < screen) throw new Error('lines are missing');
    await document.close();
  }
  return percentile(times, 0.5);
}

/** What the host takes for the lines and the records of a screen anywhere in a log. */
async function randomLines(path: string, options: DocumentOptions): Promise<Figure[]> {
  const document = await LogDocument.open(await openLocal(path), options);
  await document.indexing;
  const lines: number[] = [];
  const records: number[] = [];
  for (let jump = 0; jump < jumps; jump += 1) {
    const share = Math.random();
    const since = performance.now();
    await document.lines(Math.floor(share * (document.endLine - screen)), screen);
    const between = performance.now();
    await document.records(Math.floor((1 - share) * (document.endRecord - screen)), screen);
    lines.push(between - since);
    records.push(performance.now() - between);
  }
  await document.close();
  // Half of a frame of 60 Hz: the other half is the renderer's.
  return [
    milliseconds('lines at a random place of 2 GB, host, p95', percentile(lines, 0.95), 8),
    milliseconds('records at a random place of 2 GB, host, p95', percentile(records, 0.95), 8),
  ];
}

function milliseconds(name: string, value: number, target: number): Figure {
  return { name, value, unit: 'ms', target, better: 'less' };
}

/** A log of any size with real lines at both ends and a hole between. */
async function stretch(from: string, to: string, size: number): Promise<void> {
  const ends = 64 * 1024 * 1024;
  const [source, target] = [await open(from), await open(to, 'w')];
  try {
    const bytes = Buffer.alloc(ends);
    await source.read(bytes, 0, ends, 0);
    const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1);
    await target.write(whole, 0, whole.length, 0);
    await target.write(whole, 0, whole.length, size - whole.length);
  } finally {
    await source.close();
    await target.close();
  }
}
