/**
 * Permission bits as people read and write them: `rwxr-x---` and octal (chmod(1), stat(2)).
 */
import type { FileEntry } from '../../../src-main/contract/index';

/** Who a permission is for, in the order of its letters. */
export const classes = ['owner', 'group', 'others'] as const;
export type PermissionClass = (typeof classes)[number];

export const rights = ['read', 'write', 'execute'] as const;
export type PermissionRight = (typeof rights)[number];

/** set-user-id, set-group-id and the sticky bit. */
export const specials = ['setUser', 'setGroup', 'sticky'] as const;
export type SpecialBit = (typeof specials)[number];

/** The bit of one right of one class, e.g. 0o040 for group and read. */
export function bitOf(who: PermissionClass, right: PermissionRight): number {
  return 1 << (8 - classes.indexOf(who) * 3 - rights.indexOf(right));
}

/** 0o4000, 0o2000 or 0o1000. */
export function specialBit(special: SpecialBit): number {
  return 1 << (11 - specials.indexOf(special));
}

const kindLetters: Record<FileEntry['kind'], string> = {
  file: '-',
  folder: 'd',
  link: 'l',
  other: '?',
};

/** As `ls -l` writes it: `-rwsr-xr-t`; special bits take the place of the x of their class. */
export function modeText(kind: FileEntry['kind'], mode: number): string {
  const letters = classes.map((who, index) => {
    const special = (mode & specialBit(specials[index] ?? 'sticky')) !== 0;
    const runs = (mode & bitOf(who, 'execute')) !== 0;
    const mark = who === 'others' ? 't' : 's';
    const last = special ? (runs ? mark : mark.toUpperCase()) : runs ? 'x' : '-';
    return (
      ((mode & bitOf(who, 'read')) === 0 ? '-' : 'r') +
      ((mode & bitOf(who, 'write')) === 0 ? '-' : 'w') +
      last
    );
  });
  return kindLetters[kind] + letters.join('');
}

/** Four octal digits, e.g. `0644`. */
export function octalText(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

/** The bits of three or four octal digits, or null when it is none. */
export function parseOctal(text: string): number | null {
  return /^[0-7]{3,4}$/.test(text.trim()) ? Number.parseInt(text.trim(), 8) : null;
}
