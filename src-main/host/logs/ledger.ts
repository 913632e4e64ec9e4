import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { z } from 'zod';
import { AppError } from '../../contract/errors';
import { storageError, writeFileAtomically } from '../../kit/files';
import { newId } from '../../kit/ids';

/** So many bytes before the offset are proved by the ledger's hash. */
export const provedBytes = 4096;

const ledgerSchema = z.object({
  version: z.literal(1),
  /** `host:port` of the log. */
  host: z.string(),
  path: z.string(),
  /** Device and inode, as text: they may be larger than a number is exact. */
  dev: z.string(),
  inode: z.string(),
  /** The next byte to read of that file. */
  offset: z.number().int().min(0),
  /** SHA-256 of the last bytes before the offset, and how many: 4 KiB, or all there are. */
  hash: z.string(),
  hashed: z.number().int().min(0).max(provedBytes),
  /** Length of the output file when the offset was reached. */
  outBytes: z.number().int().min(0),
});
export type LedgerState = z.infer<typeof ledgerSchema>;

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * How far a remote log has been copied into a local file. The bytes are durable before the
 * ledger names them; what a crash leaves beyond the ledger is cut off, so that each byte is
 * there exactly once.
 */
export class Ledger {
  private readonly path: string;
  private readonly descriptor: number;
  private readonly unlock: () => void;
  private current: LedgerState | null;
  private length: number;

  private constructor(
    path: string,
    descriptor: number,
    current: LedgerState | null,
    unlock: () => void,
  ) {
    this.path = path;
    this.descriptor = descriptor;
    this.current = current;
    this.unlock = unlock;
    this.length = fstatSync(descriptor).size;
  }

  /**
   * Opens the ledger and its output for one process.
   *
   * @throws AppError `ledger.in-use` {path, pid}, `ledger.damaged` {path, detail},
   *   `profile.read-only`, `profile.disk-full`
   */
  static open(path: string, out: string, log: { host: string; path: string }): Ledger {
    const unlock = lock(`${path}.lock`, path);
    let descriptor: number | null = null;
    try {
      const current = readLedger(path, log);
      if (current && current.outBytes > 0 && !existsSync(out))
        throw damaged(path, `${out} is gone`);
      descriptor = openSync(out, 'a+', 0o600);
      const { size } = fstatSync(descriptor);
      if (current && size < current.outBytes)
        throw damaged(path, `${out} has ${size} bytes, not ${current.outBytes}`);
      // What was written before a crash, but never promised.
      if (current) ftruncateSync(descriptor, current.outBytes);
      return new Ledger(path, descriptor, current, unlock);
    } catch (error) {
      if (descriptor !== null) closeSync(descriptor);
      unlock();
      throw storageError(error, path);
    }
  }

  get state(): LedgerState | null {
    return this.current;
  }

  /** Appends bytes to the output; they count once {@link commit} has returned. */
  append(bytes: Uint8Array): void {
    try {
      let written = 0;
      while (written < bytes.length)
        written += writeSync(this.descriptor, bytes, written, bytes.length - written);
    } catch (error) {
      throw storageError(error, this.path);
    }
    this.length += bytes.length;
  }

  /** Makes what was appended durable, then the place that it reaches. */
  commit(state: Omit<LedgerState, 'version' | 'outBytes'>): void {
    try {
      fdatasyncSync(this.descriptor);
    } catch (error) {
      throw storageError(error, this.path);
    }
    const next: LedgerState = { version: 1, ...state, outBytes: this.length };
    writeFileAtomically(this.path, `${JSON.stringify(next)}\n`);
    this.current = next;
  }

  close(): void {
    closeSync(this.descriptor);
    this.unlock();
  }
}

function damaged(path: string, detail: string): AppError {
  return new AppError('ledger.damaged', { path, detail });
}

function readLedger(path: string, log: { host: string; path: string }): LedgerState | null {
  if (!existsSync(path)) return null;
  let state: LedgerState;
  try {
    state = ledgerSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new AppError('ledger.damaged', { path, detail: 'not a ledger' }, { cause: error });
  }
  if (state.host !== log.host || state.path !== log.path)
    throw damaged(path, `it belongs to ${state.host} ${state.path}`);
  return state;
}

/**
 * Takes a lock file that names its owner. One whose owner is dead, also by kill -9, is taken
 * over. Call the result to give it back.
 */
function lock(path: string, ledger: string): () => void {
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
