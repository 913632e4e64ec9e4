import { describe, expect, it } from 'vitest';
import { fromEditor, toEditor } from './line-breaks';

describe('line breaks of an edited file', () => {
  it.each([
    ['lf', 'a\nb\n'],
    ['crlf', 'a\r\nb\r\n'],
    ['cr', 'a\rb\r'],
    ['mixed', 'a\r\nb\nc\rd'],
  ] as const)('of kind %s come back as they were', (kind, text) => {
    expect(fromEditor(toEditor(text), text, kind)).toBe(text);
  });

  it('of a new line are those of the file', () => {
    expect(fromEditor('a\nnew\nb\n', 'a\r\nb\r\n', 'crlf')).toBe('a\r\nnew\r\nb\r\n');
  });

  it('stay mixed around a change, which gets the usual one', () => {
    const original = 'one\r\ntwo\nthree\nfour\r\nfive';
    expect(fromEditor('one\ntwo\nnew\nthree\nfour\nfive', original, 'mixed')).toBe(
      'one\r\ntwo\nnew\r\nthree\nfour\r\nfive',
    );
    expect(fromEditor('one\nfive', original, 'mixed')).toBe('one\r\nfive');
  });
});
