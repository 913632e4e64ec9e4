import { describe, expect, test } from 'vitest';
import { isPlainChord, matchesChord, parseChord, type KeyPress } from './keys';

function press(key: string, part: Partial<KeyPress> = {}): KeyPress {
  return { key, code: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...part };
}

describe('chords', () => {
  test('are read as people write them', () => {
    expect(parseChord('Ctrl Shift P')).toEqual({ ctrl: true, shift: true, alt: false, key: 'p' });
    expect(parseChord('Space').key).toBe(' ');
    expect(parseChord('Shift ↓')).toMatchObject({ shift: true, key: 'arrowdown' });
  });

  test('that name no key or two keys are refused', () => {
    expect(() => parseChord('Ctrl')).toThrow();
    expect(() => parseChord('A B')).toThrow();
  });

  test('match the press with exactly their modifiers', () => {
    const chord = parseChord('Shift E');
    expect(matchesChord(chord, press('E', { shiftKey: true }))).toBe(true);
    expect(matchesChord(chord, press('e'))).toBe(false);
    expect(matchesChord(chord, press('E', { shiftKey: true, ctrlKey: true }))).toBe(false);
  });

  test('take Command for Ctrl', () => {
    expect(matchesChord(parseChord('Ctrl K'), press('k', { metaKey: true }))).toBe(true);
  });

  test('match by place while another script or Shift changes the letter', () => {
    const russian = press('л', { code: 'KeyK', ctrlKey: true });
    expect(matchesChord(parseChord('Ctrl K'), russian)).toBe(true);
    const french = press('&', { code: 'Digit1', ctrlKey: true });
    expect(matchesChord(parseChord('Ctrl 1'), french)).toBe(true);
  });

  test('match by letter, not by place, on another Latin layout', () => {
    // The key at the place of Q types A on a French keyboard.
    const a = press('a', { code: 'KeyQ' });
    expect(matchesChord(parseChord('A'), a)).toBe(true);
    expect(matchesChord(parseChord('Q'), a)).toBe(false);
  });

  test('of punctuation do not care whether Shift is needed for it', () => {
    expect(matchesChord(parseChord('['), press('[', { shiftKey: true }))).toBe(true);
  });

  test('are plain when they would be typing', () => {
    expect(['E', 'Shift E', 'Space', '['].map((text) => isPlainChord(parseChord(text)))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['F6', 'Ctrl E', 'Alt W'].map((text) => isPlainChord(parseChord(text)))).toEqual([
      false,
      false,
      false,
    ]);
  });
});
