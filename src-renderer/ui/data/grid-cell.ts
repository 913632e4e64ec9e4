import { cellText, type CellState, type CellTone } from './grid-model';
import { make, write } from './dom';
import { pieceNode, pieceOf } from './hostile-pieces';
import { clipText, displayText } from './hostile-text';
import styles from './DataGrid.module.css';

/** Characters of one cell that are drawn; the rest is only counted. */
const cellLimit = 500;

/** Half-width characters as wide as is drawn, with some room; others may be wider. */
const simpleText = /^[\x20-\x7e]*$/;

/** A sign of a cell: its tone, or that only its beginning is kept. */
export type CellIcon = Exclude<CellTone, undefined> | 'clipped';

/** Words and pictures that cells are drawn with; pictures are cloned. */
export interface CellParts {
  nullText: string;
  /** So many more characters. */
  more: (count: number) => string;
  icon: (name: CellIcon) => Node | string;
}

/**
 * One cell of the grid, drawn again and again for other values. It stands outside React because
 * hundreds of them change in a frame of scrolling. Its text is hostile: it is only ever set as
 * text, with acting characters made visible.
 */
export class GridCell {
  readonly element = document.createElement('div');
  /** All there is in most cells. */
  private readonly text = document.createTextNode('');
  private plain = true;
  private className = '';
  private column = -1;
  private gap = 0;
  private width = -1;
  private chosen: boolean | null = null;
  private open = false;
  private id = '';
  /** What stands in `text`. */
  private shown = '';

  constructor() {
    this.element.setAttribute('role', 'gridcell');
    this.element.dir = 'ltr';
    this.element.append(this.text);
  }

  /**
   * Puts the cell into a column, counted as shown. Cells stand in a row's flow: were each
   * positioned by itself, the browser would keep a layer of painting for every one.
   *
   * @param gap before it, of columns that are not drawn
   */
  place(column: number, gap: number, width: number): void {
    if (column !== this.column) {
      this.column = column;
      this.element.dataset['column'] = String(column);
      this.element.setAttribute('aria-colindex', String(column + 2));
    }
    if (gap !== this.gap) {
      this.gap = gap;
      this.element.style.marginLeft = gap === 0 ? '' : `${gap}px`;
    }
    if (width !== this.width) {
      this.width = width;
      this.element.style.width = `${width}px`;
    }
  }

  /** `chosen` is null where only rows are chosen; an `id` is given to the cell of the keyboard. */
  dress(className: string, chosen: boolean | null, id: string): void {
    if (className !== this.className) {
      this.className = className;
      this.element.className = className;
    }
    if (chosen !== this.chosen) {
      this.chosen = chosen;
      if (chosen === null) this.element.removeAttribute('aria-selected');
      else this.element.setAttribute('aria-selected', String(chosen));
    }
    if (id !== this.id) {
      this.id = id;
      this.element.id = id;
    }
  }

  /**
   * Draws a value; undefined is one that is not at hand yet.
   *
   * @param room half-width characters that surely fit
   */
  fill(value: unknown, state: CellState | undefined, parts: CellParts, room: number): void {
    if (this.element.hasAttribute('title')) this.element.removeAttribute('title');
    const text = value === undefined ? '' : cellText(value);
    if (!state && text !== undefined && text.length <= room && simpleText.test(text)) {
      this.fillPlain(text);
      this.setOpen(true);
      return;
    }
    const { text: shown } = clipText(text ?? '', cellLimit);
    const rest = Math.max(text?.length ?? 0, state?.length ?? 0) - shown.length;
    const segments = displayText(shown, { highlight: state?.highlight });
    const [only] = segments;
    const isPlain = !only || (only.kind === 'text' && !only.hit);
    const simple = text !== undefined && segments.length <= 1 && isPlain;
    if (simple && rest <= 0 && !state?.toneText && state?.clipped === undefined) {
      this.fillPlain(only?.text ?? '');
      this.setOpen(shown.length <= room && simpleText.test(shown));
      return;
    }
    const nodes: Node[] = [];
    if (state?.tone && state.toneText) nodes.push(mark(parts.icon(state.tone), state.toneText));
    if (state?.clipped !== undefined) nodes.push(mark(parts.icon('clipped'), state.clipped));
    if (text === undefined) nodes.push(span(styles['null'], parts.nullText));
    nodes.push(...segments.map((segment) => pieceNode(pieceOf(segment))));
    if (rest > 0) nodes.push(span(styles['more'], ` ${parts.more(rest)}`));
    this.plain = false;
    this.element.replaceChildren(...nodes);
    this.setOpen(text === undefined && nodes.length === 1 && parts.nullText.length <= room);
  }

  /** What surely fits needs no clip: hundreds of them cost a third of the time of a frame. */
  private setOpen(open: boolean): void {
    if (open === this.open) return;
    this.open = open;
    this.element.style.overflow = open ? 'visible' : '';
  }

  private fillPlain(text: string): void {
    if (!this.plain) {
      this.element.replaceChildren(this.text);
      this.plain = true;
    }
    if (text !== this.shown) {
      this.shown = text;
      this.text.data = text;
    }
  }
}

function span(className: string | undefined, text: string): HTMLElement {
  return write(make('span', { class: className }), text);
}

/** A picture that says what it means. */
function mark(picture: Node | string, words: string): HTMLElement {
  const element = make('span', {
    class: styles['cellIcon'],
    role: 'img',
    'aria-label': words,
    title: words,
  });
  element.append(picture);
  return element;
}
