import type { ByteSource } from '../source';
import { EncodingEvidence, type LogEncoding } from './encoding';

const pieceBytes = 64 * 1024;
/** Pieces that are looked at while all is ASCII: 2 MB of a log of any size. */
const mostPieces = 32;

/**
 * Tells the encoding of a log from its head, middle and tail, and, while these are plain ASCII, from
 * pieces in between. `plain`: no byte beyond ASCII was seen, so the answer may change when one is.
 */
export async function findEncoding(
  source: ByteSource,
  signal?: AbortSignal,
): Promise<{ encoding: LogEncoding; plain: boolean }> {
  const evidence = new EncodingEvidence();
  evidence.addHead(await source.read(0, pieceBytes, signal));
  for (const share of shares()) {
    if (evidence.settled || (!evidence.plain && share !== 0.5 && share !== 1)) continue;
    const at = Math.floor((Math.max(0, source.size - pieceBytes) * share) / 2) * 2;
    if (at > 0) evidence.add(await source.read(at, pieceBytes, signal));
  }
  return { encoding: evidence.encoding, plain: evidence.plain };
}

/** Tail and middle first, then evenly between. */
function shares(): number[] {
  const between = Array.from({ length: mostPieces - 1 }, (_, index) => (index + 1) / mostPieces);
  return [1, 0.5, ...between.filter((share) => share !== 0.5)];
}
