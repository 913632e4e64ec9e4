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
  const offset = from === 'end' ? size : await lineStart(host, path, size, from.lines);
  if (typeof offset === 'string') return offset;
  if (offset === 0) return Place.atStart(path, start.file, head, []);
  const proof = Math.min(provedBytes, offset);
  const look = await host.look(path, offset - proof, proof, start.file.identity);
  if (typeof look === 'string') return look;
  if (!look.same) return 'again';
  return Place.after(path, look, head);
}

/** Where the last lines begin; in very long lines, the end less what is the most. */
async function lineStart(
  host: LogHost,
  path: string,
  size: number,
  lines: number,
): Promise<number | Exclude<Missing | 'again' | Look, Look>> {
  if (lines === 0) return size;
  for (let length = firstHistory; ; length *= 4) {
    const from = Math.max(0, size - Math.min(length, mostHistory));
    const look = await host.look(path, from, size - from);
    if (typeof look === 'string') return look;
    const bytes = look.bytes.subarray(0, size - look.from);
    // The line break at the very end ends the last line.
    let at = bytes.length;
    let left = lines + (bytes.at(-1) === 0x0a || bytes.at(-2) === 0x0a ? 1 : 0);
    while (left > 0 && at > 0) {
      at = bytes.lastIndexOf(0x0a, at - 1);
      if (at < 0) break;
      left -= 1;
    }
    // In UTF-16LE a zero follows the line feed.
    if (left === 0) return look.from + at + (bytes[at + 1] === 0 ? 2 : 1);
    if (look.from === 0) return 0;
    if (size - from >= mostHistory) return from - (from % 2);
  }
}
