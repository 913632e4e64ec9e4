/**
 * Scrolling through more rows than a browser can lay out. Chromium stops placing boxes at about
 * 33.5 million pixels (2^25, its fixed-point layout unit), which is 1.29 million rows of 26 px.
 * Above a safe height the real scroll bar is a scaled copy: a virtual offset in pixels is the
 * truth, the wheel moves it one to one, and dragging the bar moves it by the scale.
 */

/** Height given to the browser at most; far below every engine's limit. */
export const maximumPhysicalHeight = 8_000_000;

export interface ScrollGeometry {
  rowCount: number;
  /** Height of a row in CSS pixels. */
  rowHeight: number;
  /** Visible height for rows in CSS pixels. */
  viewport: number;
  /**
   * Room after the last row, so that it can stand at the top. Lists with rows of uneven height
   * need it: there the offset says which row is first, and the end is found by measuring.
   */
  extra?: number;
}

/** Height of all rows, were they laid out. */
export function virtualHeight({ rowCount, rowHeight, extra = 0 }: ScrollGeometry): number {
  return rowCount * rowHeight + extra;
}

/** Height the browser is told. */
export function physicalHeight(geometry: ScrollGeometry): number {
  return Math.min(virtualHeight(geometry), maximumPhysicalHeight);
}

/** Largest virtual offset. */
export function maximumOffset(geometry: ScrollGeometry): number {
  return Math.max(0, virtualHeight(geometry) - geometry.viewport);
}

/** True when the scroll bar is a scaled copy. */
export function isScaled(geometry: ScrollGeometry): boolean {
  return virtualHeight(geometry) > maximumPhysicalHeight;
}

function ratio(geometry: ScrollGeometry): number {
  const physical = physicalHeight(geometry) - geometry.viewport;
  return physical > 0 ? maximumOffset(geometry) / physical : 1;
}

/** Virtual offset for a position of the real scroll bar. */
export function offsetOf(scrollTop: number, geometry: ScrollGeometry): number {
  return clampOffset(isScaled(geometry) ? scrollTop * ratio(geometry) : scrollTop, geometry);
}

/** Position of the real scroll bar for a virtual offset. */
export function scrollTopOf(offset: number, geometry: ScrollGeometry): number {
  return isScaled(geometry) ? offset / ratio(geometry) : offset;
}

export function clampOffset(offset: number, geometry: ScrollGeometry): number {
  return Math.min(maximumOffset(geometry), Math.max(0, offset));
}

export interface RowWindow {
  /** First rendered row. */
  from: number;
  /** After the last rendered row. */
  to: number;
  /** Where the first rendered row's top edge is, relative to the visible area; ≤ 0. */
  top: number;
}

/** The rows to render at an offset, with `overscan` rows on each side. */
export function windowAt(offset: number, geometry: ScrollGeometry, overscan: number): RowWindow {
  const { rowCount, rowHeight, viewport } = geometry;
  const at = clampOffset(offset, geometry);
  const from = Math.max(0, Math.floor(at / rowHeight) - overscan);
  const to = Math.min(rowCount, Math.ceil((at + viewport) / rowHeight) + overscan);
  return { from, to: Math.max(from, to), top: from * rowHeight - at };
}

/** The rows that surely fill the visible area when the last one stands at its bottom. */
export function endWindow({ rowCount, rowHeight, viewport }: ScrollGeometry): RowWindow {
  return { from: Math.max(0, rowCount - Math.ceil(viewport / rowHeight)), to: rowCount, top: 0 };
}

/** The offset nearest to `offset` that shows a row in full. */
export function offsetShowing(row: number, offset: number, geometry: ScrollGeometry): number {
  const top = row * geometry.rowHeight;
  const bottom = top + geometry.rowHeight;
  if (top < offset) return clampOffset(top, geometry);
  if (bottom > offset + geometry.viewport) return clampOffset(bottom - geometry.viewport, geometry);
  return offset;
}
