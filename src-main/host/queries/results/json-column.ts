/** Cells as they stand between the quotes of JSON, in UTF-8. */
export interface JsonColumn {
  bytes: Buffer;
  /** Where each cell ends in the bytes. */
  ends: Uint32Array;
  /** 1 for each NULL; null where there is none. */
  nulls: Uint8Array | null;
}

/** What JSON writes otherwise. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
export const escaped = /["\\\u0000-\u001f]/;

/** From ends in UTF-16 units to ends in bytes of the same text in UTF-8. */
export function byteEnds(bytes: Buffer, ends: Uint32Array): Uint32Array {
  const found = new Uint32Array(ends.length);
  let units = 0;
  let at = 0;
  for (let row = 0; row < ends.length; row += 1) {
    const end = ends[row] ?? 0;
    while (units < end) {
      const byte = bytes[at] ?? 0;
      // A character of four bytes has two units.
      units += byte < 0xf0 ? 1 : 2;
      at += byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    }
    found[row] = at;
  }
  return found;
}
