import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Threshold } from '../../../contract/query-document';
import { readQueryPack } from '../packs/read';
import { severityOf, tryThresholds, worstSeverity } from './severity';

const resources = join(import.meta.dirname, '../../../../resources');

describe('thresholds', () => {
  it('of a shipped check find the worst of its rows, and the cell that says so', () => {
    const { thresholds } = readQueryPack(resources, 'postgresql.blocking-sessions') ?? {};
    const of = severityOf(thresholds ?? [], ['waiting_pid', 'wait_seconds']);
    expect(of(['7', '29.9'])).toBeNull();
    expect(of(['7', '30'])).toEqual({ level: 'warning', columns: [1] });
    expect(of(['7', '1e3'])).toEqual({ level: 'critical', columns: [1] });
    expect(of(['7', null])).toBeNull();
  });

  it('of every shipped check are met by some row', async () => {
    const { readQueryPacks } = await import('../packs/read');
    for (const { id, thresholds } of await readQueryPacks(resources))
      for (const threshold of thresholds) {
        const { is, value, column } = threshold;
        const other = typeof value === 'number' ? String(value + (is === '<' ? -1 : 1)) : 'x';
        const met = ['=', '>=', '<='].includes(is) ? String(value) : other;
        expect(severityOf([threshold], [column])([met])?.level, id).toBe(threshold.level);
      }
  });

  const one = (is: Threshold['is'], value: Threshold['value'], cell: string | null): boolean =>
    severityOf([{ column: 'A', is, value, level: 'warning' }], ['a'])([cell]) !== null;

  it.each([
    ['>=', 10, '9', false],
    ['>=', 10, '10.0', true],
    ['<', 10, '-1', true],
    ['>', 9007199254740991, '12345678901234567890123456789012345678', true],
    ['<>', 0, '0.00', false],
    ['<>', 0, 'NaN', false],
    ['=', 10, 'ten', false],
    ['=', 0, '', false],
    ['=', true, 't', true],
    ['=', false, '0', true],
    ['<>', true, 'NO', true],
    ['=', true, 'maybe', false],
    ['=', 'R', 'R   ', true],
    ['=', 'R', 'r', false],
    ['<>', 'streaming', 'catchup', true],
    ['>=', '2026-01-02', '2026-01-02 08:00:00', true],
    ['<>', 'x', null, false],
  ] as const)('%s %j and a cell %j: %j', (is, value, cell, holds) => {
    expect(one(is, value, cell)).toBe(holds);
  });

  it('tell the worst of a result, read in pieces', async () => {
    const rows = Array.from({ length: 2500 }, (_, index) => [String(index)]);
    const thresholds: Threshold[] = [
      { column: 'n', is: '>=', value: 10, level: 'warning' },
      { column: 'n', is: '>=', value: 2400, level: 'critical' },
    ];
    const windowOf = (count: number) => (from: number) =>
      rows.slice(0, count).slice(from, from + 1000);
    expect(await worstSeverity(thresholds, ['n'], windowOf(2500))).toBe('critical');
    expect(await worstSeverity(thresholds, ['n'], windowOf(2400))).toBe('warning');
    expect(await worstSeverity(thresholds, ['n'], windowOf(10))).toBeNull();
    expect(await worstSeverity([], ['n'], windowOf(2500))).toBeNull();
  });

  it('are tried on rows before they are saved', async () => {
    const rows = [['1'], ['5'], ['9'], [null]];
    const tried = await tryThresholds(
      [
        { column: 'N', is: '>=', value: 5, level: 'warning' },
        { column: 'n', is: '>', value: 8, level: 'critical' },
        { column: 'gone', is: '=', value: 'x', level: 'critical' },
      ],
      ['n'],
      (from) => rows.slice(from, from + 3),
    );
    expect(tried).toEqual({
      rows: 4,
      holds: [2, 1, 0],
      warning: 1,
      critical: 1,
      missing: ['gone'],
    });
  });
});
