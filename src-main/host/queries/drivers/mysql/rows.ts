import type { Row } from '../../../../contract/queries';
import { cellKinds, type CellKind } from './types';

/** From so many columns of ASCII on, the text of a row is made once for all of them. */
const fewAscii = 3;
const nullCell = 0xfb;

/** Reads rows of MySQL's text protocol: each cell the server's own text. */
export class RowReader {
  private readonly kinds: readonly CellKind[];
  private readonly whole: boolean;

  constructor(kinds: readonly CellKind[]) {
    this.kinds = kinds;
    this.whole = kinds.filter((kind) => kind === cellKinds.ascii).length >= fewAscii;
  }

  /** The cells of the payload between two places; binary ones in hexadecimal. */
  read(bytes: Buffer, start: number, end: number): Row {
    const { kinds } = this;
    const ascii = this.whole ? bytes.toString('latin1', start, end) : null;
    const row: Row = [];
    let at = start;
    for (const kind of kinds) {
      const first = bytes[at] ?? nullCell;
      at += 1;
      if (first === nullCell) {
        row.push(null);
        continue;
      }
      let length = first;
      if (first > nullCell) {
        const size = first === 0xfc ? 2 : first === 0xfd ? 3 : 8;
        length = bytes.readUIntLE(at, Math.min(6, size));
        at += size;
      }
      const to = at + length;
      if (kind === cellKinds.ascii)
        row.push(ascii?.slice(at - start, to - start) ?? bytes.toString('latin1', at, to));
      else if (kind === cellKinds.text) row.push(bytes.toString('utf8', at, to));
      else if (kind === cellKinds.binary) row.push(`0x${bytes.toString('hex', at, to)}`);
      else row.push(numberOf(bytes, at, to));
      at = to;
    }
    return row;
  }
}

/** The number that the bits of a BIT column make, most significant first. */
export function numberOf(bytes: Buffer, from: number, to: number): string {
  return from === to ? '0' : BigInt(`0x${bytes.toString('hex', from, to)}`).toString();
}
