import { AppError } from '../../../contract/errors';
import { numberedName, partNameOf } from '../part';
import { join, nameOf, parentOf } from '../paths';
import type { FileSide, FileState } from '../side';

/** Path of the part file of a target. */
export function partOf(target: Buffer): Buffer {
  return join(parentOf(target), partNameOf(nameOf(target)));
}

/** What has a name, a link itself; null when it is free. */
export async function stateOrNull(side: FileSide, path: Buffer): Promise<FileState | null> {
  try {
    return await side.lstat(path);
  } catch (error) {
    if (error instanceof AppError && error.code === 'files.missing') return null;
    throw error;
  }
}

/** A free name like the one that is taken. */
export async function freeName(side: FileSide, target: Buffer): Promise<Buffer> {
  for (let number = 2; ; number += 1) {
    const free = join(parentOf(target), numberedName(nameOf(target), number));
    if (!(await stateOrNull(side, free))) return free;
  }
}

/** Makes a folder unless there is one. */
export async function makeFolder(side: FileSide, path: Buffer): Promise<void> {
  try {
    await side.makeFolder(path);
  } catch (error) {
    if (!(error instanceof AppError) || !error.code.startsWith('files.')) throw error;
    // There already, or not to be made: its state says which.
    const kind = await side.stat(path).then(
      (state) => state.kind,
      () => null,
    );
    if (kind !== 'folder') throw error;
  }
}
