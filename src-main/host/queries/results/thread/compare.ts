import { canonicalNumber } from './numbers';
import type { Rows } from './rows';
import { sortableTime } from './times';

/** Hashes of cells of changed rows that are held at once, in bytes. */
const heldBytes = 48 * 1024 * 1024;

/** A column that both results have. */
export interface ComparedColumn {
  before: number;
  after: number;
  key: boolean;
  /** How its cells are made comparable. */
  as: 'text' | 'number' | 'time';
}

export interface CompareOrder {
  columns: readonly ComparedColumn[];
  ignoreCase: boolean;
  trimEnd: boolean;
  /** By chance, so that nobody can make texts whose hashes are alike. */
  seed: number;
}

export const noRow = 0xffffffff;
/** What became of a pair of rows. */
export const changeCodes = { added: 0, removed: 1, changed: 2, same: 3 } as const;

/** Pairs of rows: those of `before` in their order, then those that only `after` has. */
export interface Compared {
  before: Uint32Array;
  after: Uint32Array;
  codes: Uint8Array;
  /** By column, how many rows it changed in. */
  changed: Uint32Array;
  duplicatesBefore: number;
  duplicatesAfter: number;
}

/** Compares rows of equal key; memory holds some 40 bytes a row. */
export function compareRows(before: Rows, after: Rows, order: CompareOrder): Compared {
  before.expect(2);
  after.expect(2);
  const left = new Hashes(before, order, 'before');
  const right = new Hashes(after, order, 'after');
  const { pairs, duplicatesBefore, duplicatesAfter } = pairUp(left, right);
  const codes = new Uint8Array(pairs.before.length);
  const unequal: number[] = [];
  for (let at = 0; at < codes.length; at += 1) {
    const [one, two] = [pairs.before[at] ?? noRow, pairs.after[at] ?? noRow];
    if (one === noRow) codes[at] = changeCodes.added;
    else if (two === noRow) codes[at] = changeCodes.removed;
    else if (left.isSame(one, right, two)) codes[at] = changeCodes.same;
    else {
      codes[at] = changeCodes.changed;
      unequal.push(at);
    }
  }
  const changed = countChanges(before, after, order, pairs, unequal);
  return { ...pairs, codes, changed, duplicatesBefore, duplicatesAfter };
}

/** A cell as it is compared. */
export function comparable(
  cell: string | null,
  as: ComparedColumn['as'],
  { ignoreCase, trimEnd }: Pick<CompareOrder, 'ignoreCase' | 'trimEnd'>,
): string | number | null {
  if (cell === null) return null;
  if (as === 'number') return canonicalNumber(cell);
  if (as === 'time') return sortableTime(cell.trim());
  const text = trimEnd ? cell.replace(/ +$/, '') : cell;
  return ignoreCase ? text.toUpperCase() : text;
}

const double = new Float64Array(1);
const bits = new Int32Array(double.buffer);
/** Keeps a number from the hash of a text. */
const numberMark = 0x5bd1e995;

/** Two words of hash over cells, each ended so that no two rows of other cells are alike (MurmurHash3's mixing). */
class Mixer {
  private low: number;
  private high: number;

  constructor(seed: number) {
    this.low = seed | 0;
    this.high = ~seed;
  }

  add(cell: string | number | null): void {
    if (typeof cell === 'number') return this.addNumber(cell);
    let { low, high } = this;
    const length = cell === null ? -1 : cell.length;
    for (let at = 0; at < length; at += 1) {
      const unit = cell?.charCodeAt(at) ?? 0;
      low = Math.imul(low ^ unit, 0xcc9e2d51);
      low = (low << 13) | (low >>> 19);
      high = Math.imul(high ^ unit, 0x1b873593) + 0x52dce729;
      high = (high << 15) | (high >>> 17);
    }
    this.low = mix(low ^ length);
    this.high = mix(high + length);
  }

  private addNumber(value: number): void {
    double[0] = value;
    this.low = mix(this.low ^ (bits[0] ?? 0)) ^ numberMark;
    this.high = mix(this.high + (bits[1] ?? 0) + this.low);
  }

  words(): [low: number, high: number] {
    return [mix(this.low ^ (this.high >>> 7)) >>> 0, mix(this.high + this.low) >>> 0];
  }
}

function mix(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** Of each row of a result: a hash of its key, and one of all that is compared. */
class Hashes {
  readonly rows: number;
  readonly keyLow: Uint32Array;
  readonly keyHigh: Uint32Array;
  private readonly restLow: Uint32Array;
  private readonly restHigh: Uint32Array;

  constructor(rows: Rows, order: CompareOrder, side: 'before' | 'after') {
    this.rows = rows.total;
    this.keyLow = new Uint32Array(rows.total);
    this.keyHigh = new Uint32Array(rows.total);
    this.restLow = new Uint32Array(rows.total);
    this.restHigh = new Uint32Array(rows.total);
    for (const { frame, first } of rows.frames()) {
      const columns = order.columns.map((column) => ({
        ...column,
        cells: frame.column(column[side]),
      }));
      for (let row = 0; row < frame.rows; row += 1) {
        const key = new Mixer(order.seed);
        const rest = new Mixer(order.seed);
        for (const { cells, as, key: isKey } of columns) {
          (isKey ? key : rest).add(comparable(cells.cell(row), as, order));
        }
        const at = first + row;
        [this.keyLow[at], this.keyHigh[at]] = key.words();
        [this.restLow[at], this.restHigh[at]] = rest.words();
      }
    }
  }

  isSame(row: number, other: Hashes, otherRow: number): boolean {
    return (
      this.restLow[row] === other.restLow[otherRow] &&
      this.restHigh[row] === other.restHigh[otherRow]
    );
  }
}

/** Finds the row of the same key; the first of several with the first, the second with the second. */
function pairUp(left: Hashes, right: Hashes) {
  const table = new KeyTable(right);
  const partner = new Uint32Array(left.rows).fill(noRow);
  const taken = new Uint8Array(right.rows);
  let matched = 0;
  for (let row = 0; row < left.rows; row += 1) {
    const found = table.take(left.keyLow[row] ?? 0, left.keyHigh[row] ?? 0);
    if (found === noRow) continue;
    partner[row] = found;
    taken[found] = 1;
    matched += 1;
  }
  const total = left.rows + right.rows - matched;
  const pairs = { before: new Uint32Array(total).fill(noRow), after: new Uint32Array(total) };
  for (let row = 0; row < left.rows; row += 1) {
    pairs.before[row] = row;
    pairs.after[row] = partner[row] ?? noRow;
  }
  let at = left.rows;
  for (let row = 0; row < right.rows; row += 1) if (taken[row] === 0) pairs.after[at++] = row;
  return {
    pairs,
    duplicatesBefore: new KeyTable(left).duplicates,
    duplicatesAfter: table.duplicates,
  };
}

/** Rows by the hash of their key: an open table with chains for equal keys. */
class KeyTable {
  duplicates = 0;
  private readonly hashes: Hashes;
  private readonly mask: number;
  /** First row of a key that is not taken yet, plus one; 0 is free, and `gone` a key whose rows are all taken. */
  private readonly slots: Uint32Array;
  private readonly owners: Uint32Array;
  private readonly next: Uint32Array;

  constructor(hashes: Hashes) {
    this.hashes = hashes;
    let size = 16;
    while (size < hashes.rows * 2) size *= 2;
    this.mask = size - 1;
    this.slots = new Uint32Array(size);
    this.owners = new Uint32Array(size);
    this.next = new Uint32Array(hashes.rows);
    // From the end, so that chains begin with the first row.
    for (let row = hashes.rows - 1; row >= 0; row -= 1) {
      const slot = this.slotOf(hashes.keyLow[row] ?? 0, hashes.keyHigh[row] ?? 0);
      const before = this.slots[slot] ?? 0;
      if (before !== 0) this.duplicates += 1;
      this.next[row] = before;
      this.slots[slot] = row + 1;
      this.owners[slot] = row + 1;
    }
  }

  /** The first row of a key that was not taken, which is taken by this. */
  take(low: number, high: number): number {
    const slot = this.slotOf(low, high);
    const entry = this.slots[slot] ?? 0;
    if (entry === 0) return noRow;
    this.slots[slot] = this.next[entry - 1] ?? 0;
    return entry - 1;
  }

  private slotOf(low: number, high: number): number {
    let slot = low & this.mask;
    for (;;) {
      const owner = this.owners[slot] ?? 0;
      if (owner === 0) return slot;
      if (this.hashes.keyLow[owner - 1] === low && this.hashes.keyHigh[owner - 1] === high)
        return slot;
      slot = (slot + 1) & this.mask;
    }
  }
}

/** In how many of the changed rows each column changed; columns are looked at as many at a time as memory holds. */
function countChanges(
  before: Rows,
  after: Rows,
  order: CompareOrder,
  pairs: { before: Uint32Array; after: Uint32Array },
  unequal: readonly number[],
): Uint32Array {
  const counts = new Uint32Array(order.columns.length);
  if (unequal.length === 0) return counts;
  const compared = order.columns.flatMap(({ key }, index) => (key ? [] : [index]));
  const together = Math.max(1, Math.floor(heldBytes / 8 / unequal.length));
  const passes = Math.ceil(compared.length / together);
  before.expect(1 + passes);
  after.expect(1 + passes);
  const placesBefore = new Map(unequal.map((at, place) => [pairs.before[at] ?? noRow, place]));
  const placesAfter = new Map(unequal.map((at, place) => [pairs.after[at] ?? noRow, place]));
  for (let from = 0; from < compared.length; from += together) {
    const some = compared.slice(from, from + together);
    const held = new Uint32Array(unequal.length * some.length * 2);
    eachCell(before, order, some, 'before', placesBefore, (at, low, high) => {
      held[at * 2] = low;
      held[at * 2 + 1] = high;
    });
    eachCell(after, order, some, 'after', placesAfter, (at, low, high) => {
      const column = some[at % some.length] ?? 0;
      if (held[at * 2] !== low || held[at * 2 + 1] !== high)
        counts[column] = (counts[column] ?? 0) + 1;
    });
  }
  return counts;
}

function eachCell(
  rows: Rows,
  order: CompareOrder,
  columns: readonly number[],
  side: 'before' | 'after',
  places: ReadonlyMap<number, number>,
  take: (at: number, low: number, high: number) => void,
): void {
  const wanted = new Uint8Array(rows.total);
  for (const row of places.keys()) wanted[row] = 1;
  for (const { frame, first } of rows.frames(wanted)) {
    for (const [index, column] of columns.entries()) {
      const compared = order.columns[column];
      if (!compared) continue;
      const cells = frame.column(compared[side]);
      for (let row = 0; row < frame.rows; row += 1) {
        if (wanted[first + row] !== 1) continue;
        const mixer = new Mixer(order.seed);
        mixer.add(comparable(cells.cell(row), compared.as, order));
        const place = places.get(first + row) ?? 0;
        take(place * columns.length + index, ...mixer.words());
      }
    }
  }
}
