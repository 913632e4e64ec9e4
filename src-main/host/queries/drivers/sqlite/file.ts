import { open, stat } from 'node:fs/promises';
import { AppError } from '../../../../contract/errors';

/** How a file begins that is a database (sqlite.org/fileformat.html, 1.3). */
const magic = 'SQLite format 3\0';
/** Where a header says that changes are in a file of their own (2: write-ahead log). */
const journalByte = 18;

/**
 * Looks at a file before SQLite does, so that nothing is made beside it: a database with a
 * write-ahead log, opened as usual, gets two more files. Where no log is there, nobody has it open
 * and it is read as it lies.
 *
 * @returns whether it is read without locks
 * @throws AppError `sql.file-unreadable`, `sql.file-foreign`, `sql.file-encrypted`, `sql.file-open-changes`
 */
export async function lookAt(path: string): Promise<{ immutable: boolean }> {
  const head = Buffer.alloc(100);
  let length: number;
  try {
    const file = await open(path, 'r');
    try {
      if (!(await file.stat()).isFile()) throw new Error('EISDIR');
      ({ bytesRead: length } = await file.read(head, 0, head.length, 0));
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new AppError('sql.file-unreadable', { path, detail: code ?? message }, { cause: error });
  }
  const log = await sizeOf(`${path}-wal`);
  if (length > 0 && head.toString('latin1', 0, magic.length) !== magic) {
    const words = wordsOf(head.subarray(0, length));
    if (words !== undefined) throw new AppError('sql.file-foreign', { path, detail: words });
    throw new AppError('sql.file-encrypted', { path });
  }
  const shared = await sizeOf(`${path}-shm`);
  if (((await sizeOf(`${path}-journal`)) ?? 0) > 0 || ((log ?? 0) > 0 && shared === null))
    throw new AppError('sql.file-open-changes', { path });
  return { immutable: head[journalByte] === 2 && shared === null };
}

/** What a file begins with, where that can be read: then it is no database, encrypted or not. */
function wordsOf(head: Buffer): string | undefined {
  const begin = head.toString('latin1', 0, 16);
  if (begin.startsWith('PK')) return 'PK';
  try {
    // A letter cut at the end is no fault.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    // oxlint-disable-next-line no-control-regex
    if (!/[\x00-\x08\x0e-\x1f]/.test(text)) return text.slice(0, 16).trim();
  } catch {
    // Text in another encoding; the bytes of an encrypted file are hardly ever so many letters.
  }
  return /^[\x20-\x7e\r\n\t]{10,}/.exec(begin)?.[0].trim();
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch {
    return null;
  }
}
