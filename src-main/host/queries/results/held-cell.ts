/** A cell that nobody looked at for so long is let go; it can be fetched again. */
const idleMs = 10 * 60_000;

interface Place {
  id: string;
  row: number;
  column: number;
}

interface Held {
  text: string;
  /** It is only the beginning: the whole is longer than is kept at hand. */
  cut: boolean;
}

/** The cell that was fetched whole last, of the 64 MB that `fetchWholeCell` gives at the most. */
export class HeldCell {
  private held: (Place & Held) | null = null;
  private timer: NodeJS.Timeout | undefined;

  /** Holds a cell in place of the one before. */
  hold(place: Place, text: string, cut: boolean): void {
    this.held = { ...place, text, cut };
    this.look();
  }

  /** What is held of it; null for any other cell. */
  of({ id, row, column }: Place): Held | null {
    const { held } = this;
    if (held?.id !== id || held.row !== row || held.column !== column) return null;
    this.look();
    return held;
  }

  /** Lets a cell of a result go. */
  forget(id: string): void {
    if (this.held?.id === id) this.held = null;
  }

  private look(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.held = null), idleMs);
    this.timer.unref();
  }
}
