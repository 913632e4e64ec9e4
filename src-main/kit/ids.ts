import { randomInt } from 'node:crypto';
import { v7 } from 'uuid';

/** A new UUIDv7: sorts by time of creation and needs no coordination between devices. */
export function newId(): string {
  return v7();
}

/** Letters and digits that are not mistaken for one another when read aloud. */
const prefixLetters = 'ABCDEFGHJKMNPQRSTVWXYZ';
const prefixDigits = '23456789';

/** A random prefix for a device's case numbers: a letter and a digit, e.g. `K7`. */
export function newDevicePrefix(): string {
  return pick(prefixLetters) + pick(prefixDigits);
}

function pick(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}
