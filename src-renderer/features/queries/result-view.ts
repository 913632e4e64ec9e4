import type { Filter, ResultView } from '../../../src-main/contract/index';
import { isOneCell, selectionSize, spanOf, type GridSelection } from '../../ui/index';

/** Rows as the database gave them. */
export const plainView: ResultView = { sort: [], filters: [] };

export function isPlain(view: ResultView): boolean {
  return view.sort.length === 0 && view.filters.length === 0;
}

/**
 * Orders by a column: alone, or behind those that order already. `null` takes the column out of
 * the order.
 */
export function sortedBy(
  view: ResultView,
  column: number,
  descending: boolean | null,
  add: boolean,
): ResultView {
  const others = view.sort.filter((one) => one.column !== column);
  if (descending === null) return { ...view, sort: others };
  const own = { column, descending };
  if (!add) return { ...view, sort: [own] };
  // A column that orders already keeps its rank.
  const rank = view.sort.findIndex((one) => one.column === column);
  const sort = rank < 0 ? [...others, own] : view.sort.map((one, at) => (at === rank ? own : one));
  return { ...view, sort };
}

/** What one more click on a head does: ascending, descending, as it came. */
export function nextOrder(view: ResultView, column: number): boolean | null {
  const now = view.sort.find((one) => one.column === column);
  if (!now) return false;
  return now.descending ? null : true;
}

/** Only rows with this value in a column, or all but them. */
export function valueFilter(column: number, value: string | null, not: boolean): Filter {
  return { column, not, test: { kind: 'values', values: [value] } };
}

/** How the columns of a result are laid out; columns by their place in the result. */
export interface ColumnLayout {
  order: readonly number[];
  hidden: ReadonlySet<number>;
  /** So many of the shown ones stay in sight. */
  frozen: number;
}

export function plainLayout(columns: number): ColumnLayout {
  return { order: Array.from({ length: columns }, (_, at) => at), hidden: new Set(), frozen: 0 };
}

/** Columns in sight, in their order. */
export function shownColumns(layout: ColumnLayout): number[] {
  return layout.order.filter((column) => !layout.hidden.has(column));
}

/** Hides a column; the last one in sight stays. */
export function withoutColumn(layout: ColumnLayout, column: number): ColumnLayout {
  const shown = shownColumns(layout);
  if (shown.length <= 1) return layout;
  const frozen = shown.indexOf(column) < layout.frozen ? layout.frozen - 1 : layout.frozen;
  return { ...layout, frozen, hidden: new Set([...layout.hidden, column]) };
}

/** Moves a column one place among those in sight. */
export function movedColumn(layout: ColumnLayout, column: number, by: -1 | 1): ColumnLayout {
  const shown = shownColumns(layout);
  const other = shown[shown.indexOf(column) + by];
  if (other === undefined) return layout;
  const order = layout.order.map((one) => (one === column ? other : one === other ? column : one));
  return { ...layout, order };
}

/**
 * What is copied and exported of a selection: its rows, by positions in the view, with its columns
 * out of those shown. One cell stands for its row.
 */
export function chosenPart(
  selection: GridSelection,
  shown: readonly number[],
): { ranges: (readonly [number, number])[]; columns: readonly number[] } {
  const { focus } = selection;
  if (selection.ranges.length > 0 && !isOneCell(selection, shown.length)) {
    return {
      ranges: [...selection.ranges],
      columns: shown.slice(...spanOf(selection, shown.length)),
    };
  }
  return { ranges: focus === undefined ? [] : [[focus, focus + 1]], columns: shown };
}

/** What a chart begins with: the rows of a selection if they are several, and its columns. */
export function chartPart(
  selection: GridSelection,
  shown: readonly number[],
): { ranges: GridSelection['ranges'] | null; columns: readonly number[] } {
  const several = selectionSize(selection) > 1;
  return {
    ranges: several ? selection.ranges : null,
    columns: several ? shown.slice(...spanOf(selection, shown.length)) : shown,
  };
}
