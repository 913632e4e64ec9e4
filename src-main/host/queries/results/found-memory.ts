/** Orders and found rows that are kept, together. */
const keptBytes = 64 * 1024 * 1024;

type Data = Uint32Array | Uint8Array;

interface Kept {
  resultId: string;
  /** Rows the result had then. */
  of: number;
  data: Data;
}

/** What was found of results by going through their rows, as long as there is room for it. */
export class FoundMemory {
  private readonly kept = new Map<string, Kept>();

  /**
   * What was found before, else what is found now.
   *
   * @param rows of the result now
   * @param exact what was found when the result had other rows is found anew
   */
  async keep<Kind extends Data>(
    resultId: string,
    name: string,
    rows: number,
    exact: boolean,
    find: () => Promise<Kind>,
  ): Promise<Kind> {
    const key = `${resultId} ${name}`;
    const known = this.kept.get(key);
    if (known && (!exact || known.of === rows)) {
      this.kept.delete(key);
      this.kept.set(key, known);
      return known.data as Kind;
    }
    const data = await find();
    this.kept.set(key, { resultId, of: rows, data });
    let bytes = 0;
    for (const each of this.kept.values()) bytes += each.data.byteLength;
    for (const [oldest, each] of this.kept) {
      if (bytes <= keptBytes || oldest === key) break;
      this.kept.delete(oldest);
      bytes -= each.data.byteLength;
    }
    return data;
  }

  /** Forgets all of a result. */
  forget(resultId: string): void {
    for (const [key, kept] of this.kept) if (kept.resultId === resultId) this.kept.delete(key);
  }
}
