import type { ResultView, Row } from '../../../contract/query-results';
import { lastWhile } from '../../../kit/sorted';
import type { ResultFile } from './file';
import type { Frame, FrameClipped } from './frame';

/** Rows that are gathered in one pass over a file take about this much memory. */
const gatheredBytes = 32 * 1024 * 1024;
/** Rows are read for so long before others have their turn. */
const heldMs = 15;
const none: readonly FrameClipped[] = [];

/** Numbers of rows in the order of a view. */
export interface Order {
  readonly length: number;
  /** Number of the row at a position. */
  row(position: number): number;
  /** Rows follow each other as in the result, so that one pass reads them. */
  readonly ascending: boolean;
  /** The rows as they came, from the first on. */
  readonly whole?: boolean;
}

/** A row with its number in the result. */
export interface NumberedRow {
  number: number;
  row: Row;
  clipped: readonly FrameClipped[];
}

/** The first rows of a result as they came. */
export function plainOrder(length: number): Order {
  return { length, row: (position) => position, ascending: true, whole: true };
}

export function orderOfNumbers(numbers: Uint32Array, view: ResultView): Order {
  return {
    length: numbers.length,
    row: (position) => numbers[position] ?? 0,
    ascending: view.sort.length === 0,
  };
}

/** Positions [from, to) that lie within a view. */
export type Ranges = readonly (readonly [from: number, to: number])[];

/** Those of an order, as an order of their own. */
export function chosen(order: Order, ranges: Ranges | null): Order {
  if (ranges === null) return order;
  const kept = ranges
    .map(([from, to]) => [from, Math.min(to, order.length)] as const)
    .filter(([from, to]) => from < to);
  const starts: number[] = [];
  let length = 0;
  for (const [from, to] of kept) {
    starts.push(length);
    length += to - from;
  }
  const row = (position: number): number => {
    const range = lastWhile(starts.length, (index) => (starts[index] ?? 0) <= position);
    return order.row((kept[range]?.[0] ?? 0) + position - (starts[range] ?? 0));
  };
  const inOrder = kept.every(([from], at) => at === 0 || from >= (kept[at - 1]?.[1] ?? 0));
  return { length, row, ascending: order.ascending && inOrder };
}

/**
 * Rows in an order, a batch at a time, in bounded memory: those that follow each other are read in
 * one pass, others are gathered in passes over the file. Other work of the host gets its turn.
 */
export async function* orderedRows(
  file: ResultFile,
  order: Order,
  signal?: AbortSignal,
): AsyncGenerator<NumberedRow[], void> {
  const average = Math.max(64, (file.bytes * 3) / Math.max(1, file.rows));
  const together = order.ascending ? 1000 : Math.max(1000, Math.floor(gatheredBytes / average));
  for (let from = 0; from < order.length; from += together) {
    const to = Math.min(order.length, from + together);
    yield await gather(file, order, from, to, signal);
  }
}

/** Rows at positions [from, to), each frame read once. */
export async function gather(
  file: ResultFile,
  order: Order,
  from: number,
  to: number,
  signal?: AbortSignal,
  columns?: readonly number[],
): Promise<NumberedRow[]> {
  const places = Uint32Array.from({ length: to - from }, (_, at) => at);
  if (!order.ascending) places.sort((a, b) => order.row(from + a) - order.row(from + b));
  const rows: NumberedRow[] = Array.from({ length: to - from });
  let held = performance.now();
  let here: { frame: Frame; first: number } | null = null;
  for (const place of places) {
    const number = order.row(from + place);
    if (!here || number < here.first || number >= here.first + here.frame.rows) {
      if (performance.now() - held > heldMs) {
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
        held = performance.now();
      }
      here = file.at(number);
    }
    const { frame, first } = here;
    const at = number - first;
    const clipped = frame.clipped.length > 0 ? frame.clipped.filter(({ row }) => row === at) : none;
    rows[place] = { number, row: frame.row(at, columns), clipped };
  }
  return rows;
}
