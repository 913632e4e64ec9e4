const gb18030 = new TextDecoder('gb18030');

/** A text file of anybody's: UTF-8, UTF-16 by its mark, else the encoding of Chinese Windows. */
export function textOf(bytes: Uint8Array): string {
  for (const [label, mark] of [
    ['utf-16le', [0xff, 0xfe]],
    ['utf-16be', [0xfe, 0xff]],
  ] as const)
    if (bytes[0] === mark[0] && bytes[1] === mark[1]) return new TextDecoder(label).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return gb18030.decode(bytes);
  }
}
