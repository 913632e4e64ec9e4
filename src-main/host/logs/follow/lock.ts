import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '../../../contract/errors';
import { storageError } from '../../../kit/files';
import { newId } from '../../../kit/ids';

/**
 * Takes a lock file that names its owner. One whose owner is dead, also by kill -9, is taken
 * over. Call the result to give it back.
 */
export function lock(path: string, ledger: string): () => void {
  const mine = `${path}.${newId()}`;
  const owner = { pid: process.pid, started: startOf(process.pid) };
  try {
    writeFileSync(mine, JSON.stringify(owner), { flag: 'wx', mode: 0o600 });
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
      if (held && isAlive(held))
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
  if (taken && isAlive(taken)) linkSync(aside, path);
  rmSync(aside, { force: true });
}

interface Owner {
  pid: number;
  /** Start of the process in ticks since boot, where it can be told: a pid may be used again. */
  started: string | null;
}

function readOwner(path: string): Owner | null {
  try {
    return z
      .object({ pid: z.number().int(), started: z.string().nullable() })
      .parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

function isAlive({ pid, started }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
  }
  return started === null || startOf(pid) === started;
}

/** Field 22 of /proc/PID/stat (proc(5)); null elsewhere. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
