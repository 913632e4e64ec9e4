import type { Item, ProgramSpec } from './program';

const continuesBit = 1 << 30;
const ignoreBit = 1 << 31;

/**
 * For each byte what a line that begins with it can be, so that most lines of a stack trace are
 * told from a record by one look: bit n: head n may match; bits 30 and 31: it may be one of
 * `continues` or `ignore`.
 */
export function firstBytes(spec: ProgramSpec): number[] {
  const words = Array.from({ length: 256 }, () => 0);
  const mark = (byte: number | undefined, bit: number) => {
    if (byte !== undefined) words[byte] = (words[byte] ?? 0) | bit;
  };
  for (const form of spec.ignore.flat()) mark(form[0], ignoreBit);
  for (const form of spec.continues.flat()) mark(form[0], continuesBit);
  spec.heads.forEach((head, index) => {
    for (const byte of begins(head.items)) mark(byte, 1 << index);
  });
  return words;
}

const all = Array.from({ length: 256 }, (_, byte) => byte);
const digits = all.slice(0x30, 0x3a);

/** Bytes with which a line can begin that matches these items. */
function begins(items: readonly Item[]): readonly number[] {
  const [first, ...rest] = items;
  if (first?.op === 'literal') return first.forms.map((form) => form[0] ?? 0);
  if (first?.op === 'digits') return first.padded ? [...digits, 0x20] : digits;
  if (first?.op === 'optional') return [...begins(first.items), ...begins(rest)];
  return all;
}
