import { databaseAddress } from '../../contract/dialects';
import { AppError } from '../../contract/errors';
import type { Inputs } from '../../contract/index';
import type { Threshold } from '../../contract/query-document';
import type { Exported } from '../../contract/query-results';
import type { DatabaseEndpoint } from '../../contract/systems';
import type { TaskService } from '../tasks/index';
import type { DatabaseTarget } from './drivers/port';
import { optionsOf } from './export/options';
import { exportStatement, type StatementExport } from './export/run';
import { assertReading, judge, type JudgeOptions } from './guard/index';
import type { QueryHistory } from './history';
import type { Results } from './results/index';
import { paced } from './results/long-work';
import { fetchWholeCell } from './results/whole-cell';

/** A file takes every row, unless a limit is given; the protocol counts no further. */
const everyRow = Number.MAX_SAFE_INTEGER - 1;

export interface StraightParts {
  tasks: TaskService;
  results: Results;
  history: QueryHistory;
  reviewed: JudgeOptions['reviewed'];
  /** @throws AppError `entity.not-found` */
  detail(endpointId: string): DatabaseEndpoint;
  target(endpointId: string): Promise<DatabaseTarget>;
  /** Of a saved query; none where the statement is none of its. */
  thresholds(queryId: string | undefined, sql: string): Promise<Threshold[]>;
  timeoutMs(): number;
  /** Nothing is sent before it stands in the audit log. */
  writeDown(detail: DatabaseEndpoint, sql: string, parameters: object): void;
}

/** Statements whose rows go past the result store: into a file, or one whole cell of them. */
export class StraightRuns {
  private readonly parts: StraightParts;

  constructor(parts: StraightParts) {
    this.parts = parts;
  }

  /** Runs a statement straight into a file, as a task. @throws AppError as {@link into} */
  async export(
    input: Inputs['queries']['exportStatement'],
    signal?: AbortSignal,
  ): Promise<Exported> {
    const { endpointId, sql, path, replace = false } = input;
    const { tasks, timeoutMs } = this.parts;
    const thresholds = await this.parts.thresholds(input.queryId, sql);
    return tasks.run('export', sql.trim().slice(0, 100), async (task) => {
      const { outcome, counts, bytes } = await this.into(endpointId, {
        sql,
        parameters: input.parameters ?? {},
        types: input.types ?? {},
        maxRows: input.maxRows ?? everyRow,
        timeoutMs: input.timeoutMs ?? timeoutMs(),
        options: optionsOf(input.options),
        thresholds,
        path,
        replace,
        signal: either(signal, task.signal),
        progress: paced((rows: number) => task.progress(null, String(rows))),
      });
      const { truncated, clippedCells } = outcome;
      return { path, bytes, truncated, clippedCells, ...counts };
    });
  }

  /**
   * Runs a statement on a connection straight into a file; audit and history know of it.
   *
   * @throws AppError as a run, those of `openExport`
   */
  async into(
    endpointId: string,
    request: Omit<StatementExport, 'sending' | 'reviewed'>,
  ): ReturnType<typeof exportStatement> {
    const { history, reviewed } = this.parts;
    const detail = this.parts.detail(endpointId);
    const target = await this.parts.target(endpointId);
    const { sql, types = {} } = request;
    const record = history.export();
    const sending = (parameters: Record<string, string | null>): void => {
      this.parts.writeDown(detail, sql, parameters);
      const sent = { endpointId, target: databaseAddress(detail), title: '', sql };
      record.sent({ ...sent, parameters, types });
    };
    try {
      const done = await exportStatement(target, { ...request, reviewed, sending });
      record.done(done.outcome);
      return done;
    } catch (error) {
      record.failed(error);
      throw error;
    }
  }

  /** @throws AppError `sql.cell-changed`, `sql.cell-too-long`, `entity.not-found`, as a run */
  async fetchCell(input: Inputs['queries']['fetchCell'], signal?: AbortSignal) {
    const { id, row, column, path } = input;
    const { results, tasks, reviewed } = this.parts;
    const { sql, parameters, endpointId, title } = results.views.state(id);
    const kept = results.views.keptCell(id, row, column);
    const detail = this.parts.detail(endpointId);
    const judgement = await judge(detail.dialect, sql, { reviewed });
    assertReading(judgement);
    const values = judgement.statement.parameters.map((name) => parameters[name] ?? null);
    const target = await this.parts.target(endpointId);
    const request = { judgement, typed: sql, values, timeoutMs: this.parts.timeoutMs() };
    this.parts.writeDown(detail, sql, parameters);
    const name = title || sql.trim().slice(0, 100);
    const { text, ...told } = await tasks.run('query', name, async (task) => {
      const stop = either(signal, task.signal);
      try {
        return await fetchWholeCell(target, request, { row, column }, kept, path, stop);
      } catch (error) {
        if (stop.aborted) throw new AppError('sql.cancelled', {}, { cause: error });
        throw error;
      }
    });
    if (text !== null) results.views.whole.hold({ id, row, column }, text, told.cut);
    return told;
  }
}

function either(signal: AbortSignal | undefined, other: AbortSignal): AbortSignal {
  return signal ? AbortSignal.any([signal, other]) : other;
}
