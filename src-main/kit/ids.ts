import { randomInt } from 'node:crypto';
import { v7 } from 'uuid';

/** A new UUIDv7: sorts by time of creation and needs no coordination between devices. */
export function newId(): string {
  return v7();
}

/** Letters and digits that are not mistaken for one another when read aloud. */
const prefixLetters = 'ABCDEFGHJKMNPQRSTVWXYZ';
const prefixDigits = '23456789';

/**
 * A random prefix for a device's case numbers, e.g. `K7Q2`: letters and digits in turn, so
 * that it is never a word. There are 28,224: two of ten devices that have never met share
 * one in about one team of 600. A letter and a digit alone would do so in one of four.
 */
export function newDevicePrefix(): string {
  return pick(prefixLetters) + pick(prefixDigits) + pick(prefixLetters) + pick(prefixDigits);
}

function pick(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}
