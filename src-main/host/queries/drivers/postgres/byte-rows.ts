import type { ByteRowGatherer } from '../byte-rows';

/**
 * Ends the row at hand, whose bytes are a DataRow's: the number of its cells, then each with its
 * length before it, -1 for NULL (manual, 55.7). What does not fit in the row is cut.
 */
export function endDataRow(rows: ByteRowGatherer): void {
  const { bytes, rowStart, used } = rows;
  const columns = used - rowStart < 2 ? 0 : bytes.readUInt16BE(rowStart);
  const first = rows.beginCells(columns);
  const { starts, lengths, cells } = rows;
  let at = rowStart + 2;
  for (let cell = first; cell < cells; cell += 1) {
    // Four reads of bytes that are there: much cheaper than a call each.
    let length = used - at < 4 ? -1 : readInt32(bytes, at);
    at += 4;
    if (length > used - at) length = Math.max(0, used - at);
    starts[cell] = at;
    lengths[cell] = length;
    if (length > 0) at += length;
  }
  rows.endRow();
}

function readInt32(bytes: Buffer, at: number): number {
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  );
}
