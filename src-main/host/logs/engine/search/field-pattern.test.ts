import { expect, it } from 'vitest';
import { valuePatterns } from './field-pattern';

const asks = (pattern: string, field: string, value: string, text: string): boolean | null =>
  valuePatterns([pattern], field, value)?.some((each) => each.isMatch(text)) ?? null;

it('asks for a value in the place of the group that tells the field', () => {
  const log =
    '^(?<time>[^]\\s]+) \\[(?P<thread>(?:[^\\[\\];]|\\[[^\\]]*\\])*)\\] (?:<(?<user>[^>]*)> )?(?s:(?<text>[)a-z]?.*))$';
  const line = '10:00 [exec(1)-[a]] <张 (x)> ok [b] <no> )';
  expect(asks(log, 'thread', 'exec(1)-[a]', line)).toBe(true);
  expect(asks(log, 'thread', 'exec', line)).toBe(false);
  expect(asks(log, 'user', '张 (x)', line)).toBe(true);
  // The group may be left out: then nobody knows without taking the fields out.
  expect(asks(log, 'user', 'no', line)).toBe(true);
  expect(asks(log, 'text', 'ok [b] <no> )', line)).toBe(true);
  expect(asks(log, 'time', '10:0.', line)).toBe(false);
  expect(asks(log, 'none', 'x', line)).toBe(false);
});

it('leaves alone what a value cannot stand for', () => {
  // The group holds what it matched last, the value would have to match each time.
  expect(asks('^(?:\\[(?<tag>\\w)\\])*', 'tag', 'b', '[a][b]')).toBeNull();
  expect(asks('^(?<tag>\\w)+', 'tag', 'b', 'ab')).toBeNull();
  expect(asks('(?x) (?<tag> \\w )', 'tag', 'a b', 'a b')).toBeNull();
});
