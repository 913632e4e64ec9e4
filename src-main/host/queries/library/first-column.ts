import type { Row } from '../../../contract/query-results';
import type { DatabaseTarget } from '../drivers/port';
import { runStatement, StatementFailed } from '../drivers/run';
import { assertReading, judge, type JudgeOptions } from '../guard/index';
import { bindParameters } from '../values';

/** Nobody chooses a longer value from a list; a thousand of a megabyte would fill the memory. */
const longestChoice = 2_000;

export interface Asked {
  sql: string;
  maxRows: number;
  timeoutMs: number;
  reviewed: JudgeOptions['reviewed'];
  /** Told before anything is sent. */
  sending(): void;
}

/**
 * The first column of what a reading statement without parameters answers, without values that are
 * too long to choose from.
 *
 * @throws AppError `sql.refused`, `sql.syntax`, `sql.parameter-missing`; what connecting throws;
 *   StatementFailed's error when the server refuses
 */
export async function firstColumn(
  target: DatabaseTarget,
  { sql, maxRows, timeoutMs, reviewed, sending }: Asked,
  signal: AbortSignal,
): Promise<(string | null)[]> {
  const judgement = await judge(target.dialect, sql, { reviewed, signal });
  assertReading(judgement);
  const values = bindParameters(judgement.statement.parameters, {}, {});
  sending();
  const cells: (string | null)[] = [];
  const sink = {
    begin: () => undefined,
    rows: (rows: Row[]) => {
      for (const [cell = null] of rows)
        if (cell === null || cell.length <= longestChoice) cells.push(cell);
    },
  };
  const request = { judgement, typed: sql, values, maxRows, timeoutMs };
  try {
    await runStatement(target, request, sink, signal);
  } catch (error) {
    throw error instanceof StatementFailed ? error.failure.error : error;
  }
  return cells;
}
