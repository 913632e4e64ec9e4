import type { LogView } from '../../../src-main/contract/logs';

/**
 * Whether rows of `next` have other numbers than in `before`. Rows that only say something else
 * (marks, pins), more of them at the end, and earlier ones below `firstRow` keep the numbers.
 */
export function isRenumbered(before: LogView, next: LogView): boolean {
  if (before.id !== next.id || before.unit !== next.unit) return true;
  if (before.generation === next.generation) return false;
  if (JSON.stringify(before.filter) !== JSON.stringify(next.filter)) return true;
  if (before.sources.length !== next.sources.length) return true;
  return before.sources.some((source, index) => {
    const other = next.sources[index];
    if (!other || other.id !== source.id) return true;
    if (
      other.encoding !== source.encoding ||
      other.format !== source.format ||
      other.zone !== source.zone ||
      other.clockOffsetMs !== source.clockOffsetMs
    )
      return true;
    if (!source.piece || !other.piece) return source.piece !== other.piece;
    // A piece that grew still holds what it held.
    return other.piece.from > source.piece.from || other.piece.to < source.piece.to;
  });
}
