import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../contract/errors';
import { Expression } from './expression';

const regex = (text: string, ignoreCase = false): Expression =>
  Expression.of({ text, regex: true, ignoreCase });
const plain = (text: string, ignoreCase = false): Expression =>
  Expression.of({ text, regex: false, ignoreCase });

function refusal(text: string): Pick<AppError, 'code' | 'params'> {
  try {
    regex(text);
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, params: error.params };
  }
  throw new Error(`${text} was taken`);
}

describe('an expression', () => {
  it('has the syntax of ripgrep: Unicode classes, inline flags, no look-around', () => {
    expect(regex('(?i)fehler|错误').matches('FEHLER')).toBe(true);
    expect(regex('\\p{Han}{2}').matches('a错误')).toBe(true);
    expect(regex('^\\d+$').matches('１２')).toBe(true);
    expect(regex('[[:punct:]]').matches('a.b')).toBe(true);
    expect(regex('^$').matches('')).toBe(true);
    expect(regex('\\bORA-\\d{5}\\b').matches('x ORA-00600: y')).toBe(true);
  });

  it('means itself where it is a text', () => {
    const odd = 'a.b*(c)[d]{2}^$|\\ #&-~';
    expect(plain(odd).matches(`x${odd}y`)).toBe(true);
    expect(plain('a.b').matches('axb')).toBe(false);
    expect(plain('a.b').traits.literal).toBe('a.b');
    expect(regex('a\\.b').traits.literal).toBe('a.b');
    expect(regex('a.b').traits.literal).toBeNull();
  });

  it('ignores case as Unicode folds it', () => {
    expect(plain('straße', true).matches('STRAẞE')).toBe(true);
    expect(plain('ΣΊΣΥΦΟΣ', true).matches('σίσυφος')).toBe(true);
    expect(plain('k', true).matches('\u212a')).toBe(true);
    expect(plain('中文', true).matches('中文')).toBe(true);
  });

  it('says where matches stand in UTF-16 units, whatever stands before them', () => {
    expect(regex('中|É', true).spans('aé中𝄞中')).toEqual([
      [1, 2],
      [2, 3],
      [5, 6],
    ]);
    expect(regex('x*').spans('axxb')).toEqual([[1, 3]]);
    const far = `${'𝄞é'.repeat(30_000)}needle`;
    expect(plain('needle').spans(far)).toEqual([[90_000, 90_006]]);
    expect(plain('a').spans('aaaa', 2)).toHaveLength(2);
  });

  it('finds matches in lines of tens of millions of characters', () => {
    const long = 'x'.repeat(9_000_000);
    expect(plain('xy').matches(`${long}y${long}`)).toBe(true);
    expect(plain('xy').matches(long)).toBe(false);
    expect(regex('^y').matches(`x${long}y${long}`)).toBe(false);
    expect(regex('xy$').matches(`${long}y`)).toBe(true);
    expect(regex('xy$').matches(`${long}y${long}`)).toBe(false);
    expect(regex('^y|xz|y$').matches(`${long}z${long}`)).toBe(true);
    expect(regex('^x|z|x$').matches(`y${long}y`)).toBe(false);
  });

  it('takes time linear in the line for expressions made to explode', () => {
    const line = 'x'.repeat(4096);
    for (const bad of ['(x+x+)+y', '(x|x|x)*y', '(x?){500}x{500}y', '(.*)*(.*)*y'])
      expect(regex(bad).matches(line)).toBe(false);
  });

  it('is refused with the reason and the place', () => {
    const unclosed = refusal('行(锁');
    expect(unclosed.code).toBe('logs.expression-unclosed');
    // No English words of the regex crate beside our own.
    expect(unclosed.params).toEqual({ at: 2, part: '(' });
    expect(refusal('a)')).toMatchObject({ code: 'logs.expression-unopened', params: { at: 2 } });
    expect(refusal('*a')).toMatchObject({ code: 'logs.expression-nothing-to-repeat' });
    expect(refusal('x{5,2}')).toMatchObject({
      code: 'logs.expression-repetition',
      params: { at: 2, part: '{5,2}' },
    });
    expect(refusal('a{99999999999}')).toMatchObject({ code: 'logs.expression-repetition' });
    expect(refusal('[z-a]')).toMatchObject({ code: 'logs.expression-range' });
    expect(refusal('\\q')).toMatchObject({ code: 'logs.expression-escape' });
    expect(refusal('\\p{Foo}')).toMatchObject({ code: 'logs.expression-property' });
    expect(refusal('(?=x)')).toMatchObject({ code: 'logs.expression-look-around' });
    expect(refusal('a\\nb')).toMatchObject({ code: 'logs.expression-line-break' });
    expect(refusal('(a)\\1')).toMatchObject({ code: 'logs.expression-back-reference' });
    expect(refusal('(?z)')).toMatchObject({
      code: 'logs.expression-invalid',
      params: { at: 3, reason: 'unrecognized flag' },
    });
  });

  it('is refused where it would take too much memory or time', () => {
    for (const huge of ['(a{1000}){1000}', '\\w{5000}', `${'('.repeat(300)}a${')'.repeat(300)}`])
      expect(refusal(huge).code).toBe('logs.expression-too-large');
  });
});
