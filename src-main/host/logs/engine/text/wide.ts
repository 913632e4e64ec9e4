import { isUtf8 } from 'node:buffer';

/** UTF-16 is looked for in so many bytes. */
const sampleBytes = 64 * 1024;

/**
 * Tells UTF-16 without a byte order mark by its zero bytes: ASCII characters have one as their
 * other half, always on the same side, even in Chinese text (line ends, digits, blanks).
 *
 * Runs of zeros do not count: a log that was truncated under its writer begins with them.
 *
 * @param bytes from an even offset of the log
 */
export function wideEncoding(bytes: Buffer): 'utf-16le' | 'utf-16be' | null {
  const units = Math.floor(Math.min(bytes.length, sampleBytes) / 2);
  let filled = 0;
  let little = 0;
  let big = 0;
  let littleText = 0;
  let bigText = 0;
  for (let index = 0; index < units; index += 1) {
    const first = bytes[index * 2] ?? 0;
    const second = bytes[index * 2 + 1] ?? 0;
    if (first === 0 && second === 0) continue;
    filled += 1;
    if (second === 0 && isTextByte(first)) little += 1;
    else if (first === 0 && isTextByte(second)) big += 1;
    else {
      if (isTextUnit(first | (second << 8))) littleText += 1;
      if (isTextUnit(second | (first << 8))) bigText += 1;
    }
  }
  if (filled < 2) return null;
  if (agrees(little, big, littleText, filled, bytes)) return 'utf-16le';
  if (agrees(big, little, bigText, filled, bytes)) return 'utf-16be';
  return null;
}

function agrees(
  halves: number,
  others: number,
  text: number,
  filled: number,
  bytes: Buffer,
): boolean {
  if (halves < 2 || halves < others * 8 || halves + text < filled * 0.8) return false;
  if (halves >= filled * 0.3) return true;
  if (halves < filled * 0.002) return false;
  // Two ASCII letters look like one Chinese character: text that is UTF-8 without its zeros is that.
  return !isUtf8(bytes.subarray(0, sampleBytes).filter((byte) => byte !== 0));
}

function isTextByte(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/** CJK ideographs, their punctuation, full-width forms, general punctuation, accented Latin. */
function isTextUnit(unit: number): boolean {
  return (
    (unit >= 0x4e00 && unit <= 0x9fff) ||
    (unit >= 0x3000 && unit <= 0x33ff) ||
    (unit >= 0xff00 && unit <= 0xffef) ||
    (unit >= 0x2010 && unit <= 0x2642) ||
    (unit >= 0xa0 && unit <= 0x4ff) ||
    (unit >= 0x3400 && unit <= 0x4dbf)
  );
}
