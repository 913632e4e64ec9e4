/** A cell that nobody looked at for so long is let go; it can be fetched again. */
const idleMs = 10 * 60_000;

interface Place {
  id: string;
  row: number;
  column: number;
}

/** The cell that was fetched whole last, of the 64 MB that `fetchWholeCell` gives at the most. */
export class HeldCell {
  private held: (Place & { text: string }) | null = null;
  private timer: NodeJS.Timeout | undefined;

  /** Holds a cell in place of the one before. */
  hold(place: Place, text: string): void {
    this.held = { ...place, text };
    this.look();
  }

  /** Its text; null for any other cell. */
  text({ id, row, column }: Place): string | null {
    const { held } = this;
    if (held?.id !== id || held.row !== row || held.column !== column) return null;
    this.look();
    return held.text;
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
