/** Where something stands in a statement as typed. Lines and columns count from 1, columns and lengths in UTF-16 units, as editors do. */
export interface Place {
  line: number;
  column: number;
  length: number;
}

const token =
  /(?:[\p{L}_][\p{L}\p{N}_$.#]*|\d[\d.]*|"(?:[^"]|"")*"|'(?:[^']|'')*'|`[^`]*`|\/\*[^]*?\*\/|[<>=!~@#%^&|?*/+-]+|:\w+|.)/uy;

/** Longest mark: a string over many lines is marked only at its beginning. */
const maxLength = 200;

/** The place of a token by its offset in UTF-16 units. */
export function placeAt(typed: string, offset: number): Place {
  const at = Math.max(0, Math.min(offset, typed.length));
  const before = typed.slice(0, at).split(/\r\n|\r|\n/);
  token.lastIndex = at;
  const found = token.exec(typed)?.[0].split(/[\r\n]/)[0] ?? '';
  return {
    line: before.length,
    column: (before.at(-1) ?? '').length + 1,
    length: Math.min(Math.max(found.length, 1), maxLength),
  };
}

/** UTF-16 offset of a byte offset in the text's UTF-8: how the parser counts locations. */
export function offsetOfBytes(text: string, bytes: number): number {
  return Buffer.from(text).subarray(0, bytes).toString().length;
}

/** UTF-16 offset of a code point number from 0: how servers and parser count error positions. */
export function offsetOfCodePoints(text: string, codePoints: number): number {
  let offset = 0;
  for (let count = 0; count < codePoints && offset < text.length; count += 1) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}
