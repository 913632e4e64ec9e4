import { join } from './paths';
import type { FileSide } from './side';

/** Removals under way at a time. */
const atOnce = 8;

/**
 * Removes a file, a link (never what it leads to), or a folder.
 *
 * @param recursive also what is in the folder
 * @throws AppError `files.…`; a folder with something in it is `files.failed` without `recursive`
 */
export async function removeAll(
  side: FileSide,
  path: Buffer,
  recursive: boolean,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const { kind } = await side.lstat(path);
  if (kind !== 'folder') return side.removeFile(path);
  if (recursive) await empty(side, path, signal);
  await side.removeFolder(path);
}

async function empty(side: FileSide, folder: Buffer, signal: AbortSignal): Promise<void> {
  const folders: Buffer[] = [];
  const files: Buffer[] = [];
  for await (const entries of side.list(folder))
    for (const { name, kind } of entries)
      (kind === 'folder' ? folders : files).push(join(folder, name));
  for (let at = 0; at < files.length; at += atOnce) {
    signal.throwIfAborted();
    await Promise.all(files.slice(at, at + atOnce).map((file) => side.removeFile(file)));
  }
  for (const inner of folders) {
    signal.throwIfAborted();
    await empty(side, inner, signal);
    await side.removeFolder(inner);
  }
}
