import { existsSync } from 'node:fs';
import { link, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../../contract/errors';
import { syncFolder } from '../../../kit/files';
import { newId } from '../../../kit/ids';
import { isRunning, thisProcess } from '../../../kit/process-mark';
import { exportError } from './failure';

/** Name of a file that is being written: who writes it stands in it. */
const temporaryName = /^\.fieldbench-(\d+)-(\d*)-[\w-]+\.tmp$/;
/** One that nobody has written to for so long; a process of another machine cannot be asked. */
const leftMs = 3_600_000;

/** A file that a person chose, written beside its name: it takes that name only when it is whole. */
export class NewFile {
  /** Where it is written. */
  readonly temporary: string;
  private readonly path: string;
  private readonly replace: boolean;

  /**
   * @param replace a file that is there may be replaced
   * @throws AppError `file.exists`
   */
  constructor(path: string, replace: boolean) {
    if (!replace && existsSync(path)) throw new AppError('file.exists', { path });
    this.path = path;
    this.replace = replace;
    const { pid, started } = thisProcess();
    this.temporary = join(dirname(path), `.fieldbench-${pid}-${started ?? ''}-${newId()}.tmp`);
  }

  /** Removes what processes of FieldBench that died while they wrote left in the folder. */
  async dropLeft(now = Date.now()): Promise<void> {
    const folder = dirname(this.path);
    // It may be one that only can be written to.
    for (const name of await readdir(folder).catch(() => [])) {
      const [, pid, started = ''] = temporaryName.exec(name) ?? [];
      if (!pid || isRunning({ pid: Number(pid), started: started || null })) continue;
      const path = join(folder, name);
      const stats = await stat(path).catch(() => null);
      if (stats && now - stats.mtimeMs > leftMs) await rm(path).catch(() => undefined);
    }
  }

  /** Does a step of the writing. @throws AppError `file.unwritable` {path, detail}, `file.no-space` {path}, `file.in-use` {path} */
  async step<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw exportError(error, this.path);
    }
  }

  /** Gives it its name, and tells its size in bytes. @throws AppError `file.exists` where one has come meanwhile, as {@link step} */
  take(): Promise<number> {
    return this.step(async () => {
      const file = await open(this.temporary, 'r+');
      // Its name must not outlive its bytes.
      try {
        await file.sync();
      } finally {
        await file.close();
      }
      const { size } = await stat(this.temporary);
      if (this.replace) await rename(this.temporary, this.path);
      else await this.takeFree();
      syncFolder(dirname(this.path));
      return size;
    });
  }

  async drop(): Promise<void> {
    await rm(this.temporary, { force: true });
  }

  /** A link, other than a rename, never takes the place of what is there. */
  private async takeFree(): Promise<void> {
    const { path, temporary } = this;
    try {
      await link(temporary, path);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') throw new AppError('file.exists', { path }, { cause: error });
      // Sticks and some shares know no links.
      if (!/^(?:EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS|EINVAL|EISDIR|EACCES)$/.test(code)) throw error;
      if (existsSync(path)) throw new AppError('file.exists', { path }, { cause: error });
      await rename(temporary, path);
      return;
    }
    await rm(temporary, { force: true });
  }
}
