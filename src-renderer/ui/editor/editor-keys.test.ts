import { describe, expect, it } from 'vitest';
import { parseKeys } from './editor-keys';

describe('editor keys', () => {
  it('name letters, digits, function keys and words', () => {
    expect(['Ctrl+Enter', 'Shift+Alt+f', 'F8', 'ctrl+1'].map(parseKeys)).toEqual([
      { ctrl: true, shift: false, alt: false, code: 'Enter' },
      { ctrl: false, shift: true, alt: true, code: 'KeyF' },
      { ctrl: false, shift: false, alt: false, code: 'F8' },
      { ctrl: true, shift: false, alt: false, code: 'Digit1' },
    ]);
  });

  it('refuse what they do not know', () => {
    expect(() => parseKeys('Ctrl+Foo')).toThrow('unknown key');
    expect(() => parseKeys('Hyper+A')).toThrow('unknown key');
  });
});
