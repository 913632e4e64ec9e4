import { useRef, type MouseEvent, type PointerEvent, type RefObject } from 'react';
import { extendCells, selectCells, selectionHasCell, type GridSelection } from './grid-selection';
import { extendTo, selectionHas, selectRange, toggleRow } from './selection';

interface Place {
  row: number;
  /** Undefined on the number of a row. */
  column: number | undefined;
}

/**
 * Choosing with the pointer: a click and a drag choose cells where cells can be chosen, else rows;
 * on the number of a row they choose whole rows. Shift extends, Ctrl adds or takes away a row.
 */
export function useGridPointer({
  selection,
  cells,
  placeUnder,
  onChange,
  onColumn,
  onCellMenu,
  onActivate,
  layer,
}: {
  selection: GridSelection;
  /** Cells can be chosen. */
  cells: boolean;
  /** What is at a place of the window, also beyond the edges: the nearest. */
  placeUnder: (at: { clientX: number; clientY: number }) => Required<Place> | undefined;
  onChange: (selection: GridSelection) => void;
  onColumn: (column: number) => void;
  onCellMenu: ((row: number, column: number, at: { x: number; y: number }) => void) | undefined;
  onActivate: (() => void) | undefined;
  layer: RefObject<HTMLElement | null>;
}) {
  const dragging = useRef<'rows' | 'cells' | null>(null);
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
      if (event.button !== 0 || !(event.target instanceof Element)) return;
      const place = placeOf(event.target, layer.current);
      if (!place || event.target.closest('button')) return;
      const { row, column } = place;
      if (column !== undefined) onColumn(column);
      const asCells = cells && column !== undefined;
      if (event.shiftKey) {
        onChange(asCells ? extendCells(selection, row, column) : extendTo(selection, row));
      } else if (event.ctrlKey || event.metaKey) onChange(toggleRow(selection, row));
      else {
        onChange(asCells ? selectCells({ row, column }, { row, column }) : selectRange(row, row));
        dragging.current = asCells ? 'cells' : 'rows';
        event.currentTarget.setPointerCapture(event.pointerId);
      }
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>) => {
      const place = dragging.current ? placeUnder(event) : undefined;
      if (!place) return;
      const { row, column } = place;
      if (dragging.current === 'rows' || column === undefined) {
        if (row !== selection.focus) onChange(extendTo(selection, row));
      } else if (row !== selection.focus || column !== selection.span?.[1]) {
        onColumn(column);
        onChange(extendCells(selection, row, column));
      }
    },
    onLostPointerCapture: () => {
      dragging.current = null;
    },
    onContextMenu: (event: MouseEvent<HTMLDivElement>) => {
      if (!onCellMenu || !(event.target instanceof Element)) return;
      const place = placeOf(event.target, layer.current);
      if (place?.column === undefined) return;
      const { row, column } = place;
      event.preventDefault();
      onColumn(column);
      const at = { row, column };
      if (cells ? !selectionHasCell(selection, row, column) : !selectionHas(selection, row)) {
        onChange(cells ? selectCells(at, at) : selectRange(row, row));
      }
      onCellMenu(row, column, { x: event.clientX, y: event.clientY });
    },
    // The layer has caught the pointer: the event does not say which cell it was.
    onDoubleClick: () => onActivate?.(),
  };
}

/** The row and the column an element belongs to. */
function placeOf(target: Element, layer: HTMLElement | null): Place | undefined {
  const row = target.closest('[aria-rowindex]');
  if (!row || !layer?.contains(row)) return undefined;
  const column = target.closest<HTMLElement>('[data-column]')?.dataset['column'];
  return {
    row: Number(row.ariaRowIndex) - 2,
    column: column === undefined ? undefined : Number(column),
  };
}
