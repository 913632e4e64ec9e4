/** Runs in a page: what scrolls lists and their lines, without React around it. */
import { LineLayout, type RowExtra } from '../../src-renderer/ui/data/line-layout';
import { LinePane } from '../../src-renderer/ui/data/line-pane';
import type { LogLine } from '../../src-renderer/ui/data/log-line';
import type { LinePart, PaneElements, PaneOptions } from '../../src-renderer/ui/data/pane-options';
import { RowScroll, type ScrolledRows } from '../../src-renderer/ui/data/row-scroll';
import { physicalHeight } from '../../src-renderer/ui/data/scroll-model';
import { emptySelection, selectRange } from '../../src-renderer/ui/data/selection';
import styles from '../../src-renderer/ui/data/LogList.module.css';

declare global {
  interface Window {
    PaneDesk: typeof PaneDesk;
    ScrollDesk: typeof ScrollDesk;
  }
}

/** CSS pixels of a line. */
const rowHeight = 20;

const levels = { fatal: '', error: '', warn: '', info: '', debug: '', trace: '' };

function element(className: string | undefined, parent: Element): HTMLElement {
  const made = document.createElement('div');
  if (className) made.className = className;
  parent.append(made);
  return made;
}

/** Lets what the browser tells after a frame be told. */
async function nextFrame(): Promise<void> {
  await new Promise(requestAnimationFrame);
  await new Promise((resolve) => setTimeout(resolve));
}

/** Moves a scroll bar, as the user does. */
async function dragTo(scroller: HTMLElement, scrollTop: number): Promise<void> {
  // The size of a new pane is told after a frame, and puts it back where it stood.
  await nextFrame();
  const scrolled = new Promise((resolve) =>
    scroller.addEventListener('scroll', resolve, { once: true }),
  );
  scroller.scrollTop = scrollTop;
  await scrolled;
}

/** A scrolling element without anything drawn in it. */
class ScrollDesk {
  readonly scroll = new RowScroll();
  readonly scroller = element(undefined, document.body);
  readonly detach: () => void;
  /** What was told: `by user`, `by us`, `resized`. */
  readonly told: string[] = [];
  private readonly spacer = element(undefined, this.scroller);

  /** Shows rows of 20 px in a pane of a height. */
  constructor(rowCount: number, height: number, wheelStep?: ScrolledRows['wheelStep']) {
    this.scroller.style.overflow = 'auto';
    this.resize(height);
    this.detach = this.scroll.attach(this.scroller, {
      scrolled: (byUser) => this.told.push(byUser ? 'by user' : 'by us'),
      resized: () => this.told.push('resized'),
    });
    this.show(rowCount, wheelStep);
  }

  show(rowCount: number, wheelStep?: ScrolledRows['wheelStep']): void {
    this.scroll.set({ rowCount, rowHeight, headerHeight: 0, wheelStep });
    this.spacer.style.height = `${physicalHeight(this.scroll.geometry)}px`;
  }

  resize(height: number): void {
    this.scroller.style.height = `${height}px`;
  }

  hide(hidden: boolean): Promise<void> {
    this.scroller.hidden = hidden;
    return nextFrame();
  }

  drag(scrollTop: number): Promise<void> {
    return dragTo(this.scroller, scrollTop);
  }

  /** Turns the wheel; whether the browser is to do nothing more about it. */
  wheel(how: WheelEventInit): boolean {
    return !this.scroller.dispatchEvent(new WheelEvent('wheel', { ...how, cancelable: true }));
  }

  /** What was told since it was asked last. */
  async news(): Promise<string[]> {
    await nextFrame();
    await nextFrame();
    return this.told.splice(0);
  }
}

/** A pane with the elements that `LogList` gives it, and everything it told. */
class PaneDesk {
  readonly pane = new LinePane();
  readonly elements: PaneElements;
  readonly detach: () => void;
  /** What the pane told, one a line, e.g. `wants 0-10`. */
  readonly told: string[] = [];
  parts: readonly LinePart[] = [];
  private options: PaneOptions;

  /** `line` says what is at hand. */
  constructor(height: number, line: (row: number, part: number) => LogLine | undefined) {
    document.documentElement.style.setProperty('--h-log', `${rowHeight}px`);
    const frame = element(styles['frame'], document.body);
    frame.style.height = `${height}px`;
    const scroller = element(styles['scroller'], frame);
    const spacer = element(styles['spacer'], scroller);
    const layer = element(styles['layer'], spacer);
    this.elements = { scroller, spacer, layer, lines: element(undefined, layer) };
    this.options = {
      layout: new LineLayout(0, 0),
      rowHeight,
      look: {
        wrap: false,
        limit: 4000,
        number: false,
        time: false,
        level: false,
        lanes: [],
        highlight: undefined,
        words: { levels, more: String, bookmark: '' },
        opens: false,
      },
      follow: false,
      selection: emptySelection,
      id: 'list',
      getLine: (number) => {
        const { row, part } = this.options.layout.at(number);
        return line(row, part);
      },
      onWindow: (from, to) => this.told.push(`wants ${from}-${to}`),
      onDrawn: (from, to) => this.told.push(`drew ${from}-${to}`),
      onAway: () => this.told.push('away'),
      onParts: (parts, now) => {
        this.parts = parts;
        this.told.push(now ? 'parts now' : 'parts');
      },
      onOther: () => undefined,
    };
    this.detach = this.pane.attach(this.elements);
  }

  /** Shows rows, as a render of the list does. */
  show(
    rows: { first?: number; count: number; extras?: RowExtra[] },
    { wrap = false, follow = false, focus = -1 } = {},
  ): void {
    const { first = 0, count, extras } = rows;
    const { look } = this.options;
    this.options = {
      ...this.options,
      layout: new LineLayout(first, count, extras),
      look: look.wrap === wrap ? look : { ...look, wrap },
      follow,
      selection: focus < 0 ? emptySelection : selectRange(focus, focus),
    };
    this.pane.show(this.options);
  }

  /** What was told since it was asked last. */
  news(): string[] {
    return this.told.splice(0);
  }

  /** Moves the scroll bar, as the user does. */
  scrollTo(scrollTop: number): Promise<void> {
    return dragTo(this.elements.scroller, scrollTop);
  }

  /** Waits for something to become true. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise(requestAnimationFrame);
  }

  /** Texts of the lines that are in sight, also in part; nothing for one that is awaited. */
  seen(): string[] {
    return this.boxes().map(({ text }) => text);
  }

  /** Where the lines in sight begin, in CSS pixels below the top of the pane, by first word. */
  tops(): Record<string, number> {
    return Object.fromEntries(
      this.boxes().map(({ text, top }) => [/^\S*/.exec(text)?.[0] ?? '', top]),
    );
  }

  private boxes(): { text: string; top: number }[] {
    const area = this.elements.scroller.getBoundingClientRect();
    return [...this.elements.lines.children].flatMap((line) => {
      const { top, bottom } = line.getBoundingClientRect();
      if (bottom <= area.top || top >= area.bottom) return [];
      const text = line.querySelector('[data-text]')?.textContent ?? '';
      return { text, top: top - area.top };
    });
  }
}

window.PaneDesk = PaneDesk;
window.ScrollDesk = ScrollDesk;
