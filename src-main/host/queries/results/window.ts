import type { ResultWindow } from '../../../contract/query-results';
import { beginningOf } from '../drivers/clip';
import type { SeverityOf } from '../library/severity';
import { gather, type NumberedRow, type Order } from './arranged';
import type { ResultFile } from './file';

/** One answer of `window` stays well below the largest frame of the wire (32 MB). */
export const windowCharacters = 8 * 1024 * 1024;
/** Rows that are read at once: they may be as wide as the whole answer. */
const together = 50;

/** What of rows is wanted. */
export interface Wanted {
  cellLimit: number;
  columns: readonly number[] | undefined;
  severity: SeverityOf | null;
}

/** Rows of an order at positions [from, to); fewer where they are very wide. */
export async function readWindow(
  file: ResultFile,
  order: Order,
  from: number,
  to: number,
  wanted: Wanted,
  signal?: AbortSignal,
): Promise<ResultWindow> {
  const answer: ResultWindow = { rows: [], numbers: [], severities: [], cut: [], clipped: [] };
  let characters = 0;
  for (let at = from; at < to && characters < windowCharacters;) {
    const end = Math.min(to, at + together);
    for (const row of await gather(file, order, at, end, signal, wanted.columns)) {
      if (characters >= windowCharacters) break;
      characters += addRow(answer, row, wanted);
      at += 1;
    }
  }
  return answer;
}

/** Gives the UTF-16 units that it took. */
function addRow(
  answer: ResultWindow,
  { number, row, clipped }: NumberedRow,
  { cellLimit, severity }: Wanted,
): number {
  const place = answer.rows.length;
  let characters = 0;
  const shown = row.map((cell, column) => {
    if (cell === null) return null;
    characters += Math.min(cell.length, cellLimit);
    if (cell.length <= cellLimit) return cell;
    answer.cut.push({ row: place, column, length: cell.length });
    return beginningOf(cell, cellLimit);
  });
  answer.rows.push(shown);
  answer.numbers.push(number);
  answer.severities.push(severity?.(row) ?? null);
  for (const { column, bytes } of clipped) answer.clipped.push({ row: place, column, bytes });
  return characters;
}
