import { columnsOf, type Format } from '../engine/formats/index';
import { decodeText, type LogEncoding } from '../engine/text/index';
import type { LogHandle } from './handle';
import type { LaneReader } from './lane';

/** Blocks before a record in which the names of its columns are looked for, before the begin of the log is. */
const blocksBack = 32;
/** A log that names its columns does so in its first bytes. */
const headBytes = 16 * 1024;

/** Whether records do not say their fields themselves: W3C and Zeek logs. */
export function hasColumns(format: Format | null): boolean {
  const fields = format?.fields;
  return fields !== undefined && 'style' in fields && fields.style === 'w3c';
}

/** Names of the columns of a record: those stated last before it; none where none are found. */
export async function columnsBefore(
  reader: LaneReader,
  handle: LogHandle,
  line: number,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { table } = reader;
  const own = table.blocks > 0 ? table.blockOfLine(line) : -1;
  for (let index = own; index >= 0 && index > own - blocksBack; index -= 1) {
    const facts = await reader.facts(index, signal);
    const start = table.block(index).line;
    for (let at = Math.min(facts.length, line - start) - 1; at >= 0; at -= 1) {
      if (!facts[at]?.ignored) continue;
      const [found] = await reader.lines(start + at, 1, signal);
      const columns = found ? columnsOf(found.text) : null;
      if (columns) return columns;
    }
  }
  return await columnsAtHead(handle, signal);
}

/** Names of the columns that a log begins with. */
export async function columnsAtHead(
  handle: LogHandle,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const bytes = await handle.read(0, Math.min(headBytes, handle.bytes), signal);
  const text = decodeText(bytes, (handle.reading?.encoding ?? 'utf-8') as LogEncoding);
  const lines = text.replace(/^\ufeff/, '').split('\n');
  return lines.map(columnsOf).findLast((columns) => columns !== null) ?? [];
}
