import {
  containerLines,
  eachRange,
  fillBits,
  fromBits,
  fromList,
  listLimit,
  popcount,
  putBits,
  rankIn,
  selectIn,
  toBits,
  type Container,
} from './line-container';

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

  // The container that lines are still added to: a list first, bits when that is full.
  private openKey = -1;
  private readonly openList = new Uint16Array(listLimit);
  private openBits: Uint32Array | null = null;
  private openCount = 0;
  /** The open one as a container, until a line is added. */
  private openView: Container | null = null;
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
    return this.closed + this.openCount;
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
    if (this.openBits) {
      this.openBits[low >>> 5] = (this.openBits[low >>> 5] ?? 0) | (1 << (low & 31));
    } else if (this.openCount < listLimit) {
      this.openList[this.openCount] = low;
    } else {
      const words = this.bitsOfOpen();
      words[low >>> 5] = (words[low >>> 5] ?? 0) | (1 << (low & 31));
    }
    this.openCount += 1;
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
      fillBits(this.bitsOfOpen(), low, low + length);
      this.openCount += length;
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
      const bits = this.bitsOfOpen();
      const end = Math.min(words.length, at + (containerLines - low) / 32);
      for (let to = low >>> 5; at < end; at += 1, to += 1) {
        const word = words[at] ?? 0;
        if (word === 0) continue;
        bits[to] = (bits[to] ?? 0) | word;
        this.openCount += popcount(word);
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
      return this.openKey * containerLines + selectIn(this.open(), n - this.closed);
    }
    const index = this.lastAtOrBelow(this.before, n);
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
    if (key === this.openKey) return this.closed + rankIn(this.open(), low);
    const index = this.lastAtOrBelow(this.keys, key);
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

  /** Tells the lines as ranges [from, to), in order; neighbours may come as two ranges. */
  forEachRange(visit: (from: number, to: number) => void): void {
    for (const [key, container] of this.all()) {
      const base = key * containerLines;
      eachRange(container, (from, to) => visit(base + from, base + to));
    }
  }

  /** The lines from the n-th one on, in order. */
  *values(n = 0): Generator<number> {
    for (let at = n; at < this.count; at += 1) {
      const line = this.at(at);
      if (line !== undefined) yield line;
    }
  }

  /** A set of its own with the same lines. */
  clone(): LineSet {
    return this.or(new LineSet());
  }

  /** Removes the lines from a number on, so that others can be added there. */
  truncate(line: number): void {
    if (line > this.greatest) return;
    const kept = line <= 0 ? new LineSet() : this.and(LineSet.range(0, line));
    this.replaceBy(kept);
  }

  /** Lines of both. */
  and(other: LineSet): LineSet {
    return this.combine(other, (left, right) => {
      if (!left || !right) return null;
      const words = toBits(left);
      const others = toBits(right);
      for (let at = 0; at < words.length; at += 1) words[at] = (words[at] ?? 0) & (others[at] ?? 0);
      return fromBits(words);
    });
  }

  /** Lines of either. */
  or(other: LineSet): LineSet {
    return this.combine(other, (left, right) => {
      if (!left || !right) return left ?? right;
      const words = toBits(left);
      const others = toBits(right);
      for (let at = 0; at < words.length; at += 1) words[at] = (words[at] ?? 0) | (others[at] ?? 0);
      return fromBits(words);
    });
  }

  /** Lines of this one that the other does not have. */
  andNot(other: LineSet): LineSet {
    return this.combine(other, (left, right) => {
      if (!left || !right) return left;
      const words = toBits(left);
      const others = toBits(right);
      for (let at = 0; at < words.length; at += 1)
        words[at] = (words[at] ?? 0) & ~(others[at] ?? 0);
      return fromBits(words);
    });
  }

  /** Lines of [from, to) that are not in it. */
  not(from: number, to: number): LineSet {
    return LineSet.range(from, to).andNot(this);
  }

  private containerOf(key: number): Container | null {
    if (key === this.openKey) return this.openCount > 0 ? this.open() : null;
    const index = this.lastAtOrBelow(this.keys, key);
    return this.keys[index] === key ? (this.containers[index] ?? null) : null;
  }

  private *all(): Generator<[key: number, container: Container]> {
    for (const [index, container] of this.containers.entries())
      yield [this.keys[index] ?? 0, container];
    if (this.openCount > 0) yield [this.openKey, this.open()];
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
    this.openKey = -1;
    this.openBits = null;
    this.openCount = 0;
    this.openView = null;
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
    this.openKey = key;
    this.openCount = container.count;
    this.openBits = toBits(container);
  }

  private openAt(key: number): void {
    this.openView = null;
    if (key === this.openKey) return;
    if (this.openCount === 0 && this.keys.at(-1) === key) {
      this.reopen();
      return;
    }
    if (this.openCount > 0) {
      const container = this.open();
      const { greatest } = this;
      this.push(this.openKey, container);
      this.greatest = greatest;
    }
    this.openKey = key;
    this.openCount = 0;
    this.openBits = null;
    this.openView = null;
  }

  private bitsOfOpen(): Uint32Array {
    if (this.openBits) return this.openBits;
    const words = new Uint32Array(containerLines / 32);
    for (let at = 0; at < this.openCount; at += 1) {
      const value = this.openList[at] ?? 0;
      words[value >>> 5] = (words[value >>> 5] ?? 0) | (1 << (value & 31));
    }
    this.openBits = words;
    return words;
  }

  /** The open container in its smallest form, kept until the next line comes. */
  private open(): Container {
    this.openView ??= this.openBits
      ? fromBits(this.openBits.slice())
      : fromList(this.openList.slice(0, this.openCount));
    return this.openView ?? { kind: 'list', count: 0, values: new Uint16Array(0) };
  }

  /** Index of the last entry that is not above a value; 0 when all are. */
  private lastAtOrBelow(sorted: readonly number[], value: number): number {
    let low = 0;
    let high = sorted.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((sorted[middle] ?? 0) <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function containerBytes(container: Container): number {
  switch (container.kind) {
    case 'list':
      return container.values.byteLength;
    case 'bits':
      return container.words.byteLength + container.ranks.byteLength;
    case 'runs':
      return container.starts.byteLength + container.before.byteLength;
  }
}
