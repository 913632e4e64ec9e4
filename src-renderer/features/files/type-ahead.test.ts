import { describe, expect, it } from 'vitest';
import { TypeAhead } from './type-ahead';

describe('typing in a list of files', () => {
  it('looks for what was typed together', () => {
    const typed = new TypeAhead();
    expect(typed.type('a', 0)).toEqual({ text: 'a', next: true });
    expect(typed.type('l', 300)).toEqual({ text: 'al', next: false });
    expect(typed.type('e', 600)).toEqual({ text: 'ale', next: false });
  });

  it('begins anew after a pause', () => {
    const typed = new TypeAhead();
    typed.type('a', 0);
    expect(typed.active(500)).toBe(true);
    expect(typed.active(1000)).toBe(false);
    expect(typed.type('b', 1000)).toEqual({ text: 'b', next: true });
  });

  it('walks on when the same letter is typed again', () => {
    const typed = new TypeAhead();
    typed.type('n', 0);
    expect(typed.type('n', 200)).toEqual({ text: 'n', next: true });
  });
});
