import { posix } from 'node:path';
import { AppError } from '../../../contract/errors';
import type { ImportProblem } from '../../../contract/query-library';
import { readQueryFile, type FileQuery } from './file-form';
import { openSource, type ImportFrom } from './file-source';
import { textOf } from './texts';

/** Files that are read in a row. */
const pieceFiles = 20;

/** How far reading is, and whether it goes on. */
export interface ImportProgress {
  signal: AbortSignal;
  progress(fraction: number): void;
}

/**
 * Reads queries out of a YAML file, a folder, a zip, or files that the page gives.
 *
 * @throws AppError as {@link openSource}; `queries.import-nothing` {path}
 */
export async function readQueries(
  from: ImportFrom,
  task?: ImportProgress,
): Promise<{ queries: FileQuery[]; problems: ImportProblem[] }> {
  const source = await openSource(from);
  const names = source.queries;
  if (names.length === 0)
    throw new AppError('queries.import-nothing', {
      path: from.kind === 'path' ? from.path : from.files.map(({ name }) => name).join(', '),
    });
  const queries: FileQuery[] = [];
  const problems: ImportProblem[] = [];
  for (const [index, name] of names.entries()) {
    if (index % pieceFiles === 0) {
      task?.progress(index / names.length);
      // Files that the page gave are read at once: others have their turn in between.
      await new Promise((resolve) => setImmediate(resolve));
      task?.signal.throwIfAborted();
    }
    const folder = posix.dirname(name);
    const text = textOf((await source.read(name)) ?? new Uint8Array());
    const read = await readQueryFile(name, text, async (statement) => {
      const bytes = await source.read(posix.join(folder, statement));
      return bytes && textOf(bytes);
    });
    if ('problems' in read) problems.push(...read.problems);
    else {
      const { document } = read.query;
      // A folder of the library is a folder on disk, unless the file says another.
      const place = document.folder || folder.replace(/^\.$/, '');
      queries.push({ ...read.query, document: { ...document, folder: place } });
    }
  }
  return { queries, problems };
}
