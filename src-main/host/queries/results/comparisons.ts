import { randomInt } from 'node:crypto';
import type { Inputs } from '../../../contract/index';
import type { Column, Comparison, Difference, Row } from '../../../contract/query-results';
import { newId } from '../../../kit/ids';
import { gather, type NumberedRow } from './arranged';
import { KeptComparisons, type KeptComparison } from './kept-comparisons';
import type { ResultLibrary } from './library';
import type { LongWork } from './long-work';
import {
  changeCodes,
  comparable,
  noRow,
  type ComparedColumn,
  type CompareOrder,
} from './thread/compare';
import { namesOfOneOnly, pairedColumns } from './paired-columns';
import { countsOf, defaultKinds, kindOf, placesOf } from './comparison-places';
import { resultThreads } from './threads';
import type { ResultViews } from './views';

const windowCharacters = 8 * 1024 * 1024;
/** Rows of both results that are gathered together. */
const batchRows = 500;

type Input<Name extends keyof Inputs['queries']> = Inputs['queries'][Name];

/** Which rows of a comparison: of which kinds, and with a change in one column only. */
type Shown = Pick<Input<'differences'>, 'id' | 'kinds' | 'changedColumn'>;

export interface ComparisonParts {
  library: ResultLibrary;
  views: ResultViews;
  longWork: LongWork;
}

/** Two results, row by row. */
export class Comparisons {
  private readonly parts: ComparisonParts;
  private readonly kept = new KeptComparisons();

  constructor(parts: ComparisonParts) {
    this.parts = parts;
  }

  /** Lets a comparison go before others take its place. */
  forget(id: string): void {
    this.kept.forget(id);
  }

  /** @throws AppError `sql.compare-key`, `sql.compare-columns`, `sql.result-gone` */
  async compare(input: Input<'compare'>, signal?: AbortSignal): Promise<Comparison> {
    const { beforeId, afterId, key, ignore = [], asNumbers = true } = input;
    const { ignoreCase = false, trimEnd = false } = input;
    const begun = performance.now();
    const { views, longWork } = this.parts;
    const [before, after] = [views.state(beforeId), views.state(afterId)];
    const columns = pairedColumns(before, after, key, ignore, asNumbers);
    const compared = columns.filter(({ role }) => role !== 'ignored');
    const order: CompareOrder = {
      columns: compared.map((column) => ({
        before: column.before,
        after: column.after,
        key: column.role === 'key',
        as: column.as,
      })),
      ignoreCase,
      trimEnd,
      seed: randomInt(2 ** 31),
    };
    const places = {
      before: await views.rowsPlace(beforeId),
      after: await views.rowsPlace(afterId),
    };
    const found = await longWork.run(
      [before, after].map(({ title, sql }) => title || sql.trim().slice(0, 60)).join(' ↔ '),
      (stop, progress) =>
        resultThreads.run<'compare'>({ kind: 'compare', ...places, order }, stop, progress),
      signal,
    );
    const comparison: Comparison = {
      id: newId(),
      beforeId,
      afterId,
      key: columns.filter(({ role }) => role === 'key').map(({ name }) => name),
      columns: columns.map(({ as: _as, ...column }) => ({
        ...column,
        changed: found.changed[compared.findIndex((one) => one.before === column.before)] ?? 0,
      })),
      ...namesOfOneOnly(before, after, columns),
      counts: countsOf(found.codes),
      duplicates: { before: found.duplicatesBefore, after: found.duplicatesAfter },
      elapsedMs: performance.now() - begun,
    };
    this.kept.keep({ comparison, order, compared: found, inColumn: null });
    return comparison;
  }

  /** @throws AppError `sql.comparison-gone` */
  get(id: string): Comparison {
    return this.kept.find(id).comparison;
  }

  async differences(input: Input<'differences'>, signal?: AbortSignal) {
    const { from, count, cellLimit = Infinity } = input;
    const kept = this.kept.find(input.id);
    const places = await this.shownPlaces(input, signal);
    const rows: Difference[] = [];
    let characters = 0;
    for (
      let at = from;
      at < Math.min(places.length, from + count) && characters < windowCharacters;
    ) {
      const some = places.subarray(at, Math.min(places.length, from + count, at + 50));
      for (const row of await this.read(kept, some, signal)) {
        if (characters >= windowCharacters) break;
        for (const cells of [row.before, row.after]) {
          cells?.forEach((cell, column) => {
            characters += Math.min(cell?.length ?? 0, cellLimit);
            if (cell !== null && cell.length > cellLimit) cells[column] = cell.slice(0, cellLimit);
          });
        }
        rows.push(row);
        at += 1;
      }
    }
    return { total: places.length, rows };
  }

  /** Position of the next row that is not the same in both, or of the one before. */
  async next(input: Input<'nextDifference'>, signal?: AbortSignal) {
    const { compared } = this.kept.find(input.id);
    const places = await this.shownPlaces(input, signal);
    const step = input.backwards ? -1 : 1;
    const isOne = (at: number) => compared.codes[places[at] ?? 0] !== changeCodes.same;
    let at = Math.min(input.from, places.length) + step;
    while (at >= 0 && at < places.length && !isOne(at)) at += step;
    return { position: at >= 0 && at < places.length ? at : null };
  }

  /**
   * Rows of a comparison as rows of a table, a batch at a time: what became of it, then its cells;
   * a changed one as two rows, `before` and `after`.
   */
  async *table(shown: Shown, signal?: AbortSignal) {
    const kept = this.kept.find(shown.id);
    const places = await this.shownPlaces(shown, signal);
    for (let at = 0; at < places.length; at += batchRows) {
      const rows: Row[] = [];
      for (const row of await this.read(kept, places.subarray(at, at + batchRows), signal)) {
        if (row.change !== 'changed') rows.push([row.change, ...(row.after ?? row.before ?? [])]);
        else rows.push(['before', ...(row.before ?? [])], ['after', ...(row.after ?? [])]);
      }
      yield rows;
    }
  }

  /** Columns of {@link table}. */
  columns(id: string): Column[] {
    const own = this.get(id).columns.map(({ name, type, align, kind }) => ({
      name,
      type,
      align,
      kind,
    }));
    return [{ name: 'change', type: 'text', align: 'left', kind: 'text' }, ...own];
  }

  /** Rows that {@link table} has. */
  rows({ id, kinds, changedColumn = null }: Shown): number {
    const { counts, columns } = this.get(id);
    const wanted = kinds ?? defaultKinds;
    if (changedColumn !== null)
      return wanted.includes('changed') ? (columns[changedColumn]?.changed ?? 0) * 2 : 0;
    return wanted.reduce((sum, kind) => sum + counts[kind] * (kind === 'changed' ? 2 : 1), 0);
  }

  /** Places of the rows that are shown, in their order. */
  private async shownPlaces(
    { id, kinds, changedColumn = null }: Shown,
    signal?: AbortSignal,
  ): Promise<Uint32Array> {
    const kept = this.kept.find(id);
    const places = placesOf(kept.compared, kinds);
    if (changedColumn === null) return places;
    if (kinds !== undefined && !kinds.includes('changed')) return new Uint32Array();
    if (kept.inColumn?.column !== changedColumn)
      kept.inColumn = {
        column: changedColumn,
        places: await this.changedIn(kept, changedColumn, signal),
      };
    return kept.inColumn.places;
  }

  /** Rows in which one column changed are told only by looking at them. */
  private async changedIn(
    kept: KeptComparison,
    column: number,
    signal?: AbortSignal,
  ): Promise<Uint32Array> {
    const changed = placesOf(kept.compared, ['changed']);
    const found: number[] = [];
    for (let at = 0; at < changed.length; at += batchRows) {
      const some = changed.subarray(at, at + batchRows);
      const rows = await this.read(kept, some, signal);
      for (const [index, row] of rows.entries()) {
        if (row.changed.includes(column)) found.push(some[index] ?? 0);
      }
    }
    return Uint32Array.from(found);
  }

  /** Rows of both results at places of a comparison. */
  private async read(
    { comparison, order, compared }: KeptComparison,
    places: Uint32Array,
    signal?: AbortSignal,
  ): Promise<Difference[]> {
    const { columns, beforeId, afterId } = comparison;
    const numbers = (side: Uint32Array): (number | null)[] =>
      Array.from(places, (place) => (side[place] === noRow ? null : (side[place] ?? null)));
    const [before, after] = [numbers(compared.before), numbers(compared.after)];
    const beforeRows = await this.cells(
      beforeId,
      before,
      columns.map((column) => column.before),
      signal,
    );
    const afterRows = await this.cells(
      afterId,
      after,
      columns.map((column) => column.after),
      signal,
    );
    const byColumn = new Map(order.columns.map((column) => [column.before, column]));
    return Array.from(places, (place, at) => {
      const [one, two] = [beforeRows[at] ?? null, afterRows[at] ?? null];
      const changed =
        one && two
          ? columns.flatMap((column, index) =>
              isChanged(one[index], two[index], byColumn.get(column.before), order) ? [index] : [],
            )
          : [];
      const change = kindOf(compared, place);
      return {
        change,
        beforeRow: before[at] ?? null,
        afterRow: after[at] ?? null,
        before: one,
        after: two,
        changed,
      };
    });
  }

  private async cells(
    id: string,
    numbers: readonly (number | null)[],
    columns: readonly number[],
    signal?: AbortSignal,
  ): Promise<(Row | null)[]> {
    const wanted = numbers.filter((number) => number !== null);
    const order = { length: wanted.length, row: (at: number) => wanted[at] ?? 0, ascending: false };
    const rows = await gather(this.parts.library.file(id), order, 0, wanted.length, signal);
    const byNumber = new Map<number, NumberedRow>(rows.map((row) => [row.number, row]));
    return numbers.map((number) => {
      const found = number === null ? undefined : byNumber.get(number);
      return found ? columns.map((column) => found.row[column] ?? null) : null;
    });
  }
}

function isChanged(
  before: string | null = null,
  after: string | null = null,
  column: ComparedColumn | undefined,
  order: CompareOrder,
): boolean {
  return (
    column !== undefined &&
    comparable(before, column.as, order) !== comparable(after, column.as, order)
  );
}
