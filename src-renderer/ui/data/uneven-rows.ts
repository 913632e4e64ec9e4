/**
 * Scrolling through wrapped lines. Heights are only known for what is drawn, so the virtual offset
 * counts in nominal rows and its fraction is a share of the first row's real height. These
 * functions translate between the two.
 */

/** A drawn row: its number and its measured height in CSS pixels, top to bottom. */
export interface MeasuredRow {
  row: number;
  height: number;
}

/**
 * The nominal offset after moving by `delta` real pixels from `offset`, walking over the heights
 * that are known; rows that are not drawn count as `rowHeight`.
 */
export function movedBy(
  offset: number,
  delta: number,
  rows: readonly MeasuredRow[],
  rowHeight: number,
): number {
  const heights = new Map(rows.map(({ row, height }) => [row, height]));
  const heightOf = (row: number) => heights.get(row) ?? rowHeight;
  let row = Math.floor(offset / rowHeight);
  let pixels = (offset / rowHeight - row) * heightOf(row) + delta;
  while (pixels < 0 && row > 0) {
    row -= 1;
    pixels += heightOf(row);
  }
  while (pixels >= heightOf(row) && heights.has(row)) {
    pixels -= heightOf(row);
    row += 1;
  }
  return (row + pixels / heightOf(row)) * rowHeight;
}

/**
 * The nominal offset of what is in sight while the list stands at its end, where rows are aligned
 * to the bottom: the heights from the last row up fill the visible area.
 */
export function offsetAtEnd(
  rows: readonly MeasuredRow[],
  viewport: number,
  rowHeight: number,
): number {
  let left = viewport;
  for (const { row, height } of rows.toReversed()) {
    if (height >= left) return (row + (height - left) / height) * rowHeight;
    left -= height;
  }
  return (rows[0]?.row ?? 0) * rowHeight;
}
