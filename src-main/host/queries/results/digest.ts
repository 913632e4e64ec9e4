import { createHash } from 'node:crypto';

/** SHA-256 of pieces that come one after the other, in lower-case hexadecimal. */
export async function sha256Of(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
