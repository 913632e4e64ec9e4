import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedData } from '../../../../../test/shared-data';
import { loadFormats, type FormatSet } from '../formats/index';
import { encodeText } from '../text/index';
import { Expression } from './expression';
import { countInFile, searchFile, showFile } from './search-file';
import type { ListedLines } from './line-listing';
import type { WalkedLine } from './line-walk';

const room = mkdtempSync(join(tmpdir(), 'fieldbench-search-file-'));
let formats: FormatSet;
beforeAll(async () => {
  formats = await loadFormats(resolve('resources'));
});
afterAll(() => rmSync(room, { recursive: true, force: true }));

const regex = (text: string, ignoreCase = false): Expression =>
  Expression.of({ text, regex: true, ignoreCase });

function file(name: string, bytes: Buffer | string): string {
  const path = join(room, name);
  writeFileSync(path, bytes);
  return path;
}

async function all(lines: AsyncIterable<WalkedLine[] | ListedLines>): Promise<WalkedLine[]> {
  const found: WalkedLine[] = [];
  const goOn = (text: string): void => {
    const last = found.at(-1);
    if (last) last.text += text;
  };
  for await (const some of lines) {
    if (Array.isArray(some)) {
      for (const line of some) {
        if (line.piece?.first === false) goOn(line.text);
        else found.push({ ...line, piece: null });
      }
      continue;
    }
    const { bytes, piece } = some;
    const shown = piece?.last === false ? bytes.toString() : bytes.toString().slice(0, -1);
    if (piece?.first === false) {
      goOn(shown);
      continue;
    }
    for (const line of shown.split('\n')) {
      const [, number, offset, text = ''] = /^(\d+):(\d+):(.*)$/su.exec(line) ?? [];
      found.push({ line: Number(number) - 1, offset: Number(offset), text, piece: null });
    }
  }
  return found;
}

async function* asGiven(lines: ListedLines[]): AsyncGenerator<ListedLines> {
  yield* await Promise.resolve(lines);
}

const samples = sharedData('logs');

it.skipIf(samples.absent)(
  samples.titled('real logs have as many lines as ripgrep says'),
  { timeout: 60_000 },
  async () => {
    const facts = JSON.parse(readFileSync(join(samples.folder, 'facts.json'), 'utf8')) as Record<
      string,
      { queries: { regex: string; lines: number }[] }
    >;
    for (const [name, { queries }] of Object.entries(facts)) {
      const path = join(samples.folder, name);
      for (const { regex: words, lines } of queries) {
        const found = await all(searchFile(path, regex(words)));
        expect(found.length, `${name} ${words}`).toBe(lines);
      }
      const [first] = queries;
      const counts = await countInFile(path, regex(first?.regex ?? ''), formats);
      expect(counts.lines, name).toBe(first?.lines);
      expect(counts.records, name).toBeLessThanOrEqual(counts.lines);
    }
  },
);

describe('a log file', () => {
  const rows = Array.from({ length: 200_000 }, (_, row) => {
    const time = new Date(Date.UTC(2026, 2, 1) + row * 10).toISOString();
    const head = `${time.slice(0, 10)} ${time.slice(11, 23)} INFO [main] a.B - 第 ${row} 行`;
    return row % 5000 === 4999 ? `${head}\n\tat a.b.C(C.java:1)\n\tat ORA-${row}` : head;
  });
  const text = `${rows.join('\n')}\n`;
  const lines = text.split('\n');

  it('gives the lines that match with their places, across the parts it is searched in', async () => {
    const bytes = encodeText(text, 'gb18030')[0] ?? Buffer.alloc(0);
    expect(bytes.length).toBeGreaterThan(8 * 1024 * 1024);
    const path = file('gbk.log', bytes);
    const found = await all(searchFile(path, regex('第 \\d+7777 行|ORA-\\d*9999$')));
    const truth = lines.flatMap((line, at) =>
      /第 \d+7777 行|ORA-\d*9999$/.test(line) ? [{ line: at, text: line }] : [],
    );
    expect(found.map(({ line, text: each }) => ({ line, text: each }))).toEqual(truth);
    for (const { offset, text: each } of found) {
      const end = bytes.indexOf('\n', offset);
      expect(new TextDecoder('gb18030').decode(bytes.subarray(offset, end))).toBe(each);
    }
    expect(await countInFile(path, regex('ORA-|a\\.b\\.C'), formats)).toEqual({
      lines: 80,
      records: 40,
    });
    expect(await countInFile(path, regex('no such'), formats)).toEqual({ lines: 0, records: 0 });
  });

  it('lists the same lines, whatever stands between them', async () => {
    const row = '2026-03-01 00:00:00 INFO 事务 T-1 \u{20000} "a\\b"\tok\n';
    const rows = 6000;
    const begin = row.repeat(rows);
    const oddities: Record<string, Buffer> = {
      plain: Buffer.from(row),
      broken: Buffer.from('ERROR \xff\xe4\xb8 T-\xe9\n', 'latin1'),
      'a half at the end of a line': Buffer.from('ERROR \xe4\xb8\nT\n', 'latin1'),
      'a CR alone': Buffer.from('ERROR\r\rT-2\r\n\r\nERROR\n'),
      'a mark between': Buffer.from('\ufeffERROR\n\ufeff事务 ERROR\n'),
      'NUL and controls': Buffer.from('ERROR \0\x01\x7f\u0085\u2028 T\n'),
      'a very long line': Buffer.from(`ERROR ${'长'.repeat(6_000_000)}\nERROR\n`),
      'no end': Buffer.from('ERROR'),
      'a CR at the end': Buffer.from('ERROR\r'),
    };
    const expressions = ['ERROR.', 'ERROR$', '.*[^O]$', 'T-.', '^$'];
    for (const [name, odd] of Object.entries(oddities)) {
      const bytes = Buffer.concat([Buffer.from(begin), odd]);
      const path = file('odd.log', bytes);
      for (const words of name === 'a very long line' ? ['ERROR.'] : expressions) {
        const truth: Omit<WalkedLine, 'text'>[] = [];
        const texts: string[] = [];
        for (let at = 0, line = 0; at < bytes.length; line += 1) {
          const feed = bytes.indexOf(0x0a, at);
          const end = feed < 0 ? bytes.length : feed;
          const content = bytes.subarray(
            at,
            feed > at && bytes[feed - 1] === 0x0d ? feed - 1 : end,
          );
          const decoded = new TextDecoder().decode(content);
          const found = line < rows ? /T-.|务/.test(words) : regex(words).matches(decoded);
          const first = /\.\*/.test(words) && line < rows;
          if (found || first) {
            truth.push({ line, offset: at, piece: null });
            texts.push(`${decoded.slice(0, 100)}${decoded.length}`);
          }
          at = end + 1;
        }
        const listed = await all(searchFile(path, regex(words)));
        expect(listed.length, `${name}: ${words}`).toBe(truth.length);
        const shown = listed.map(({ text: each }) => `${each.slice(0, 100)}${each.length}`);
        expect(shown.join('\n') === texts.join('\n'), `${name}: ${words}`).toBe(true);
        const places = listed.map(({ line, offset }) => ({ line, offset, piece: null }));
        expect(places.slice(-3)).toEqual(truth.slice(-3));
      }
    }
  });

  it('is searched in place when it is packed', async () => {
    const path = file('packed.log.gz', gzipSync(text.slice(0, 6_000_000)));
    const truth = lines.flatMap((line, at) => (line.endsWith('ORA-14999') ? [at] : []));
    const found = await all(searchFile(path, regex('ora-14999$', true)));
    expect(found.map(({ line }) => line)).toEqual(truth);
    expect(await countInFile(path, regex('ora-14999$', true), formats)).toEqual({
      lines: 1,
      records: 1,
    });
  });

  it('is read in the encoding that stands far behind a begin of ASCII', async () => {
    const ascii = '2026-03-01 00:00:00 INFO nothing\n'.repeat(100_000);
    const path = file(
      'late.log',
      Buffer.concat([Buffer.from(ascii), Buffer.from('d5c5ceb00a', 'hex')]),
    );
    const found = await all(searchFile(path, regex('张伟')));
    expect(found).toEqual([{ line: 100_000, offset: ascii.length, text: '张伟', piece: null }]);
    expect(await all(showFile(path, 100_000, 5))).toEqual(found);
    const both = regex('张伟|00 INFO');
    expect((await all(searchFile(path, both))).at(-1)).toEqual(found[0]);
    expect(await countInFile(path, both, formats)).toEqual({ lines: 100_001, records: 100_000 });
    expect(await countInFile(path, regex('张伟'), formats)).toEqual({ lines: 1, records: 1 });
  });

  it('shows lines from anywhere and reads no further', async () => {
    const path = file('crlf.log', encodeText('\ufeff一\r\n二\r\n\r\n四', 'utf-16le')[0] ?? '');
    const texts = async (from: number, count: number): Promise<string[]> =>
      (await all(showFile(path, from, count))).map((line) => line.text);
    expect(await texts(0, 10)).toEqual(['一', '二', '', '四']);
    expect(await texts(1, 2)).toEqual(['二', '']);
    expect(await texts(3, 0)).toEqual([]);
    expect(await texts(9, 2)).toEqual([]);
  });

  it('gives very long lines whole, piece by piece, in the encoding that a later piece tells', async () => {
    const ascii = 'x'.repeat(5 * 1024 * 1024 - 1);
    const texts = [`${ascii}${'中文日志'.repeat(3_000_000)}末`, `${ascii}\ufeff`, `${ascii}\r\r`];
    for (const encoding of ['utf-8', 'gb18030', 'utf-16le'] as const) {
      const bytes = texts.flatMap((each) => encodeText(`${each}\r\n`, encoding)[0] ?? []);
      const path = file('long.log', Buffer.concat(bytes));
      const listed = [];
      for await (const some of searchFile(path, regex('x'))) {
        expect(some.bytes.length).toBeLessThan(16 * 1024 * 1024);
        listed.push(some);
      }
      const found = await all(asGiven(listed));
      expect(found.map(({ text: each }) => texts.indexOf(each))).toEqual([0, 1, 2]);
      const shown = await all(showFile(path, 1, 2));
      expect(shown.map(({ line, text: each }) => [line, texts.indexOf(each)])).toEqual([
        [1, 1],
        [2, 2],
      ]);
      expect(shown[0]?.offset).toBe(bytes[0]?.length);
    }
  });

  it('is empty, or has one line without an end', async () => {
    expect(await all(searchFile(file('empty.log', ''), regex('^')))).toEqual([]);
    expect(await all(searchFile(file('one.log', 'a'), regex('^')))).toHaveLength(1);
    expect(await countInFile(file('none.log', ''), regex('^'), formats)).toMatchObject({
      lines: 0,
    });
  });
});
