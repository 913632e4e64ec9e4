import type { TFunction } from 'i18next';
import type { Column, Filter } from '../../../src-main/contract/index';
import { clipText, plainDisplay } from '../../ui/index';

const shownCharacters = 40;
const shownValues = 3;

/** A filter as its chip says it; “not” is said by the chip. */
export function filterWords(
  t: TFunction<'results'>,
  filter: Filter,
  columns: readonly Column[],
): { field: string; value: string } {
  const field =
    filter.column === null
      ? t('filter.any')
      : plainDisplay(columns[filter.column]?.name ?? String(filter.column + 1));
  const shown = (value: string | null): string =>
    value === null
      ? t('filter.null')
      : value === ''
        ? t('filter.empty')
        : clipText(plainDisplay(value), shownCharacters).text;
  const { test } = filter;
  switch (test.kind) {
    case 'null':
      return { field, value: t('filter.null') };
    case 'text':
      return {
        field,
        value: t('chip.text', { test: t(`filter.tests.${test.match}`), text: shown(test.text) }),
      };
    case 'range':
      return { field, value: `${test.from ?? '…'} – ${test.to ?? '…'}` };
    case 'values': {
      const first = test.values.slice(0, shownValues).map(shown).join(', ');
      const rest = test.values.length - shownValues;
      return { field, value: rest > 0 ? t('chip.more', { first, count: rest }) : first };
    }
  }
}
