const wordsPerBlock = 64;
const bitsPerBlock = wordsPerBlock * 32;

/**
 * Numbers of lines that match a filter, in ascending order: one bit a line and a count
 * every 2,048 lines, so that ten million lines take 1.3 MB however many match.
 */
export class MatchSet {
  private words = new Uint32Array(1024);
  /** Matches before each block. */
  private readonly ranks: number[] = [];
  private matches = 0;

  get count(): number {
    return this.matches;
  }

  /** Adds a line; it must be greater than every one added before. */
  add(line: number): void {
    const word = line >>> 5;
    if (word >= this.words.length) {
      const larger = new Uint32Array(Math.max(this.words.length * 2, word + 1));
      larger.set(this.words);
      this.words = larger;
    }
    const block = Math.floor(line / bitsPerBlock);
    while (this.ranks.length <= block) this.ranks.push(this.matches);
    this.words[word] = (this.words[word] ?? 0) | (1 << (line & 31));
    this.matches += 1;
  }

  /** Line number of the n-th match, from 0; undefined when there are fewer. */
  at(n: number): number | undefined {
    if (n < 0 || n >= this.matches) return undefined;
    let low = 0;
    let high = this.ranks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.ranks[middle] ?? 0) <= n) low = middle;
      else high = middle - 1;
    }
    let left = n - (this.ranks[low] ?? 0);
    for (let word = low * wordsPerBlock; ; word += 1) {
      let bits = this.words[word] ?? 0;
      const inWord = popcount(bits);
      if (left >= inWord) {
        left -= inWord;
        continue;
      }
      for (; left > 0; left -= 1) bits &= bits - 1;
      return word * 32 + 31 - Math.clz32(bits & -bits);
    }
  }
}

function popcount(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
