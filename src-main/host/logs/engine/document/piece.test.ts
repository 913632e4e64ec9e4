import { expect, it } from 'vitest';
import type { LineFact } from '../log-index';
import { MemorySource } from '../sources/index';
import type { LogEncoding } from '../text/index';
import type { LineKernel } from './facts';
import { lineBreakBytes, lineEnd } from './lines';
import { RangeDocument } from './piece';
import type { ReaderOptions } from './reader';

/** `#` begins a record whose level and time follow, `;` belongs to none: enough to tell rows apart. */
function hashKernel(encoding: LogEncoding): LineKernel {
  return {
    facts(bytes, base) {
      const facts: LineFact[] = [];
      for (let at = 0; at < bytes.length;) {
        const found = lineEnd(bytes, at, base, encoding);
        const end = found < 0 ? bytes.length : found;
        const line = bytes.subarray(at, end);
        const text = line.toString(encoding === 'utf-16le' ? 'utf16le' : 'utf8', 0, 80);
        const stated = /^#(\w+) (\d+)/.exec(text);
        facts.push({
          offset: base + at,
          end: base + end,
          contentEnd: base + end - lineBreakBytes(line.subarray(-4), encoding),
          startsRecord: text.startsWith('#'),
          ignored: text.startsWith(';'),
          level: stated ? 'error' : null,
          time: stated ? Number(stated[2]) : NaN,
          timeFrom: 0,
          timeTo: 0,
        });
        at = end;
      }
      return facts;
    },
  };
}

function optionsOf(bytes: Buffer, encoding: LogEncoding = 'utf-8'): ReaderOptions {
  const source = new MemorySource(bytes, 'test');
  return { source, encoding, kernel: hashKernel(encoding), clockOffsetMs: 0 };
}

/** A log of a thousand lines of all kinds, the same each time. */
function logText(count: number): string[] {
  let seed = 11;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return (seed >>> 8) % below;
  };
  return Array.from({ length: count }, (_, index) => {
    const breaks = random(3) === 0 ? '\r\n' : '\n';
    const kind = random(10);
    if (kind < 4) return `#error ${index * 10} 第 ${index} 条${'长'.repeat(random(40))}${breaks}`;
    if (kind < 8) return `  at frame ${index}${breaks}`;
    if (kind === 8) return `;comment${breaks}`;
    return breaks;
  });
}

async function textsOf(piece: RangeDocument): Promise<string[]> {
  const lines = await piece.lines(piece.firstLine, piece.endLine - piece.firstLine);
  return lines.map(({ text }) => text);
}

for (const encoding of ['utf-8', 'utf-16le'] as const) {
  it(`reads any piece of a log and grows at both ends to all of it (${encoding})`, async () => {
    const lines = logText(3000);
    const bytes = Buffer.from(lines.join(''), encoding === 'utf-8' ? 'utf8' : 'utf16le');
    const plain = lines.map((line) => line.replace(/\r?\n$/, ''));
    for (const share of [0, 0.1, 0.37, 0.5, 0.99, 1]) {
      const at = Math.floor(bytes.length * share);
      const options = optionsOf(bytes, encoding);
      const piece = await RangeDocument.open({ at, before: 3000, after: 3000 }, options);
      const texts = await textsOf(piece);
      expect(piece.firstLine).toBe(0);
      expect(plain.join('\n')).toContain(texts.join('\n'));
      expect(
        bytes
          .subarray(piece.from, piece.to)
          .toString(encoding === 'utf-8' ? 'utf8' : 'utf16le')
          .replaceAll('\r', ''),
      ).toBe(texts.map((text) => `${text}\n`).join(''));
      const own = await piece.lineAt(at);
      if (share < 1) {
        const [line] = await piece.lines(own ?? NaN, 1);
        expect(line?.offset).toBeLessThanOrEqual(at);
        expect(line?.end).toBeGreaterThan(at);
      }
      while (piece.from > 0) expect(await piece.extendBackwards(20_000)).toBeGreaterThan(0);
      while (piece.to < bytes.length) await piece.extendForwards(20_000);
      expect(await textsOf(piece)).toEqual(plain);
    }
  });
}

it('numbers records and knows how far each goes', async () => {
  const lines = logText(3000);
  // Comments and what stands before the first record have numbers, too.
  const starts = lines.flatMap((line, index) => (/^[#;]/.test(line) || index === 0 ? [index] : []));
  const piece = await RangeDocument.open(
    { at: 0, before: 0, after: 1e9 },
    optionsOf(Buffer.from(lines.join(''))),
  );
  const records = await piece.records(0, 1e9);
  expect(records.map(({ first }) => first.line)).toEqual(starts);
  expect([piece.firstRecord, piece.endRecord]).toEqual([0, starts.length]);
  for (const [index, { record, first, lines: count, from, to }] of records.entries()) {
    const start = starts[index] ?? 0;
    let end = start + 1;
    while (end < lines.length && !/^[#;]/.test(lines[end] ?? '')) end += 1;
    expect({ record, count }).toEqual({ record: index, count: end - start });
    expect(to - from).toBe(Buffer.byteLength(lines.slice(start, end).join('')));
    expect(await piece.record(end - 1)).toMatchObject({ record: index, lines: count });
    const isRecord = (lines[start] ?? '').startsWith('#');
    expect(first).toMatchObject({ time: isRecord ? start * 10 : null, startsRecord: isRecord });
  }
  const at = starts.findIndex((line, index) => index >= 500 && lines[line]?.startsWith('#'));
  const time = (starts[at] ?? 0) * 10;
  expect(await piece.recordAtTime(time - 1)).toMatchObject({ record: at, time });
  expect(await piece.recordAtTime(1e12)).toBeNull();
});

it('shows what a record has in it whose begin is not at hand, until it is', async () => {
  const text = `#error 1 a\n#error 2 b\n${'  at frame\n'.repeat(3000)}#error 3 c\n`;
  const options = optionsOf(Buffer.from(text));
  const piece = await RangeDocument.open({ at: 15_000, before: 100, after: 100 }, options);
  const lines = piece.endLine;
  expect(await piece.records(piece.firstRecord, 9)).toMatchObject([
    { record: 0, lines, first: { startsRecord: false, level: null, text: '  at frame' } },
  ]);
  while (piece.to < text.length) await piece.extendForwards(1000);
  expect((await piece.records(1, 9)).map(({ first }) => first.text)).toEqual(['#error 3 c']);
  while (piece.from > 0) await piece.extendBackwards(1000);
  // The numbers are what they were: the first one is that of its record now.
  expect(await piece.records(piece.firstRecord, 9)).toMatchObject([
    { record: -1, lines: 1, first: { text: '#error 1 a' } },
    { record: 0, lines: 3001, first: { text: '#error 2 b', level: 'error' } },
    { record: 1, lines: 1, first: { text: '#error 3 c' } },
  ]);
});

it('gives lines within a record its level and time, also when it began long before', async () => {
  const text = `#error 42 begin\n${'  at frame\n'.repeat(1000)}`;
  const piece = await RangeDocument.open(
    { at: 0, before: 0, after: 1e9 },
    { ...optionsOf(Buffer.from(text)), clockOffsetMs: 1000 },
  );
  expect((await piece.lines(900, 1))[0]).toMatchObject({
    level: 'error',
    time: 1042,
    startsRecord: false,
  });
});

it('shows the begin of a line of 40 MB, all of a line of 10 MB, and goes on behind them', async () => {
  const huge = '长'.repeat(14 * 1024 * 1024);
  const large = '#error 7 '.padEnd(10 * 1024 * 1024, 'y');
  const text = `first\n${huge}\n${large}\r\nlast`;
  const options = optionsOf(Buffer.from(text));
  const piece = await RangeDocument.open({ at: 0, before: 0, after: 100 }, options);
  while (piece.to < options.source.size) await piece.extendForwards(1_000_000);
  const lines = await piece.lines(0, 100);
  // Beyond 16 MiB a line is cut where it is read.
  expect(lines.map((line) => line.text.slice(0, 5))).toContain('first');
  expect(lines.at(-1)?.text).toBe('last');
  const y = lines.find((line) => line.text.startsWith('#error 7'));
  expect(y).toMatchObject({ fullLength: large.length });
  expect(y?.text.length).toBe(4096);
  expect((await piece.whole(y?.line ?? 0))?.text).toBe(large);
  expect(Math.max(...lines.map((line) => line.text.length))).toBe(4096);
  const back = await RangeDocument.open(
    { at: options.source.size, before: 100, after: 0 },
    options,
  );
  expect((await back.lines(back.firstLine, 10)).at(-1)?.text).toBe('last');
  while (back.from > 0) await back.extendBackwards(1_000_000);
  expect((await back.lines(back.firstLine, 1))[0]?.text).toBe('first');
});

it('takes up what a line without an end goes on with', async () => {
  const source = new MemorySource(Buffer.from('one\ntw'));
  const options = { ...optionsOf(Buffer.alloc(0)), source };
  const piece = await RangeDocument.open({ at: 6, before: 100, after: 0 }, options);
  expect(await textsOf(piece)).toEqual(['one', 'tw']);
  source.append(Buffer.from('o\nthree\n'));
  await piece.extendForwards(1000);
  expect(await textsOf(piece)).toEqual(['one', 'two', 'three']);
  source.append(Buffer.from('four\n'));
  await piece.extendForwards(1000);
  expect(await textsOf(piece)).toEqual(['one', 'two', 'three', 'four']);
});

it('opens an empty log, and one of a single line feed', async () => {
  const empty = await RangeDocument.open(
    { at: 0, before: 9, after: 9 },
    optionsOf(Buffer.alloc(0)),
  );
  expect([empty.firstLine, empty.endLine]).toEqual([0, 0]);
  expect(await empty.lines(0, 10)).toEqual([]);
  expect(await empty.lineAt(0)).toBeNull();
  expect(await empty.recordAtTime(0)).toBeNull();
  const one = await RangeDocument.open(
    { at: 1, before: 9, after: 0 },
    optionsOf(Buffer.from('\n')),
  );
  expect(await textsOf(one)).toEqual(['']);
});
