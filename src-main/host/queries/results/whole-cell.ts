import { createHash } from 'node:crypto';
import { AppError } from '../../../contract/errors';
import { wholeCellBytes } from '../../../contract/query-results';
import { cellOf } from '../drivers/cell';
import type { DatabaseTarget } from '../drivers/port';
import { inSession, StatementFailed, type RunRequest } from '../drivers/run';
import { NewFile } from '../export/new-file';
import { TextFile } from '../export/text';

/** Where a whole cell goes. */
interface Taker {
  take(piece: string): Promise<void>;
  finish(): Promise<void>;
  abort(): Promise<void>;
}

export interface WholeCell {
  bytes: number;
  sha256: string;
  cut: boolean;
  /** Null where it went into a file. */
  text: string | null;
}

/**
 * Runs a statement again and takes one cell of it whole, however long it is.
 *
 * @param kept what the result has of it: the cell must begin so
 * @param path a new file in UTF-8; null gathers the text
 * @throws AppError `sql.cell-changed`, `sql.cell-too-long`, those of a run and of `openExport`
 */
export async function fetchWholeCell(
  target: DatabaseTarget,
  request: Omit<RunRequest, 'maxRows'>,
  at: { row: number; column: number },
  kept: string,
  path: string | null,
  signal: AbortSignal,
): Promise<WholeCell> {
  const gathered: string[] = [];
  const taker = path === null ? gatherer(gathered) : await fileTaker(path);
  const hash = createHash('sha256');
  let bytes = 0;
  let head = '';
  const take = async (piece: string): Promise<void> => {
    signal.throwIfAborted();
    if (head.length < kept.length) {
      head += piece.slice(0, kept.length - head.length);
      if (!kept.startsWith(head)) throw new AppError('sql.cell-changed');
    }
    const encoded = Buffer.from(piece);
    hash.update(encoded);
    bytes += encoded.length;
    await taker.take(piece);
  };
  try {
    const found = await inSession(
      target,
      request,
      (session) => cellOf(session, request.judgement, request.values, at, take),
      signal,
    );
    if (!found || head !== kept) throw new AppError('sql.cell-changed');
    await taker.finish();
  } catch (error) {
    await taker.abort();
    throw error instanceof StatementFailed ? error.failure.error : error;
  }
  const text = path === null ? gathered.join('') : null;
  return { bytes, sha256: hash.digest('hex'), cut: text !== null && bytes > wholeCellBytes, text };
}

function gatherer(pieces: string[]): Taker {
  let room = wholeCellBytes;
  return {
    take: (piece) => {
      const bytes = Buffer.byteLength(piece);
      if (bytes <= room) pieces.push(piece);
      else if (room > 0)
        pieces.push(
          Buffer.from(piece)
            .toString('utf8', 0, room)
            .replace(/\ufffd$/, ''),
        );
      room -= bytes;
      return Promise.resolve();
    },
    finish: () => Promise.resolve(),
    abort: () => Promise.resolve(),
  };
}

/** @throws AppError `file.exists`, `file.unwritable`, … */
async function fileTaker(path: string): Promise<Taker> {
  const target = new NewFile(path, false);
  await target.dropLeft();
  const file = await target.step(() => TextFile.create(target.temporary, 'utf-8'));
  return {
    take: (piece) => target.step(() => file.write(piece)),
    finish: async () => {
      await target.step(() => file.close());
      await target.take();
    },
    abort: async () => {
      await file.close().catch(() => undefined);
      await target.drop();
    },
  };
}
