import { createHash, randomBytes } from 'node:crypto';

/** Crockford's base 32: no I, L, O, U, so that it survives being read aloud and typed. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const secretBytes = 24;

/**
 * A recovery key to print: 192 random bits and 8 bits of check sum, as eight groups
 * of five characters.
 */
export function newRecoveryKey(): string {
  const secret = randomBytes(secretBytes);
  return format(Buffer.concat([secret, checksum(secret)]));
}

/** The secret in a typed recovery key, or null when it has a typing mistake. Case, spaces and dashes do not matter. */
export function parseRecoveryKey(typed: string): Buffer | null {
  const characters = typed
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  let bits = 0n;
  for (const character of characters) {
    const value = alphabet.indexOf(character);
    if (value < 0) return null;
    bits = (bits << 5n) | BigInt(value);
  }
  if (characters.length !== ((secretBytes + 1) * 8) / 5) return null;
  const bytes = Buffer.from(bits.toString(16).padStart((secretBytes + 1) * 2, '0'), 'hex');
  const secret = bytes.subarray(0, secretBytes);
  return checksum(secret).equals(bytes.subarray(secretBytes)) ? secret : null;
}

function checksum(secret: Uint8Array): Buffer {
  return createHash('sha256').update(secret).digest().subarray(0, 1);
}

function format(bytes: Buffer): string {
  let bits = BigInt(`0x${bytes.toString('hex')}`);
  let characters = '';
  for (let index = 0; index < (bytes.length * 8) / 5; index++) {
    characters = alphabet[Number(bits & 31n)] + characters;
    bits >>= 5n;
  }
  return (characters.match(/.{5}/g) ?? []).join('-');
}
