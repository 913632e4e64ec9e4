/**
 * What a Zstandard decoder has in mind between two blocks of a frame (RFC 8878, 3.1.1 and 4):
 * the tables that blocks may use again and the three last offsets. Together with the last bytes
 * that were unpacked, written as a dictionary, another decoder can go on from there.
 */

/** A table as the frame describes it; null where it is of a kind that a dictionary cannot say. */
type Table = Buffer | null;

/** Kinds of symbols that sequences are made of, in the order of their tables. */
const kinds = { lengths: 0, offsets: 1, matches: 2 } as const;

/** Bits that follow a code: of literal lengths from 16 on, of match lengths from 32 on. */
const lengthBits = [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const matchBits = [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

/** Of two symbols with one bit each: stands where no Huffman table was described yet. */
const anyHuffman = Buffer.from([128, 0x10]);
const dictionaryMagic = 0xec30a437;
/** Any number does: the frames that it is for name none. */
const dictionaryId = 32_768;

/** An offset may be used again from block to block; so many are looked back through for it. */
const blocksTraced = 8;

/** The sequences of a block, not decoded. */
interface Sequences {
  count: number;
  bits: Buffer;
  tables: (Table | number)[];
}

/** Follows the blocks of a frame. */
export class FrameState {
  /** Null while it is not known. */
  private huffman: Buffer | null;
  /** A number: one symbol, repeated. */
  private tables: (Table | number)[] = [null, null, null];
  /** Of the last blocks that have any. */
  private last: Sequences[] = [];

  /** @param fromStart of the frame; else its tables are learned as blocks describe them */
  constructor(fromStart: boolean) {
    this.huffman = fromStart ? anyHuffman : null;
  }

  /** A compressed block that comes next. @throws RangeError when it is none */
  add(block: Buffer): void {
    const literals = literalsOf(block);
    if (literals.huffman) this.huffman = Buffer.from(literals.huffman);
    let at = literals.end;
    const first = byteOf(block, at);
    if (first === 0) return;
    let count = first;
    if (first === 255) count = block.readUInt16LE(at + 1) + 0x7f00;
    else if (first >= 128) count = ((first - 128) << 8) + byteOf(block, at + 1);
    at += first === 255 ? 3 : first >= 128 ? 2 : 1;
    const modes = byteOf(block, at);
    at += 1;
    const tables = [...this.tables];
    for (const kind of [kinds.lengths, kinds.offsets, kinds.matches]) {
      const mode = (modes >> (6 - 2 * kind)) & 3;
      if (mode === 0) tables[kind] = null;
      else if (mode === 1) {
        tables[kind] = byteOf(block, at);
        at += 1;
      } else if (mode === 2) {
        const { length } = probabilitiesOf(block.subarray(at));
        tables[kind] = Buffer.from(block.subarray(at, at + length));
        at += length;
      }
    }
    this.tables = tables;
    this.last.push({ count, bits: block.subarray(at), tables });
    if (this.last.length > blocksTraced) this.last.shift();
  }

  /**
   * A dictionary by which another decoder goes on here; null where none can say it.
   *
   * @param content what was unpacked last, as far as blocks may look back
   */
  dictionary(content: Buffer): Buffer | null {
    const { huffman } = this;
    const [lengths, offsets, matches] = this.tables;
    const recent = offsetsAfter(this.last);
    if (
      !huffman ||
      !Buffer.isBuffer(lengths) ||
      !Buffer.isBuffer(offsets) ||
      !Buffer.isBuffer(matches)
    )
      return null;
    if (!recent?.every((offset) => offset > 0 && offset <= content.length)) return null;
    const head = Buffer.alloc(8);
    head.writeUInt32LE(dictionaryMagic, 0);
    head.writeUInt32LE(dictionaryId, 4);
    const tail = Buffer.alloc(12);
    recent.forEach((offset, index) => tail.writeUInt32LE(offset, index * 4));
    return Buffer.concat([head, huffman, offsets, matches, lengths, tail, content]);
  }
}

/** Where the literals of a block end, and their Huffman table if they have one: 3.1.1.3.1. */
function literalsOf(block: Buffer): { end: number; huffman: Buffer | null } {
  const first = byteOf(block, 0);
  const type = first & 3;
  const format = (first >> 2) & 3;
  if (type < 2) {
    const header = [1, 2, 1, 3][format] ?? 1;
    const size = header === 1 ? first >> 3 : block.readUIntLE(0, header) >> 4;
    return { end: header + (type === 0 ? size : 1), huffman: null };
  }
  const header = [3, 3, 4, 5][format] ?? 3;
  const width = [10, 10, 14, 18][format] ?? 10;
  // 40 bits at most: more than bit operations take.
  const packed = Math.floor(block.readUIntLE(0, header) / 2 ** (4 + width)) % 2 ** width;
  const end = header + packed;
  if (type === 3) return { end, huffman: null };
  const weights = byteOf(block, header);
  const length = weights < 128 ? 1 + weights : 1 + Math.ceil((weights - 127) / 2);
  return { end, huffman: block.subarray(header, header + length) };
}

/** The probabilities that an FSE table is made of, and how many bytes describe them: 4.1.1. */
function probabilitiesOf(bytes: Buffer): { log: number; shares: number[]; length: number } {
  let bit = 0;
  const take = (count: number): number => {
    const value = bitsAt(bytes, bit, count);
    bit += count;
    return value;
  };
  const log = take(4) + 5;
  const shares: number[] = [];
  let left = 1 << log;
  while (left > 0) {
    if (bit > bytes.length * 8 || log > 9) throw new RangeError('no table');
    const width = 32 - Math.clz32(left + 1);
    const low = (1 << (width - 1)) - 1;
    const spare = (1 << width) - 1 - (left + 1);
    let value = take(width);
    if ((value & low) < spare) {
      bit -= 1;
      value &= low;
    } else if (value > low) value -= spare;
    shares.push(value - 1);
    left -= Math.abs(value - 1);
    if (value !== 1) continue;
    for (let zeros = 3; zeros === 3;) {
      zeros = take(2);
      for (let index = 0; index < zeros; index += 1) shares.push(0);
    }
  }
  return { log, shares, length: Math.ceil(bit / 8) };
}

/** What each state of an FSE table says: 4.1.1. */
interface States {
  log: number;
  symbols: Uint8Array;
  bits: Uint8Array;
  bases: Uint16Array;
}

function statesOf(table: Table | number): States | null {
  if (table === null) return null;
  if (typeof table === 'number') {
    const symbols = Uint8Array.of(table);
    return { log: 0, symbols, bits: new Uint8Array(1), bases: new Uint16Array(1) };
  }
  const { log, shares } = probabilitiesOf(table);
  const size = 1 << log;
  const states = {
    log,
    symbols: new Uint8Array(size),
    bits: new Uint8Array(size),
    bases: new Uint16Array(size),
  };
  let high = size;
  shares.forEach((share, symbol) => {
    if (share === -1) states.symbols[(high -= 1)] = symbol;
  });
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  shares.forEach((share, symbol) => {
    for (let index = 0; index < share; index += 1) {
      states.symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at >= high);
    }
  });
  const next = shares.map(Math.abs);
  states.symbols.forEach((symbol, state) => {
    const value = next[symbol] ?? 0;
    next[symbol] = value + 1;
    const bits = log - (31 - Math.clz32(value));
    states.bits[state] = bits;
    states.bases[state] = (value << bits) - size;
  });
  return states;
}

type Offsets = [number, number, number];

/** The three last offsets after blocks that follow each other; null where they cannot be told. */
function offsetsAfter(blocks: readonly Sequences[]): Offsets | null {
  for (let count = 1; count <= blocks.length; count *= 2) {
    let found: Offsets | null = [NaN, NaN, NaN];
    for (const block of blocks.slice(-count)) found = found && lastOffsets(block, found);
    if (!found?.some(Number.isNaN)) return found;
  }
  return null;
}

/**
 * The three last offsets after the sequences of a block (3.1.1.3.2.1.2 and 3.1.1.5); NaN for
 * one that is not known from before. Null where they cannot be told.
 */
function lastOffsets({ count, bits, tables }: Sequences, before: Offsets): Offsets | null {
  const [lengths, offsets, matches] = tables.map(statesOf);
  const end = bits.at(-1) ?? 0;
  if (!lengths || !offsets || !matches || end === 0) return null;
  // Read from its end: the highest bit set only tells where it begins.
  let bit = (bits.length - 1) * 8 + (31 - Math.clz32(end));
  const take = (width: number): number => {
    bit -= width;
    return bit < 0 ? 0 : bitsAt(bits, bit, width);
  };
  let length = take(lengths.log);
  let offset = take(offsets.log);
  let match = take(matches.log);
  let recent = before;
  for (let left = count; left > 0; left -= 1) {
    const code = offsets.symbols[offset] ?? 0;
    const lengthCode = lengths.symbols[length] ?? 0;
    const value = 2 ** code + take(code);
    take(matchBits[(matches.symbols[match] ?? 0) - 32] ?? 0);
    take(lengthBits[lengthCode - 16] ?? 0);
    recent = withOffset(recent, value, lengthCode === 0);
    if (left === 1) break;
    length = (lengths.bases[length] ?? 0) + take(lengths.bits[length] ?? 0);
    match = (matches.bases[match] ?? 0) + take(matches.bits[match] ?? 0);
    offset = (offsets.bases[offset] ?? 0) + take(offsets.bits[offset] ?? 0);
  }
  // All bits are used up, or it was not understood.
  return bit === 0 ? recent : null;
}

function withOffset([first, second, third]: Offsets, value: number, noLiterals: boolean): Offsets {
  if (value > 3) return [value - 3, first, second];
  switch (value + (noLiterals ? 1 : 0)) {
    case 1:
      return [first, second, third];
    case 2:
      return [second, first, third];
    case 3:
      return [third, first, second];
    default:
      return [first - 1, first, second];
  }
}

/** Bits [from, from + count) of bytes, the lowest first; 31 at most. */
function bitsAt(bytes: Buffer, from: number, count: number): number {
  let value = 0;
  for (let got = 0; got < count;) {
    const at = from + got;
    const taken = Math.min(8 - (at & 7), count - got);
    value += (((bytes[at >> 3] ?? 0) >> (at & 7)) & ((1 << taken) - 1)) * 2 ** got;
    got += taken;
  }
  return value;
}

function byteOf(bytes: Buffer, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new RangeError('no block');
  return byte;
}
