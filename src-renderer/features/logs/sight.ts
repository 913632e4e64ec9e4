/** Rows, half-open. */
export interface RowWindow {
  from: number;
  to: number;
}

/**
 * Which rows are in sight. It changes with every step of the wheel, so that what shows it listens
 * here instead of drawing the page anew.
 */
export class Sight {
  private window: RowWindow = { from: 0, to: 0 };
  private readonly listeners = new Set<() => void>();

  readonly get = (): RowWindow => this.window;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  show(window: RowWindow): void {
    if (window.from === this.window.from && window.to === this.window.to) return;
    this.window = window;
    for (const listener of this.listeners) listener();
  }
}
