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

/** Rows of a frame in the form of evidence. */
export function linesOfFrame(frame: Frame): string {
  let lines = '';
  for (let row = 0; row < frame.rows; row += 1) lines += `${JSON.stringify(frame.row(row))}\n`;
  return lines;
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
