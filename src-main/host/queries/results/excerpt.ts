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
  for (const lines of rows === null ? file.lines() : chosenLines(file, rows)) {
    for (const line of lines) {
      piece += `${line}\n`;
      if (piece.length < pieceCharacters) continue;
      yield Buffer.from(piece);
      piece = '';
      // Other work of the host gets its turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  if (piece !== '') yield Buffer.from(piece);
}

function* chosenLines(file: ResultFile, rows: readonly number[]): Generator<string[]> {
  for (const number of rows) {
    const [row] = file.window(number, 1);
    if (row) yield [JSON.stringify(row)];
  }
}
