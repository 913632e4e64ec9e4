import { describe, expect, it } from 'vitest';
import { bitOf, modeText, octalText, parseOctal, specialBit } from './mode';

describe('permission bits', () => {
  it.each([
    ['file', 0o644, '-rw-r--r--'],
    ['folder', 0o750, 'drwxr-x---'],
    ['file', 0o4755, '-rwsr-xr-x'],
    ['file', 0o4644, '-rwSr--r--'],
    ['folder', 0o2775, 'drwxrwsr-x'],
    ['folder', 0o1777, 'drwxrwxrwt'],
    ['folder', 0o1776, 'drwxrwxrwT'],
    ['link', 0o777, 'lrwxrwxrwx'],
  ] as const)('of a %s with %o read %s', (kind, mode, text) => {
    expect(modeText(kind, mode)).toBe(text);
  });

  it('have one bit for each box', () => {
    expect(bitOf('owner', 'read')).toBe(0o400);
    expect(bitOf('group', 'write')).toBe(0o020);
    expect(bitOf('others', 'execute')).toBe(0o001);
    expect(specialBit('setUser')).toBe(0o4000);
    expect(specialBit('setGroup')).toBe(0o2000);
    expect(specialBit('sticky')).toBe(0o1000);
  });

  it('are written and read in octal', () => {
    expect(octalText(0o644)).toBe('0644');
    expect(octalText(0o100644)).toBe('0644');
    expect(parseOctal('640')).toBe(0o640);
    expect(parseOctal(' 2775 ')).toBe(0o2775);
    expect(parseOctal('888')).toBeNull();
    expect(parseOctal('64')).toBeNull();
    expect(parseOctal('rw-')).toBeNull();
  });
});
