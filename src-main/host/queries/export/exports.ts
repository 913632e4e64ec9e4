import { AppError } from '../../../contract/errors';
import type { Inputs } from '../../../contract/index';
import type { Exported, ExportOptions, Row } from '../../../contract/query-results';
import type { TaskService } from '../../tasks/index';
import { firstRows } from '../drivers/byte-rows';
import { chosen, orderedRows } from '../results/arranged';
import type { Comparisons } from '../results/comparisons';
import type { ResultLibrary } from '../results/library';
import { paced } from '../results/long-work';
import type { ResultViews } from '../results/views';
import type { ResultFile } from '../results/file';
import { openExport, type ExportFile } from './index';
import { optionsOf } from './options';
import { severityCell, severityColumn } from './severity-column';

type Input<Name extends keyof Inputs['queries']> = Inputs['queries'][Name];

export interface ExportParts {
  library: ResultLibrary;
  views: ResultViews;
  comparisons: Comparisons;
  tasks: TaskService;
}

/** Kept results and comparisons into files of this machine, each as a task. */
export class Exports {
  private readonly parts: ExportParts;

  constructor(parts: ExportParts) {
    this.parts = parts;
  }

  /** @throws AppError `sql.result-gone`, those of `openExport` */
  async result(input: Input<'exportResult'>, signal?: AbortSignal): Promise<Exported> {
    const { id, ranges = null, columns = null } = input;
    const { library, views } = this.parts;
    const state = views.state(id);
    const wanted = columns ?? state.columns.map((_, at) => at);
    const options = optionsOf({ dialect: state.dialect, ...input.options });
    const severity = options.severity
      ? severityCell(library.get(id).thresholds, state.columns)
      : null;
    const head = wanted.flatMap((column) => state.columns[column] ?? []);
    if (severity) head.push(severityColumn);
    return this.write(
      input,
      options,
      state.title || state.sql.trim().slice(0, 100),
      signal,
      async (file, stop, tell) => {
        await file.begin(head);
        const order = chosen(await views.order({ id, view: input.view }, stop), ranges);
        const { truncated } = state;
        const told = (): void => tell(file.counts.rows / Math.max(1, order.length));
        if (order.whole && file.bytes && !severity) {
          const clippedCells = await wholeFile(
            library.file(id),
            order.length,
            wanted,
            file,
            stop,
            told,
          );
          return { clippedCells, truncated };
        }
        let clippedCells = 0;
        for await (const rows of orderedRows(library.file(id), order, stop)) {
          for (const { clipped } of rows)
            clippedCells += clipped.filter(({ column }) => wanted.includes(column)).length;
          const cells = rows.map(({ row }) => {
            const taken = columns === null ? row : wanted.map((column) => row[column] ?? null);
            return severity ? [...taken, severity(row)] : taken;
          });
          await inPieces(file, cells, stop);
          told();
        }
        return { clippedCells, truncated };
      },
    );
  }

  /** @throws AppError `sql.comparison-gone`, `sql.result-gone`, those of `openExport` */
  async differences(input: Input<'exportDifferences'>, signal?: AbortSignal): Promise<Exported> {
    const { comparisons } = this.parts;
    const of = Math.max(1, comparisons.rows(input));
    const columns = comparisons.columns(input.id);
    return this.write(
      input,
      optionsOf(input.options),
      columns
        .map(({ name }) => name)
        .join(', ')
        .slice(0, 100),
      signal,
      async (file, stop, tell) => {
        await file.begin(columns);
        for await (const rows of comparisons.table(input, stop)) {
          await file.rows(rows);
          tell(Math.min(1, file.counts.rows / of));
        }
        return { clippedCells: 0, truncated: false };
      },
    );
  }

  private async write(
    { path, replace = false }: { path: string; replace?: boolean | undefined },
    options: ExportOptions,
    title: string,
    signal: AbortSignal | undefined,
    work: (
      file: ExportFile,
      stop: AbortSignal,
      tell: (fraction: number) => void,
    ) => Promise<Pick<Exported, 'clippedCells' | 'truncated'>>,
  ): Promise<Exported> {
    return this.parts.tasks.run('export', title, async (task) => {
      const stop = signal ? AbortSignal.any([signal, task.signal]) : task.signal;
      const file = await openExport(options, path, replace);
      try {
        const told = await work(
          file,
          stop,
          paced((fraction: number) => task.progress(fraction)),
        );
        stop.throwIfAborted();
        const bytes = await file.finish();
        return { path, bytes, ...file.counts, ...told };
      } catch (error) {
        await file.abort();
        if (stop.aborted) throw new AppError('wire.cancelled', {}, { cause: error });
        throw error;
      }
    });
  }
}

/** The first rows of a result as they came, frame by frame; gives how many of their cells are clipped. */
async function wholeFile(
  result: ResultFile,
  count: number,
  columns: readonly number[],
  file: ExportFile,
  signal: AbortSignal,
  told: () => void,
): Promise<number> {
  let clippedCells = 0;
  let first = 0;
  for (const frame of result.frames()) {
    signal.throwIfAborted();
    const left = count - first;
    if (left <= 0) break;
    clippedCells += frame.clipped.filter(
      ({ row, column }) => row < left && columns.includes(column),
    ).length;
    const cells = frame.cells(columns);
    if (cells && file.bytes) await file.bytes(firstRows(cells, left));
    else {
      const rows = Array.from({ length: Math.min(left, frame.rows) }, (_, row) => frame.row(row));
      await file.rows(rows.map((row) => columns.map((column) => row[column] ?? null)));
    }
    first += frame.rows;
    told();
  }
  return clippedCells;
}

/** Many rows are written a part at a time, so that others have their turn. */
async function inPieces(
  file: ExportFile,
  rows: readonly Row[],
  signal: AbortSignal,
): Promise<void> {
  const step = 1000;
  for (let at = 0; at < rows.length; at += step) {
    signal.throwIfAborted();
    await file.rows(rows.length <= step ? rows : rows.slice(at, at + step));
  }
}
