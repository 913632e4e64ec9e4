import type { ByteRowGatherer } from '../byte-rows';
import { numberOf } from './rows';
import { cellKinds, type CellKind } from './types';

const nullCell = 0xfb;

/**
 * Adds a row of MySQL's text protocol as bytes: each cell with its length before it (MySQL,
 * "Protocol::LengthEncodedInteger"). Binary cells and bits become their text. What does not fit in
 * the row is cut.
 */
export function addPayload(
  rows: ByteRowGatherer,
  payload: Buffer,
  from: number,
  to: number,
  kinds: readonly CellKind[],
): void {
  const begin = rows.used;
  rows.add(payload, from, to);
  const first = rows.beginCells(kinds.length);
  const { starts, lengths } = rows;
  const end = rows.used;
  let { bytes } = rows;
  let at = begin;
  for (let column = 0; column < kinds.length; column += 1) {
    const head = at < end ? (bytes[at] ?? nullCell) : nullCell;
    at += 1;
    let length = head;
    if (head === nullCell) {
      lengths[first + column] = -1;
      continue;
    }
    if (head > nullCell) {
      const size = head === 0xfc ? 2 : head === 0xfd ? 3 : 8;
      length = end - at < size ? 0 : bytes.readUIntLE(at, Math.min(6, size));
      at += size;
    }
    if (length > end - at) length = Math.max(0, end - at);
    const kind = kinds[column];
    if (kind === cellKinds.ascii || kind === cellKinds.text) {
      starts[first + column] = at;
      lengths[first + column] = length;
    } else {
      const text =
        kind === cellKinds.binary
          ? `0x${bytes.toString('hex', at, at + length)}`
          : numberOf(bytes, at, at + length);
      rows.reserve(text.length);
      ({ bytes } = rows);
      starts[first + column] = rows.used;
      lengths[first + column] = text.length;
      rows.used += bytes.write(text, rows.used, 'latin1');
    }
    at += length;
  }
  rows.endRow();
}
