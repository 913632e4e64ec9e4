import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  kernelLevels,
  type Item,
  type ProgramSpec,
} from '../../src-main/host/logs/engine/kernel/program';
import { buildIndex, type BuildOptions } from '../../src-main/host/logs/engine/index/index';
import { assemble, type KernelProgram } from '../../src-main/host/logs/engine/kernel/index';
import { MemorySource, openLocal } from '../../src-main/host/logs/engine/sources/index';
import type { IndexShape } from '../../src-main/host/logs/engine/index/shape';

/** Logs made at random, programs for them, and the plainest way to find what an index must say. */

const forms = (text: string) => [Buffer.from(text)];
export const literal = (text: string): Item => ({ op: 'literal', forms: forms(text) });
export const two = (field: Extract<Item, { op: 'digits' }>['field']): Item => ({
  op: 'digits',
  field,
  min: 2,
  max: 2,
});
export const clock: Item[] = [
  two('hour'),
  literal(':'),
  two('minute'),
  literal(':'),
  two('second'),
];
export const rest: Item[] = [
  { op: 'optional', items: [{ op: 'fraction' }] },
  { op: 'blanks' },
  { op: 'level', table: 0 },
];
export const base: ProgramSpec = {
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
export const dated = assemble({
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
export const yearless = assemble({
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

export interface RecordSeen {
  offset: number;
  end: number;
  start: boolean;
  /** It has a number among the records. */
  numbered: boolean;
  time: number;
  level: number;
}

/** What a log is made of, found in the plainest way: the measure of the kernel. */
export function reference(bytes: Buffer, kind: 'dated' | 'yearless'): RecordSeen[] {
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
    const start = Boolean(found);
    const numbered = start || text.startsWith('#') || offset === 0;
    lines.push({ offset, end, start, numbered, time, level });
    offset = end;
  }
  return lines;
}

/** The index that these lines must have. */
export function expected(lines: RecordSeen[], bytes: Buffer, shape: IndexShape) {
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
    strays: lines.filter((line) => line.numbered).length - records.length,
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
      const numbered = block.lines.filter((line) => line.numbered);
      const ownTimes = own.map((line) => line.time);
      const result = {
        line: block.line,
        offset: block.offset,
        lines: block.lines.length,
        records: numbered.length,
        recordsBefore: before,
        minTime: own.length > 0 ? Math.min(...ownTimes) : NaN,
        maxTime: own.length > 0 ? Math.max(...ownTimes) : NaN,
        timeBefore,
        levels: count(own),
      };
      before += numbered.length;
      if (own.length > 0)
        timeBefore = Math.max(Number.isNaN(timeBefore) ? -Infinity : timeBefore, ...ownTimes);
      return result;
    }),
  };
}

export function random(seed: number) {
  let state = seed;
  return (below: number) =>
    ((state = (state * 1103515245 + 12345) & 0x7fffffff) >>> 8) % Math.max(1, below);
}

/** Lines of every kind, with a clock that mostly goes on. */
export function makeLog(seed: number, kind: 'dated' | 'yearless', size: number): Buffer {
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

export const shapes: IndexShape[] = [
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

/** The index of a file with these bytes; made by threads unless the options say otherwise. */
export async function ofFile(
  bytes: Buffer,
  program: KernelProgram,
  options: Partial<BuildOptions> = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'index-'));
  const path = join(folder, 'log');
  writeFileSync(path, bytes);
  const source = await openLocal(path);
  try {
    const index = buildIndex(source, program, { encoding: 'utf-8', threadsFrom: 0, ...options });
    await index.done;
    return index;
  } finally {
    await source.close();
    rmSync(folder, { recursive: true });
  }
}

/** The index of bytes in memory. */
export async function ofMemory(
  bytes: Buffer,
  program: KernelProgram,
  options: Partial<BuildOptions> = {},
) {
  const index = buildIndex(new MemorySource(bytes), program, { encoding: 'utf-8', ...options });
  await index.done;
  return index;
}
