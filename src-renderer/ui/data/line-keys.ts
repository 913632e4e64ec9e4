/**
 * Keys of drawn lines. While a list moves by little, a line keeps its key, so that only lines that
 * come or leave cost elements; after a jump to elsewhere the lines take over the keys, and with
 * them the elements, of those that were drawn before.
 */
export class LineKeys {
  private from = 0;
  private to = 0;
  private base = 0;

  /** What is taken off the number of a line to get its key, for the lines [from, to). */
  baseOf(from: number, to: number): number {
    const apart = from >= this.to || to <= this.from;
    if (apart) this.base += from - this.from;
    this.from = from;
    this.to = to;
    return this.base;
  }
}
