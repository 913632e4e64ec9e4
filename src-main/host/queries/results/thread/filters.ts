import type { ColumnKind, Filter } from '../../../../contract/query-results';
import { Expression } from '../../../logs/engine/search/expression';
import type { Frame, FrameColumn } from '../frame';
import { compareNumbers, numberOf } from './numbers';
import { compareTimes, timeOf } from './times';

/** What a cell must be, and a quick word on all cells of a column of a frame at once. */
export interface CellTest {
  /** Whether some cell of a column may meet it; cells of text only. */
  some(column: FrameColumn): boolean;
  /** NULL is null. */
  cell(text: string | null): boolean;
}

/** How texts are searched for. */
export interface TextWords {
  match: 'contains' | 'equals' | 'starts' | 'ends' | 'regex';
  text: string;
  ignoreCase: boolean;
}

/** @throws AppError `logs.expression-…` where a pattern is none */
export function textTest({ match, text, ignoreCase }: TextWords): CellTest {
  if (match === 'regex') return patternTest(text, ignoreCase);
  // Upper case, because lower case of a letter depends on where in a word it stands (Greek sigma).
  const fold = (cell: string): string => (ignoreCase ? cell.toUpperCase() : cell);
  const wanted = fold(text);
  const holds = {
    contains: (cell: string) => cell.includes(wanted),
    equals: (cell: string) => cell === wanted,
    starts: (cell: string) => cell.startsWith(wanted),
    ends: (cell: string) => cell.endsWith(wanted),
  }[match];
  return {
    some: (column) => fold(column.text).includes(wanted),
    cell: (cell) => cell !== null && holds(fold(cell)),
  };
}

function patternTest(text: string, ignoreCase: boolean): CellTest {
  const expression = Expression.of({ text, regex: true, ignoreCase });
  return {
    some: (column) => {
      const cells: string[] = [];
      for (let row = 0; row < column.rows; row += 1) cells.push(column.cell(row) ?? '');
      return expression.anywhere(cells.join('\n'));
    },
    cell: (cell) => cell !== null && expression.matches(cell),
  };
}

/** @param kind of the column that is tested */
function cellTest(test: Filter['test'], kind: ColumnKind): CellTest {
  const always = (): boolean => true;
  switch (test.kind) {
    case 'text':
      return textTest(test);
    case 'null':
      return { some: always, cell: (cell) => cell === null };
    case 'values': {
      const values = new Set(test.values);
      return { some: always, cell: (cell) => values.has(cell) };
    }
    case 'range':
      return { some: always, cell: rangeTest(test.from, test.to, kind) };
  }
}

/** Whether a cell lies between two, both of them included; null leaves a side open. */
function rangeTest(
  from: string | null,
  to: string | null,
  kind: ColumnKind,
): (cell: string | null) => boolean {
  const compare = orderOf(kind);
  const isWithin = (cell: string): boolean =>
    (from === null || compare(cell, from) >= 0) && (to === null || compare(cell, to) <= 0);
  const rank = isNumeric(kind) ? numberOf : kind === 'time' ? timeOf : null;
  if (!rank) return (cell) => cell !== null && isWithin(cell);
  const least = from === null ? -Infinity : rank(from);
  const most = to === null ? Infinity : rank(to);
  return (cell) => {
    if (cell === null) return false;
    const value = rank(cell);
    // What a double tells apart needs no look at its digits; NaN lies nowhere.
    if (value > least && value < most) return true;
    return (value === least || value === most) && isWithin(cell);
  };
}

/** The rows of frames that a filter leaves. */
export interface FrameFilter {
  /** Clears what does not stay. */
  apply(frame: Frame, stay: Uint8Array): void;
}

/** @throws AppError `logs.expression-…` where a pattern is none */
export function frameFilter(filter: Filter, kinds: readonly ColumnKind[]): FrameFilter {
  const columns = filter.column === null ? kinds.map((_, column) => column) : [filter.column];
  const tests = columns.map((column) => cellTest(filter.test, kinds[column] ?? 'text'));
  return {
    apply: (frame, stay) => {
      const met = new Uint8Array(frame.rows);
      for (const [index, column] of columns.entries()) {
        if (column >= kinds.length) continue;
        const test = tests[index];
        const cells = frame.column(column);
        if (!test?.some(cells)) continue;
        for (let row = 0; row < frame.rows; row += 1) {
          if (stay[row] === 1 && met[row] === 0 && test.cell(cells.cell(row))) met[row] = 1;
        }
      }
      const unwanted = filter.not ? 1 : 0;
      for (let row = 0; row < frame.rows; row += 1) if (met[row] === unwanted) stay[row] = 0;
    },
  };
}

export function isNumeric(kind: ColumnKind): boolean {
  return kind === 'integer' || kind === 'decimal' || kind === 'float';
}

/** How two cells of a kind are ordered: negative, 0 or positive. */
export function orderOf(kind: ColumnKind): (left: string, right: string) => number {
  if (isNumeric(kind)) return compareNumbers;
  return kind === 'time' ? compareTimes : compareTexts;
}

/** By code point, which is not the order of UTF-16 units. */
export function compareTexts(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length);
  for (let at = 0; at < shorter; at += 1) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (a === b) continue;
    // A surrogate stands for a code point beyond all others.
    const [x, y] = [isSurrogate(a), isSurrogate(b)];
    return x === y ? a - b : x ? 1 : -1;
  }
  return left.length - right.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
