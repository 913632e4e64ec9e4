import { assert, array, constant, double, integer, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOfFrame } from './excerpt';
import { decodeFrame } from './frame';
import { FrameBuilder } from './frame-builder';
import { ExactSum, compareNumbers, sortableNumber } from './thread/numbers';
import { sortByKeys } from './thread/radix';
import { compareTexts } from './thread/filters';
import { sortByTexts } from './thread/text-sort';
import { sortableTime, timeOf } from './thread/times';

const cell = oneof(
  constant(null),
  string(),
  string({ unit: 'binary' }),
  constant('\ud800'),
  constant('长'.repeat(300)),
);

describe('a frame of rows', () => {
  it('gives back every cell, whatever is in it', () => {
    assert(
      property(
        array(array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 40 }),
        (rows) => {
          const builder = new FrameBuilder(3);
          const half = rows.length >> 1;
          builder.add(rows, 0, half);
          builder.add(rows, half, rows.length);
          const frame = decodeFrame(builder.frame([{ row: 0, column: 1, bytes: null }]));
          expect(rows.map((_, at) => frame.row(at))).toEqual(rows);
          expect(String(linesOfFrame(frame))).toBe(
            rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
          );
          expect(frame.row(0, [1])).toEqual([null, rows[0]?.[1] ?? null, null]);
          expect(frame.clipped).toEqual([{ row: 0, column: 1, bytes: null }]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of the old form is read, too', () => {
    const rows = [
      ['1', null],
      ['a\nb', '"'],
    ];
    const frame = decodeFrame(Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n')));
    expect([frame.row(0), frame.row(1)]).toEqual(rows);
    expect([frame.column(0).cell(1), frame.column(1).cell(0)]).toEqual(['a\nb', null]);
  });
});

describe('the order of cells', () => {
  it('of texts is that of their code points, ties as they were', () => {
    const text = oneof(
      string({ maxLength: 3 }),
      string({ unit: 'binary', maxLength: 20 }),
      integer({ min: 0, max: 30 }).map((n) => '公司'.repeat(n)),
    );
    assert(
      property(array(text, { maxLength: 300 }), (texts) => {
        const order = Uint32Array.from(texts, (_, at) => at);
        sortByTexts(order, texts.length, (wanted, take) =>
          texts.forEach((one, row) => wanted[row] === 1 && take(row, one)),
        );
        const expected = texts.map((_, at) => at);
        const well = texts.map((one) => Buffer.from(one).toString());
        expected.sort((a, b) => compareTexts(well[a] ?? '', well[b] ?? '') || a - b);
        expect([...order]).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('of doubles is that of numbers, NaN last', () => {
    assert(
      property(array(double(), { maxLength: 200 }), (numbers) => {
        const order = Uint32Array.from(numbers, (_, at) => at);
        sortByKeys(order, Float64Array.from(numbers));
        const expected = numbers.map((_, at) => at);
        const rank = (value: number): number => (Number.isNaN(value) ? 1 : 0);
        expected.sort((a, b) => {
          const [x = 0, y = 0] = [numbers[a], numbers[b]];
          return rank(x) - rank(y) || (x < y ? -1 : x > y ? 1 : a - b);
        });
        expect([...order]).toEqual(expected);
      }),
    );
  });

  it('of numbers with any number of digits is exact', () => {
    const ascending = [
      '-Infinity',
      '-1e40',
      '-12345678901234567890123456789012345678',
      '-12345678901234567890123456789012345677.9',
      '-1.5',
      '-1.45',
      '-0.001',
      '0',
      '1e-30',
      '0.1',
      '1',
      '1.0000000000000000000000000000000000001',
      '2',
      '10',
      '99999999999999999999999999999999999998',
      '99999999999999999999999999999999999999',
      'Infinity',
      'NaN',
      'abc',
    ];
    const keys = ascending.map(sortableNumber);
    expect(keys).toEqual(keys.toSorted());
    expect(new Set(keys).size).toBe(keys.length);
    expect(compareNumbers('1.50', '1.5')).toBe(0);
    expect(compareNumbers('10', '9')).toBe(1);
    expect(compareNumbers('9007199254740993', '9007199254740992')).toBe(1);
  });

  it('of times is that of moments: before Christ, beyond 9999, in other zones, in nanoseconds', () => {
    const ascending = [
      '-infinity',
      '4713-01-01 00:00:00 BC',
      '0044-03-15 BC',
      '0001-01-01',
      '1969-12-31 23:59:59.999999',
      '1970-01-01',
      '2026-01-02 03:04:05+08',
      '2026-01-01 19:04:06Z',
      '2026-03-01',
      '2026-03-01 00:00:00.000000001',
      '9999-12-31 23:59:59',
      '12026-01-01',
      'infinity',
    ];
    const keys = ascending.map(sortableTime);
    expect(keys).toEqual(keys.toSorted());
    expect(timeOf('1970-01-02 08:00:00.25+08:00')).toBe(86_400_250);
    expect(timeOf('-00:00:01.5')).toBe(-1500);
    expect(timeOf('yesterday')).toBeNaN();
  });
});

describe('a sum', () => {
  it('of decimals loses nothing', () => {
    const sum = new ExactSum();
    for (let at = 0; at < 1000; at += 1) sum.add('0.1');
    sum.add('99999999999999999999999999999999999999.0001');
    sum.add('-1e3');
    expect(String(sum)).toBe('99999999999999999999999999999999999099.0001');
    const few = new ExactSum();
    for (const text of ['1', '2.50', '-0.25']) few.add(text);
    expect([String(few), few.mean(4)]).toEqual(['3.25', '0.8125']);
    expect([few.add('NaN'), few.add(''), few.add('0x10'), few.add('1e99999')]).not.toContain(true);
  });
});
