import type { Frame } from './frame';
import type { ResultFile } from './file';

/** Rows are given in pieces of about this many characters. */
const pieceCharacters = 256 * 1024;

/**
 * Rows of a result as evidence: JSON lines in UTF-8, each row an array of texts and nulls,
 * ended by LF. The same rows always give the same bytes.
 *
 * @param rows numbers of the rows to take, from 0; null for all
 */
export async function* excerptPieces(
  file: ResultFile,
  rows: readonly number[] | null,
): AsyncGenerator<Buffer> {
  let piece = '';
  for (const line of rows === null ? allLines(file) : chosenLines(file, rows)) {
    piece += line;
    if (piece.length < pieceCharacters) continue;
    yield Buffer.from(piece);
    piece = '';
    // Other work of the host gets its turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (piece !== '') yield Buffer.from(piece);
}

const nullWord = Buffer.from('null');
const [open, close, quote, comma, lineFeed] = [0x5b, 0x5d, 0x22, 0x2c, 0x0a];
/** Longer cells are copied by a call. */
const shortBytes = 48;

/**
 * Rows of a frame in the form of evidence; the bytes of its columns are put together, not its texts.
 *
 * @param spare memory that is written over, where it is large enough
 */
export function linesOfFrame(frame: Frame, spare?: Buffer): Buffer {
  const columns = frame.json();
  if (!columns) {
    let lines = '';
    for (let row = 0; row < frame.rows; row += 1) lines += `${JSON.stringify(frame.row(row))}\n`;
    return Buffer.from(lines);
  }
  // Of a cell its quotes and a comma, or `null`; of a row its brackets and the line feed.
  let most = frame.rows * (columns.length * 5 + 3);
  for (const { bytes } of columns) most += bytes.length;
  const lines = spare && spare.length >= most ? spare : Buffer.allocUnsafeSlow(most + most / 8);
  let at = 0;
  for (let row = 0; row < frame.rows; row += 1) {
    lines[at++] = open;
    for (let column = 0; column < columns.length; column += 1) {
      const cells = columns[column];
      if (!cells) continue;
      if (column > 0) lines[at++] = comma;
      if (cells.nulls?.[row] === 1) {
        at += nullWord.copy(lines, at);
        continue;
      }
      const { bytes, ends } = cells;
      const from = row === 0 ? 0 : (ends[row - 1] ?? 0);
      const to = ends[row] ?? from;
      lines[at++] = quote;
      if (to - from > shortBytes) at += bytes.copy(lines, at, from, to);
      else for (let byte = from; byte < to; byte += 1) lines[at++] = bytes[byte] ?? 0;
      lines[at++] = quote;
    }
    lines[at++] = close;
    lines[at++] = lineFeed;
  }
  return lines.subarray(0, at);
}

function* allLines(file: ResultFile): Generator<string> {
  for (const frame of file.frames()) {
    for (let row = 0; row < frame.rows; row += 1) yield `${JSON.stringify(frame.row(row))}\n`;
  }
}

function* chosenLines(file: ResultFile, rows: readonly number[]): Generator<string> {
  for (const number of rows) {
    if (number < file.rows) yield `${JSON.stringify(file.row(number).row)}\n`;
  }
}
