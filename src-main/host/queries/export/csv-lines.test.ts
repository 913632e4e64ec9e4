import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  oneof,
  record,
  string,
} from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import type { Row } from '../../../contract/query-results';
import { decodeFrame } from '../results/frame';
import { FrameBuilder } from '../results/frame-builder';
import { openExport } from './index';
import { optionsOf, type GivenOptions } from './options';

const cell = oneof(
  string({ unit: 'binary' }),
  constantFrom(
    null,
    '',
    'NULL',
    '-5',
    '-5.',
    '-.5',
    '-',
    '-1.2.3',
    '+1',
    '=1+1',
    '＝x',
    '-inf',
    '-00:01',
  ),
  constantFrom('a"b', 'a,b', 'a\tb', '\r', '\n=1', `${'长'.repeat(40)}"`, 'x'.repeat(600_000)),
);
const options = record({
  encoding: constantFrom('utf-8', 'utf-8-bom'),
  newline: constantFrom('lf', 'crlf'),
  separator: constantFrom(',', ';', '\t', '|'),
  nullText: oneof(constant(''), constant('NULL'), constant('-')),
  guardFormulas: constantFrom(true, false),
});

it('CSV of bytes is that of the same texts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'csv-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = async (given: GivenOptions, rows: readonly Row[], asBytes: boolean) => {
    const path = join(folder, `${asBytes}.csv`);
    const file = await openExport(optionsOf(given), path, true);
    const kinds = ['integer', 'time', 'text'] as const;
    await file.begin(kinds.map((kind) => ({ name: kind, type: kind, align: 'left', kind })));
    for (let from = 0; from < rows.length; from += 5) {
      const some = rows.slice(from, from + 5);
      const builder = new FrameBuilder(3);
      builder.add(some, 0, some.length);
      const cells = decodeFrame(builder.frame([])).cells();
      if (asBytes && cells) await file.bytes?.(cells);
      else await file.rows(some);
    }
    await file.finish();
    return [readFileSync(path, 'utf8'), file.counts];
  };
  const tables = array(array(cell, { minLength: 3, maxLength: 3 }), { maxLength: 20 });
  await assert(
    asyncProperty(tables, options, async (rows, given) => {
      const csv = { format: 'csv', ...given } as const;
      expect(await write(csv, rows, true)).toEqual(await write(csv, rows, false));
    }),
    { numRuns: 40 },
  );
});
