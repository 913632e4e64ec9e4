import {
  clampOffset,
  isScaled,
  offsetOf,
  offsetShowing,
  physicalHeight,
  scrollTopOf,
  type ScrollGeometry,
} from './scroll-model';

/** A wheel that said nothing for so long is at rest. */
const restMs = 120;

/** What is scrolled. Lengths in CSS pixels. */
export interface ScrolledRows {
  rowCount: number;
  rowHeight: number;
  /** What stands above the rows and does not scroll. */
  headerHeight: number;
  /**
   * Maps a wheel movement to a new offset; setting it takes the wheel over, which rows of uneven
   * height need.
   */
  wheelStep?: ((offset: number, delta: number) => number) | undefined;
}

/** Told of what happens to a {@link RowScroll}. */
export interface RowScrollListener {
  /** It was moved by wheel or scroll bar, or the browser says where `moveTo` has put it. */
  scrolled: (byUser: boolean) => void;
  /** The pane has another size, and the browser has yet to be told where it stands. */
  resized: () => void;
}

/**
 * Ties a scrolling element to a virtual offset over any number of rows (see scroll-model.ts).
 */
export class RowScroll {
  /** Visible height for rows, and visible width, in CSS pixels. */
  size = { viewport: 0, width: 0 };
  private rows: ScrolledRows = { rowCount: 0, rowHeight: 1, headerHeight: 0 };
  private element: HTMLElement | null = null;
  private at = 0;
  /** The browser rounds what it is given; a scroll event at this very place is our own echo. */
  private echo: number | undefined;
  /** Puts the bar where it belongs, once the wheel rests. */
  private resting: ReturnType<typeof setTimeout> | undefined;

  get geometry(): ScrollGeometry {
    const { rowCount, rowHeight, wheelStep } = this.rows;
    const { viewport } = this.size;
    // With the wheel taken over, rows are uneven and the last one may stand at the top.
    const extra = wheelStep ? Math.max(0, viewport - rowHeight) : 0;
    return { rowCount, rowHeight, viewport, extra };
  }

  /** Virtual offset in CSS pixels. */
  get offset(): number {
    return clampOffset(this.at, this.geometry);
  }

  get scrollLeft(): number {
    return this.element?.scrollLeft ?? 0;
  }

  /** Says what is scrolled from now on; nothing moves by that. */
  set(rows: ScrolledRows): void {
    this.rows = rows;
  }

  /** Moves to a virtual offset. */
  moveTo(offset: number): void {
    this.at = clampOffset(offset, this.geometry);
    this.placeBar();
  }

  /** Moves as little as needed to show a row in full. */
  showRow(row: number): void {
    this.moveTo(offsetShowing(row, this.offset, this.geometry));
  }

  /** Follows the element until the answer is called. */
  attach(element: HTMLElement, listener: RowScrollListener): () => void {
    this.element = element;
    const onScroll = () => {
      const own = this.echo !== undefined && Math.abs(element.scrollTop - this.echo) < 1;
      if (!own) {
        this.echo = undefined;
        this.at = offsetOf(element.scrollTop, this.geometry);
      }
      listener.scrolled(!own);
    };
    const onWheel = (event: WheelEvent) => {
      const { geometry, rows } = this;
      if (event.ctrlKey || Math.abs(event.deltaY) <= Math.abs(event.deltaX)) return;
      if (!rows.wheelStep && !isScaled(geometry)) return;
      event.preventDefault();
      // deltaMode: 0 pixels, 1 lines, 2 pages (UI Events, WheelEvent).
      const unit = [1, geometry.rowHeight, geometry.viewport][event.deltaMode] ?? 1;
      const delta = event.deltaY * unit;
      const next = rows.wheelStep ? rows.wheelStep(this.offset, delta) : this.offset + delta;
      this.at = clampOffset(next, geometry);
      if (this.isBarInPlace()) this.placeBarLater();
      else this.placeBar();
      listener.scrolled(true);
    };
    const measure = () => this.measure(element, listener);
    const observer = new ResizeObserver(measure);
    measure();
    observer.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('wheel', onWheel);
      clearTimeout(this.resting);
      this.element = null;
    };
  }

  private placeBar(): void {
    clearTimeout(this.resting);
    if (!this.element) return;
    this.element.scrollTop = scrollTopOf(this.at, this.geometry);
    this.echo = this.element.scrollTop;
  }

  private placeBarLater(): void {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.placeBar(), restMs);
  }

  /**
   * Whether the bar would move by less than a pixel, as it does over millions of rows: telling the
   * browser in every frame that it scrolled costs a tenth of the frame.
   */
  private isBarInPlace(): boolean {
    const { geometry, at, echo } = this;
    if (!isScaled(geometry) || echo === undefined) return false;
    const pixel = physicalHeight(geometry) / Math.max(1, geometry.viewport);
    return Math.abs(scrollTopOf(at, geometry) - echo) < pixel;
  }

  private measure(element: HTMLElement, { resized }: RowScrollListener): void {
    // A pane behind another tab has no size; what it showed must be there when it comes back.
    if (element.clientHeight === 0) return;
    const viewport = Math.max(0, element.clientHeight - this.rows.headerHeight);
    const width = element.clientWidth;
    if (viewport !== this.size.viewport || width !== this.size.width) {
      this.size = { viewport, width };
      resized();
    }
    const wanted = scrollTopOf(this.offset, this.geometry);
    if (Math.abs(element.scrollTop - wanted) >= 1) element.scrollTop = wanted;
    // A pane that grew at its end was moved by the browser: that is no move of the user either.
    this.echo = element.scrollTop;
  }
}
