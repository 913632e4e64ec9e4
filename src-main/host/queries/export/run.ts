import { AppError, type ErrorParams } from '../../../contract/errors';
import type { ExportOptions } from '../../../contract/query-results';
import type { ParameterType, Threshold } from '../../../contract/query-document';
import type { ByteRows } from '../drivers/byte-rows';
import type { DatabaseTarget } from '../drivers/port';
import { runStatement, StatementFailed, type RowSink, type RunOutcome } from '../drivers/run';
import { assertReading, judge, type JudgeOptions } from '../guard/index';
import { bindParameters } from '../values';
import { openExport, type ExportCounts, type ExportFile } from './index';
import { severityCell, severityColumn } from './severity-column';

/** A statement whose rows go straight into a file. */
export interface StatementExport {
  sql: string;
  /** Shipped statements that people have reviewed. */
  reviewed?: JudgeOptions['reviewed'];
  parameters: Readonly<Record<string, string | null>>;
  types?: Readonly<Record<string, ParameterType>>;
  maxRows: number;
  timeoutMs: number;
  options: ExportOptions;
  /** Of the column `severity`, where the options want it. */
  thresholds?: readonly Threshold[];
  path: string;
  replace: boolean;
  signal: AbortSignal;
  /** Told of the values, by name, before anything is sent. */
  sending?: (parameters: Record<string, string | null>) => void;
  /** Told of the rows so far. */
  progress?: (rows: number) => void;
}

/**
 * Runs a statement under the same guard and in the same session as the console, and writes
 * its rows into a file in bounded memory. The file is replaced only by a whole result.
 *
 * @throws AppError as the console's run, with {line, column, length} where the place is known;
 *   those of {@link openExport}; `sql.cancelled`
 */
export async function exportStatement(
  target: DatabaseTarget,
  request: StatementExport,
): Promise<{ outcome: RunOutcome; counts: ExportCounts; bytes: number }> {
  const { sql, maxRows, timeoutMs, signal, types = {} } = request;
  const judgement = await judge(target.dialect, sql, { reviewed: request.reviewed });
  assertReading(judgement);
  const names = judgement.statement.parameters;
  const values = bindParameters(names, request.parameters, types);
  const options = { ...request.options, dialect: request.options.dialect ?? target.dialect };
  const file = await openExport(options, request.path, request.replace);
  try {
    request.sending?.(Object.fromEntries(names.map((name, at) => [name, values[at] ?? null])));
    const run = { judgement, typed: sql, values, maxRows, timeoutMs };
    const told = (): void => request.progress?.(file.counts.rows);
    const sink = options.severity
      ? judgedSink(file, request.thresholds ?? [], told)
      : plainSink(file, told);
    const outcome = await runStatement(target, run, sink, signal);
    const bytes = await file.finish();
    return { outcome, counts: file.counts, bytes };
  } catch (error) {
    await file.abort();
    if (signal.aborted) throw new AppError('sql.cancelled', {}, { cause: error });
    if (!(error instanceof StatementFailed)) throw error;
    const { error: failure, place } = error.failure;
    const params: ErrorParams = { ...failure.params, ...place };
    throw new AppError(failure.code, params, { cause: failure, retry: failure.retry });
  }
}

/** Writes rows as they come. */
function plainSink(file: ExportFile, told: () => void): RowSink {
  const { bytes } = file;
  return {
    begin: (columns) => file.begin(columns),
    rows: (rows) => file.rows(rows).then(told),
    ...(bytes && { bytes: (rows: ByteRows) => bytes(rows).then(told) }),
  };
}

/** Writes rows with how bad they are. */
function judgedSink(file: ExportFile, thresholds: readonly Threshold[], told: () => void): RowSink {
  let severity = severityCell(thresholds, []);
  return {
    begin: (columns) => {
      severity = severityCell(thresholds, columns);
      return file.begin([...columns, severityColumn]);
    },
    rows: (rows) => file.rows(rows.map((row) => [...row, severity(row)])).then(told),
  };
}
