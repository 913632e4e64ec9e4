import type { z } from 'zod';
import type { EvidenceSource } from '../../../contract/cases';
import type { ResultState, resultProvenanceSchema } from '../../../contract/query-results';
import type { Comparisons } from './comparisons';
import { excerptPieces } from './excerpt';
import type { ResultLibrary } from './library';
import type { ResultViews } from './views';

/** Where rows come from; their hash is taken when they are stored. */
export type ResultOrigin = Omit<z.infer<typeof resultProvenanceSchema>, 'kind' | 'sha256'>;

/** Rows of a result, or differences of two, ready to become evidence. */
export interface Excerpt {
  title: string;
  /** JSON lines, see `excerptPieces`. */
  pieces: AsyncIterable<Uint8Array>;
  origin: ResultOrigin;
}

/** What is on the screen of results, with all that is known of where it comes from. */
export class ResultEvidence {
  private readonly library: ResultLibrary;
  private readonly views: ResultViews;
  private readonly comparisons: Comparisons;

  constructor(library: ResultLibrary, views: ResultViews, comparisons: Comparisons) {
    this.library = library;
    this.views = views;
    this.comparisons = comparisons;
  }

  /** @throws AppError `sql.result-gone`, `sql.comparison-gone` */
  excerpt(source: Extract<EvidenceSource, { kind: 'result' | 'comparison' }>): Excerpt {
    if (source.kind === 'comparison') return this.differences(source.comparisonId);
    return this.rows(source.resultId, source.rows);
  }

  /** Rows of a result; all of them when `rows` is null. */
  private rows(id: string, rows: readonly number[] | null): Excerpt {
    const state = this.views.state(id);
    const { thresholds } = this.library.get(id);
    return {
      title: titleOf(state),
      pieces: excerptPieces(this.library.file(id), rows),
      origin: {
        ...originOf(state),
        ...(thresholds.length > 0 ? { thresholds: [...thresholds] } : {}),
        columns: state.columns,
        rows: rows === null ? null : [...rows],
        rowCount: rows === null ? state.rows : rows.length,
      },
    };
  }

  /** The differences of two results. */
  private differences(comparisonId: string): Excerpt {
    const { beforeId, afterId, key, columns, counts, duplicates } =
      this.comparisons.get(comparisonId);
    const [before, after] = [this.views.state(beforeId), this.views.state(afterId)];
    const ignored = columns.filter(({ role }) => role === 'ignored').map(({ name }) => name);
    return {
      title: `${titleOf(before)} ↔ ${titleOf(after)}`,
      pieces: this.lines(comparisonId),
      origin: {
        ...originOf(after),
        columns: this.comparisons.columns(comparisonId),
        rows: null,
        rowCount: this.comparisons.rows({ id: comparisonId }),
        comparison: { before: originOf(before), key, ignored, counts, duplicates },
      },
    };
  }

  private async *lines(comparisonId: string): AsyncGenerator<Buffer> {
    for await (const rows of this.comparisons.table({ id: comparisonId })) {
      yield Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    }
  }
}

function titleOf({ title, sql }: ResultState): string {
  return title || (sql.trim().split('\n')[0] ?? '').slice(0, 200);
}

function originOf(state: ResultState) {
  const { system, environment, server, host, database, username, sql, parameters, startedAt } =
    state;
  const {
    rows: rowCount,
    truncated,
    dialect,
    guard,
    clockOffsetMs,
    clippedCells,
    queryId,
    queryVersion,
  } = state;
  return {
    system,
    environment,
    server,
    host,
    database,
    username,
    sql,
    parameters,
    startedAt,
    rowCount,
    truncated,
    dialect,
    guard,
    state: state.state === 'connecting' ? ('running' as const) : state.state,
    clockOffsetMs,
    clippedCells,
    queryId,
    queryVersion,
    wholeSha256: state.sha256,
  };
}
