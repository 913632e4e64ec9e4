import type { Column, Outputs } from '../../../../src-main/contract/index';

export const chartKinds = ['line', 'bar', 'scatter'] as const;
export type ChartKind = (typeof chartKinds)[number];
export type ChartData = Outputs['queries']['chart'];

/** What of a result is drawn; columns by their places in it. */
export interface ChartChoice {
  kind: ChartKind;
  /** Along the axis; null numbers the rows. */
  x: number | null;
  ys: readonly number[];
}

/** Series that can be told apart by their dashes and symbols. */
export const mostSeries = 8;
/** Series that are drawn at first. */
const firstSeries = 3;

/** Columns that have a height. */
export function isDrawable({ kind }: Column): boolean {
  return kind === 'integer' || kind === 'decimal' || kind === 'float';
}

/** Names of columns whose numbers name a row rather than measure something. */
const naming = /(?:^|_)(?:id|pid|oid|key|no|code|num)$|^(?:id|pid|oid)_/i;

/**
 * What is drawn at first: of the columns chosen, else of all, the first numbers over the first
 * time, else over the first text as bars, else over the numbers of the rows.
 *
 * @param columns of the result
 * @param chosen places of the columns to look at first
 */
export function firstChoice(columns: readonly Column[], chosen: readonly number[]): ChartChoice {
  const kindOf = (at: number) => columns[at]?.kind;
  const drawable = (at: number): boolean => {
    const column = columns[at];
    return column !== undefined && isDrawable(column);
  };
  const all = columns.map((_, at) => at);
  const numbers = [chosen, all].map((places) => places.filter(drawable)).find((found) => found.length > 0) ?? []; // prettier-ignore
  const measures = numbers.filter((at) => !naming.test(columns[at]?.name ?? ''));
  const ys = (measures.length > 0 ? measures : numbers).slice(0, firstSeries);
  const along = (wanted: (at: number) => boolean): number | undefined =>
    chosen.find(wanted) ?? all.find(wanted);
  const time = along((at) => kindOf(at) === 'time');
  if (time !== undefined) return { kind: 'line', x: time, ys };
  const name = along((at) => kindOf(at) === 'text');
  return name === undefined ? { kind: 'line', x: null, ys } : { kind: 'bar', x: name, ys };
}

/** A value added to those that are drawn, or taken away; the last one stays. */
export function toggledSeries(ys: readonly number[], column: number): readonly number[] {
  if (ys.includes(column)) return ys.length > 1 ? ys.filter((other) => other !== column) : ys;
  return ys.length < mostSeries ? [...ys, column].toSorted((a, b) => a - b) : ys;
}

export interface ChartPoint {
  x: number | string;
  values: readonly (number | null)[];
}

/** Points that have a place on the axis, in its order where it has one. */
export function pointsOf({
  axis,
  x,
  series,
}: Pick<ChartData, 'axis' | 'x' | 'series'>): ChartPoint[] {
  const points = x.flatMap((place, at) =>
    place === null ? [] : [{ x: place, values: series.map(({ values }) => values[at] ?? null) }],
  );
  return axis === 'category' ? points : points.toSorted((a, b) => Number(a.x) - Number(b.x));
}

/** Names of which the same ones are numbered. */
export function apart(names: readonly string[]): string[] {
  return names.map((name, at) => {
    const before = names.slice(0, at).filter((other) => other === name).length;
    return before > 0 ? `${name} (${before + 1})` : name;
  });
}
