import { mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { appendFile, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import {
  base,
  clock,
  dated,
  literal,
  makeLog,
  ofFile,
  ofMemory,
  reference,
  rest,
  shapes,
  two,
} from '../../../../../test/servers/plain-index';
import { assemble } from '../kernel/index';
import type { Item, ProgramSpec } from '../kernel/program';
import { openLocal } from '../sources/index';
import { buildIndex } from './index';
import { scanPool } from './scan-pool';

/** Logs that are not as they should be. */

const folder = mkdtempSync(join(tmpdir(), 'index-'));
afterAll(() => rmSync(folder, { recursive: true }));

const none = {
  lines: 0,
  records: 0,
  newlines: 0,
  first: NaN,
  last: NaN,
  crlf: false,
  complete: true,
};

it('empty, without records, of line feeds only, binary', async () => {
  expect(await ofMemory(Buffer.alloc(0), dated)).toMatchObject(none);
  expect(await ofFile(Buffer.alloc(0), dated, {})).toMatchObject(none);
  const feeds = await ofFile(Buffer.alloc(100_000, '\n'), dated, {});
  expect(feeds).toMatchObject({ ...none, lines: 100_000, newlines: 100_000, bytes: 100_000 });
  const noise = Buffer.from(Array.from({ length: 50_000 }, (_, at) => (at * at * 31 + at) % 251));
  const lines = reference(noise, 'dated').length;
  expect(await ofFile(noise, dated, { shape: shapes[1] })).toMatchObject({
    ...none,
    lines,
    newlines: lines - 1,
    crlf: noise.includes('\r\n'),
  });
  const zeros = await ofMemory(Buffer.alloc(3_000_000), dated);
  expect(zeros).toMatchObject({ ...none, lines: 1, blocks: 1 });
});

it('a line of 300 MB has one block, and what stands around it is found', async () => {
  const path = join(folder, 'long');
  const head = Buffer.from('2026-03-01 00:00:00,123 INFO before\n2026-03-01 00:00:01 ERROR ');
  const size = 300 * 1024 * 1024;
  const tail = Buffer.from('\r\n2026-03-01 00:00:02 WARN after');
  const file = await open(path, 'w');
  await file.write(head, 0, head.length, 0);
  await file.write(tail, 0, tail.length, size);
  await file.close();
  const source = await openLocal(path);
  for (const threadsFrom of [0, Infinity]) {
    const index = buildIndex(source, dated, { encoding: 'utf-8', threadsFrom });
    await index.done;
    expect(index).toMatchObject({ lines: 3, records: 3, newlines: 2, crlf: true, blocks: 2 });
    expect(index.levels).toMatchObject({ info: 1, error: 1, warn: 1 });
    expect(index.block(1)).toMatchObject({ line: 2, offset: size + 2 });
  }
  await source.close();
});

it('UTF-16 in both byte orders, also with half a code unit at the end', async () => {
  const text = makeLog(5, 'dated', 4000)
    .toString('utf8')
    .replaceAll(/[\u0080-\uffff]/g, '信');
  const program = (units: ProgramSpec['units']) => {
    const items: Item[] = [
      { op: 'digits', field: 'year', min: 4, max: 4 },
      literal('-'),
      two('month'),
      literal('-'),
      two('day'),
      literal(' '),
      ...clock,
      ...rest,
    ];
    return assemble({ ...base, units, heads: [{ items }] });
  };
  const plain = await ofMemory(Buffer.from(text), program('bytes'));
  const little = Buffer.from(`\ufeff${text}`, 'utf16le');
  const big = Buffer.from(little).swap16();
  for (const [units, bytes] of [
    ['utf-16le', little],
    ['utf-16be', big],
  ] as const)
    for (const end of [0, 1])
      for (const shape of shapes) {
        const whole = Buffer.concat([bytes, Buffer.alloc(end)]);
        const index = await ofFile(whole, program(units), { shape, encoding: units });
        const { lines, records, newlines, crlf, levels, first, last } = plain;
        const more = end === 1 && text.endsWith('\n') ? 1 : 0;
        expect(index).toMatchObject({
          lines: lines + more,
          records,
          newlines,
          crlf,
          levels,
          first,
          last,
        });
      }
});

it('a log that becomes shorter while it is read is told, by threads and without', async () => {
  const path = join(folder, 'shrinking');
  const bytes = makeLog(3, 'dated', 40_000);
  for (const threadsFrom of [0, Infinity]) {
    writeFileSync(path, bytes);
    const source = await openLocal(path);
    truncateSync(path, 10_000);
    const index = buildIndex(source, dated, { encoding: 'utf-8', threadsFrom, shape: shapes[2] });
    await expect(index.done).rejects.toMatchObject({ code: 'logs.shrunk' });
    expect(index.complete).toBe(false);
    await source.close();
  }
});

it('indexes the log that was opened, also when another file has its name', async () => {
  const path = join(folder, 'renamed');
  writeFileSync(path, makeLog(6, 'dated', 20_000));
  const source = await openLocal(path);
  const wanted = reference(await source.read(0, source.size), 'dated').length;
  renameSync(path, `${path}.1`);
  writeFileSync(path, Buffer.alloc(source.size, 'x\n'));
  const index = buildIndex(source, dated, { encoding: 'utf-8', threadsFrom: 0 });
  await index.done;
  expect(index.lines).toBe(wanted);
  await source.close();
});

it('stops when it is told to, and its threads end', async () => {
  const path = join(folder, 'stopped');
  writeFileSync(path, Buffer.alloc(80_000_000, makeLog(4, 'dated', 100_000)));
  const source = await openLocal(path);
  const control = new AbortController();
  const index = buildIndex(source, dated, {
    encoding: 'utf-8',
    threadsFrom: 0,
    signal: control.signal,
    shape: { cell: 65_536, blockLines: 256, blockSpan: 65_536, chunk: 65_536, tail: 65_536 },
    onProgress: (bytes) => bytes > 1_000_000 && control.abort(),
  });
  await expect(index.done).rejects.toMatchObject({ code: 'wire.cancelled' });
  expect(index.bytes).toBeGreaterThan(0);
  expect(index.lines).toBe(reference(await source.read(0, index.bytes), 'dated').length);
  await expect.poll(() => scanPool.size, { timeout: 25_000 }).toBe(0);
  // What is there can be gone on from.
  await buildIndex(source, dated, { encoding: 'utf-8', index }).done;
  expect(index).toMatchObject({ complete: true, bytes: 80_000_000 });
  await appendFile(path, '2026-03-01 00:00:01 ERROR end');
  await source.refresh();
  const lines = index.lines;
  await buildIndex(source, dated, { encoding: 'utf-8', index }).done;
  expect(index.lines - lines).toBeLessThanOrEqual(1);
  await source.close();
});
