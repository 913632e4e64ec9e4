import type { z } from 'zod';
import { AppError } from '../../../contract/errors';
import type { Inputs } from '../../../contract/index';
import {
  viewSchema,
  type ColumnKind,
  type ResultState,
  type ResultView,
  type ResultWindow,
  type Row,
} from '../../../contract/query-results';
import { numericThresholds, severityOf } from '../library/severity';
import { chosen, orderedRows, orderOfNumbers, plainOrder, type Order } from './arranged';
import { CopiedText } from './copy';
import { FoundMemory } from './found-memory';
import { HeldCell } from './held-cell';
import { nextHit } from './hits';
import type { LongWork } from './long-work';
import type { ResultLibrary } from './library';
import { resultThreads } from './threads';
import { textTest } from './thread/filters';
import type { RowsPlace } from './thread/rows';
import { readWindow, windowCharacters } from './window';

type Input<Name extends keyof Inputs['queries']> = Inputs['queries'][Name];
/** A result, and how it is looked at; what is left out has its default. */
interface Place {
  id: string;
  view?: z.input<typeof viewSchema> | undefined;
}

export interface ViewParts {
  library: ResultLibrary;
  /** Key of the profile's sealed files. */
  filesKey: Uint8Array;
  current(id: string): ResultState | undefined;
  longWork: LongWork;
}

/** Looking at kept results: arranged, in windows, searched, summed up, drawn and copied. */
export class ResultViews {
  private readonly parts: ViewParts;
  private readonly memory = new FoundMemory();
  /** The last cell that was fetched whole. */
  readonly whole = new HeldCell();

  constructor(parts: ViewParts) {
    this.parts = parts;
  }

  /** The newest state of a result. @throws AppError `sql.result-gone` */
  state(id: string): ResultState {
    return this.parts.current(id) ?? this.parts.library.get(id).state;
  }

  /** Forgets what was arranged of a result. */
  forget(id: string): void {
    this.memory.forget(id);
    this.whole.forget(id);
  }

  /** @throws AppError `sql.result-gone`, `logs.expression-…` */
  async arrange(place: Place, signal?: AbortSignal) {
    const begun = performance.now();
    const { rows } = this.parts.library.file(place.id);
    const order = await this.order(place, signal, true);
    return { rows: order.length, of: rows, elapsedMs: performance.now() - begun };
  }

  /** @throws AppError `sql.result-gone`, `logs.expression-…` */
  async window(input: Input<'window'>, signal?: AbortSignal): Promise<ResultWindow> {
    const { id, from, count, cellLimit = Infinity, columns } = input;
    const order = await this.order(input, signal);
    const file = this.parts.library.file(id);
    const to = Math.min(order.length, from + count);
    const { thresholds } = this.parts.library.get(id);
    const names = this.state(id).columns.map(({ name }) => name);
    const severity = thresholds.length === 0 ? null : severityOf(thresholds, names);
    // Thresholds look at columns that are not in sight, too.
    const wanted = thresholds.length > 0 ? undefined : columns;
    return readWindow(file, order, from, to, { cellLimit, columns: wanted, severity }, signal);
  }

  /** Rows as they came, without arranging anything. Fewer than asked for at the end, or when they are very wide. */
  rows(id: string, from: number, count: number): Row[] {
    const file = this.parts.library.file(id);
    const rows: Row[] = [];
    let characters = 0;
    for (
      let at = from;
      at < Math.min(file.rows, from + count) && characters < windowCharacters;
      at += 1
    ) {
      const { row } = file.row(at);
      for (const cell of row) characters += cell?.length ?? 0;
      rows.push(row);
    }
    return rows;
  }

  /** @throws AppError `sql.result-gone`, `entity.not-found` beyond the last row or column */
  cell({ id, row, column, from = 0, count = 1_000_000 }: Input<'cell'>) {
    const file = this.parts.library.file(id);
    const found = row < file.rows ? file.row(row, [column]) : null;
    const text = found?.row[column];
    if (!found || text === undefined)
      throw new AppError('entity.not-found', { id: `${row}:${column}` });
    const whole = this.whole.of({ id, row, column });
    const clipped = found.clipped.find((cell) => cell.column === column);
    const atHand = whole?.text ?? text;
    return {
      text: atHand?.slice(from, from + count) ?? null,
      length: atHand?.length ?? 0,
      clipped: clipped && whole?.cut !== false ? { bytes: clipped.bytes } : null,
    };
  }

  /** What a result has of a cell. @throws AppError `sql.result-gone`, `entity.not-found` */
  keptCell(id: string, row: number, column: number): string {
    const file = this.parts.library.file(id);
    const cell = row < file.rows ? file.row(row, [column]).row[column] : undefined;
    if (cell === null || cell === undefined)
      throw new AppError('entity.not-found', { id: `${row}:${column}` });
    return cell;
  }

  async values(input: Input<'values'>, signal?: AbortSignal) {
    const { id, column, text = '', limit = 200 } = input;
    const { filters } = viewOf(input);
    const rows = await this.rowsPlace(id);
    const kinds = this.kinds(id, column);
    const task = { kind: 'values', rows, kinds, filters, column, text, limit } as const;
    return this.run(
      id,
      (stop, progress) => resultThreads.run<'values'>(task, stop, progress),
      signal,
    );
  }

  async find(input: Input<'find'>, signal?: AbortSignal) {
    const { id, text, match = 'contains', ignoreCase = true, column = null } = input;
    const { from = -1, backwards = false } = input;
    const order = await this.order(input, signal);
    const words = { text, match, ignoreCase };
    const { rows } = this.parts.library.file(id);
    const name = `find ${JSON.stringify([words, column])}`;
    const found = await this.memory.keep(id, name, rows, true, async () => {
      const kinds = this.kinds(id);
      const task = { kind: 'find', rows: await this.rowsPlace(id), kinds, words, column } as const;
      return this.run(
        id,
        (stop, progress) => resultThreads.run<'find'>(task, stop, progress),
        signal,
      );
    });
    const { hits, hit } = nextHit(order, found, from, backwards);
    if (!hit) return { hits, found: null };
    const row = order.row(hit.position);
    const test = textTest(words);
    const columns = this.parts.library
      .file(id)
      .row(row)
      .row.flatMap((cell, at) =>
        (column === null || column === at) && test.cell(cell) ? [at] : [],
      );
    return { hits, found: { ...hit, row, columns } };
  }

  async summary(input: Input<'summary'>, signal?: AbortSignal) {
    const { id, ranges = null, columns = null } = input;
    const kinds = this.kinds(id);
    const order = chosen(await this.order(input, signal), ranges);
    const rows = await this.rowsPlace(id);
    const wanted = new Uint8Array(this.parts.library.file(id).rows);
    for (let at = 0; at < order.length; at += 1) wanted[order.row(at)] = 1;
    const of = (columns ?? kinds.map((_, at) => at)).filter((column) => column < kinds.length);
    const task = { kind: 'summary', rows, kinds, wanted, columns: of } as const;
    return this.run(
      id,
      (stop, progress) => resultThreads.run<'summary'>(task, stop, progress),
      signal,
    );
  }

  async chart(input: Input<'chart'>, signal?: AbortSignal) {
    const { id, ranges = null, x, ys, points = 2000 } = input;
    const kinds = this.kinds(id, x ?? 0, ...ys);
    const along = chosen(await this.order(input, signal), ranges);
    const order = Uint32Array.from({ length: along.length }, (_, at) => along.row(at));
    const task = {
      kind: 'chart',
      rows: await this.rowsPlace(id),
      kinds,
      order,
      x,
      ys,
      points,
    } as const;
    const drawn = await this.run(
      id,
      (stop, progress) => resultThreads.run<'chart'>(task, stop, progress),
      signal,
    );
    const { state, thresholds } = this.parts.library.get(id);
    return {
      ...drawn,
      thresholds: numericThresholds(thresholds, state.columns).filter(({ column }) =>
        ys.includes(column),
      ),
    };
  }

  async copy(input: Input<'copyRows'>, signal?: AbortSignal) {
    const { id, ranges = null, columns = null, format, header = true, table = 'result' } = input;
    const state = this.state(id);
    const wanted = columns ?? state.columns.map((_, at) => at);
    const head = wanted.flatMap((column) => state.columns[column] ?? []);
    const copied = new CopiedText(head, {
      format,
      header,
      table,
      dialect: input.dialect ?? state.dialect,
    });
    const order = chosen(await this.order(input, signal), ranges);
    for await (const rows of orderedRows(this.parts.library.file(id), order, signal)) {
      if (!rows.every(({ row }) => copied.add(wanted.map((column) => row[column] ?? null)))) break;
    }
    const { rows, cut, guardedCells } = copied;
    return { text: copied.text(), rows, cut, guardedCells };
  }

  /** The order of a view; `fresh` takes in rows that came since it was arranged. */
  async order(place: Place, signal?: AbortSignal, fresh = false): Promise<Order> {
    const { id } = place;
    const view = viewOf(place);
    const { rows } = this.parts.library.file(id);
    if (view.sort.length === 0 && view.filters.length === 0) return plainOrder(rows);
    const name = `order ${JSON.stringify(view)}`;
    const numbers = await this.memory.keep(id, name, rows, fresh, async () => {
      const task = {
        kind: 'arrange',
        rows: await this.rowsPlace(id),
        kinds: this.kinds(id),
        view,
      } as const;
      return this.run(
        id,
        (stop, progress) => resultThreads.run<'arrange'>(task, stop, progress),
        signal,
      );
    });
    return orderOfNumbers(numbers, view);
  }

  /** Where a thread reads the rows that a result has now. */
  async rowsPlace(id: string): Promise<RowsPlace> {
    const file = this.parts.library.file(id);
    if (this.parts.current(id)) await file.writeFrameSoon();
    return {
      path: file.path,
      key: this.parts.filesKey,
      base: file.firstFrame,
      counts: Uint32Array.from(file.counts),
    };
  }

  /** Kinds of the columns. @throws AppError `entity.not-found` where one of those asked for is not there */
  private kinds(id: string, ...columns: number[]): ColumnKind[] {
    const kinds = this.state(id).columns.map(({ kind }) => kind);
    const missing = columns.find((column) => column >= kinds.length);
    if (missing !== undefined) throw new AppError('entity.not-found', { id: String(missing) });
    return kinds;
  }

  private run<T>(
    id: string,
    work: (signal: AbortSignal, progress: (fraction: number) => void) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const { title, sql } = this.state(id);
    return this.parts.longWork.run(title || sql.trim().slice(0, 100), work, signal);
  }
}

function viewOf({ view }: Place): ResultView {
  return viewSchema.parse(view ?? {});
}
