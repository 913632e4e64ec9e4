/** How the bytes of a line read as GB18030. */
export interface GbStatistics {
  /** Characters beyond ASCII. */
  characters: number;
  /** Those of everyday use: level 1 hanzi and the symbol rows of GB 2312. */
  common: number;
  /** Those whose second byte is beyond ASCII too, and those of four bytes: chance seldom makes them. */
  paired: number;
  /** Bytes that are none. */
  broken: number;
}

/**
 * Length of the GB18030 character at a place, 0 when there is none.
 *
 * Two bytes: 81–FE, 40–FE without 7F; four bytes: 81–FE, 30–39, 81–FE, 30–39 (GB 18030-2005, 4.2).
 * A lone 80 is the euro sign of Windows code page 936.
 */
export function gbLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first <= 0x80) return 1;
  if (first === 0xff) return 0;
  const second = bytes[at + 1] ?? 0;
  if (second >= 0x40 && second !== 0x7f && second !== 0xff) return 2;
  if (second < 0x30 || second > 0x39) return 0;
  const third = bytes[at + 2] ?? 0;
  const fourth = bytes[at + 3] ?? 0;
  return third >= 0x81 && third <= 0xfe && fourth >= 0x30 && fourth <= 0x39 ? 4 : 0;
}

/** Counts a line as GB18030. */
export function gbStatistics(line: Buffer): GbStatistics {
  const found: GbStatistics = { characters: 0, common: 0, paired: 0, broken: 0 };
  let at = 0;
  while (at < line.length) {
    const first = line[at] ?? 0;
    if (first < 0x80) {
      at += 1;
      continue;
    }
    const length = gbLength(line, at);
    found.characters += 1;
    if (length === 0) {
      found.broken += 1;
      at += 1;
      continue;
    }
    const second = line[at + 1] ?? 0;
    if (length === 4) {
      found.paired += 1;
      found.common += 1;
    } else if (length === 2) {
      if (second >= 0x80) found.paired += 1;
      // Rows 01–03 hold punctuation and full-width letters, rows 16–55 the hanzi of level 1.
      if (second >= 0xa1 && ((first >= 0xb0 && first <= 0xd7) || (first >= 0xa1 && first <= 0xa3)))
        found.common += 1;
    }
    at += length;
  }
  return found;
}

/** Whether high bytes stand alone between ASCII, as accented letters do: `Zürich`, `Mözillä`. */
export function looksLatin(line: Buffer, statistics: GbStatistics): boolean {
  if (statistics.common >= statistics.characters * 0.6 && statistics.broken === 0) return false;
  let high = 0;
  let alone = 0;
  for (let at = 0; at < line.length; at += 1) {
    const byte = line[at] ?? 0;
    if (byte < 0x80) continue;
    // C1 controls that windows-1252 leaves undefined speak against it.
    if (byte === 0x81 || byte === 0x8d || byte === 0x8f || byte === 0x90 || byte === 0x9d)
      return false;
    high += 1;
    if ((line[at - 1] ?? 0) < 0x80 && (line[at + 1] ?? 0) < 0x80) alone += 1;
  }
  return alone >= high * 0.6;
}

/**
 * Whether a line that is valid UTF-8 is rather GB18030: all its characters are pairs, they stand
 * side by side, jump between scripts when read as UTF-8, and are everyday hanzi otherwise.
 */
export function readsAsGb(line: Buffer): boolean {
  let pairs = 0;
  let adjacent = 0;
  let jumps = 0;
  for (let at = 0; at < line.length;) {
    const byte = line[at] ?? 0;
    if (byte < 0x80) {
      at += 1;
      continue;
    }
    if (byte >= 0xe0) return false;
    pairs += 1;
    const next = line[at + 2] ?? 0;
    if (next >= 0xc2 && next < 0xe0) {
      adjacent += 1;
      if (script(byte) !== script(next)) jumps += 1;
    }
    at += 2;
  }
  if (pairs < 2 || adjacent === 0 || jumps < adjacent * 0.5) return false;
  const { characters, common, broken } = gbStatistics(line);
  return broken === 0 && common >= characters * 0.9;
}

/** Block of a two-byte character of UTF-8, by its first byte: Latin, Greek, Cyrillic, others. */
function script(first: number): string {
  if (first <= 0xc9) return 'latin';
  if (first === 0xce || first === 0xcf) return 'greek';
  if (first >= 0xd0 && first <= 0xd3) return 'cyrillic';
  if (first >= 0xd8 && first <= 0xdb) return 'arabic';
  return String(first);
}
