import type { TFunction } from 'i18next';
import type { ResultView } from '../../../src-main/contract/index';
import { copyFormats } from '../../../src-main/contract/query-results';
import type { MenuItem } from '../../ui/index';
import {
  movedColumn,
  shownColumns,
  sortedBy,
  valueFilter,
  withoutColumn,
  type ColumnLayout,
} from './result-view';

type Translate = TFunction<'results'>;
export type CopyFormat = (typeof copyFormats)[number];

/** What can be done with a column, by its place in the result. */
export function columnMenu(
  t: Translate,
  column: number,
  {
    view,
    layout,
    onView,
    onLayout,
    onFilter,
    onFit,
  }: {
    view: ResultView;
    layout: ColumnLayout;
    onView: (view: ResultView) => void;
    onLayout: (layout: ColumnLayout) => void;
    onFilter: () => void;
    onFit: () => void;
  },
): MenuItem[] {
  const shown = shownColumns(layout);
  const place = shown.indexOf(column);
  const ordered = view.sort.find((one) => one.column === column);
  const others = view.sort.some((one) => one.column !== column);
  const sort = (id: string, descending: boolean | null, add: boolean): MenuItem => ({
    id,
    label: t(`menu.${id}`),
    onSelect: () => onView(sortedBy(view, column, descending, add)),
  });
  return [
    sort('ascending', false, false),
    sort('descending', true, false),
    ...(others ? [sort('addAscending', false, true), sort('addDescending', true, true)] : []),
    ...(ordered ? [sort('unsorted', null, true)] : []),
    { id: 'line-filter', separator: true },
    { id: 'filter', label: t('menu.filter'), onSelect: onFilter },
    ...[true, false].map((not): MenuItem => ({
      id: `null-${not}`,
      label: t(not ? 'menu.notNull' : 'menu.onlyNull'),
      onSelect: () =>
        onView({ ...view, filters: [...view.filters, { column, not, test: { kind: 'null' } }] }),
    })),
    { id: 'line-layout', separator: true },
    {
      id: 'hide',
      label: t('menu.hide'),
      disabledReason: shown.length <= 1 ? t('menu.lastColumn') : undefined,
      onSelect: () => onLayout(withoutColumn(layout, column)),
    },
    layout.frozen === place + 1
      ? {
          id: 'unfreeze',
          label: t('menu.unfreeze'),
          onSelect: () => onLayout({ ...layout, frozen: 0 }),
        }
      : {
          id: 'freeze',
          label: t('menu.freeze'),
          onSelect: () => onLayout({ ...layout, frozen: place + 1 }),
        },
    {
      id: 'left',
      label: t('menu.left'),
      disabledReason: place <= 0 ? t('menu.firstPlace') : undefined,
      onSelect: () => onLayout(movedColumn(layout, column, -1)),
    },
    {
      id: 'right',
      label: t('menu.right'),
      disabledReason: place === shown.length - 1 ? t('menu.lastPlace') : undefined,
      onSelect: () => onLayout(movedColumn(layout, column, 1)),
    },
    { id: 'fit', label: t('menu.fit'), onSelect: onFit },
  ];
}

/** The ways to copy the selected rows. */
export function copyMenu(t: Translate, onCopy: (format: CopyFormat) => void): MenuItem[] {
  return copyFormats.map((format) => ({
    id: `copy-${format}`,
    label: t(`copy.${format}`),
    onSelect: () => onCopy(format),
  }));
}

/** Longest value that is offered as a filter. */
const longestValue = 1000;

/** What can be done with a cell and its row. */
export function cellMenu(
  t: Translate,
  column: number,
  value: string | null | undefined,
  {
    view,
    onView,
    onOpen,
    onCopyCell,
    onCopy,
  }: {
    view: ResultView;
    onView: (view: ResultView) => void;
    onOpen: () => void;
    onCopyCell: () => void;
    onCopy: (format: CopyFormat) => void;
  },
): MenuItem[] {
  const tooLong =
    value === undefined || (value?.length ?? 0) >= longestValue ? t('menu.tooLong') : undefined;
  const filter = (not: boolean): MenuItem => ({
    id: `value-${not}`,
    label: t(not ? 'menu.filterOut' : 'menu.filterFor'),
    disabledReason: tooLong,
    onSelect: () => {
      if (value === undefined) return;
      onView({ ...view, filters: [...view.filters, valueFilter(column, value, not)] });
    },
  });
  return [
    { id: 'open', label: t('command.cell'), kbd: 'Enter', onSelect: onOpen },
    { id: 'copy-cell', label: t('copy.cell'), onSelect: onCopyCell },
    { id: 'line-filter', separator: true },
    filter(false),
    filter(true),
    { id: 'line-copy', separator: true },
    ...copyMenu(t, onCopy),
  ];
}
