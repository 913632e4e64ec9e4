import type { LogHost, Look, Missing } from './ports';
import { headBytes, provedBytes } from './ports';
import { headOf, Place } from './place';

/** Last lines are looked for in so much of a log's end, at the most. */
const mostHistory = 16 * 1024 * 1024;
const firstHistory = 64 * 1024;

/**
 * The first place in a log.
 *
 * @returns what is in the way, or `again` when the file changed hands meanwhile
 */
export async function firstPlace(
  host: LogHost,
  path: string,
  from: 'start' | 'end' | { lines: number },
): Promise<Place | Missing | 'again'> {
  const start = await host.look(path, 0, headBytes);
  if (typeof start === 'string') return start;
  const { size } = start.file;
  const head = headOf(start.bytes);
  if (from === 'start' || size === 0) return Place.atStart(path, start.file, head, []);
  const offset =
    from === 'end' ? size : await lineStart(host, path, size, from.lines, unitOf(start.bytes));
  if (typeof offset === 'string') return offset;
  if (offset === 0) return Place.atStart(path, start.file, head, []);
  const proof = Math.min(provedBytes, offset);
  const look = await host.look(path, offset - proof, proof, start.file.identity);
  if (typeof look === 'string') return look;
  if (!look.same) return 'again';
  return Place.after(path, look, head);
}

/** What a line break is made of. */
type Unit = 'byte' | 'utf-16le' | 'utf-16be';

/** As the first bytes of a log tell. */
function unitOf(head: Buffer): Unit {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'byte';
}

/** Where the last lines begin; in very long lines, the end less what is the most. */
async function lineStart(
  host: LogHost,
  path: string,
  size: number,
  lines: number,
  unit: Unit,
): Promise<number | Exclude<Missing | 'again' | Look, Look>> {
  if (lines === 0) return size;
  for (let length = firstHistory; ; length *= 4) {
    const from = Math.max(0, size - Math.min(length, mostHistory));
    const look = await host.look(path, from, size - from);
    if (typeof look === 'string') return look;
    const bytes = look.bytes.subarray(0, size - look.from);
    let left = lines;
    for (let before = bytes.length; ;) {
      const found = lastBreak(bytes, before, look.from, unit);
      if (!found) break;
      // The line break at the very end ends the last line.
      if (found.end < bytes.length && (left -= 1) === 0) return look.from + found.end;
      before = found.at;
    }
    if (look.from === 0) return 0;
    if (size - from >= mostHistory) return from - (from % 2);
  }
}

/**
 * The last line break of which the line feed is before a place, and where it ends.
 *
 * @param from place of the bytes in their file
 */
function lastBreak(
  bytes: Buffer,
  before: number,
  from: number,
  unit: Unit,
): { at: number; end: number } | null {
  for (let at = before; at > 0;) {
    at = bytes.lastIndexOf(0x0a, at - 1);
    if (at < 0) return null;
    const even = (from + at) % 2 === 0;
    const wide = even && bytes[at + 1] === 0;
    // Without a mark of its order, too, in UTF-16LE a zero follows.
    if (unit === 'byte') return { at, end: at + (wide ? 2 : 1) };
    // 0x0A is also half of many characters: 上 is U+4E0A.
    if (unit === 'utf-16le' && wide) return { at, end: at + 2 };
    if (unit === 'utf-16be' && !even && bytes[at - 1] === 0) return { at, end: at + 1 };
  }
  return null;
}
