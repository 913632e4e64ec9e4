import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnnounce } from '../overlay/LiveRegion';
import { cellsChosen, selectionAfterGridKey, type GridSelection } from './grid-selection';
import { selectionAfterKey, selectionSize } from './selection';

/** CSS pixels before zoom by which Alt+left and Alt+right change a column. */
const widthStep = 16;

/** What keys do in a grid: move, choose, open menus and cells, change the width of a column. */
export function useGridKeys({
  selection,
  cells,
  rowCount,
  columnCount,
  page,
  column,
  onChange,
  onColumn,
  onWiden,
  onMenu,
  onActivate,
}: {
  selection: GridSelection;
  /** Cells can be chosen, not only rows. */
  cells: boolean;
  rowCount: number;
  columnCount: number;
  /** Rows in sight. */
  page: number;
  /** That of the keyboard. */
  column: number;
  onChange: (selection: GridSelection) => void;
  onColumn: (column: number) => void;
  /** Makes the keyboard's column wider, in CSS pixels before zoom. */
  onWiden: (by: number) => void;
  /** Opens the menu of the keyboard's column or cell; false where there is none. */
  onMenu: (of: 'head' | 'cell') => boolean;
  onActivate: (() => void) | undefined;
}): (event: KeyboardEvent) => void {
  const { t } = useTranslation('ui');
  const announce = useAnnounce();

  /** True where the key was meant for the grid. */
  const press = (event: KeyboardEvent): boolean => {
    const { key, altKey, shiftKey: shift } = event;
    const ctrl = event.ctrlKey || event.metaKey;
    if (altKey && key === 'ArrowDown') return onMenu('head');
    if (key === 'ContextMenu' || (shift && key === 'F10')) return onMenu('cell');
    if (altKey) {
      const step = { ArrowRight: widthStep, ArrowLeft: -widthStep }[key];
      if (step === undefined || columnCount === 0) return false;
      onWiden(step);
      return true;
    }
    if (key === 'Enter' && onActivate && !ctrl) {
      onActivate();
      return true;
    }
    const pressed = { key, shift, ctrl };
    if (!cells) {
      const sideways = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (sideways !== undefined) {
        onColumn(column + sideways);
        return true;
      }
    }
    const next: GridSelection | undefined = cells
      ? selectionAfterGridKey(selection, pressed, {
          rows: rowCount,
          columns: columnCount,
          page,
          column,
        })
      : selectionAfterKey(selection, pressed, rowCount, page);
    if (!next) return false;
    if (next.span && key !== ' ') onColumn(next.span[1]);
    onChange(next);
    const rows = selectionSize(next);
    const chosen = cellsChosen(next, columnCount);
    if (next.span ? chosen > 1 : rows > 1) {
      const total = rows.toLocaleString('en-US');
      announce(
        next.span
          ? t('grid.selectedCells', { rows: total, columns: chosen / rows })
          : t('grid.selected', { total }),
      );
    }
    return true;
  };
  return (event) => {
    if (event.nativeEvent.isComposing || !press(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}
