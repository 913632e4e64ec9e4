import type { ClipboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnnounce } from '../overlay/LiveRegion';
import { useToast } from '../overlay/toast';
import { cellText, rowsAsTsv, type GridColumn, type GridRow } from './grid-model';
import { isOneCell, spanOf, type GridSelection } from './grid-selection';
import { selectionRows, selectionSize } from './selection';

/** What Ctrl+C in a grid copies: what is selected, or the cell where nothing more is. */
export function useGridClipboard({
  columns,
  getRow,
  selection,
  activeColumn,
  onCopyCell,
  onCopy,
}: {
  columns: readonly GridColumn[];
  getRow: (row: number) => GridRow | undefined;
  selection: GridSelection;
  activeColumn: number;
  onCopyCell: ((row: number, column: number) => void) | undefined;
  onCopy: ((selection: GridSelection) => void) | undefined;
}): (event: ClipboardEvent) => void {
  const { t } = useTranslation('ui');
  const announce = useAnnounce();
  const toast = useToast();
  return (event) => {
    const size = selectionSize(selection);
    let text: string;
    if (size === 0 || isOneCell(selection, columns.length)) {
      const row = selection.focus === undefined ? undefined : getRow(selection.focus);
      if (!row || selection.focus === undefined) return;
      if (onCopyCell) {
        event.preventDefault();
        onCopyCell(selection.focus, activeColumn);
        return;
      }
      text = cellText(row[columns[activeColumn]?.source ?? activeColumn]) ?? '';
    } else if (onCopy) {
      event.preventDefault();
      onCopy(selection);
      return;
    } else {
      const [from, to] = spanOf(selection, columns.length);
      const places = columns.slice(from, to).map(({ source }, at) => source ?? from + at);
      const rows: GridRow[] = [];
      for (const index of selectionRows(selection)) {
        const row = getRow(index);
        if (row) rows.push(places.map((place) => row[place]));
      }
      text = rowsAsTsv(rows, places.length);
      const counts = {
        copied: rows.length.toLocaleString('en-US'),
        total: size.toLocaleString('en-US'),
      };
      if (rows.length < size) toast.show({ tone: 'warn', title: t('grid.copiedPartly', counts) });
      else announce(t('grid.copied', counts));
    }
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
  };
}
