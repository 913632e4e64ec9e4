import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { AppError } from '../../../contract/errors';
import { storageError } from '../../../kit/files';
import { newId } from '../../../kit/ids';
import {
  isRunning,
  processMarkSchema,
  thisProcess,
  type ProcessMark,
} from '../../../kit/process-mark';

/**
 * Takes a lock file that names its owner. One whose owner is dead, also by kill -9, is taken
 * over. Call the result to give it back.
 */
export function lock(path: string, ledger: string): () => void {
  const mine = `${path}.${newId()}`;
  try {
    writeFileSync(mine, JSON.stringify(thisProcess()), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw storageError(error, ledger);
  }
  try {
    for (;;) {
      try {
        // A hard link appears with its content, and only where nothing is.
        linkSync(mine, path);
        return () => rmSync(path, { force: true });
      } catch (error) {
        if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST')
          throw storageError(error, ledger);
      }
      const held = readOwner(path);
      if (held && isRunning(held))
        throw new AppError('ledger.in-use', { path: ledger, pid: held.pid });
      takeAway(path);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Removes a dead lock; one that a third process has taken in this moment is put back. */
function takeAway(path: string): void {
  const aside = `${path}.${newId()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const taken = readOwner(aside);
  if (taken && isRunning(taken)) linkSync(aside, path);
  rmSync(aside, { force: true });
}

function readOwner(path: string): ProcessMark | null {
  try {
    return processMarkSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}
