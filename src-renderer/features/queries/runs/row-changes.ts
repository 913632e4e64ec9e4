import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Difference } from '../../../../src-main/contract/index';
import { useConnection } from '../../workbench/index';
import type { Watch } from './watch';

/** What became of a row since the run before. */
export interface RowChange {
  kind: 'added' | 'changed';
  /** Columns that changed, by their places in the result, with what they were; none of an added row. */
  columns: ReadonlyMap<number, string | null>;
}

/** Marks of the rows of a result, by their numbers in it. */
export interface RowChanges {
  of: (row: number) => RowChange | undefined;
  /** Words for a column of a marked row: that its row is new, or what was there before. */
  words: (change: RowChange, column: number) => string;
}

/** Rows that are marked; with more of them a mark tells nothing any more, and the comparison does. */
export const mostMarked = 2000;
const pageRows = 500;
/** Of a value as it was. */
const shownCharacters = 200;
/** Rows that are gone and named. */
const mostNamed = 5;

export interface Marks {
  rows: ReadonlyMap<number, RowChange>;
  /** Key values of rows that are gone, the first of them. */
  gone: readonly string[];
}

/** Marks from the rows of a comparison; `compared`: places of its columns in the newer result. */
export function marksOf(
  differences: readonly Difference[],
  compared: readonly number[],
  keyColumns: number,
): Marks {
  const rows = new Map<number, RowChange>();
  const gone: string[] = [];
  for (const { change, afterRow, before, changed } of differences) {
    if (change === 'removed') {
      const key = (before ?? []).slice(0, keyColumns).map((cell) => cell ?? 'NULL');
      if (gone.length < mostNamed) gone.push(key.join(' · '));
    } else if (afterRow !== null && (change === 'added' || change === 'changed')) {
      const columns = changed.flatMap((column) => {
        const place = compared[column];
        return place === undefined ? [] : [[place, before?.[column] ?? null] as const];
      });
      rows.set(afterRow, { kind: change, columns: new Map(change === 'added' ? [] : columns) });
    }
  }
  return { rows, gone };
}

const noMarks: Marks = { rows: new Map(), gone: [] };

/** What changed in the newest result of a repeated run. */
export function useRowChanges(watch: Watch | null): {
  changes: RowChanges | undefined;
  gone: readonly string[];
} {
  const { live: host } = useConnection();
  const { t } = useTranslation('query-runs');
  const [found, setFound] = useState<{ id: string; marks: Marks } | null>(null);
  const id = watch?.comparisonId ?? null;
  const compared = watch?.compared;
  const keyColumns = watch?.key.length ?? 0;
  useEffect(() => {
    if (id === null || !compared) return;
    const stop = new AbortController();
    const read = async (): Promise<void> => {
      const rows: Difference[] = [];
      for (let total = 1; rows.length < Math.min(total, mostMarked);) {
        const page = { id, from: rows.length, count: pageRows, cellLimit: shownCharacters };
        const part = await host.queries.differences(page, { signal: stop.signal });
        if (part.rows.length === 0) break;
        total = part.total;
        rows.push(...part.rows);
      }
      if (!stop.signal.aborted) setFound({ id, marks: marksOf(rows, compared, keyColumns) });
    };
    // The next round may have taken its place meanwhile: then that one is marked.
    read().catch(() => undefined);
    return () => stop.abort();
  }, [host, id, compared, keyColumns]);
  const marks = found?.id === id ? found.marks : noMarks;
  const changes = useMemo((): RowChanges | undefined => {
    if (marks.rows.size === 0) return undefined;
    return {
      of: (row) => marks.rows.get(row),
      words: ({ kind, columns }, column) =>
        kind === 'added'
          ? t('mark.added')
          : t('mark.changed', { before: columns.get(column) ?? 'NULL' }),
    };
  }, [marks, t]);
  return { changes, gone: marks.gone };
}
