/** From and to, both in it. */
export type ByteRange = readonly [number, number];

/** First characters that take more bytes, and surrogates, which UTF-8 does not have. */
const bounds: readonly ByteRange[] = [
  [0x00, 0x7f],
  [0x80, 0x7ff],
  [0x800, 0xd7ff],
  [0xe000, 0xffff],
  [0x10000, 0x10ffff],
];

/**
 * A range of characters as sequences of byte ranges, which together are exactly their UTF-8.
 *
 * @param from first character, at least 0x80
 */
export function utf8Sequences(from: number, to: number): ByteRange[][] {
  return bounds.flatMap(([low, high]) => {
    const first = Math.max(from, low);
    const last = Math.min(to, high);
    return first > last ? [] : split([...encoded(first)], [...encoded(last)]);
  });
}

function encoded(code: number): Buffer {
  return Buffer.from(String.fromCodePoint(code));
}

/** All byte strings between two of one length, where bytes after the first run from 80 to BF. */
function split(first: readonly number[], last: readonly number[]): ByteRange[][] {
  const [a = 0, ...firstRest] = first;
  const [z = 0, ...lastRest] = last;
  if (firstRest.length === 0) return [[[a, z]]];
  if (a === z) return split(firstRest, lastRest).map((rest) => [[a, a], ...rest]);
  const isLow = firstRest.every((byte) => byte === 0x80);
  const isHigh = lastRest.every((byte) => byte === 0xbf);
  const any = firstRest.map((): ByteRange => [0x80, 0xbf]);
  const found: ByteRange[][] = [];
  const from = isLow ? a : a + 1;
  const to = isHigh ? z : z - 1;
  if (!isLow)
    found.push(
      ...split(
        firstRest,
        firstRest.map(() => 0xbf),
      ).map((rest): ByteRange[] => [[a, a], ...rest]),
    );
  if (from <= to) found.push([[from, to], ...any]);
  if (!isHigh)
    found.push(
      ...split(
        lastRest.map(() => 0x80),
        lastRest,
      ).map((rest): ByteRange[] => [[z, z], ...rest]),
    );
  return found;
}
