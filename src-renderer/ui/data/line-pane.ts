import { setStyle } from './dom';
import { HeldLines, type DrawnLines } from './held-lines';
import { LineDrawing } from './line-drawing';
import { sameLine } from './line-layout';
import { hasSigns, type LogLine } from './log-line';
import { sameParts, type LinePart, type PaneElements, type PaneOptions } from './pane-options';
import { RowScroll } from './row-scroll';
import { endWindow, maximumOffset, physicalHeight, windowAt, type RowWindow } from './scroll-model';
import { selectionHas } from './selection';
import { movedBy, offsetAtEnd, type MeasuredRow } from './uneven-rows';
import styles from './LogList.module.css';

/** So long the lines of a jump may be awaited before empty ones are drawn. */
const patienceMs = 80;

/**
 * Scrolls and draws the lines of a log that are in sight, over even lines or wrapped ones. It
 * stands outside React, which would render once when a jump wants lines and once when they have
 * come: to find out that nothing of the page differs took longer than to draw the lines.
 */
export class LinePane {
  private readonly scroll = new RowScroll();
  private readonly held = new HeldLines<LogLine>();
  private readonly drawing = new LineDrawing();
  private elements: PaneElements | null = null;
  private options: PaneOptions | null = null;
  /** What is in the elements, and by which options. */
  private drawn: (DrawnLines<LogLine> & { by: PaneOptions }) | null = null;
  private parts: readonly LinePart[] = [];
  /** What was asked for last, and whom. */
  private asked: { window: RowWindow; of: PaneOptions['onWindow'] } | null = null;
  private atEnd = false;
  /** Where it stood when it followed last. */
  private followed: number | null = null;
  private active: string | null = null;
  /** Runs while lines are awaited. */
  private patience: number | undefined;

  /** Draws into elements until the answer is called. */
  attach(elements: PaneElements): () => void {
    this.elements = elements;
    const detach = this.scroll.attach(elements.scroller, {
      scrolled: (byUser) => {
        this.draw(true);
        const { offset, geometry } = this.scroll;
        if (byUser && this.options?.follow && offset < maximumOffset(geometry) - 2)
          this.options.onAway();
      },
      resized: () => {
        this.fit();
        this.draw(true);
        this.options?.onOther();
      },
    });
    return () => {
      detach();
      this.waitNoMore();
      this.elements = null;
    };
  }

  /** Shows this from now on. For an effect of a render: parts are drawn by the next one. */
  show(options: PaneOptions): void {
    const { options: before, scroll } = this;
    const { layout, rowHeight, look } = options;
    const line = before ? scroll.offset / before.rowHeight : 0;
    this.options = options;
    scroll.set({
      rowCount: layout.lines,
      rowHeight,
      headerHeight: 0,
      wheelStep: look.wrap ? (offset, delta) => this.wheeled(offset, delta) : undefined,
    });
    this.fit();
    // Rows that come before what is in sight, or fold there, move nothing.
    if (before && before.layout !== layout && !options.follow) {
      const kept = sameLine(line, before.layout, layout);
      if (kept !== line) scroll.moveTo(kept * rowHeight);
    }
    this.draw(false);
    if (before?.look !== look) options.onOther();
  }

  /** Draws lines that have come. */
  refresh(): void {
    this.asked = null;
    this.draw(true);
    this.options?.onOther();
  }

  /** Virtual offset in CSS pixels. */
  get offset(): number {
    return this.scroll.offset;
  }

  /** Lines that fit. */
  get page(): number {
    const { viewport, rowHeight } = this.scroll.geometry;
    return Math.floor(viewport / rowHeight);
  }

  /** Where a line is in the window; undefined while it is not drawn. */
  boxOf(line: number): DOMRect | undefined {
    const first = this.drawn?.window.from ?? 0;
    return this.elements?.lines.children[line - first]?.getBoundingClientRect();
  }

  /** Some of the drawn texts, the widest among them. */
  widest(): HTMLElement[] {
    return this.drawing.widest();
  }

  showRow(row: number, where: 'nearest' | 'middle' | 'top' = 'nearest'): void {
    const { options, scroll } = this;
    if (!options) return;
    const { layout, rowHeight, look } = options;
    const line = layout.lineOf(row);
    const { viewport } = scroll.geometry;
    const top = line * rowHeight;
    const visible = top >= scroll.offset && top + rowHeight <= scroll.offset + viewport;
    if (where === 'top') scroll.moveTo(top);
    else if (where === 'middle' && !(visible && !look.wrap))
      scroll.moveTo(top - Math.floor(viewport / 3 / rowHeight) * rowHeight);
    else if (look.wrap) this.showWrapped(line, top);
    else {
      // As much of an unfolded record as fits.
      const last = line + layout.linesOf(row) - 1;
      if ((last - line + 1) * rowHeight <= viewport) scroll.showRow(last);
      scroll.showRow(line);
    }
    this.draw(false);
  }

  private showWrapped(line: number, top: number): void {
    const { scroll } = this;
    const { viewport, rowHeight } = scroll.geometry;
    const box = this.boxOf(line);
    const area = this.elements?.scroller.getBoundingClientRect();
    if (!box || !area || box.top < area.top) {
      scroll.moveTo(top);
      return;
    }
    const below = box.bottom - area.top - viewport;
    if (below <= 0) return;
    const rows = this.measured();
    const from = this.atEnd ? offsetAtEnd(rows, viewport, rowHeight) : scroll.offset;
    scroll.moveTo(movedBy(from, below, rows, rowHeight));
  }

  /** Gives the elements the heights that there are, and keeps the end in sight while following. */
  private fit(): void {
    const { elements, options, scroll } = this;
    if (!elements || !options) return;
    const { geometry } = scroll;
    setStyle(elements.spacer, 'height', `${physicalHeight(geometry)}px`);
    setStyle(elements.layer, 'height', `${geometry.viewport}px`);
    const end = options.follow ? maximumOffset(geometry) : null;
    if (end !== null && end !== this.followed) scroll.moveTo(end);
    this.followed = end;
  }

  private draw(now: boolean): void {
    const { elements, options, scroll, drawn: before } = this;
    if (!elements || !options) return;
    const { layout, look, getLine, onWindow, onDrawn, onOther } = options;
    const { geometry, offset } = scroll;
    const { wrap } = look;
    this.atEnd = wrap && offset >= maximumOffset(geometry) - 0.5;
    // What comes into sight is drawn within the scroll event itself.
    const shown = this.atEnd ? endWindow(geometry) : windowAt(offset, geometry, 0);
    const next = this.held.next(shown, layout, !wrap, getLine);
    const { window } = next;
    if (window === shown) this.waitNoMore();
    else this.wait();
    if (window !== before?.window || options !== before.by) {
      this.drawn = { ...next, by: options };
      this.drawLines(elements, next, options, now);
    }
    elements.layer.classList.toggle(styles['atEnd'] ?? '', this.atEnd);
    if (wrap) this.placeWrapped(elements.lines, shown, options);
    else setStyle(elements.lines, 'transform', `translateY(${window.top}px)`);

    const { asked } = this;
    if (shown.to > shown.from && !(asked?.of === onWindow && sameWindow(asked?.window, shown))) {
      this.asked = { window: shown, of: onWindow };
      onWindow?.(shown.from, shown.to);
    }
    if (window.to > window.from && !sameWindow(before?.window, window)) {
      onDrawn?.(window.from, window.to);
      onOther();
    }
  }

  private drawLines(
    { scroller, lines: into }: PaneElements,
    { window, lines }: DrawnLines<LogLine>,
    { look, selection, layout, id, onParts }: PaneOptions,
    now: boolean,
  ): void {
    const focusLine = selection.focus === undefined ? -1 : layout.lineOf(selection.focus);
    const elements = this.drawing.draw(
      into,
      window.from,
      lines.map(({ place: { row, part }, line }, at) => ({
        index: window.from + at,
        line,
        id: window.from + at === focusLine ? `${id}-${focusLine}` : undefined,
        selected: part >= 0 && selectionHas(selection, row),
        focused: part === 0 && row === selection.focus,
      })),
      look,
    );
    const parts = lines.flatMap(({ line }, at): LinePart[] => {
      const element = elements[at];
      return element && line && (line.note || hasSigns(line)) ? [{ element, line }] : [];
    });
    if (!sameParts(parts, this.parts)) {
      this.parts = parts;
      onParts(parts, now);
    }
    const seen = focusLine >= window.from && focusLine < window.to;
    const active = seen ? `${id}-${focusLine}` : null;
    if (active === this.active) return;
    this.active = active;
    if (active === null) scroller.removeAttribute('aria-activedescendant');
    else scroller.setAttribute('aria-activedescendant', active);
  }

  /**
   * Wrapped rows: the fraction of the offset is a share of the first row's real height, and the
   * end of the list is never above the end of the pane.
   */
  private placeWrapped(
    into: HTMLElement,
    shown: RowWindow,
    { layout, rowHeight }: PaneOptions,
  ): void {
    const { scroll, atEnd } = this;
    const { viewport } = scroll.geometry;
    const rows = this.measured();
    const height = rows.reduce((sum, row) => sum + row.height, 0);
    // A list that fits altogether begins at the top, also when it stands at its end.
    const fits = atEnd && shown.from === 0 && height < viewport;
    setStyle(into, 'margin-bottom', fits ? 'auto' : '');
    const share = atEnd ? 0 : scroll.offset / rowHeight - shown.from;
    const top = -share * (rows[0]?.height ?? rowHeight);
    setStyle(into, 'transform', `translateY(${top}px)`);
    if (atEnd || scroll.offset === 0 || shown.to < layout.lines || top + height >= viewport) return;
    scroll.moveTo(maximumOffset(scroll.geometry));
    this.draw(false);
  }

  /** Draws empty lines when those of a jump do not come for long. */
  private wait(): void {
    this.patience ??= window.setTimeout(() => {
      this.patience = undefined;
      this.held.giveUp();
      this.draw(true);
    }, patienceMs);
  }

  private waitNoMore(): void {
    window.clearTimeout(this.patience);
    this.patience = undefined;
  }

  private wheeled(offset: number, delta: number): number {
    const rows = this.measured();
    const { viewport, rowHeight } = this.scroll.geometry;
    const from = this.atEnd ? offsetAtEnd(rows, viewport, rowHeight) : offset;
    return this.atEnd && delta > 0 ? offset : movedBy(from, delta, rows, rowHeight);
  }

  private measured(): MeasuredRow[] {
    const first = this.drawn?.window.from ?? 0;
    return [...(this.elements?.lines.children ?? [])].map((child, index) => ({
      row: first + index,
      height: child.getBoundingClientRect().height,
    }));
  }
}

function sameWindow(a: RowWindow | undefined, b: RowWindow): boolean {
  return a?.from === b.from && a.to === b.to;
}
