import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { LogCondition, LogFilter } from '../../../../contract/logs';
import { compileFormat } from '../formats/compile';
import { fieldsOf } from '../formats/fields';
import { readFormat } from '../formats/read';
import type { FormatDocument } from '../formats/schema';
import { buildIndex, type GrowingIndex } from '../index/index';
import { Kernel } from '../kernel/index';
import type { KernelProgram } from '../kernel/program';
import type { ByteSource } from '../source';
import { MemorySource, openLocal } from '../sources/index';
import { encodeText, type LogEncoding } from '../text/index';
import { Expression } from './expression';
import { LineSet } from './line-set';
import { filterRecords, RecordFilter, recordsOfLines, type FilteredLog } from './record-filter';

const { format: read, problem } = readFormat(`
name: filtered
title: { zh: 测试, en: Test }
platform: any
zone: utc
heads: ['%Y-%m-%d %H:%M:%S %L ']
ignore: ['#']
fields:
  regexes: ['^\\S+ \\S+ (?P<level>\\w+) (?P<user>\\S+) (?P<message>[\\s\\S]*)']
samples: [{ text: "2026-03-01 00:00:00 INFO 张伟 x", records: 1, levels: { info: 1 }, first: "2026-03-01T00:00:00.000Z", last: "2026-03-01T00:00:00.000Z" }]
`);
if (!read) throw new Error(problem?.en);
const format: FormatDocument = read;

const room = mkdtempSync(join(tmpdir(), 'fieldbench-record-filter-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));

/** A log as a document has it, without the rest of one. */
class IndexedLog implements FilteredLog {
  readonly source: ByteSource;
  readonly encoding: LogEncoding;
  readonly format = format;
  readonly kernel: Kernel;
  readonly clockOffsetMs: number;
  index: GrowingIndex;
  private readonly program: KernelProgram;

  private constructor(source: ByteSource, encoding: LogEncoding, clockOffsetMs: number) {
    this.encoding = encoding;
    this.clockOffsetMs = clockOffsetMs;
    this.source = source;
    this.program = compileFormat(format, { encoding, zone: 'utc', year: 2026 });
    this.kernel = Kernel.create(this.program);
    this.index = buildIndex(this.source, this.program, { encoding });
  }

  static async of(
    text: string,
    encoding: LogEncoding = 'utf-8',
    clockOffsetMs = 0,
  ): Promise<IndexedLog> {
    const source = new MemorySource(bytesOf(text, encoding));
    const log = new IndexedLog(source, encoding, clockOffsetMs);
    await log.index.done;
    return log;
  }

  static async ofFile(name: string, text: string): Promise<IndexedLog> {
    const path = join(room, name);
    writeFileSync(path, text);
    const log = new IndexedLog(await openLocal(path), 'utf-8', 0);
    await log.index.done;
    return log;
  }

  async append(text: string): Promise<void> {
    const { encoding, index, source } = this;
    const bytes = bytesOf(text, this.encoding);
    if (source instanceof MemorySource) source.append(bytes);
    else appendFileSync(source.path ?? '', bytes);
    await source.refresh();
    this.index = buildIndex(source, this.program, { encoding, index });
    await this.index.done;
  }
}

function bytesOf(text: string, encoding: LogEncoding): Buffer {
  return encodeText(text, encoding)[0] ?? Buffer.alloc(0);
}

const start = Date.UTC(2026, 2, 1);
const users = ['张伟', '李娜', 'wang'];
const levels = ['INFO', 'INFO', 'WARN', 'DEBUG', 'ERROR'];

/** Records with stacks after errors, and a line that is none now and then. */
function logText(records: number, from = 0): string {
  let text = '';
  for (let record = from; record < from + records; record += 1) {
    const time = new Date(start + record * 1000).toISOString().replace('T', ' ').slice(0, 19);
    const level = levels[record % 5] ?? '';
    text += `${time} ${level} ${users[record % 3]} 事务 T-${record}\n`;
    if (level === 'ERROR') text += `\tat a.b.C\nCaused by: ORA-${record}\n\n`;
    if (record % 40 === 39) text += '# header ORA-9\n';
    // One record over several blocks.
    if (record === 777) text += `${'\tat deep\n'.repeat(2000)}\tlast ORA-777\n`;
  }
  return text;
}

interface PlainRecord {
  record: number;
  lines: number[];
  text: string;
  level: string;
  time: number;
}

/** What has a number in a log, by the plainest means: records, and lines that belong to none. */
function plainRecords(text: string): PlainRecord[] {
  const records: PlainRecord[] = [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  lines.forEach((line, number) => {
    const head = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (\w+) /.exec(line);
    const last = records.at(-1);
    if (head || line.startsWith('#') || !last) {
      const [, time = '', level = ''] = head ?? [];
      records.push({
        record: records.length,
        lines: [number],
        text: line,
        level: level.toLowerCase(),
        time: head ? Date.parse(`${time.replace(' ', 'T')}Z`) : NaN,
      });
      return;
    }
    last.lines.push(number);
    last.text += `\n${line}`;
  });
  return records;
}

function holds(record: PlainRecord, condition: LogCondition): boolean {
  switch (condition.kind) {
    case 'text': {
      const expression = Expression.of(condition);
      return record.text.split('\n').some((line) => expression.matches(line)) !== condition.exclude;
    }
    case 'level': {
      const worse = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'];
      const found = worse.indexOf(record.level);
      const asked = worse.indexOf(condition.level);
      const within = found >= 0 && (condition.andWorse ? found <= asked : found === asked);
      return within !== condition.exclude;
    }
    case 'time': {
      const { from, to } = condition;
      return (
        ((from === null || record.time >= from) && (to === null || record.time < to)) !==
        condition.exclude
      );
    }
    case 'field':
      return (
        (record.level !== '' &&
          fieldsOf(format, record.text).some(
            ({ name, value }) => name === condition.field && value === condition.value,
          )) !== condition.exclude
      );
    case 'source':
      return true;
  }
}

const text = (words: string, exclude = false, regex = true): LogCondition => ({
  kind: 'text',
  exclude,
  text: words,
  regex,
  ignoreCase: false,
});
const level = (
  name: 'warn' | 'error' | 'info',
  exclude = false,
  andWorse = true,
): LogCondition => ({ kind: 'level', exclude, level: name, andWorse });
const time = (from: number | null, to: number | null, exclude = false): LogCondition => ({
  kind: 'time',
  exclude,
  from: from === null ? null : start + from * 1000,
  to: to === null ? null : start + to * 1000,
});
const field = (name: string, value: string, exclude = false): LogCondition => ({
  kind: 'field',
  exclude,
  field: name,
  value,
});

const filters: LogFilter[] = [
  [],
  [text('ORA-\\d+')],
  [text('Caused by', true)],
  [text('ORA-777')],
  [text('T-1\\d\\d$'), text('张伟')],
  [text('事务'), text('deep', true), text('李娜', true, false)],
  [level('warn')],
  [level('warn', true)],
  [level('info', false, false)],
  [level('error'), text('ORA-\\d*9$')],
  [time(100, 900)],
  [time(null, 40), level('info')],
  [time(50, 2990, true)],
  [field('user', '张伟')],
  [field('user', '张伟', true), level('error')],
  [field('user', '李娜'), field('level', 'WARN')],
  [field('message', '事务 T-12')],
  [text('no such text')],
  [text('header')],
];

function expected(all: string, filter: LogFilter): { records: number[]; lines: number[] } {
  const passed = plainRecords(all).filter((record) => filter.every((each) => holds(record, each)));
  return {
    records: passed.map(({ record }) => record),
    lines: passed.flatMap(({ lines }) => lines),
  };
}

const found = ({ records, lines }: RecordFilter): { records: number[]; lines: number[] } => ({
  records: [...records.values()],
  lines: [...lines.values()],
});

describe('a filter', () => {
  it.each(['utf-8', 'gb18030', 'utf-16le'] as const)(
    'passes whole records of a log in %s',
    async (encoding) => {
      const all = `headless line\n${logText(3000)}`;
      const log = await IndexedLog.of(all, encoding);
      for (const filter of filters)
        expect(found(await filterRecords(log, filter)), JSON.stringify(filter)).toEqual(
          expected(all, filter),
        );
    },
  );

  it('takes only what is new of a log that grows, and the last record again', async () => {
    const all = logText(1500);
    // Cut within lines, records and characters.
    const cuts = [300, 9001, 20_000, 20_007, 44_000, all.length];
    for (const filter of filters) {
      const log = await IndexedLog.of('');
      const kept = new RecordFilter(log, filter);
      let from = 0;
      for (const cut of cuts) {
        await log.append(all.slice(from, cut));
        await kept.update();
        from = cut;
        expect(found(kept), `${JSON.stringify(filter)} to ${cut}`).toEqual(
          expected(all.slice(0, cut), filter),
        );
        expect(kept.bytes).toBe(log.index.bytes);
      }
    }
  });

  it('takes times as true time, by the clock of the log', async () => {
    const all = logText(100);
    const log = await IndexedLog.of(all, 'utf-8', 60_000);
    const { records } = await filterRecords(log, [time(60, 70)]);
    expect([...records.values()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('ends when it is cancelled, and goes on later', async () => {
    const all = logText(3000);
    const log = await IndexedLog.of(all);
    const stop = new AbortController();
    const kept = new RecordFilter(log, [level('error')]);
    const onProgress = (): void => stop.abort();
    await expect(kept.update({ signal: stop.signal, onProgress })).rejects.toMatchObject({
      code: 'wire.cancelled',
    });
    await kept.update();
    expect(found(kept)).toEqual(expected(all, [level('error')]));
  });

  const large = logText(100_000);
  // Records of a line each, which the index tells apart by itself, with stacks here and there.
  const plain = Array.from({ length: 100_000 }, (_, row) => {
    const time = new Date(start + row * 1000).toISOString().replace('T', ' ').slice(0, 19);
    const head = `${time} ${row % 9000 < 4000 ? 'INFO' : levels[row % 5]} wang T-${row} ${'x'.repeat(40)}`;
    return row % 7000 === 6999 ? `${head}\n\tat deep` : head;
  }).join('\n');

  it('reads a large file in threads, and what the index knows not at all', async () => {
    const asked = [
      [level('warn')],
      [level('info', true), text('T-1\\d*7')],
      [time(1000, 98_000)],
      [text('ORA-\\d*9$|T-9', true)],
      [text('x', true), level('info', false, false)],
      [field('user', '李娜'), text('T-1')],
    ];
    for (const [name, all] of Object.entries({ large, plain })) {
      expect(Buffer.byteLength(all)).toBeGreaterThan(5 * 1024 * 1024);
      const log = await IndexedLog.ofFile(`${name}.log`, all);
      const records = plainRecords(all);
      for (const filter of asked) {
        const passed = records.filter((each) => filter.every((one) => holds(each, one)));
        const kept = await filterRecords(log, filter);
        expect(kept.records.count, JSON.stringify(filter)).toBe(passed.length);
        expect(kept.records.andNot(LineSet.of(passed.map(({ record }) => record))).count).toBe(0);
        const lines = LineSet.of(passed.flatMap((each) => each.lines));
        expect(kept.lines.count, JSON.stringify(filter)).toBe(lines.count);
        expect(kept.lines.andNot(lines).count).toBe(0);
      }
      await log.source.close();
    }
  });

  it('goes on behind a log that grows while it is filtered', async () => {
    const cut = Math.floor(large.length * 0.9);
    for (const filter of [[level('warn')], [text('T-\\d*7$')], [field('user', '张伟')]]) {
      const log = await IndexedLog.ofFile('growing.log', large.slice(0, cut));
      const kept = new RecordFilter(log, filter);
      const growing: Promise<void>[] = [];
      // The index goes back to where a line that grows began, and on from there.
      const onProgress = (share: number): void => {
        if (share < 1 && growing.length === 0) growing.push(log.append(large.slice(cut)));
      };
      await kept.update({ onProgress });
      await Promise.all(growing);
      await kept.update();
      expect(kept.bytes).toBe(log.index.bytes);
      const fresh = await filterRecords(log, filter);
      expect(kept.records.count).toBe(fresh.records.count);
      expect(kept.records.andNot(fresh.records).count).toBe(0);
      expect(kept.lines.count).toBe(fresh.lines.count);
      expect(kept.lines.andNot(fresh.lines).count).toBe(0);
      await log.source.close();
    }
  });

  it('says which records have lines that were found', async () => {
    const all = logText(900);
    const log = await IndexedLog.of(all);
    const lines = all.split('\n').flatMap((line, at) => (line.includes('ORA-') ? [at] : []));
    const records = await recordsOfLines(log, LineSet.of(lines));
    const truth = plainRecords(all).filter((each) => each.level && each.text.includes('ORA-'));
    expect([...records.values()]).toEqual(truth.map(({ record }) => record));
  });
});
