/** Characters to their two bytes (lead × 256 + trail), built when first needed. */
let table: Map<string, number> | undefined;

/**
 * Node decodes GB18030 but has no encoder, so the table is made by decoding every
 * two-byte sequence of GBK once (about 24,000 characters, a few milliseconds).
 */
function buildTable(): Map<string, number> {
  const decoder = new TextDecoder('gb18030');
  const characters = new Map<string, number>();
  const pair = new Uint8Array(2);
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      pair[0] = lead;
      pair[1] = trail;
      const character = decoder.decode(pair);
      // A pair without a meaning decodes to U+FFFD, or to two characters.
      const isOne = [...character].length === 1 && character !== '\ufffd';
      if (isOne && !characters.has(character)) characters.set(character, lead * 256 + trail);
    }
  }
  return characters;
}

/**
 * Encodes text as GBK, the encoding of logs written by Chinese-locale Java on older
 * servers. ASCII stays one byte; a character that GBK lacks becomes `?`, as in Java.
 */
export function encodeGbk(text: string): Buffer {
  table ??= buildTable();
  const bytes = Buffer.alloc(text.length * 2);
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) {
      bytes[length++] = code;
      continue;
    }
    const pair = table.get(character);
    if (pair === undefined) {
      bytes[length++] = 0x3f;
      continue;
    }
    bytes[length++] = pair >> 8;
    bytes[length++] = pair & 0xff;
  }
  return bytes.subarray(0, length);
}
