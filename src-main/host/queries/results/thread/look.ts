import type {
  CellsSummary,
  ColumnKind,
  ColumnSummary,
  Filter,
} from '../../../../contract/query-results';
import { filteredRows } from './arrange';
import { isNumeric, orderOf, textTest, type TextWords } from './filters';
import { ExactSum, numberOf } from './numbers';
import type { Rows } from './rows';
import { timeOf } from './times';
import { togetherOf } from './together';

/** Different values are told apart up to so many, and so many UTF-16 units of them. */
const mostValues = 100_000;
const mostCharacters = 16 * 1024 * 1024;

/** A bit for each row that has a text in a column (null: in any). @throws AppError `logs.expression-…` */
export function findRows(
  rows: Rows,
  words: TextWords,
  column: number | null,
  columns: number,
): Uint8Array {
  const found = new Uint8Array(rows.total);
  const test = textTest(words);
  const wanted = column === null ? Array.from({ length: columns }, (_, at) => at) : [column];
  for (const { frame, first } of rows.frames()) {
    for (const at of wanted) {
      const cells = frame.column(at);
      if (!test.some(cells)) continue;
      for (let row = 0; row < frame.rows; row += 1) {
        if (found[first + row] === 0 && test.cell(cells.cell(row))) found[first + row] = 1;
      }
    }
  }
  return found;
}

/** Counts values as long as there is room for new ones. */
class Values {
  readonly counts = new Map<string | null, number>();
  full = false;
  private characters = 0;

  /** `rest` is false where nobody asks for more than how many there are. */
  add(value: string | null, rest = true): void {
    if (this.full && !rest) return;
    const count = this.counts.get(value);
    if (count !== undefined) this.counts.set(value, count + 1);
    else if (this.counts.size >= mostValues || this.characters > mostCharacters) this.full = true;
    else {
      this.counts.set(value === null ? null : ownText(value), 1);
      this.characters += value?.length ?? 0;
    }
  }
}

/** V8 makes a part of a text a view of the whole, if it has 13 units or more. */
const shortText = 13;

/** A text that keeps no whole text of a frame in memory. */
function ownText(text: string): string {
  return text.length < shortText ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}

export interface FoundValues {
  values: { value: string | null; count: number }[];
  distinct: number | null;
}

/** Values of a column, most often first, of the rows that the filters of other columns leave. */
export function valuesOf(
  rows: Rows,
  filters: readonly Filter[],
  kinds: readonly ColumnKind[],
  column: number,
  text: string,
  limit: number,
): FoundValues {
  const others = filters.filter((filter) => filter.column !== column);
  rows.expect(others.length > 0 ? 2 : 1);
  const stay = filteredRows(rows, { filters: others }, kinds);
  const found = new Values();
  const test = textTest({ match: 'contains', text, ignoreCase: true });
  for (const { frame, first } of rows.frames(stay)) {
    const cells = frame.column(column);
    for (let row = 0; row < frame.rows; row += 1) {
      const cell = cells.cell(row);
      if (stay[first + row] === 1 && (text === '' || test.cell(cell))) found.add(cell);
    }
  }
  const order = orderOf(kinds[column] ?? 'text');
  const values = [...found.counts].map(([value, count]) => ({ value, count }));
  values.sort(
    (left, right) =>
      right.count - left.count ||
      (left.value === null ? 1 : right.value === null ? -1 : order(left.value, right.value)),
  );
  return { values: values.slice(0, limit), distinct: found.full ? null : found.counts.size };
}

/** Counts, sums and bounds of columns over chosen rows. */
export function summaryOf(
  rows: Rows,
  wanted: Uint8Array | null,
  kinds: readonly ColumnKind[],
  columns: readonly number[],
): { rows: number; columns: ColumnSummary[]; together: CellsSummary | null } {
  const totals = columns.map((column) => new Total(column, kinds[column] ?? 'text'));
  let count = 0;
  for (const { frame, first } of rows.frames(wanted)) {
    for (let row = 0; row < frame.rows; row += 1)
      if (!wanted || wanted[first + row] === 1) count += 1;
    for (const total of totals) {
      const cells = frame.column(total.column);
      for (let row = 0; row < frame.rows; row += 1) {
        if (!wanted || wanted[first + row] === 1) total.add(cells.cell(row));
      }
    }
  }
  const summaries = totals.map((total) => total.summary());
  return { rows: count, columns: summaries, together: togetherOf(count, kinds, summaries) };
}

class Total {
  readonly column: number;
  private readonly kind: ColumnKind;
  private readonly order: (left: string, right: string) => number;
  private readonly values = new Values();
  private readonly exact = new ExactSum();
  private nulls = 0;
  private numbers = 0;
  private notNumbers = 0;
  /** Of floats: the sum, and what was lost by rounding (Neumaier). */
  private sum = 0;
  private lost = 0;
  private min: string | null = null;
  private max: string | null = null;
  /** The same two as doubles, where they are numbers or times. */
  private least = NaN;
  private greatest = NaN;

  constructor(column: number, kind: ColumnKind) {
    this.column = column;
    this.kind = kind;
    this.order = orderOf(kind);
  }

  add(cell: string | null): void {
    if (cell === null) {
      this.nulls += 1;
      return;
    }
    this.values.add(cell, false);
    if (isNumeric(this.kind) && !this.addNumber(cell)) {
      this.notNumbers += 1;
      return;
    }
    // What a double tells apart needs no look at its digits.
    const rank = isNumeric(this.kind) ? numberOf(cell) : this.kind === 'time' ? timeOf(cell) : NaN;
    if (rank > this.least && rank < this.greatest) return;
    if (this.min === null || this.order(cell, this.min) < 0) {
      this.min = cell;
      this.least = rank;
    }
    if (this.max === null || this.order(cell, this.max) > 0) {
      this.max = cell;
      this.greatest = rank;
    }
  }

  summary(): ColumnSummary {
    const { column, nulls, notNumbers, min, max, numbers } = this;
    const numeric = isNumeric(this.kind) && numbers > 0;
    const isFloat = this.kind === 'float';
    const total = this.sum + this.lost;
    return {
      column,
      nulls,
      distinct: this.values.full ? null : this.values.counts.size,
      sum: numeric ? (isFloat ? String(total) : this.exact.toString()) : null,
      mean: numeric ? (isFloat ? String(total / numbers) : this.exact.mean(numbers)) : null,
      min,
      max,
      notNumbers,
    };
  }

  private addNumber(cell: string): boolean {
    if (this.kind !== 'float') {
      const added = this.exact.add(cell);
      if (added) this.numbers += 1;
      return added;
    }
    const value = numberOf(cell);
    if (!Number.isFinite(value)) return false;
    const sum = this.sum + value;
    this.lost +=
      Math.abs(this.sum) >= Math.abs(value) ? this.sum - sum + value : value - sum + this.sum;
    this.sum = sum;
    this.numbers += 1;
    return true;
  }
}
