import {
  containerLines,
  fillBits,
  fromBits,
  fromList,
  listLimit,
  popcount,
  toBits,
  type Container,
} from './line-container';

/** The container of a set that lines are still added to: a list first, bits when that is full. */
export class OpenContainer {
  /** Which lines it is for, see `containerLines`; -1: none yet. */
  key = -1;
  count = 0;
  private readonly list = new Uint16Array(listLimit);
  private bits: Uint32Array | null = null;
  /** It as a container, until a line is added. */
  private made: Container | null = null;

  /** Begins anew, for other lines. */
  begin(key: number): void {
    this.key = key;
    this.count = 0;
    this.bits = null;
    this.made = null;
  }

  /** Goes on with the lines of a container. */
  goOn(key: number, container: Container): void {
    this.key = key;
    this.count = container.count;
    this.bits = toBits(container);
    this.made = null;
  }

  /** @param low above all that are there, in the container */
  add(low: number): void {
    this.made = null;
    if (this.bits === null && this.count < listLimit) {
      this.list[this.count] = low;
    } else {
      const words = this.words();
      words[low >>> 5] = (words[low >>> 5] ?? 0) | (1 << (low & 31));
    }
    this.count += 1;
  }

  /** Adds [from, to), which are not there yet. */
  fill(from: number, to: number): void {
    this.made = null;
    fillBits(this.words(), from, to);
    this.count += to - from;
  }

  /** Adds the lines of a word of bits, none of which is there yet. */
  addWord(at: number, word: number): void {
    this.made = null;
    const words = this.words();
    words[at] = (words[at] ?? 0) | word;
    this.count += popcount(word);
  }

  /** In its smallest form. */
  view(): Container {
    this.made ??= this.bits
      ? fromBits(this.bits.slice())
      : fromList(this.list.slice(0, this.count));
    return this.made ?? { kind: 'list', count: 0, values: new Uint16Array(0) };
  }

  private words(): Uint32Array {
    if (this.bits) return this.bits;
    const words = new Uint32Array(containerLines / 32);
    for (let at = 0; at < this.count; at += 1) {
      const value = this.list[at] ?? 0;
      words[value >>> 5] = (words[value >>> 5] ?? 0) | (1 << (value & 31));
    }
    this.bits = words;
    return words;
  }
}
