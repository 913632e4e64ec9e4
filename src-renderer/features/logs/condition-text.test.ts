import { expect, it } from 'vitest';
import type { LogCondition } from '../../../src-main/contract/logs';
import { conditionText, rangeText } from './condition-text';

const local = (text: string) => new Date(text).getTime();
const words = (key: string) => key;
const say = (condition: LogCondition) => conditionText(condition, [], false, words);

it('writes a range of time as short as it can be', () => {
  const from = local('2026-11-20T11:20:00');
  const to = local('2026-11-20T11:26:05');
  expect(rangeText(from, to, false)).toBe('11:20–11:26:05');
  expect(rangeText(from, to, true)).toBe('11-20 11:20–11:26:05');
  expect(rangeText(from, local('2026-11-21T00:00:00'), true)).toBe('11-20 11:20–11-21 00:00');
  expect(rangeText(from, null, false)).toBe('≥ 11:20');
  expect(rangeText(null, to, false)).toBe('< 11:26:05');
});

it('says what each kind of condition asks for', () => {
  expect(say({ kind: 'level', exclude: false, level: 'warn', andWorse: true }).value).toBe(
    '≥ level.warn',
  );
  expect(say({ kind: 'field', exclude: true, field: 'thread', value: 'main' })).toEqual({
    field: 'thread',
    value: 'main',
  });
  const text = { kind: 'text', exclude: false, text: 'a.b', ignoreCase: false } as const;
  expect(say({ ...text, regex: true }).value).toBe('/a.b/');
  expect(say({ ...text, regex: false }).value).toBe('a.b');
});
