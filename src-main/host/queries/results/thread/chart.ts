import type { ColumnKind } from '../../../../contract/query-results';
import { isNumeric } from './filters';
import { numberOf } from './numbers';
import type { Rows } from './rows';
import { timeOf } from './times';

/** Names along an axis are cut at this length. */
const longestName = 200;

export interface ChartData {
  rows: number;
  thinned: boolean;
  axis: 'number' | 'time' | 'category';
  x: (number | string | null)[];
  series: { column: number; values: (number | null)[] }[];
}

/**
 * Points of a chart. More rows than points are thinned: each stretch of rows keeps the least and
 * the greatest value of each series, in their order.
 *
 * @param order numbers of the rows along the axis
 */
export function chartOf(
  rows: Rows,
  order: Uint32Array,
  kinds: readonly ColumnKind[],
  x: number | null,
  ys: readonly number[],
  points: number,
): ChartData {
  const kind = x === null ? 'integer' : (kinds[x] ?? 'text');
  const axis = isNumeric(kind) ? 'number' : kind === 'time' ? 'time' : 'category';
  const thinned = order.length > points;
  const stretches = thinned ? Math.floor(points / 2) : order.length;
  const slots = thinned ? stretches * 2 : order.length;
  const names: (number | string | null)[] = Array.from({ length: slots }, () => null);
  const series = ys.map(() => new Extremes(stretches));
  const places = placesOf(order, rows.total);
  const wanted = new Uint8Array(rows.total);
  for (const row of order) wanted[row] = 1;
  for (const { frame, first } of rows.frames(wanted)) {
    const along = x === null ? null : frame.column(x);
    const columns = ys.map((column) => frame.column(column));
    for (let row = 0; row < frame.rows; row += 1) {
      if (wanted[first + row] !== 1) continue;
      const place = places[first + row] ?? 0;
      const stretch = thinned ? Math.floor((place * stretches) / order.length) : place;
      const name = along === null ? place + 1 : nameOf(along.cell(row), axis);
      if (!thinned) names[place] = name;
      else {
        const begin = Math.ceil((stretch * order.length) / stretches);
        const end = Math.ceil(((stretch + 1) * order.length) / stretches) - 1;
        if (place === begin) names[stretch * 2] = name;
        if (place === end) names[stretch * 2 + 1] = name;
      }
      for (const [at, column] of columns.entries())
        series[at]?.take(stretch, place, valueOf(column.cell(row), kinds[ys[at] ?? 0]));
    }
  }
  return {
    rows: order.length,
    thinned,
    axis,
    x: names,
    series: ys.map((column, at) => ({ column, values: series[at]?.values(thinned) ?? [] })),
  };
}

function placesOf(order: Uint32Array, rows: number): Uint32Array {
  const places = new Uint32Array(rows);
  for (let place = 0; place < order.length; place += 1) places[order[place] ?? 0] = place;
  return places;
}

function nameOf(cell: string | null, axis: ChartData['axis']): number | string | null {
  if (cell === null) return null;
  if (axis === 'category') return cell.slice(0, longestName);
  const value = axis === 'number' ? numberOf(cell) : timeOf(cell);
  return Number.isFinite(value) ? value : null;
}

function valueOf(cell: string | null, kind: ColumnKind | undefined): number {
  if (cell === null) return NaN;
  return kind === 'time' ? timeOf(cell) : numberOf(cell);
}

/** The least and the greatest value of each stretch, and where they stand. */
class Extremes {
  private readonly least: Float64Array;
  private readonly greatest: Float64Array;
  private readonly leastAt: Uint32Array;
  private readonly greatestAt: Uint32Array;

  constructor(stretches: number) {
    this.least = new Float64Array(stretches).fill(NaN);
    this.greatest = new Float64Array(stretches).fill(NaN);
    this.leastAt = new Uint32Array(stretches);
    this.greatestAt = new Uint32Array(stretches);
  }

  take(stretch: number, place: number, value: number): void {
    if (!Number.isFinite(value)) return;
    // A comparison with NaN, the begin, is false.
    if (!((this.least[stretch] ?? NaN) <= value)) {
      this.least[stretch] = value;
      this.leastAt[stretch] = place;
    }
    if (!((this.greatest[stretch] ?? NaN) >= value)) {
      this.greatest[stretch] = value;
      this.greatestAt[stretch] = place;
    }
  }

  values(both: boolean): (number | null)[] {
    const finite = (value = NaN): number | null => (Number.isFinite(value) ? value : null);
    return Array.from(this.least, (least, at) => {
      const pair = [finite(least), finite(this.greatest[at])];
      if (!both) return pair.slice(0, 1);
      return (this.leastAt[at] ?? 0) <= (this.greatestAt[at] ?? 0) ? pair : pair.reverse();
    }).flat();
  }
}
