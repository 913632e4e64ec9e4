import { GridRows, type GridPicture } from './grid-rows';
import { RowScroll, type ScrolledRows } from './row-scroll';
import { windowAt, type RowWindow } from './scroll-model';

/** Told of what React draws of a grid. */
export interface GridPaneListener {
  /** Other columns may be in sight, and are to be drawn at once. */
  sideways: (scrollLeft: number) => void;
  resized: (size: RowScroll['size']) => void;
}

/** What a pane shows from a render on. */
export interface GridScene extends GridPicture {
  /** What is scrolled. */
  extent: ScrolledRows;
  /** Told which rows are in sight, half-open. */
  onWindow: ((from: number, to: number) => void) | undefined;
}

/**
 * Scrolls and draws the rows of a grid that are in sight. It stands outside React, which would
 * render the whole grid in every frame of scrolling to find that only rows differ. However many
 * events move it, it draws once a frame.
 */
export class GridPane {
  readonly scroll = new RowScroll();
  private scroller: HTMLElement | null = null;
  private rows: GridRows | null = null;
  private scene: GridScene | null = null;
  private drawn: { shown: RowWindow; by: GridScene } | null = null;
  private frame: number | undefined;
  private left = 0;
  private active: string | undefined;

  /** Draws into elements until the answer is called. */
  attach(scroller: HTMLElement, layer: HTMLElement, listener: GridPaneListener): () => void {
    this.scroller = scroller;
    this.rows = new GridRows(layer);
    this.drawn = null;
    const detach = this.scroll.attach(scroller, {
      scrolled: () => {
        this.frame ??= requestAnimationFrame(() => {
          this.frame = undefined;
          // Read before anything is written, or the browser would lay out twice.
          const { scrollLeft } = scroller;
          this.draw();
          if (scrollLeft === this.left) return;
          this.left = scrollLeft;
          listener.sideways(scrollLeft);
        });
      },
      resized: () => {
        this.draw();
        listener.resized(this.scroll.size);
      },
    });
    this.draw();
    return () => {
      detach();
      if (this.frame !== undefined) cancelAnimationFrame(this.frame);
      this.frame = undefined;
      this.scroller = null;
      this.rows = null;
      layer.replaceChildren();
    };
  }

  /** Shows this from now on. For an effect of a render. */
  show(scene: GridScene): void {
    this.scene = scene;
    this.scroll.set(scene.extent);
    this.draw();
  }

  /** Rows in sight, half-open. */
  get shown(): RowWindow {
    return windowAt(this.scroll.offset, this.scroll.geometry, 0);
  }

  /** Rows that fit. */
  get page(): number {
    const { viewport, rowHeight } = this.scroll.geometry;
    return Math.floor(viewport / rowHeight);
  }

  showRow(row: number): void {
    this.scroll.showRow(row);
    this.draw();
  }

  /** Asks for the rows in sight. */
  want(): void {
    const { from, to } = this.shown;
    if (to > from) this.scene?.onWindow?.(from, to);
  }

  private draw(): void {
    const { scene, rows, drawn, shown } = this;
    if (!scene || !rows) return;
    const stays = drawn?.shown.from === shown.from && drawn.shown.to === shown.to;
    if (stays && drawn.shown.top === shown.top && drawn.by === scene) return;
    this.drawn = { shown, by: scene };
    // Rows that are at hand are given at once when asked for.
    if (!stays) this.want();
    rows.draw(shown, scene);
    this.tellActive(scene, shown);
  }

  /** Where the keyboard is, for those who hear the grid. */
  private tellActive(scene: GridScene, { from, to }: RowWindow): void {
    const { id, selection, activeColumn, visible, frozen } = scene;
    const { focus } = selection;
    const there = focus !== undefined && focus >= from && focus < to;
    const column =
      activeColumn < frozen || (activeColumn >= visible.from && activeColumn < visible.to);
    const active = there ? `${id}-${focus}${column ? `-${activeColumn}` : ''}` : undefined;
    if (active === this.active) return;
    this.active = active;
    if (active === undefined) this.scroller?.removeAttribute('aria-activedescendant');
    else this.scroller?.setAttribute('aria-activedescendant', active);
  }
}
