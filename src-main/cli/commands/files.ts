import { readFileSync, writeFileSync } from 'node:fs';
import { AppError } from '../../contract/errors';

/**
 * A text file that a person wrote: UTF-8, UTF-16 by its mark, else GB18030, in which
 * Excel saves CSV on Chinese Windows.
 *
 * @throws AppError `file.missing`, `file.unreadable`
 */
export function readTextFile(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw fileError(error, path, 'file.unreadable');
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** Writes a text file and returns its bytes. @throws AppError `file.unwritable` */
export function writeTextFile(path: string, text: string): number {
  const bytes = Buffer.from(text);
  try {
    writeFileSync(path, bytes);
  } catch (error) {
    throw fileError(error, path, 'file.unwritable');
  }
  return bytes.length;
}

/** Names the cause of a failure with a file that the user chose. */
export function fileError(
  error: unknown,
  path: string,
  otherwise: 'file.unreadable' | 'file.unwritable',
): AppError {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOSPC') return new AppError('profile.disk-full', { path }, { cause: error });
  const missing = code === 'ENOENT' && otherwise === 'file.unreadable';
  return new AppError(missing ? 'file.missing' : otherwise, { path }, { cause: error });
}

/** Rows as columns of equal width, for people. Wide characters count twice. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries())
      widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function widthOf(text: string): number {
  return [...text].reduce(
    (width, character) => width + (/[\u1100-\u115F\u2E80-\uFFE6]/.test(character) ? 2 : 1),
    0,
  );
}
