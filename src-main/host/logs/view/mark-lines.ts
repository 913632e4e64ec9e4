import type { LogMark } from '../../../contract/logs';
import type { LogDocument } from '../engine/document';

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
