import type { LogMark } from '../../../contract/logs';
import type { LogDocument } from '../engine/document';
import { fileOf } from './origins';

/** Something between lines, by the byte it stands before. */
export type PlacedMark = Omit<LogMark, 'line'> & { offset: number };

/** Marks with the lines they stand before, as far as those are known. @throws AppError what cannot be read */
export async function linesOfMarks(
  document: LogDocument,
  found: readonly PlacedMark[],
): Promise<LogMark[]> {
  const marks: LogMark[] = [];
  for (const { offset, ...mark } of found) {
    const end = offset >= document.source.size;
    const line = end ? document.endLine : await document.lineAt(offset);
    if (line !== null) marks.push({ ...mark, line });
  }
  return marks;
}

/**
 * Looks whether a log has changed. Gives what a reader must see where it begins anew.
 *
 * @param formerly tells where the file stands now that is not at its path any more
 * @throws AppError what cannot be read
 */
export async function refreshed(
  document: LogDocument,
  formerly: (identity: string) => Promise<string | null> = async () => null,
): Promise<LogMark | null> {
  const before = fileOf(document.source);
  const kind = await document.refresh();
  if (kind !== 'truncated' && kind !== 'replaced') return null;
  const at = Date.now();
  const place = kind === 'replaced' && before !== null ? await formerly(before) : null;
  return { line: 0, kind, at, bytes: null, detail: place === null ? '' : `→ ${place}` };
}
