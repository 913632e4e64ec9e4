import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { appendFile, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { assemble, Kernel, type KernelProgram } from '../kernel/index';
import { kernelLevels, type Item, type KernelState, type ProgramSpec } from '../kernel/program';
import { MemorySource, openLocal } from '../sources/index';
import { buildIndex, GrowingIndex, readIndex, writeIndex, type BuildOptions } from './index';
import { scanPool } from './scan-pool';
import type { IndexShape } from './shape';

const folder = mkdtempSync(join(tmpdir(), 'index-'));
afterAll(() => rmSync(folder, { recursive: true }));

const forms = (text: string) => [Buffer.from(text)];
const literal = (text: string): Item => ({ op: 'literal', forms: forms(text) });
const two = (field: Extract<Item, { op: 'digits' }>['field']): Item => ({
  op: 'digits',
  field,
  min: 2,
  max: 2,
});
const clock: Item[] = [two('hour'), literal(':'), two('minute'), literal(':'), two('second')];
const rest: Item[] = [
  { op: 'optional', items: [{ op: 'fraction' }] },
  { op: 'blanks' },
  { op: 'level', table: 0 },
];
const base: ProgramSpec = {
  units: 'bytes',
  gb18030: false,
  heads: [],
  words: [
    {
      ignoreCase: true,
      words: kernelLevels.map((level) => ({ forms: forms(level), means: level })),
    },
  ],
  ignore: [forms('#')],
  continues: [],
  unmatched: 'continues',
  zone: { minutes: 480 },
  zoneNames: [],
  year: 2026,
};

/** `2026-03-01 00:00:00,123 INFO …` */
const dated = assemble({
  ...base,
  heads: [
    {
      items: [
        { op: 'digits', field: 'year', min: 4, max: 4 },
        literal('-'),
        two('month'),
        literal('-'),
        two('day'),
        literal(' '),
        ...clock,
        ...rest,
      ],
    },
  ],
});
/** `Mar  1 00:00:00 INFO …`: the year comes from the lines before. */
const yearless = assemble({
  ...base,
  heads: [
    {
      items: [
        { op: 'monthName' },
        { op: 'blanks' },
        { op: 'digits', field: 'day', min: 1, max: 2 },
        literal(' '),
        ...clock,
        ...rest,
      ],
    },
  ],
});

interface RecordSeen {
  offset: number;
  end: number;
  start: boolean;
  time: number;
  level: number;
}

/** What a log is made of, found in the plainest way: the measure of the kernel. */
function reference(bytes: Buffer, kind: 'dated' | 'yearless'): RecordSeen[] {
  const lines: RecordSeen[] = [];
  const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
  let year = 2026;
  let lastMonth = 0;
  for (let offset = 0; offset < bytes.length;) {
    const feed = bytes.indexOf(10, offset);
    const end = feed < 0 ? bytes.length : feed + 1;
    const text = bytes.toString('latin1', offset, end).replace(/\r?\n$/, '');
    const levels = kernelLevels.join('|');
    const tail = `(\\d\\d):(\\d\\d):(\\d\\d)(?:[.,:](\\d+))?[ \\t]+(${levels})(?![A-Za-z0-9_\\x80-\\xff])`;
    const pattern =
      kind === 'dated' ? `(\\d{4})-(\\d\\d)-(\\d\\d) ` : `(${months.join('|')})[ \\t]+(\\d\\d?) `;
    const found = new RegExp(`^${pattern}${tail}`, 'i').exec(text);
    let time = NaN;
    let level = 0;
    if (found && !text.startsWith('#')) {
      const parts = found.slice(1);
      const month = kind === 'dated' ? Number(parts[1]) : months.indexOf(parts[0] ?? '') + 1;
      if (kind === 'yearless') {
        if (lastMonth > 0 && month - lastMonth <= -6) year++;
        lastMonth = month;
      }
      const [day, hour, minute, second, fraction] = parts.slice(kind === 'dated' ? 2 : 1);
      const ms = Number(`${fraction ?? ''}000`.slice(0, 3));
      const at = kind === 'dated' ? Number(parts[0]) : year;
      time = Date.UTC(at, month - 1, Number(day), Number(hour), Number(minute), Number(second), ms);
      time -= 480 * 60_000;
      level = (kernelLevels as readonly string[]).indexOf((parts.at(-1) ?? '').toLowerCase()) + 1;
    }
    lines.push({ offset, end, start: Boolean(found), time, level });
    offset = end;
  }
  return lines;
}

/** The index that these lines must have. */
function expected(lines: RecordSeen[], bytes: Buffer, shape: IndexShape) {
  const records = lines.filter((line) => line.start);
  const times = records.map((line) => line.time);
  const count = (some: RecordSeen[]) =>
    Object.fromEntries(
      kernelLevels.map((name, at) => [name, some.filter((line) => line.level === at + 1).length]),
    );
  const blocks: { line: number; offset: number; lines: RecordSeen[] }[] = [];
  lines.forEach((line, number) => {
    const last = blocks.at(-1);
    const isNew =
      !last ||
      last.lines.length === shape.blockLines ||
      line.offset - last.offset >= shape.blockSpan ||
      Math.floor(line.offset / shape.cell) !== Math.floor(last.offset / shape.cell);
    if (isNew) blocks.push({ line: number, offset: line.offset, lines: [line] });
    else last.lines.push(line);
  });
  let before = 0;
  let timeBefore = NaN;
  return {
    bytes: bytes.length,
    lines: lines.length,
    records: records.length,
    newlines: bytes.filter((byte) => byte === 10).length,
    crlf: bytes.includes('\r\n'),
    levels: count(records),
    first: times[0] ?? NaN,
    last: times.at(-1) ?? NaN,
    minTime: times.length > 0 ? Math.min(...times) : NaN,
    maxTime: times.length > 0 ? Math.max(...times) : NaN,
    complete: true,
    list: blocks.map((block) => {
      const own = block.lines.filter((line) => line.start);
      const ownTimes = own.map((line) => line.time);
      const result = {
        line: block.line,
        offset: block.offset,
        lines: block.lines.length,
        records: own.length,
        recordsBefore: before,
        minTime: own.length > 0 ? Math.min(...ownTimes) : NaN,
        maxTime: own.length > 0 ? Math.max(...ownTimes) : NaN,
        timeBefore,
        levels: count(own),
      };
      before += own.length;
      if (own.length > 0)
        timeBefore = Math.max(Number.isNaN(timeBefore) ? -Infinity : timeBefore, ...ownTimes);
      return result;
    }),
  };
}

function shown(index: GrowingIndex) {
  const { bytes, lines, records, newlines, crlf, levels, first, last, minTime, maxTime, complete } =
    index;
  const list = Array.from({ length: index.blocks }, (_, at) => index.block(at));
  return {
    bytes,
    lines,
    records,
    newlines,
    crlf,
    levels,
    first,
    last,
    minTime,
    maxTime,
    complete,
    list,
  };
}

function random(seed: number) {
  let state = seed;
  return (below: number) =>
    ((state = (state * 1103515245 + 12345) & 0x7fffffff) >>> 8) % Math.max(1, below);
}

/** Lines of every kind, with a clock that mostly goes on. */
function makeLog(seed: number, kind: 'dated' | 'yearless', size: number): Buffer {
  const below = random(seed);
  const parts: string[] = [];
  let time = Date.UTC(2026, 10, 28, 23, 59, 0);
  const feed = () => (below(9) === 0 ? '\r\n' : '\n');
  for (let length = 0; length < size;) {
    time += below(20) === 0 ? below(9e8) : below(3000);
    if (below(40) === 0) time -= below(100_000);
    const text = new Date(time).toISOString();
    const head =
      kind === 'dated'
        ? text.slice(0, 19).replace('T', ' ')
        : `${new Date(time).toUTCString().slice(8, 11)} ${String(Number(text.slice(8, 10))).padStart(2)} ${text.slice(11, 19)}`;
    const fraction = ['', ',123', '.5', ',1234', ',045', ',999'][below(6)] ?? '';
    const level = kernelLevels[below(6)] ?? '';
    const word = below(2) ? level.toUpperCase() : level;
    const line =
      [
        `${head}${fraction} ${word}${below(12) === 0 ? 's' : ''} ${'x'.repeat(below(60))}`,
        `${head}${fraction}  ${word}`,
        `${head}${fraction} ${word} [main] 物料保存失败`,
        `${head}${fraction} ${word} [main] a`,
        '\tat a.b.C(D.java:1)',
        '',
        `#${head} INFO`,
        `${head} `,
        'y'.repeat(below(400)),
        '\0\0\xff',
      ][below(below(3) === 0 ? 10 : 4)] ?? '';
    parts.push(line + feed());
    length += line.length + 1;
  }
  const whole = Buffer.from(parts.join(''));
  return below(2) ? whole : whole.subarray(0, -1 - below(30));
}

const shapes: IndexShape[] = [
  { cell: 64, blockLines: 3, blockSpan: 48, chunk: 64, tail: 64 },
  { cell: 256, blockLines: 7, blockSpan: 200, chunk: 1024, tail: 100 },
  { cell: 4096, blockLines: 16, blockSpan: 1024, chunk: 8192, tail: 1000 },
  {
    cell: 1024 * 1024,
    blockLines: 256,
    blockSpan: 128 * 1024,
    chunk: 32 * 1024 * 1024,
    tail: 65536,
  },
];
const programs = { dated, yearless } as const;

async function ofFile(bytes: Buffer, program: KernelProgram, options: Partial<BuildOptions>) {
  const path = join(folder, 'log');
  writeFileSync(path, bytes);
  const source = await openLocal(path);
  try {
    const index = buildIndex(source, program, { encoding: 'utf-8', threadsFrom: 0, ...options });
    await index.done;
    return index;
  } finally {
    await source.close();
  }
}

async function ofMemory(
  bytes: Buffer,
  program: KernelProgram,
  options: Partial<BuildOptions> = {},
) {
  const index = buildIndex(new MemorySource(bytes), program, { encoding: 'utf-8', ...options });
  await index.done;
  return index;
}

describe('the index is the same, however its log is read', () => {
  for (const kind of ['dated', 'yearless'] as const)
    it(`of lines that are ${kind}`, async () => {
      for (let seed = 1; seed <= 12; seed++) {
        const bytes = makeLog(seed, kind, 6000);
        const lines = reference(bytes, kind);
        for (const shape of shapes) {
          const wanted = expected(lines, bytes, shape);
          expect(shown(await ofMemory(bytes, programs[kind], { shape })), `${seed}`).toEqual(
            wanted,
          );
          const threaded = await ofFile(bytes, programs[kind], { shape });
          expect(shown(threaded), `${seed} by threads`).toEqual(wanted);
          const kept = readIndex(Buffer.concat(writeIndex(threaded)));
          expect(kept && shown(kept), `${seed} kept`).toEqual(wanted);
          const extended = new MemorySource(Buffer.alloc(0));
          let index = new GrowingIndex();
          for (let at = 0; at < bytes.length;) {
            const next = Math.min(bytes.length, at + 1 + random(at + seed)(700));
            extended.append(bytes.subarray(at, next));
            at = next;
            index = buildIndex(extended, programs[kind], { encoding: 'utf-8', shape, index });
            await index.done;
          }
          expect(shown(index), `${seed} extended`).toEqual(wanted);
          const all = index.histogram(wanted.minTime, wanted.maxTime + 1, 7);
          const sum = (counts: Uint32Array) => counts.reduce((a, b) => a + b, 0);
          expect(sum(all.total)).toBe(wanted.records);
          expect(sum(all.warn)).toBe(wanted.levels['warn']);
        }
      }
    });
});

it('facts of the lines of any block are those of the whole log', async () => {
  for (const kind of ['dated', 'yearless'] as const) {
    const bytes = makeLog(77, kind, 20_000);
    const shape = shapes[1];
    const index = await ofMemory(bytes, programs[kind], shape ? { shape } : {});
    const kernel = Kernel.create(programs[kind]);
    const facts = Array.from({ length: index.blocks }, (_, at) => {
      const block = index.block(at);
      const end = at + 1 < index.blocks ? index.block(at + 1).offset : bytes.length;
      const state: KernelState | null = index.stateBefore(at);
      return kernel.facts(bytes.subarray(block.offset, end), block.offset, state);
    }).flat();
    const seen = facts.map(({ offset, end, startsRecord, time, level }) => ({
      offset,
      end,
      start: startsRecord,
      time: startsRecord ? time : NaN,
      level: level === null ? 0 : kernelLevels.indexOf(level) + 1,
    }));
    expect(seen).toEqual(
      reference(bytes, kind).map((line) => ({ ...line, time: line.start ? line.time : NaN })),
    );
  }
});

describe('logs that are not as they should be', () => {
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
      .replaceAll(/[^\x00-\x7f]/g, '信');
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
});

it('finds blocks by line, record, offset and time', async () => {
  const bytes = makeLog(9, 'dated', 20_000);
  const index = await ofMemory(bytes, dated, { shape: shapes[1] });
  const lines = reference(bytes, 'dated');
  let record = -1;
  let blocksBefore = 0;
  lines.forEach((line, number) => {
    while (blocksBefore + 1 < index.blocks && index.block(blocksBefore + 1).line <= number)
      blocksBefore++;
    expect(index.blockOfLine(number)).toBe(blocksBefore);
    expect(index.blockOfOffset(line.offset)).toBe(blocksBefore);
    expect(index.blockOfOffset(line.end - 1)).toBe(blocksBefore);
    if (!line.start) return;
    record++;
    expect(index.blockOfRecord(record)).toBe(blocksBefore);
    const from = index.blockOfTime(line.time);
    expect(from).toBeLessThanOrEqual(blocksBefore);
    const first = lines.find((other) => other.start && other.time >= line.time);
    expect(from).toBe(index.blockOfOffset(first?.offset ?? 0));
  });
  expect(index.blockOfTime(index.maxTime + 1)).toBe(index.blocks);
});
