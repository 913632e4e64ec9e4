import { ClipBudget, type CellMark, type Clipper, type WantedCell } from '../clip';
import { maxCellBytes } from '../port';
import { LongRow } from './long-row';

/** Longest packet (MySQL, "MySQL Packets"); a payload that fills one goes on in the next. */
const fullPacket = 0xff_ff_ff;

/**
 * Cuts long cells of MySQL's text rows: packets of 3 bytes of length and 1 of sequence, cells with
 * their length before them (MySQL, "Protocol::LengthEncodedInteger"). A row that was longer than
 * one packet becomes one packet; the numbers of those after it are set back by as many, since
 * clients check them.
 */
export class PacketClipper implements Clipper {
  /** Payloads that came so far. */
  payloads = 0;
  wanted: WantedCell | null = null;
  readonly budget = new ClipBudget();
  private marks: CellMark[] = [];
  private row: LongRow | null = null;
  /** Bytes of the packet at hand, which is passed on as it is, or belongs to the long row. */
  private left = 0;
  /** Whether the payload goes on after the packet at hand. */
  private continues = false;
  /** Packets of this command that were joined to others. */
  private joined = 0;
  private head: Buffer | null = null;

  take(chunk: Buffer, give: (piece: Buffer) => void): void {
    const bytes = this.head ? Buffer.concat([this.head, chunk]) : chunk;
    this.head = null;
    /** Where what is passed on as it is begins. */
    let from = 0;
    let at = 0;
    for (;;) {
      const step = Math.min(this.left, bytes.length - at);
      if (this.row) {
        if (at > from) give(bytes.subarray(from, at));
        this.row.take(bytes.subarray(at, at + step));
        from = at + step;
      }
      at += step;
      this.left -= step;
      if (this.left > 0) break;
      if (this.row && !this.continues) give(this.endRow(this.row));
      if (bytes.length - at < 4) break;
      if (this.row || bytes.readUIntLE(at, 3) > maxCellBytes) {
        // First, for what came before a row tells which of its cells is wanted whole.
        if (at > from) give(bytes.subarray(from, at));
        from = at + 4;
      }
      this.beginPacket(bytes, at);
      at += 4;
    }
    if (at > from) give(bytes.subarray(from, at));
    if (at < bytes.length) this.head = Buffer.from(bytes.subarray(at));
  }

  /** A new command begins: its packets are numbered anew. */
  begin(): void {
    this.joined = 0;
    this.budget.beginBatch();
  }

  /** Marks of cut cells; a row is known by the number of its payload in the connection, from 0. */
  takeMarks(): CellMark[] {
    return this.marks.splice(0);
  }

  private beginPacket(bytes: Buffer, at: number): void {
    const length = bytes.readUIntLE(at, 3);
    const sequence = ((bytes[at + 3] ?? 0) - this.joined) & 0xff;
    this.left = length;
    this.continues = length === fullPacket;
    if (this.row) {
      this.joined += 1;
      return;
    }
    if (length > maxCellBytes)
      this.row = new LongRow(this.payloads, sequence, this.budget, this.wanted);
    else bytes[at + 3] = sequence;
    this.payloads += 1;
  }

  private endRow(row: LongRow): Buffer {
    this.row = null;
    this.marks.push(...row.marks);
    return row.packet();
  }
}
