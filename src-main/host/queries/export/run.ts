import { AppError, type ErrorParams } from '../../../contract/errors';
import type { Column, ExportOptions, Row } from '../../../contract/query-results';
import type { ParameterType } from '../../../contract/query-document';
import type { ByteRows } from '../drivers/byte-rows';
import type { DatabaseTarget } from '../drivers/port';
import { runStatement, StatementFailed, type RowSink, type RunOutcome } from '../drivers/run';
import { assertReading, judge, type JudgeOptions } from '../guard/index';
import { bindParameters } from '../values';
import { openExport, type ExportCounts } from './index';

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
    const { bytes: writeBytes } = file;
    const told = (): void => request.progress?.(file.counts.rows);
    const sink: RowSink = {
      begin: (columns: Column[]) => file.begin(columns),
      rows: (rows: Row[]) => file.rows(rows).then(told),
      ...(writeBytes && { bytes: (rows: ByteRows) => writeBytes(rows).then(told) }),
    };
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
