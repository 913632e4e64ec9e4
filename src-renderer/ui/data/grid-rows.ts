import { GridCell, type CellParts } from './grid-cell';
import {
  alignOf,
  type CellState,
  type CellTone,
  type GridColumn,
  type GridRow,
} from './grid-model';
import { selectionHasCell, type GridSelection } from './grid-selection';
import { write } from './dom';
import type { RowWindow } from './scroll-model';
import { selectionHas } from './selection';
import styles from './DataGrid.module.css';

/** All that decides how rows look, whichever are in sight. */
export interface GridPicture {
  /** Ids of rows and of the keyboard's cell begin with it. */
  id: string;
  getRow: (row: number) => GridRow | undefined;
  /** Number said in front of a row; nothing while it is being fetched. */
  numberOf: (row: number) => number | undefined;
  columns: readonly GridColumn[];
  edges: readonly number[];
  /** Columns in sight beside the frozen ones, half-open. */
  visible: { from: number; to: number };
  frozen: number;
  numberWidth: number;
  zoom: number;
  selection: GridSelection;
  /** Cells are chosen, not only rows. */
  cells: boolean;
  activeColumn: number;
  markOf: (row: number) => string | undefined;
  cellTone: ((row: GridRow, column: number) => CellTone) | undefined;
  cellState: ((row: number, source: number) => CellState | undefined) | undefined;
  parts: RowParts;
}

/** What rows are drawn with. */
export interface RowParts extends CellParts {
  /** The pin of a row that is in the case. */
  pin: (label: string) => Node | string;
}

/**
 * Draws the rows in sight into a layer. Elements are used again for other rows, and only what
 * differs is written: a page of other rows in every frame costs little more than their texts.
 */
export class GridRows {
  private readonly layer: HTMLElement;
  private rows: RowBox[] = [];
  private from = 0;

  constructor(layer: HTMLElement) {
    this.layer = layer;
  }

  draw({ from, to, top }: RowWindow, picture: GridPicture): void {
    this.layer.style.transform = `translateY(${top}px)`;
    this.turn(from - this.from);
    this.from = from;
    while (this.rows.length > to - from) this.rows.pop()?.element.remove();
    while (this.rows.length < to - from) {
      const row = new RowBox();
      this.rows.push(row);
      this.layer.append(row.element);
    }
    this.rows.forEach((row, at) => row.draw(from + at, picture));
  }

  /** Rows that stay in sight keep their elements: those that went out are put at the other end. */
  private turn(by: number): void {
    if (by === 0 || Math.abs(by) >= this.rows.length) return;
    if (by > 0) {
      const gone = this.rows.splice(0, by);
      this.rows.push(...gone);
      this.layer.append(...gone.map(({ element }) => element));
    } else {
      const gone = this.rows.splice(by);
      this.rows.unshift(...gone);
      this.layer.prepend(...gone.map(({ element }) => element));
    }
  }
}

/** One row: its number, the frozen cells, and the others in sight. */
class RowBox {
  readonly element = document.createElement('div');
  private readonly number = document.createElement('div');
  private frozenBox: HTMLElement | null = null;
  private frozenCells: GridCell[] = [];
  private cells: GridCell[] = [];
  /** What its cells show now. */
  private drawn: { index: number; row: GridRow | undefined; picture: GridPicture } | null = null;
  private said: number | undefined;
  private mark: string | undefined;
  private numberWidth = -1;
  /** It, or a cell of it, is chosen. */
  private touched = false;
  private whole = false;
  private waiting = false;
  /** Only the row of the keyboard has an id. */
  private name = '';

  constructor() {
    this.element.setAttribute('role', 'row');
    this.element.ariaSelected = 'false';
    this.element.className = styles['row'] ?? '';
    this.number.setAttribute('role', 'rowheader');
    this.number.setAttribute('aria-colindex', '1');
    this.number.className = styles['number'] ?? '';
    this.element.append(this.number);
  }

  draw(index: number, picture: GridPicture): void {
    const before = this.drawn;
    const row = picture.getRow(index);
    const moved = before?.index !== index;
    if (moved) {
      this.element.setAttribute('aria-rowindex', String(index + 2));
    }
    const waiting = row === undefined;
    if (waiting !== this.waiting) {
      this.waiting = waiting;
      if (waiting) this.element.ariaBusy = 'true';
      else this.element.removeAttribute('aria-busy');
    }
    this.drawNumber(index, picture);
    const same = before?.picture === picture;
    const laidOut = !same && !(before && sameLayout(before.picture, picture));
    if (laidOut) this.layOut(picture);
    const filled =
      !moved && before?.row === row && !laidOut && sameFilling(before.picture, picture);
    this.drawn = { index, row, picture };
    this.choose(index, picture);
    if (filled && (same || sameDress(before.picture, picture))) return;
    this.frozenCells.forEach((cell, at) => this.drawCell(cell, at, filled));
    this.cells.forEach((cell, at) => this.drawCell(cell, picture.visible.from + at, filled));
  }

  private choose(index: number, { id, selection }: GridPicture): void {
    const name = index === selection.focus ? `${id}-${index}` : '';
    if (name !== this.name) {
      this.name = name;
      this.element.id = name;
    }
    const touched = selectionHas(selection, index);
    if (touched !== this.touched) {
      this.touched = touched;
      this.element.classList.toggle(styles['touched'] ?? '', touched);
    }
    const whole = touched && !selection.span;
    if (whole !== this.whole) {
      this.whole = whole;
      this.element.ariaSelected = String(whole);
    }
  }

  private drawNumber(index: number, { numberOf, markOf, numberWidth, parts }: GridPicture): void {
    const number = numberOf(index);
    const mark = markOf(index);
    if (number !== this.said || mark !== this.mark) {
      const text = number === undefined ? '' : grouped(number);
      if (mark !== undefined) this.number.replaceChildren(parts.pin(mark), text);
      else write(this.number, text);
      if (mark !== this.mark) {
        this.element.classList.toggle(styles['marked'] ?? '', mark !== undefined);
        this.number.classList.toggle(styles['pin'] ?? '', mark !== undefined);
      }
      this.said = number;
      this.mark = mark;
    }
    if (numberWidth !== this.numberWidth) {
      this.numberWidth = numberWidth;
      this.number.style.width = `${numberWidth}px`;
    }
  }

  /** As many cells as columns are in sight, each in its place. */
  private layOut({ edges, visible, frozen, numberWidth }: GridPicture): void {
    const place = (cell: GridCell, at: number, gap: number): void =>
      cell.place(at, gap, (edges[at + 1] ?? 0) - (edges[at] ?? 0));
    if (frozen > 0 && !this.frozenBox) {
      this.frozenBox = document.createElement('div');
      this.frozenBox.setAttribute('role', 'presentation');
      this.frozenBox.className = styles['frozen'] ?? '';
      this.number.after(this.frozenBox);
    } else if (frozen === 0) {
      this.frozenBox?.remove();
      this.frozenBox = null;
    }
    if (this.frozenBox) {
      this.frozenBox.style.left = `${numberWidth}px`;
      this.frozenBox.style.width = `${edges[frozen] ?? 0}px`;
    }
    this.frozenCells = resized(this.frozenCells, frozen, this.frozenBox ?? this.element);
    this.frozenCells.forEach((cell, at) => place(cell, at, 0));
    this.cells = resized(this.cells, visible.to - visible.from, this.element);
    const hidden = (edges[visible.from] ?? 0) - (edges[frozen] ?? 0);
    this.cells.forEach((cell, at) => place(cell, visible.from + at, at === 0 ? hidden : 0));
  }

  private drawCell(cell: GridCell, at: number, same: boolean): void {
    if (!this.drawn) return;
    const { index, row, picture } = this.drawn;
    const { columns, cells, selection, activeColumn, cellState, cellTone, id } = picture;
    const column = columns[at];
    if (!column) return;
    const source = column.source ?? at;
    const state = row && cellState?.(index, source);
    const tone = state?.tone ?? (row && cellTone?.(row, at));
    const active = index === selection.focus && at === activeColumn;
    const chosen = cells ? selectionHasCell(selection, index, at) : null;
    cell.dress(
      classOf(alignOf(column) === 'right', tone, active),
      chosen,
      active ? `${id}-${index}-${at}` : '',
    );
    if (same) return;
    const width = (picture.edges[at + 1] ?? 0) - (picture.edges[at] ?? 0);
    cell.fill(row?.[source], state, picture.parts, roomOf(width, picture.zoom));
  }
}

const plainClass = styles['cell'] ?? '';
const rightClass = `${plainClass} ${styles['right']}`;

function classOf(right: boolean, tone: CellTone, active: boolean): string {
  const base = right ? rightClass : plainClass;
  if (!tone && !active) return base;
  return `${base}${tone ? ` ${styles[tone]}` : ''}${active ? ` ${styles['active']}` : ''}`;
}

/** Padding and border of a cell, and the widest half-width character of a mono font at 12 px. */
const cellPadding = 18;
const widestCharacter = 7.6;

/** Half-width characters that surely fit into a cell of this width in CSS pixels. */
function roomOf(width: number, zoom: number): number {
  return Math.floor((width - cellPadding * zoom) / (widestCharacter * zoom));
}

/** A whole number with the signs that group thousands; `Intl` takes ten times as long. */
function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function sameFilling(a: GridPicture, b: GridPicture): boolean {
  return a.cellState === b.cellState && a.cellTone === b.cellTone && a.parts === b.parts;
}

function sameDress(a: GridPicture, b: GridPicture): boolean {
  return a.selection === b.selection && a.activeColumn === b.activeColumn;
}

function sameLayout(a: GridPicture, b: GridPicture): boolean {
  return (
    a.edges === b.edges &&
    a.columns === b.columns &&
    a.visible.from === b.visible.from &&
    a.visible.to === b.visible.to &&
    a.frozen === b.frozen &&
    a.numberWidth === b.numberWidth
  );
}

/** So many cells in a box; those that are too many go, new ones are put at its end. */
function resized(cells: GridCell[], count: number, box: HTMLElement): GridCell[] {
  for (const cell of cells.slice(count)) cell.element.remove();
  const kept = cells.slice(0, count);
  while (kept.length < count) {
    const cell = new GridCell();
    kept.push(cell);
    box.append(cell.element);
  }
  return kept;
}
