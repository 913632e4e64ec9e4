import { describe, expect, it } from 'vitest';
import { replaceParameters } from './parameters';

describe('parameters', () => {
  it.each([
    ['SELECT :a, :b, :a', 'SELECT $1, $2, $1', ['a', 'b']],
    [
      "SELECT ':a', E'\\':a', \":a\", $$:a$$, $t$ :a $t$",
      "SELECT ':a', E'\\':a', \":a\", $$:a$$, $t$ :a $t$",
      [],
    ],
    [
      'SELECT 1 -- :a\n, :b /* :c /* :d */ :e */',
      'SELECT 1 -- :a\n, $1 /* :c /* :d */ :e */',
      ['b'],
    ],
    ['SELECT x::int, :y::date', 'SELECT x::int, $1::date', ['y']],
    [
      'SELECT a[1:n], a[lo:hi], a[:n], a[f(x):g]',
      'SELECT a[1:n], a[lo:hi], a[$1], a[f(x):g]',
      ['n'],
    ],
    ["SELECT json_object('k':v, k:v, 'k': :v)", "SELECT json_object('k':v, k:v, 'k': $1)", ['v']],
    ['SELECT f(a := :b)', 'SELECT f(a := $1)', ['b']],
    [
      'WHERE x=:a AND y IN(:b,:c)LIMIT :d',
      'WHERE x=$1 AND y IN($2,$3)LIMIT $4',
      ['a', 'b', 'c', 'd'],
    ],
    [
      "SELECT N':a', B'1', 名称 FROM t WHERE 名称=:名",
      "SELECT N':a', B'1', 名称 FROM t WHERE 名称=:名",
      [],
    ],
    ['SELECT a$b$:c$b$', 'SELECT a$b$:c$b$', []],
  ])('of %s become numbers', (typed, text, parameters) => {
    const prepared = replaceParameters(typed);
    expect({ text: prepared.text, parameters: prepared.parameters }).toEqual({ text, parameters });
    expect(prepared.positional).toBeNull();
  });

  it('leads each place back to the text as typed', () => {
    const typed = 'SELECT :first, :second, x';
    const { text, toTyped } = replaceParameters(typed);
    expect(text).toBe('SELECT $1, $2, x');
    expect([0, 7, 8, 9, 11, 15].map(toTyped)).toEqual([0, 7, 7, 13, 15, 24]);
  });

  it('finds numbers the author wrote himself', () => {
    expect(replaceParameters('SELECT $$a$$, $12').positional).toBe(14);
  });
});
