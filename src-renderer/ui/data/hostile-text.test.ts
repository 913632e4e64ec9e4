import { describe, expect, it } from 'vitest';
import { clipText, displaySpans, displayText, plainDisplay, tsvCell } from './hostile-text';

describe('hostile text', () => {
  it('leaves ordinary text as one piece, HTML included', () => {
    const html = '<img src=x onerror=alert(1)> 物料 & "保存"';
    expect(displayText(html)).toEqual([{ kind: 'text', text: html, hit: false }]);
  });

  it('leaves colour escapes out and shows every other escape', () => {
    expect(plainDisplay('\u001b[1;31mERROR\u001b[0m disk')).toBe('ERROR disk');
    expect(plainDisplay('a\u001b]0;title\u0007b')).toBe('a⟦ESC⟧]0;title⟦BEL⟧b');
    expect(plainDisplay('\u001b[2Jgone?')).toBe('⟦ESC⟧[2Jgone?');
    expect(plainDisplay('x\u009b2Jy')).toBe('x⟦U+009B⟧2Jy');
  });

  it('shows bidirectional marks by name, so that reordered text cannot deceive', () => {
    expect(plainDisplay('user\u202etxt.exe')).toBe('user⟦RLO⟧txt.exe');
    expect(plainDisplay('\u2066a\u2069\u200f')).toBe('⟦LRI⟧a⟦PDI⟧⟦RLM⟧');
  });

  it('shows invisible characters, tags and broken surrogates', () => {
    expect(plainDisplay('ad\u200bmin\ufeff')).toBe('ad⟦ZWSP⟧min⟦BOM⟧');
    expect(plainDisplay('a\u{e0041}b')).toBe('a⟦U+E0041⟧b');
    expect(plainDisplay('a\ud800b')).toBe('a⟦U+D800⟧b');
    expect(plainDisplay('\u0000\u007f')).toBe('⟦NUL⟧⟦DEL⟧');
  });

  it('keeps joiners and pairs that emoji and scripts need', () => {
    const family = '👩\u200d👧 می\u200cخواهم';
    expect(plainDisplay(family)).toBe(family);
  });

  it('shows line breaks and tabs in one line and keeps them in many', () => {
    expect(plainDisplay('a\tb\nc\r\nd\r')).toBe('a⇥b↵c⟦CR⟧↵d');
    expect(displayText('a\tb\r\nc', { multiline: true })).toEqual([
      { kind: 'text', text: 'a\tb\nc', hit: false },
    ]);
  });

  it('marks each match, literally and in any case', () => {
    expect(displayText('ORA-00060 (ora-00060)', { highlight: 'Ora-00060' })).toEqual([
      { kind: 'text', text: 'ORA-00060', hit: true },
      { kind: 'text', text: ' (', hit: false },
      { kind: 'text', text: 'ora-00060', hit: true },
      { kind: 'text', text: ')', hit: false },
    ]);
    expect(displayText('a.b axb', { highlight: '.' })).toEqual([
      { kind: 'text', text: 'a', hit: false },
      { kind: 'text', text: '.', hit: true },
      { kind: 'text', text: 'b axb', hit: false },
    ]);
    expect(displayText('[x]-{y}', { highlight: ']-{' }).filter((s) => s.hit)).toEqual([
      { kind: 'text', text: ']-{', hit: true },
    ]);
  });

  it('shows marks inside a match as part of it', () => {
    expect(displayText('a\u202eb', { highlight: 'a\u202eb' })).toEqual([
      { kind: 'text', text: 'a', hit: true },
      { kind: 'mark', text: '⟦RLO⟧', hit: true },
      { kind: 'text', text: 'b', hit: true },
    ]);
  });

  it('takes a line of a megabyte', () => {
    const line = 'x\u001b[31my\u202e'.repeat(110_000);
    expect(plainDisplay(line)).toBe('xy⟦RLO⟧'.repeat(110_000));
  });
});

describe('clipping', () => {
  it('counts what is left and never cuts a character in two', () => {
    expect(clipText('abc', 3)).toEqual({ text: 'abc', rest: 0 });
    expect(clipText('abcdef', 4)).toEqual({ text: 'abcd', rest: 2 });
    expect(clipText('ab😀cd', 3)).toEqual({ text: 'ab', rest: 4 });
  });
});

describe('a cell of tab-separated text', () => {
  it('is quoted only when it must be', () => {
    expect([tsvCell('plain'), tsvCell('a\tb'), tsvCell('say "x"'), tsvCell('1\n2')]).toEqual([
      'plain',
      '"a\tb"',
      '"say ""x"""',
      '"1\n2"',
    ]);
  });
});

it('marks spans, the search over highlights, and keeps acting characters harmless', () => {
  expect(
    displaySpans('ab\u202ecd\r', [
      { from: 1, to: 4, tone: 3 },
      { from: 2, to: 3, tone: -1 },
      { from: 90, to: 99, tone: 0 },
    ]),
  ).toEqual([
    { kind: 'text', text: 'a', tone: undefined },
    { kind: 'text', text: 'b', tone: 3 },
    { kind: 'mark', text: '⟦RLO⟧', tone: -1 },
    { kind: 'text', text: 'c', tone: 3 },
    { kind: 'text', text: 'd', tone: undefined },
  ]);
});
