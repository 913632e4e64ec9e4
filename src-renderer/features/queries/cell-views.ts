/** Ways to look at one cell. */
export type CellView = 'text' | 'json' | 'xml' | 'bytes' | 'picture';

/** Bytes shown in hexadecimal at once. */
const mostDumped = 16_384;

/**
 * Bytes of a cell: those that `\x…` or `0x…` of a binary column stands for, else its text in
 * UTF-8.
 */
export function bytesOfCell(text: string, binary: boolean): Uint8Array<ArrayBuffer> {
  const digits = /^(?:\\x|0x)([0-9a-f]*)$/i.exec(text)?.[1];
  if (!binary || digits === undefined) return new TextEncoder().encode(text);
  const bytes = new Uint8Array(digits.length >> 1);
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
  }
  return bytes;
}

const signatures: readonly [type: string, at: number, begin: readonly number[]][] = [
  ['image/png', 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', 0, [0xff, 0xd8, 0xff]],
  ['image/gif', 0, [0x47, 0x49, 0x46, 0x38]],
  ['image/webp', 8, [0x57, 0x45, 0x42, 0x50]],
];

/** Media type of a picture by its first bytes; null where it is none that is drawn. */
export function pictureType(bytes: Uint8Array): string | null {
  for (const [type, at, begin] of signatures) {
    if (begin.every((byte, index) => bytes[at + index] === byte)) return type;
  }
  return null;
}

/** The ways that fit a cell, the most telling first. */
export function cellViews(
  text: string,
  bytes: Uint8Array,
  { whole, binary }: { whole: boolean; binary: boolean },
): CellView[] {
  if (whole && pictureType(bytes) !== null) return ['picture', 'bytes', 'text'];
  if (binary) return ['bytes', 'text'];
  const json = whole && /^\s*[[{]/.test(text) && isJson(text);
  if (json) return ['json', 'text', 'bytes'];
  return whole && prettyXml(text) !== null ? ['xml', 'text', 'bytes'] : ['text', 'bytes'];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * JSON with a line for each member. Numbers and repeated names stay as they were written: the
 * text is laid out anew, not its values.
 */
export function prettyJson(text: string): string {
  let out = '';
  let depth = 0;
  const line = (): void => {
    out += `\n${'  '.repeat(Math.min(depth, 20))}`;
  };
  // Strings, marks, and everything between them.
  const parts = text.match(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s"[\]{},:]+/g) ?? [];
  parts.forEach((part, at) => {
    const next = parts[at + 1];
    if (part === '{' || part === '[') {
      depth += 1;
      out += part;
      if (next !== '}' && next !== ']') line();
    } else if (part === '}' || part === ']') {
      depth -= 1;
      const before = parts[at - 1];
      if (before !== '{' && before !== '[') line();
      out += part;
    } else if (part === ',') {
      out += part;
      line();
    } else out += part === ':' ? ': ' : part;
  });
  return out;
}

/** The tokens of XML: comments, CDATA, instructions, a document type, tags, and text between them. */
const xmlToken =
  /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>|<!DOCTYPE[^>[]*(?:\[[^\]]*\])?[^>]*>|<(?:"[^"]*"|'[^']*'|[^'"<>])+>|[^<]+/y;

/**
 * XML with a line for each element; those with nothing but text stay in one. The text is laid out
 * anew as it was written: nothing is resolved, no entity is expanded, nothing is fetched. Null
 * where it is no XML whose tags close each other.
 */
export function prettyXml(text: string): string | null {
  if (!/^\s*<[?!a-z_\p{L}]/iu.test(text)) return null;
  const tokens: string[] = [];
  // One after the other, up to the first that is none: what is hostile costs no more than its length.
  for (xmlToken.lastIndex = 0; xmlToken.lastIndex < text.length;) {
    const [token] = xmlToken.exec(text) ?? [];
    if (token === undefined) return null;
    tokens.push(token);
  }
  const lines: string[] = [];
  const open: string[] = [];
  const line = (token: string): void => {
    lines.push(`${'  '.repeat(Math.min(open.length, 20))}${token}`);
  };
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    const name = /^<\/?([^\s/>]+)/.exec(token)?.[1] ?? '';
    if (token.startsWith('</')) {
      if (open.pop() !== name) return null;
      line(token);
    } else if (/^<[^!?]/.test(token) && !token.endsWith('/>')) {
      const [inner = '', end = ''] = tokens.slice(at + 1, at + 3);
      const short = inner.startsWith('</') ? inner : `${inner}${end}`;
      if (/^[^<]*<\/[^<]+$/.test(short) && short.endsWith(`</${name}>`)) {
        line(`${token}${short}`);
        at += inner.startsWith('</') ? 1 : 2;
      } else {
        line(token);
        open.push(name);
      }
    } else if (token.trim() !== '') line(token.trim());
  }
  return open.length === 0 && lines.length > 0 ? lines.join('\n') : null;
}

/** Bytes as offset, sixteen in hexadecimal, and what of them is ASCII. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  const most = Math.min(bytes.length, mostDumped);
  for (let at = 0; at < most; at += 16) {
    const row = [...bytes.subarray(at, Math.min(most, at + 16))];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const ascii = row
      .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
      .join('');
    lines.push(`${at.toString(16).padStart(8, '0')}  ${hex.padEnd(47)}  ${ascii}`);
  }
  if (bytes.length > most) lines.push(`… +${bytes.length - most}`);
  return lines.join('\n');
}
