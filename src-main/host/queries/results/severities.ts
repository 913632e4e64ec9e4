import type { Severity, Threshold } from '../../../contract/query-document';
import { tryThresholds, worstSeverity } from '../library/severity';
import { isFinished, type ResultLibrary } from './library';
import type { ResultViews } from './views';

const windowRows = 1000;

/** How bad results are as a whole, by the thresholds of their queries. */
export class ResultSeverities {
  private readonly library: ResultLibrary;
  private readonly views: ResultViews;
  /** Of results that do not change any more. */
  private readonly known = new Map<string, Severity | null>();

  constructor(library: ResultLibrary, views: ResultViews) {
    this.library = library;
    this.views = views;
  }

  /** The worst of a result that has its end. @throws AppError `sql.result-gone` */
  async worst(id: string, signal?: AbortSignal): Promise<Severity | null> {
    const known = this.known.get(id);
    if (known !== undefined) return known;
    const { state, thresholds } = this.library.get(id);
    const level = await worstSeverity(
      thresholds,
      state.columns.map(({ name }) => name),
      (from) => this.views.rows(id, from, windowRows),
      signal,
    );
    if (isFinished(state) && !signal?.aborted) this.known.set(id, level);
    return level;
  }

  /** What other thresholds than its own would find in a result. @throws AppError `sql.result-gone` */
  tried(id: string, thresholds: readonly Threshold[], signal?: AbortSignal) {
    const { state } = this.library.get(id);
    return tryThresholds(
      thresholds,
      state.columns.map(({ name }) => name),
      (from) => this.views.rows(id, from, windowRows),
      signal,
    );
  }

  /** Of those that are kept; null while rows still come. */
  async of(ids: readonly string[], signal?: AbortSignal) {
    const found: { id: string; level: Severity | null }[] = [];
    for (const id of ids) {
      if (signal?.aborted) break;
      if (!this.library.has(id)) continue;
      const ended = isFinished(this.library.get(id).state);
      found.push({ id, level: ended ? await this.worst(id, signal) : null });
    }
    return found;
  }

  forget(id: string): void {
    this.known.delete(id);
  }
}
