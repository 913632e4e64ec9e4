import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SealedFile } from '../../kit/sealed-file';
import { clipBytes, decodeLine, encodeText, EncodingVote, looksWide } from './encoding';
import { History } from './history';
import { lineEnd, LineIndex } from './line-index';
import { LogText } from './log-text';
import { MatchSet } from './match-set';
import { rotatedAfter } from './rotated';
import { findBoundary, Segments } from './segments';
import { TextMatcher } from './text-matcher';

const gbk = (text: string): Buffer => encodeText(text, 'gb18030') ?? Buffer.alloc(0);

describe('encodings', () => {
  it.each([
    ['gb18030', '单据 ABC：①龥'],
    ['utf-8', '单据 ABC 😀'],
    ['utf-16le', '单据 ABC 😀'],
    ['windows-1252', 'Größe €'],
  ] as const)('%s text survives encoding and decoding', (encoding, text) => {
    const bytes = encodeText(text, encoding);
    expect(bytes && decodeLine(bytes, encoding, false)).toBe(text);
  });

  it('says which text cannot be put into an encoding', () => {
    expect(encodeText('中', 'windows-1252')).toBeNull();
    expect(encodeText('😀', 'gb18030')).toBeNull();
  });

  it('decides by vote of the lines that are not ASCII', () => {
    const vote = new EncodingVote();
    vote.add(Buffer.from('start\nplain\nonly\n'));
    expect(vote.encoding).toBe('utf-8');
    // GBK for 一: valid UTF-8 by accident; the other lines outvote it.
    vote.add(Buffer.concat([Buffer.from('\n'), gbk('一\n单据\n保存失败\n')]));
    expect(vote.encoding).toBe('gb18030');
  });

  it('shows a GB18030 line in an UTF-8 log where the log may be mixed', () => {
    expect(decodeLine(gbk('单据'), 'utf-8', true)).toBe('单据');
    expect(decodeLine(gbk('单据'), 'utf-8', false)).toContain('\ufffd');
  });

  it('recognises UTF-16 and nothing else as such', () => {
    const text = '2026-03-01 14:00:00 服务器启动\r\n'.repeat(4);
    expect(looksWide(Buffer.from(text, 'utf16le'))).toBe(true);
    expect(looksWide(Buffer.from(text))).toBe(false);
    expect(looksWide(gbk(text))).toBe(false);
    expect(looksWide(Buffer.alloc(64))).toBe(false);
  });

  it('never clips inside a character', () => {
    for (const encoding of ['utf-8', 'gb18030', 'utf-16le'] as const) {
      const bytes = encodeText('a单据b保存'.repeat(5), encoding) ?? Buffer.alloc(0);
      for (let limit = 4; limit < bytes.length; limit += 1) {
        const text = decodeLine(clipBytes(bytes, limit, encoding), encoding, false);
        expect('a单据b保存'.repeat(5).startsWith(text)).toBe(true);
      }
    }
  });
});

describe('line index', () => {
  it('finds every line end, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 40 }), { maxLength: 300 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 50 }),
        (lines, wide, cut) => {
          const clean = lines.map((line) => line.replaceAll('\n', '上'));
          const text = clean.join('\n');
          const bytes = wide ? Buffer.from(text, 'utf16le') : Buffer.from(text);
          const index = new LineIndex(wide);
          for (let at = 0; at < bytes.length; at += cut) index.add(bytes.subarray(at, at + cut));
          const expected = text === '' ? 0 : text.endsWith('\n') ? clean.length - 1 : clean.length;
          expect(index.lines).toBe(expected);
          expect(index.bytes).toBe(bytes.length);
          // Each known start is where counting from the front arrives.
          for (let line = 0; line < index.completeLines; line += 1) {
            const known = index.before(line);
            let at = 0;
            for (let n = 0; n < known.line; n += 1) at = lineEnd(bytes, at, wide, 0);
            expect(known.offset).toBe(at);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('stays small', () => {
    const index = new LineIndex(false);
    index.add(Buffer.from('x\n'.repeat(100_000)));
    expect(index.before(99_999).line).toBeGreaterThan(99_999 - 64);
    expect(index.before(0)).toEqual({ line: 0, offset: 0 });
  });
});

describe('match set', () => {
  it('gives back the n-th of what was added', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(50_000), { maxLength: 500 }), (numbers) => {
        const sorted = numbers.toSorted((a, b) => a - b);
        const set = new MatchSet();
        for (const line of sorted) set.add(line);
        expect(set.count).toBe(sorted.length);
        expect(sorted.map((_, n) => set.at(n))).toEqual(sorted);
        expect(set.at(sorted.length)).toBeUndefined();
      }),
    );
  });
});

describe('text matcher', () => {
  const found = (text: string, bytes: Buffer, encoding: 'utf-8' | 'gb18030', mixed = false) => {
    const lines: number[] = [];
    new TextMatcher(text, encoding, mixed).scan(bytes, 0, (line) => lines.push(line));
    return lines;
  };

  it('finds what comparing the decoded text finds', () => {
    const word = fc.constantFrom(
      'error',
      'ERROR',
      '单据',
      '保存',
      '据保',
      'Größe',
      'größe',
      'x',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(fc.array(word, { maxLength: 4 })), word, (rows, needle) => {
        const lines = rows.map((row) => row.join(''));
        const expected = lines.flatMap((line, n) =>
          line.toLowerCase().includes(needle.toLowerCase()) ? [n] : [],
        );
        const text = lines.map((line) => `${line}\n`).join('');
        expect(found(needle, Buffer.from(text), 'utf-8')).toEqual(expected);
      }),
    );
  });

  it('is not deceived by GBK bytes that meet across characters', () => {
    // 啊 is B0 A1, 盎 is B0 BB; A1 B0 across 啊盎 is the quotation mark “.
    const across = gbk('啊盎\n');
    expect(across.includes(gbk('“'))).toBe(true);
    expect(found('“', across, 'gb18030')).toEqual([]);
    expect(found('盎', across, 'gb18030')).toEqual([0]);
  });

  it('finds Chinese in the GBK lines of a mixed log', () => {
    const mixed = Buffer.concat([Buffer.from('保存\n'), gbk('保存\n'), Buffer.from('别的\n')]);
    expect(found('保存', mixed, 'utf-8', true)).toEqual([0, 1]);
  });
});

describe('segments', () => {
  it('place bytes of the capture in the remote file, or say that it is unknown', () => {
    const segments = new Segments();
    segments.begin({ at: 0, path: '/a', identity: '1:10', remote: 100 });
    segments.begin({ at: 50, path: '/b', identity: '1:11', remote: 0 });
    expect(segments.locate(10, 20)).toEqual({ path: '/a', identity: '1:10', from: 110, to: 120 });
    expect(segments.locate(50, 60)).toEqual({ path: '/b', identity: '1:11', from: 0, to: 10 });
    expect(segments.locate(45, 55)).toMatchObject({ from: null, to: null });
    const next = segments.begin({
      at: 80,
      path: '/b',
      identity: null,
      remote: null,
      doubtFrom: 70,
    });
    expect(segments.locate(60, 70)).toMatchObject({ from: 10, to: 20 });
    expect(segments.locate(60, 71)).toMatchObject({ from: null });
    segments.settle(next, { at: 75, identity: '1:12', remote: 0 });
    expect(segments.locate(70, 75)).toMatchObject({ identity: '1:11', from: 20, to: 25 });
    expect(segments.locate(75, 80)).toMatchObject({ identity: '1:12', from: 0, to: 5 });
  });

  it('find where a new file begins by its first bytes, only when that is certain', () => {
    const head = Buffer.from('2026-03-01 10:00:02 first line of it\nand more');
    const old = Buffer.from('2026-03-01 10:00:01 last line\n');
    const some = head.subarray(0, 40);
    expect(findBoundary(Buffer.concat([old, some]), head)).toBe(old.length);
    expect(findBoundary(old, head)).toBeNull();
    expect(findBoundary(Buffer.concat([head, old, head]), head)).toBeNull();
    expect(findBoundary(Buffer.concat([old, head]), head.subarray(0, 5))).toBeNull();
  });
});

describe('history', () => {
  it.each([
    [2, false, 'c\nd\n', 4],
    [9, false, 'b\nc\nd\n', 2],
    [9, true, 'a\nb\nc\nd\n', 0],
    [0, true, '', 8],
  ])('lets the last %i lines through, then everything', (lines, fromStart, kept, skipped) => {
    let left = 0;
    const history = new History({ historyBytes: 8, fromStart, lines }, (bytes) => (left += bytes));
    const pieces = ['a\nb', '\nc\nd\ne', '\nf\n'].flatMap((text) =>
      history.take(Buffer.from(text)),
    );
    expect(Buffer.concat(pieces).toString()).toBe(`${kept}e\nf\n`);
    expect(left).toBe(skipped);
  });
});

describe('rotated files', () => {
  const file = (path: string) => ({ path, identity: path, size: 1 });
  it.each([
    ['/l/a.log.3', ['/l/a.log.2', '/l/a.log.1']],
    ['/l/a.log-20260301', ['/l/a.log-20260302', '/l/a.log-20260310']],
    ['/l/a.log.1', []],
  ])('after %s come %j', (old, expected) => {
    const all = [
      '/l/a.log',
      '/l/a.log.1',
      '/l/a.log.2',
      '/l/a.log.3',
      '/l/a.log.4',
      '/l/a.log-20260310',
      '/l/a.log-20260302',
      '/l/a.log-20260301',
      '/l/a.log.conf',
      '/l/a.log2',
    ].map(file);
    const found = rotatedAfter(all, '/l/a.log', file(old));
    expect(found.map(({ path }) => path)).toEqual(expected);
  });
});

describe('captured text', () => {
  let folder: string;
  let number = 0;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'text-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const create = (): LogText =>
    new LogText(
      SealedFile.create(join(folder, String((number += 1))), Buffer.alloc(32, 7)),
      'auto',
      () => undefined,
    );

  it('gives every line back, whatever its length, and the bytes unchanged', async () => {
    const text = create();
    const lines = Array.from({ length: 3000 }, (_, n) => `${n} ${'长'.repeat((n * 7919) % 900)}`);
    lines[1500] = 'y'.repeat(700_000);
    const bytes = Buffer.from(`${lines.join('\r\n')}\r\n`);
    for (let at = 0; at < bytes.length; at += 30_011) text.append(bytes.subarray(at, at + 30_011));
    expect(text.lines).toBe(3000);
    expect(text.capture.read(0, bytes.length).equals(bytes)).toBe(true);
    for (const n of [0, 63, 64, 1499, 1500, 1501, 2999])
      expect(text.whole(n)).toEqual({ text: lines[n], bytes: Buffer.byteLength(lines[n] ?? '') });
    expect(text.window(1498, 4, false).map(({ line, fullLength }) => [line, fullLength])).toEqual([
      [1498, null],
      [1499, null],
      [1500, 700_000],
      [1501, null],
    ]);
    const { count, ranges } = text.ranges([2, 0, 1, 1500, 9999]);
    expect({ count, ranges: ranges.length }).toEqual({ count: 4, ranges: 2 });
    text.setFilter('1500 ');
    await text.filtered();
    expect(text.matched).toBe(0);
    text.setFilter('YYY');
    await text.filtered();
    expect(text.window(0, 10, true).map(({ line }) => line)).toEqual([1500]);
    expect(text.lineAt(bytes.length - 1)).toBe(2999);
    text.close();
  });

  it('begins the filter anew when the encoding turns out to be another', async () => {
    const text = create();
    text.append(Buffer.from('plain\n'));
    text.setFilter('保存');
    text.append(gbk('单据\n保存失败\n'));
    text.append(gbk('未保存\n'));
    await text.filtered();
    expect(text.encoding).toBe('gb18030');
    expect(text.window(0, 10, true).map((line) => line.text)).toEqual(['保存失败', '未保存']);
    text.close();
  });
});
