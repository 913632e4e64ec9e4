import { constants, readFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { AppError, type ErrorCode } from '../../contract/errors';
import { decodeName, join } from './paths';
import { modeParts, type FileSide, type FileState, type SideEntry } from './side';

/** A path as Node takes it: bytes, or on Windows text. */
export type NativePath = Buffer | string;

const entriesAtOnce = 200;

const codes: Record<string, ErrorCode> = {
  ENOENT: 'files.missing',
  EACCES: 'files.denied',
  EPERM: 'files.denied',
  EROFS: 'files.denied',
  ENOSPC: 'files.no-space',
  EDQUOT: 'files.no-space',
  // A disk in FAT32 takes no file of 4 GB.
  EFBIG: 'files.no-space',
  EEXIST: 'files.exists',
  ENOTDIR: 'files.not-a-folder',
  ELOOP: 'files.link-loop',
};

/** A failure of the file system as `files.…` {path, host}. */
function localError(error: unknown, path: Buffer): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const found = 'code' in error ? String(error.code) : '';
  if (found === '') return error;
  const code = codes[found] ?? 'files.failed';
  const params = { path: decodeName(path, 'utf-8'), host: hostname() };
  return new AppError(code, code === 'files.failed' ? { ...params, detail: found } : params, {
    cause: error,
  });
}

/** A contract path as the operating system has it: `/C:/a` is `C:\a`, `//server/share` a share. */
export function nativePath(path: Buffer, platform = process.platform): NativePath {
  if (platform !== 'win32') return path;
  const text = path.toString();
  const drive = /^\/([A-Za-z]:)(.*)$/s.exec(text);
  const native = drive ? `${drive[1]}${drive[2] === '' ? '/' : drive[2]}` : text;
  return native.replaceAll('/', '\\');
}

/** What the operating system calls a path, e.g. one that a dialog gave, as the contract has it. */
export function contractPath(native: string, platform = process.platform): string {
  if (platform !== 'win32') return native;
  const text = native.replaceAll('\\', '/');
  return /^[A-Za-z]:/.test(text) ? `/${text}` : text;
}

/** The files of this device. */
export class LocalSide implements FileSide {
  readonly endpointId = null;
  readonly host = hostname();
  readonly encoding = 'utf-8';

  home(): Promise<Buffer> {
    return Promise.resolve(Buffer.from(contractPath(homedir())));
  }

  async realPath(path: Buffer): Promise<Buffer> {
    const found = await guard(path, () => fs.realpath(nativePath(path), { encoding: 'buffer' }));
    return process.platform === 'win32' ? Buffer.from(contractPath(found.toString())) : found;
  }

  async stat(path: Buffer): Promise<FileState> {
    return stateOfStats(await guard(path, () => fs.stat(nativePath(path))));
  }

  async lstat(path: Buffer): Promise<FileState> {
    return stateOfStats(await guard(path, () => fs.lstat(nativePath(path))));
  }

  async *list(path: Buffer): AsyncGenerator<SideEntry[], void> {
    if (process.platform === 'win32' && path.toString() === '/') {
      yield await drives();
      return;
    }
    const owners = namesOf('/etc/passwd');
    const groups = namesOf('/etc/group');
    // The whole list of names at once: Node keeps bytes only here. Attributes are read in parts.
    const names = await guard(path, () => fs.readdir(nativePath(path), { encoding: 'buffer' }));
    for (let at = 0; at < names.length; at += entriesAtOnce) {
      const states = await Promise.all(
        names.slice(at, at + entriesAtOnce).map(async (name): Promise<SideEntry | null> => {
          try {
            const state = await this.lstat(join(path, name));
            const { uid, gid } = state;
            return {
              ...state,
              name,
              owner: owners.get(String(uid)) ?? String(uid ?? ''),
              group: groups.get(String(gid)) ?? String(gid ?? ''),
            };
          } catch {
            // Removed since it was listed, or not for this user to see.
            return null;
          }
        }),
      );
      yield states.filter((entry) => entry !== null);
    }
  }

  async makeFolder(path: Buffer): Promise<void> {
    await guard(path, () => fs.mkdir(nativePath(path)));
  }

  async removeFolder(path: Buffer): Promise<void> {
    await guard(path, () => fs.rmdir(nativePath(path)));
  }

  async removeFile(path: Buffer): Promise<void> {
    await guard(path, () => fs.unlink(nativePath(path)));
  }

  async rename(from: Buffer, to: Buffer): Promise<void> {
    const taken = await fs.lstat(nativePath(to)).then(
      () => true,
      () => false,
    );
    if (taken)
      throw new AppError('files.exists', { path: decodeName(to, 'utf-8'), host: this.host });
    await this.replace(from, to);
  }

  async replace(from: Buffer, to: Buffer): Promise<void> {
    await guard(from, () => fs.rename(nativePath(from), nativePath(to)));
  }

  async setMode(path: Buffer, mode: number): Promise<void> {
    await guard(path, () => fs.chmod(nativePath(path), mode));
  }

  async setOwner(path: Buffer, uid: number, gid: number): Promise<void> {
    await guard(path, () => fs.chown(nativePath(path), uid, gid));
  }

  async setTimes(path: Buffer, changedAt: number): Promise<void> {
    await guard(path, () => fs.utimes(nativePath(path), changedAt / 1000, changedAt / 1000));
  }

  async readWhole(path: Buffer, limit: number): Promise<Buffer | null> {
    if ((await this.stat(path)).bytes > limit) return null;
    return guard(path, () => fs.readFile(nativePath(path)));
  }

  async writeNew(path: Buffer, bytes: Buffer, mode: number | null): Promise<void> {
    await guard(path, async () => {
      const file = await fs.open(nativePath(path), 'wx', mode ?? 0o644);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
    });
  }

  async freeBytes(path: Buffer): Promise<number | null> {
    const { bavail, bsize } = await guard(path, () => fs.statfs(nativePath(path)));
    return bavail * bsize;
  }
}

/** Flags for a part file: made when missing, never through a link that somebody put there. */
export const partFlags =
  constants.O_RDWR | constants.O_CREAT | (process.platform === 'win32' ? 0 : constants.O_NOFOLLOW);

/** Runs a file operation; its failure names the path. */
export async function guard<T>(path: Buffer, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw localError(error, path);
  }
}

type Stats = Awaited<ReturnType<typeof fs.lstat>>;

/** @param stats of `stat`, `lstat` or an open file */
export function stateOfStats(stats: Stats): FileState {
  const isWindows = process.platform === 'win32';
  const { kind, mode } = modeParts(Number(stats.mode));
  return {
    kind,
    mode: isWindows ? null : mode,
    bytes: Number(stats.size),
    changedAt: Math.floor(Number(stats.mtimeMs)),
    uid: isWindows ? null : Number(stats.uid),
    gid: isWindows ? null : Number(stats.gid),
  };
}

/** Names by number of /etc/passwd or /etc/group; none where there is no such file. */
function namesOf(path: string): Map<string, string> {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return new Map(
      lines.map((line) => line.split(':')).map(([name = '', , id = '']) => [id, name]),
    );
  } catch {
    return new Map();
  }
}

/** The drives of a Windows device, as folders of its root. */
async function drives(): Promise<SideEntry[]> {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const found = await Promise.all(
    letters.map((letter) =>
      fs.access(`${letter}:\\`).then(
        () => letter,
        () => null,
      ),
    ),
  );
  return found
    .filter((letter) => letter !== null)
    .map((letter) => ({
      name: Buffer.from(`${letter}:`),
      kind: 'folder',
      bytes: 0,
      changedAt: null,
      mode: null,
      uid: null,
      gid: null,
      owner: '',
      group: '',
    }));
}
