import { useMemo, useState } from 'react';
import { columnEdges, columnsWithin, columnWidths, type GridColumn, type GridRow } from './grid-model'; // prettier-ignore

/** In CSS pixels before zoom. */
const narrowestColumn = 40;
/** Rows whose cells decide how wide a column begins. */
const sampledRows = 40;

export interface GridColumns {
  /** Left edges, counted from the first column; the last is the total. */
  edges: readonly number[];
  /** Those of the columns that scroll which are in sight, half-open. */
  visible: { from: number; to: number };
  /** Width of the frozen columns together. */
  frozenWidth: number;
  /** New width in CSS pixels. */
  resize: (column: number, width: number) => void;
  /** As wide as what is at hand needs. */
  fit: (column: number, sample: readonly GridRow[]) => void;
}

function sampleFrom(
  getRow: (row: number) => GridRow | undefined,
  from: number,
  rowCount: number,
): GridRow[] {
  const sample: GridRow[] = [];
  for (let row = from; row < Math.min(rowCount, from + sampledRows); row += 1) {
    const values = getRow(row);
    if (values) sample.push(values);
  }
  return sample;
}

/** How wide the columns of a grid are and which of them are in sight. */
export function useGridColumns({
  columns,
  rowCount,
  getRow,
  firstRow,
  headRoom,
  frozen,
  numberWidth,
  zoom,
  scrollLeft,
  width,
}: {
  columns: readonly GridColumn[];
  rowCount: number;
  getRow: (row: number) => GridRow | undefined;
  /** The first in sight. */
  firstRow: number;
  /** What a head has beside its name, in CSS pixels before zoom. */
  headRoom: number;
  frozen: number;
  numberWidth: number;
  zoom: number;
  scrollLeft: number;
  width: number;
}): GridColumns {
  // By what a column shows, so that hiding and moving others leaves its width alone.
  const [resized, setResized] = useState<Record<string, number>>({});
  const keys = useMemo(
    () => columns.map(({ name, source }, index) => `${source ?? index} ${name}`),
    [columns],
  );
  // Widths come from the first rows at hand and then stay, or columns would jump while scrolling
  // and whenever rows are arranged anew. Of a wide result, columns come one after the other.
  const [sampled, setSampled] = useState<Record<string, number>>({});
  const unknown = keys.flatMap((key, at) => (sampled[key] === undefined ? [at] : []));
  if (unknown.length > 0) {
    const sample = sampleFrom(getRow, firstRow, rowCount);
    const there = unknown.filter((at) => sample[0]?.[columns[at]?.source ?? at] !== undefined);
    if (there.length > 0) {
      const own = there.map((at) => ({
        name: '',
        ...columns[at],
        source: columns[at]?.source ?? at,
      }));
      const widths = columnWidths(own, sample, headRoom);
      const added = there.map((at, index) => [keys[at], widths[index] ?? narrowestColumn] as const);
      setSampled((before) => ({ ...Object.fromEntries(added), ...before }));
    }
  }
  const edges = useMemo(() => {
    const bare = columnWidths(columns, [], headRoom);
    return columnEdges(
      keys.map((key, index) => (resized[key] ?? sampled[key] ?? bare[index] ?? 0) * zoom),
    );
  }, [columns, headRoom, resized, sampled, keys, zoom]);
  const frozenWidth = edges[Math.min(frozen, columns.length)] ?? 0;
  const within = columnsWithin(
    edges,
    scrollLeft + frozenWidth,
    scrollLeft + Math.max(0, width - numberWidth) + 80,
  );
  const set = (column: number, own: number) => {
    const key = keys[column];
    if (key === undefined) return;
    setResized((before) => ({ ...before, [key]: Math.max(narrowestColumn, own) }));
  };
  return {
    edges,
    visible: { from: Math.max(frozen, within.from), to: Math.max(frozen, within.to) },
    frozenWidth,
    resize: (column, pixels) => set(column, pixels / zoom),
    fit: (column, sample) => {
      const one = columns[column];
      const [own] = one
        ? columnWidths([{ ...one, source: one.source ?? column }], sample, headRoom)
        : [];
      if (own !== undefined) set(column, own);
    },
  };
}
