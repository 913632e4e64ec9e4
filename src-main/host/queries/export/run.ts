import { AppError, type ErrorParams } from '../../../contract/errors';
import { assertReading, judge } from '../guard/index';
import { runStatement, StatementFailed, type RunOutcome } from '../drivers/run';
import type { DatabaseTarget } from '../drivers/port';
import { bindParameters } from '../values';
import { openExport, type ExportFormat } from './index';

/** A statement whose rows go straight into a file. */
export interface StatementExport {
  sql: string;
  parameters: Readonly<Record<string, string | null>>;
  maxRows: number;
  timeoutMs: number;
  format: ExportFormat;
  path: string;
  signal: AbortSignal;
}

/**
 * Runs a statement under the same guard and in the same session as the console, and writes
 * its rows into a file in bounded memory. The file is replaced only by a whole result.
 *
 * @throws AppError as the console's run, with {line, column, length} where the place is known;
 *   `file.unwritable`; `sql.cancelled`
 */
export async function exportStatement(
  target: DatabaseTarget,
  request: StatementExport,
): Promise<{ outcome: RunOutcome; cutCells: number }> {
  const { sql, signal, maxRows, timeoutMs } = request;
  const judgement = await judge(sql);
  assertReading(judgement);
  const values = bindParameters(judgement.statement.parameters, request.parameters, {});
  const file = await openExport(request.format, request.path);
  try {
    const run = { judgement, typed: sql, values, maxRows, timeoutMs };
    const outcome = await runStatement(target, run, file, signal);
    await file.finish();
    return { outcome, cutCells: file.cutCells };
  } catch (error) {
    await file.abort();
    if (signal.aborted) throw new AppError('sql.cancelled', {}, { cause: error });
    if (!(error instanceof StatementFailed)) throw error;
    const { error: failure, place } = error.failure;
    const params: ErrorParams = { ...failure.params, ...place };
    throw new AppError(failure.code, params, { cause: failure, retry: failure.retry });
  }
}
