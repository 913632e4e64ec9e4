/**
 * Which rows of a long list are selected, as ranges: a million selected rows cost one pair of
 * numbers. Values are immutable; every function returns a new one.
 */
export interface RowSelection {
  /** Half-open `[from, to)`, sorted, apart from each other. */
  readonly ranges: readonly (readonly [from: number, to: number])[];
  /** Where a Shift selection starts. */
  readonly anchor: number | undefined;
  /** The row the keyboard is on. */
  readonly focus: number | undefined;
}

export const emptySelection: RowSelection = { ranges: [], anchor: undefined, focus: undefined };

/** One range, both ends included, in either order; the keyboard stands on `to`. */
export function selectRange(from: number, to: number): RowSelection {
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  return { ranges: [[low, high + 1]], anchor: from, focus: to };
}

/** Every row of a list, keeping where the keyboard stands. `first` is the number of its first row. */
export function selectAll(count: number, selection: RowSelection, first = 0): RowSelection {
  if (count <= 0) return emptySelection;
  return { ranges: [[first, first + count]], anchor: first, focus: selection.focus ?? first };
}

export function selectionSize(selection: RowSelection): number {
  return selection.ranges.reduce((sum, [from, to]) => sum + to - from, 0);
}

export function selectionHas(selection: RowSelection, row: number): boolean {
  return selection.ranges.some(([from, to]) => row >= from && row < to);
}

/** Each selected row, ascending. */
export function* selectionRows(selection: RowSelection): Generator<number> {
  for (const [from, to] of selection.ranges) {
    for (let row = from; row < to; row += 1) yield row;
  }
}

function merged(ranges: readonly (readonly [number, number])[]): [number, number][] {
  const result: [number, number][] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** Adds the row when it is not selected, removes it when it is (Ctrl+click). */
export function toggleRow(selection: RowSelection, row: number): RowSelection {
  const ranges = selectionHas(selection, row)
    ? selection.ranges.flatMap(([from, to]): [number, number][] => {
        if (row < from || row >= to) return [[from, to]];
        const parts: [number, number][] = [
          [from, row],
          [row + 1, to],
        ];
        return parts.filter(([low, high]) => low < high);
      })
    : merged([...selection.ranges, [row, row + 1]]);
  return { ranges, anchor: row, focus: row };
}

/** From the anchor to `row`; what was selected elsewhere goes (Shift+click, Shift+arrow). */
export function extendTo(selection: RowSelection, row: number): RowSelection {
  return selectRange(selection.anchor ?? selection.focus ?? row, row);
}

/** Keys that list and grid share. `page` is how many rows are in sight. */
export interface SelectionKey {
  key: string;
  shift: boolean;
  ctrl: boolean;
}

/**
 * The selection after a key, or undefined when the key means nothing here. `first` is the number
 * of the list's first row.
 */
export function selectionAfterKey(
  selection: RowSelection,
  pressed: SelectionKey,
  count: number,
  page: number,
  first = 0,
): RowSelection | undefined {
  if (count <= 0) return undefined;
  if (pressed.ctrl && pressed.key.toLowerCase() === 'a') return selectAll(count, selection, first);
  if (pressed.key === 'Escape') {
    return selection.ranges.length > 0 ? { ...emptySelection, focus: selection.focus } : undefined;
  }
  const target = targetRow(selection.focus, pressed, first, first + count - 1, page);
  if (target === undefined) return undefined;
  return pressed.shift ? extendTo(selection, target) : selectRange(target, target);
}

/** The row a key goes to; undefined where it means nothing here. */
export function targetRow(
  focus: number | undefined,
  { key, ctrl }: SelectionKey,
  first: number,
  last: number,
  page: number,
): number | undefined {
  const at = focus ?? first - 1;
  const within = (row: number) => Math.min(last, Math.max(first, row));
  switch (key) {
    case 'ArrowDown':
      return within(ctrl ? last : at + 1);
    case 'ArrowUp':
      return within(ctrl ? first : focus === undefined ? last : at - 1);
    case 'PageDown':
      return within(at + Math.max(1, page - 1));
    case 'PageUp':
      return within(at - Math.max(1, page - 1));
    case 'Home':
      return first;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
