import { LongCell, type CellMark, type ClipBudget, type WantedCell } from '../clip';

const nullCell = 0xfb;

/** A row of MySQL's text protocol that is read as it comes, and made anew with shorter cells. */
export class LongRow {
  readonly marks: CellMark[] = [];
  private readonly number: number;
  private readonly sequence: number;
  private readonly budget: ClipBudget;
  private readonly wanted: WantedCell | null;
  private readonly pieces: Buffer[] = [];
  private column = 0;
  private cell: LongCell | null = null;
  /** A length that has not come whole. */
  private prefix: Buffer = Buffer.alloc(0);

  /** @param number of its payload in the connection; `sequence`: the packet's, as the client expects it */
  constructor(number: number, sequence: number, budget: ClipBudget, wanted: WantedCell | null) {
    this.number = number;
    this.wanted = wanted?.row === number ? wanted : null;
    this.sequence = sequence;
    this.budget = budget;
    budget.beginRow();
  }

  take(part: Buffer): void {
    let rest = part;
    while (rest.length > 0) {
      if (!this.cell) {
        rest = this.takeLength(rest);
        continue;
      }
      const taken = rest.subarray(0, this.cell.missing);
      this.cell.take(taken);
      rest = rest.subarray(taken.length);
      if (this.cell.missing === 0) this.endCell(this.cell);
    }
  }

  /** The row as one packet. */
  packet(): Buffer {
    const header = Buffer.alloc(4);
    const packet = Buffer.concat([header, ...this.pieces]);
    packet.writeUIntLE(packet.length - header.length, 0, 3);
    packet[3] = this.sequence;
    return packet;
  }

  private takeLength(rest: Buffer): Buffer {
    const bytes = this.prefix.length > 0 ? Buffer.concat([this.prefix, rest]) : rest;
    const first = bytes[0] ?? 0;
    const size = first === 0xfc ? 3 : first === 0xfd ? 4 : first === 0xfe ? 9 : 1;
    if (bytes.length < size) {
      this.prefix = Buffer.from(bytes);
      return Buffer.alloc(0);
    }
    this.prefix = Buffer.alloc(0);
    if (first === nullCell) {
      this.pieces.push(Buffer.of(nullCell));
      this.column += 1;
      return bytes.subarray(1);
    }
    // 8 bytes are of a length that a packet's limit of 1 GB keeps below 2^48.
    const length = size === 1 ? first : bytes.readUIntLE(1, Math.min(6, size - 1));
    const { wanted } = this;
    const whole = wanted?.column === this.column ? (part: Buffer) => wanted.take(part) : null;
    this.cell = new LongCell(length, this.budget, whole);
    if (length === 0) this.endCell(this.cell);
    return bytes.subarray(size);
  }

  private endCell(cell: LongCell): void {
    const { beginning } = cell;
    if (cell.clipped) this.marks.push({ row: this.number, column: this.column, bytes: cell.bytes });
    this.pieces.push(lengthOf(beginning), beginning);
    this.cell = null;
    this.column += 1;
  }
}

function lengthOf({ length }: Buffer): Buffer {
  if (length < nullCell) return Buffer.of(length);
  const bytes = Buffer.alloc(4);
  bytes[0] = 0xfd;
  bytes.writeUIntLE(length, 1, 3);
  return bytes;
}
