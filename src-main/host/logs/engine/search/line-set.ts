import { lastWhile } from '../../../../kit/sorted';
import {
  combined,
  containerBytes,
  containerLines,
  listLimit,
  putBits,
  rankIn,
  selectIn,
  type Container,
} from './line-container';
import { OpenContainer } from './open-container';

/**
 * Numbers of lines (or records), compressed: sixteen million hits take at most 2 MB, hits of
 * every line next to nothing. Lines are added in ascending order; what is asked of them costs
 * O(log n), so an overview of millions of hits is two looks a bucket.
 */
export class LineSet {
  private readonly keys: number[] = [];
  private readonly containers: Container[] = [];
  /** Lines in the containers before each one. */
  private readonly before: number[] = [];
  /** Lines in `containers`; those of the open one come on top. */
  private closed = 0;
  /** Takes the lines that are added. */
  private readonly open = new OpenContainer();
  /** Greatest line, -1 without any. */
  private greatest = -1;

  /** A set of lines in ascending order. */
  static of(lines: Iterable<number>): LineSet {
    const set = new LineSet();
    for (const line of lines) set.add(line);
    return set;
  }

  /** All lines of [from, to). */
  static range(from: number, to: number): LineSet {
    const set = new LineSet();
    set.addRange(from, to);
    return set;
  }

  get count(): number {
    return this.closed + this.open.count;
  }

  /** The greatest line, -1 when there is none. */
  get last(): number {
    return this.greatest;
  }

  /** Bytes that the lines take, about. */
  get bytes(): number {
    return this.containers.reduce((sum, each) => sum + containerBytes(each) + 32, listLimit * 2);
  }

  /** Adds a line. It must not be below the greatest one; adding that again does nothing. */
  add(line: number): void {
    if (line <= this.greatest) {
      if (line === this.greatest) return;
      throw new RangeError(`line ${line} after ${this.greatest}`);
    }
    const low = line & 0xffff;
    this.openAt((line - low) / containerLines);
    this.open.add(low);
    this.greatest = line;
  }

  /** Adds the lines [from, to); those up to the greatest one are taken to be there already. */
  addRange(from: number, to: number): void {
    let at = Math.max(from, this.greatest + 1);
    if (to - at < 8) {
      for (; at < to; at += 1) this.add(at);
      return;
    }
    while (at < to) {
      const low = at & 0xffff;
      const key = (at - low) / containerLines;
      const length = Math.min(to - at, containerLines - low);
      this.openAt(key);
      this.open.fill(low, low + length);
      at += length;
      this.greatest = at - 1;
    }
  }

  /**
   * Adds the lines `base` + n for each bit n that is set.
   *
   * @param base a multiple of 32; bits up to the greatest line must not be set
   */
  addBits(base: number, words: Uint32Array): void {
    for (let at = 0; at < words.length;) {
      if (words[at] === 0) {
        at += 1;
        continue;
      }
      const line = base + at * 32;
      const low = line & 0xffff;
      this.openAt((line - low) / containerLines);
      const end = Math.min(words.length, at + (containerLines - low) / 32);
      for (let to = low >>> 5; at < end; at += 1, to += 1) {
        const word = words[at] ?? 0;
        if (word === 0) continue;
        this.open.addWord(to, word);
        this.greatest = base + at * 32 + 31 - Math.clz32(word);
      }
    }
  }

  /**
   * Lines of [from, to) as bits: bit n is the line `from` + n. Bits at or above `to` may be set, too.
   *
   * @param from a multiple of 32
   */
  bits(from: number, to: number): Uint32Array<ArrayBuffer> {
    const words = new Uint32Array(Math.max(0, Math.ceil((to - from) / 32)));
    const end = from + words.length * 32;
    for (let key = Math.floor(from / containerLines); key * containerLines < end; key += 1) {
      const container = this.containerOf(key);
      if (container) putBits(container, key * containerLines - from, words);
    }
    return words;
  }

  has(line: number): boolean {
    return this.countRange(line, line + 1) > 0;
  }

  /** The n-th line, from 0; undefined when there are fewer. */
  at(n: number): number | undefined {
    if (n < 0 || n >= this.count) return undefined;
    if (n >= this.closed) {
      return this.open.key * containerLines + selectIn(this.open.view(), n - this.closed);
    }
    const index = lastAtOrBelow(this.before, n);
    const container = this.containers[index];
    if (!container) return undefined;
    const base = (this.keys[index] ?? 0) * containerLines;
    return base + selectIn(container, n - (this.before[index] ?? 0));
  }

  /** Lines below a number. */
  rank(line: number): number {
    if (line <= 0) return 0;
    if (line > this.greatest) return this.count;
    const low = line & 0xffff;
    const key = (line - low) / containerLines;
    if (key === this.open.key) return this.closed + rankIn(this.open.view(), low);
    const index = lastAtOrBelow(this.keys, key);
    const container = this.containers[index];
    const found = this.keys[index];
    if (!container || found === undefined || found > key) return 0;
    const before = this.before[index] ?? 0;
    return before + (found === key ? rankIn(container, low) : container.count);
  }

  /** Lines in [from, to). */
  countRange(from: number, to: number): number {
    return to <= from ? 0 : this.rank(to) - this.rank(from);
  }

  /** The least line at or above a number; undefined when there is none. */
  next(line: number): number | undefined {
    return this.at(this.rank(line));
  }

  /** The greatest line below a number; undefined when there is none. */
  previous(line: number): number | undefined {
    return this.at(this.rank(line) - 1);
  }

  /** The lines from the n-th one on, in order. */
  *values(n = 0): Generator<number> {
    for (let at = n; at < this.count; at += 1) {
      const line = this.at(at);
      if (line !== undefined) yield line;
    }
  }

  /** Removes the lines from a number on, so that others can be added there. */
  truncate(line: number): void {
    if (line > this.greatest) return;
    const kept = line <= 0 ? new LineSet() : this.and(LineSet.range(0, line));
    this.replaceBy(kept);
  }

  /** Lines of both. */
  and(other: LineSet): LineSet {
    return this.combine(other, (left, right) =>
      left && right ? combined(left, right, (a, b) => a & b) : null,
    );
  }

  /** Lines of either. */
  or(other: LineSet): LineSet {
    return this.combine(other, (left, right) =>
      left && right ? combined(left, right, (a, b) => a | b) : (left ?? right),
    );
  }

  /** Lines of this one that the other does not have. */
  andNot(other: LineSet): LineSet {
    return this.combine(other, (left, right) =>
      left && right ? combined(left, right, (a, b) => a & ~b) : left,
    );
  }

  private containerOf(key: number): Container | null {
    if (key === this.open.key) return this.open.count > 0 ? this.open.view() : null;
    const index = lastAtOrBelow(this.keys, key);
    return this.keys[index] === key ? (this.containers[index] ?? null) : null;
  }

  private *all(): Generator<[key: number, container: Container]> {
    for (const [index, container] of this.containers.entries())
      yield [this.keys[index] ?? 0, container];
    if (this.open.count > 0) yield [this.open.key, this.open.view()];
  }

  private combine(
    other: LineSet,
    work: (left: Container | null, right: Container | null) => Container | null,
  ): LineSet {
    const result = new LineSet();
    const lefts = this.all();
    const rights = other.all();
    let left = lefts.next();
    let right = rights.next();
    while (!left.done || !right.done) {
      const leftKey = left.done ? Infinity : left.value[0];
      const rightKey = right.done ? Infinity : right.value[0];
      const key = Math.min(leftKey, rightKey);
      const made = work(
        !left.done && leftKey === key ? left.value[1] : null,
        !right.done && rightKey === key ? right.value[1] : null,
      );
      if (made) result.push(key, made);
      if (leftKey === key) left = lefts.next();
      if (rightKey === key) right = rights.next();
    }
    return result;
  }

  private push(key: number, container: Container): void {
    this.keys.push(key);
    this.containers.push(container);
    this.before.push(this.closed);
    this.closed += container.count;
    this.greatest = key * containerLines + selectIn(container, container.count - 1);
  }

  private replaceBy(other: LineSet): void {
    this.keys.length = 0;
    this.containers.length = 0;
    this.before.length = 0;
    this.closed = 0;
    this.open.begin(-1);
    this.greatest = -1;
    for (const [key, container] of other.all()) this.push(key, container);
    this.reopen();
  }

  /** The last container takes lines again when a line of its 65,536 is added. */
  private reopen(): void {
    const key = this.keys.pop();
    const container = this.containers.pop();
    this.before.pop();
    if (key === undefined || !container) return;
    this.closed -= container.count;
    this.open.goOn(key, container);
  }

  private openAt(key: number): void {
    if (key === this.open.key) return;
    if (this.open.count === 0 && this.keys.at(-1) === key) {
      this.reopen();
      return;
    }
    if (this.open.count > 0) {
      const { greatest } = this;
      this.push(this.open.key, this.open.view());
      this.greatest = greatest;
    }
    this.open.begin(key);
  }
}

/** Index of the last entry that is not above a value; 0 when all are. */
function lastAtOrBelow(sorted: readonly number[], value: number): number {
  return lastWhile(sorted.length, (index) => (sorted[index] ?? 0) <= value);
}
