import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../../src-main/contract/errors';
import type { ChangeKind, Comparison, Difference } from '../../../../src-main/contract/index';
import { usePages, type Pages } from '../../workbench/index';
import { rowOf, type DifferenceRow, type DifferenceWords } from './difference-rows';

/** Characters of a cell that a window gives; the grid draws fewer. */
const cellLimit = 1000;

/** Which rows of a comparison are shown. */
export interface DifferenceFilter {
  kinds: readonly ChangeKind[];
  /** Only rows in which this column of the comparison changed; null for all. */
  changedColumn: number | null;
}

/** Words of the grid in the language of the screen. */
export function useDifferenceWords(): DifferenceWords {
  const { t } = useTranslation('compare');
  return useMemo(
    () => ({
      change: t('grid.change'),
      kinds: {
        added: t('kinds.added'),
        removed: t('kinds.removed'),
        changed: t('kinds.changed'),
        same: t('kinds.same'),
      },
      before: t('grid.before'),
      after: t('grid.after'),
    }),
    [t],
  );
}

/** Rows that a filter leaves. */
export function rowsShown(
  { counts, columns }: Comparison,
  { kinds, changedColumn }: DifferenceFilter,
): number {
  if (changedColumn !== null)
    return kinds.includes('changed') ? (columns[changedColumn]?.changed ?? 0) : 0;
  return kinds.reduce((sum, kind) => sum + counts[kind], 0);
}

/**
 * The rows of a comparison, fetched as they come into sight.
 *
 * @param onGone told when the host has forgotten the comparison
 */
export function useDifferences(
  comparison: Comparison,
  filter: DifferenceFilter,
  words: DifferenceWords,
  onGone: () => void,
): { count: number; pages: Pages<DifferenceRow> } {
  const { id } = comparison;
  const count = rowsShown(comparison, filter);
  const pages = usePages<DifferenceRow>(
    `${id} ${JSON.stringify(filter)} ${words.change}`,
    count,
    async (host, from, most) => {
      try {
        const { rows } = await host.queries.differences({
          id,
          kinds: [...filter.kinds],
          changedColumn: filter.changedColumn,
          from,
          count: most,
          cellLimit,
        });
        return rows.map((row: Difference) => rowOf(row, comparison.columns.length, words));
      } catch (error) {
        if (!isGone(error)) throw error;
        onGone();
        return [];
      }
    },
  );
  return { count, pages };
}

/** Whether the host has forgotten a comparison: others took its place, or it began anew. */
export function isGone(error: unknown): boolean {
  return error instanceof AppError && error.code === 'sql.comparison-gone';
}
