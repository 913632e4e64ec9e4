import { createHash } from 'node:crypto';

const letters = '0123456789abcdfghjkmnpqrstuvwxyz';

/**
 * The id under which Oracle keeps a statement: the last 64 bits of the MD5 of its text and a NUL,
 * five bits a letter (Tanel Poder, “SQL_ID is just a fancy representation of hash value”; the
 * words of the digest are little-endian).
 */
export function oracleSqlId(text: string): string {
  const digest = createHash('md5').update(`${text}\0`).digest();
  let value = (BigInt(digest.readUInt32LE(8)) << 32n) | BigInt(digest.readUInt32LE(12));
  let id = '';
  for (let left = 13; left > 0; left -= 1) {
    id = letters.charAt(Number(value & 31n)) + id;
    value >>= 5n;
  }
  return id;
}
