import { plainDisplay } from '../../ui/index';

/** How a path begins that is no text, see `filePlaceSchema`: base64 of its bytes follows. */
const bytesPrefix = 'bytes:';
const slash = 0x2f;

function bytesOf(path: string): Uint8Array {
  if (!path.startsWith(bytesPrefix)) return new TextEncoder().encode(path);
  return Uint8Array.from(atob(path.slice(bytesPrefix.length)), (character) =>
    character.charCodeAt(0),
  );
}

/** Text where the bytes are UTF-8, as the host writes it. */
function pathOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytesPrefix + btoa(String.fromCharCode(...bytes));
  }
}

/**
 * A path for people. Bytes that are no UTF-8 are read as GB18030 where they fit, as the host does
 * with names; otherwise what is not ASCII is shown as `\xNN`.
 */
export function pathText(path: string): string {
  if (!path.startsWith(bytesPrefix)) return plainDisplay(path);
  const bytes = bytesOf(path);
  try {
    return plainDisplay(new TextDecoder('gb18030', { fatal: true }).decode(bytes));
  } catch {
    return [...bytes]
      .map((byte) =>
        byte >= 0x20 && byte < 0x7f
          ? String.fromCharCode(byte)
          : `\\x${byte.toString(16).padStart(2, '0')}`,
      )
      .join('');
  }
}

/** The last part of a path for people. */
export function lastPart(path: string): string {
  const text = pathText(path);
  return text.split('/').findLast((part) => part !== '') ?? text;
}

/** The folder an absolute path lies in; the root lies in itself. */
export function parentPath(path: string): string {
  const bytes = bytesOf(path);
  const at = bytes.lastIndexOf(slash);
  return pathOf(bytes.subarray(0, Math.max(1, at)));
}

/** A path below a folder; `below` has `/` between its parts. */
export function childPath(folder: string, below: string): string {
  const bytes = bytesOf(folder);
  const gap = bytes.at(-1) === slash ? [] : [slash];
  return pathOf(Uint8Array.from([...bytes, ...gap, ...new TextEncoder().encode(below)]));
}
