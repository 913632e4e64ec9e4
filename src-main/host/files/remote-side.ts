import { AppError } from '../../contract/errors';
import {
  openFlags,
  SftpClient,
  statusCodes,
  statusOf,
  type DirectoryEntry,
  type SshLease,
} from '../ssh/index';
import { decodeName, parentOf, type NameEncoding } from './paths';
import { stateOf, type FileSide, type FileState, type SideEntry } from './side';

/** Where less than this is left, a write that failed without a reason failed for want of space. */
const noSpaceBytes = 1024 * 1024;

/** The files of a host, over one SFTP session. */
export class RemoteSide implements FileSide {
  readonly endpointId: string;
  readonly host: string;
  readonly encoding: NameEncoding;
  readonly client: SftpClient;
  readonly lease: SshLease;

  private constructor(lease: SshLease, client: SftpClient, host: string, encoding: NameEncoding) {
    this.lease = lease;
    this.client = client;
    this.endpointId = lease.endpointId;
    this.host = host;
    this.encoding = encoding;
  }

  /**
   * Starts SFTP on a connection; `close` ends it and gives the connection back.
   *
   * @throws AppError `files.sftp-unavailable`, `ssh.closed`
   */
  static async start(lease: SshLease, host: string, encoding: NameEncoding): Promise<RemoteSide> {
    try {
      const channel = await lease.subsystem('sftp').catch((error: unknown) => {
        if (!(error instanceof AppError) || error.code !== 'ssh.exec-failed') throw error;
        throw new AppError(
          'files.sftp-unavailable',
          { host, detail: String(error.params['detail'] ?? '') },
          { cause: error },
        );
      });
      const client = await SftpClient.start(channel, { host, port: lease.port }, (path) =>
        decodeName(path, encoding),
      );
      return new RemoteSide(lease, client, host, encoding);
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  get alive(): boolean {
    return this.client.session.alive;
  }

  close(): void {
    this.client.end();
    this.lease.release();
  }

  home(): Promise<Buffer> {
    return this.client.realPath(Buffer.from('.'));
  }

  realPath(path: Buffer): Promise<Buffer> {
    return this.client.realPath(path);
  }

  async stat(path: Buffer): Promise<FileState> {
    return stateOf(await this.client.stat(path));
  }

  async lstat(path: Buffer): Promise<FileState> {
    return stateOf(await this.client.lstat(path));
  }

  async *list(path: Buffer): AsyncGenerator<SideEntry[], void> {
    try {
      for await (const entries of this.client.list(path)) yield entries.map(sideEntry);
    } catch (error) {
      // OpenSSH says of a file that is opened as a folder that it is missing.
      if (!isRefusal(error) || !(await this.is(path, ({ kind }) => kind !== 'folder'))) throw error;
      throw this.error('files.not-a-folder', path);
    }
  }

  makeFolder(path: Buffer): Promise<void> {
    return this.explained(path, () => this.client.makeFolder(path), path);
  }

  async removeFolder(path: Buffer): Promise<void> {
    await this.client.removeFolder(path);
  }

  async removeFile(path: Buffer): Promise<void> {
    await this.client.removeFile(path);
  }

  async rename(from: Buffer, to: Buffer): Promise<void> {
    // Not all servers keep the rule that the new name must be free.
    if (await this.is(to, () => true)) throw this.error('files.exists', to);
    await this.explained(from, () => this.client.rename(from, to), to);
  }

  async replace(from: Buffer, to: Buffer): Promise<void> {
    if (this.client.canReplace) return this.client.replace(from, to);
    if (!(await this.is(to, () => true))) return this.client.rename(from, to);
    // Without the extension there is no way that leaves no moment between.
    const aside = Buffer.concat([from, Buffer.from('-old')]);
    await this.client.rename(to, aside);
    try {
      await this.client.rename(from, to);
    } catch (error) {
      await this.client.rename(aside, to);
      throw error;
    }
    await this.client.removeFile(aside);
  }

  async setMode(path: Buffer, mode: number): Promise<void> {
    await this.client.setAttributes(path, { mode });
  }

  async setOwner(path: Buffer, uid: number, gid: number): Promise<void> {
    await this.client.setAttributes(path, { owner: { uid, gid } });
  }

  async setTimes(path: Buffer, changedAt: number): Promise<void> {
    const seconds = Math.floor(changedAt / 1000);
    await this.client.setAttributes(path, {
      times: { accessedAt: seconds, modifiedAt: seconds },
    });
  }

  async readWhole(path: Buffer, limit: number): Promise<Buffer | null> {
    const file = await this.client.open(path, openFlags.read);
    try {
      const parts: Buffer[] = [];
      let bytes = 0;
      // One byte more than the limit tells a file that is too large, whatever its size says.
      for await (const part of file.readRange(0, limit + 1)) {
        parts.push(part);
        bytes += part.length;
      }
      return bytes > limit ? null : Buffer.concat(parts);
    } finally {
      await file.close();
    }
  }

  async writeNew(path: Buffer, bytes: Buffer, mode: number | null): Promise<void> {
    const flags = openFlags.write | openFlags.create | openFlags.exclusive;
    await this.explained(
      path,
      async () => {
        const file = await this.client.open(path, flags, mode ?? undefined);
        try {
          await file.write(bytes, 0);
          await file.sync();
        } finally {
          await file.close();
        }
      },
      path,
    );
    // The mode of OPEN is cut by the user's mask.
    if (mode !== null) await this.setMode(path, mode);
  }

  freeBytes(path: Buffer): Promise<number | null> {
    return this.client.freeBytes(path);
  }

  /**
   * Why a write failed, as well as can be found out: version 3 says only "failure" of a full
   * disk or a name that is taken.
   *
   * @param taken the name that had to be free, if any
   */
  async explain(error: unknown, path: Buffer, taken: Buffer | null): Promise<unknown> {
    if (statusOf(error) !== statusCodes.failure || !this.alive) return error;
    try {
      const free = await this.freeBytes(parentOf(path));
      if (free !== null && free < noSpaceBytes) return this.error('files.no-space', path);
      if (taken && (await this.is(taken, () => true))) return this.error('files.exists', taken);
    } catch {
      // What is known stays what is said.
    }
    return error;
  }

  private async explained<T>(
    path: Buffer,
    work: () => Promise<T>,
    taken: Buffer | null,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw await this.explain(error, path, taken);
    }
  }

  private async is(path: Buffer, holds: (state: FileState) => boolean): Promise<boolean> {
    try {
      return holds(await this.lstat(path));
    } catch (error) {
      if (isRefusal(error)) return false;
      throw error;
    }
  }

  private show(path: Buffer): string {
    return decodeName(path, this.encoding);
  }

  private error(code: 'files.exists' | 'files.no-space' | 'files.not-a-folder', path: Buffer) {
    return new AppError(code, { path: this.show(path), host: this.host });
  }
}

/** Whether the server answered, and said no. */
function isRefusal(error: unknown): boolean {
  return statusOf(error) !== null;
}

/** `drwxr-xr-x 2 root wheel …`: only here are owners named. */
const longNamePattern = /^\S{10,11}\s+\d+\s+(\S+)\s+(\S+)\s/;

function sideEntry({ name, longName, attributes }: DirectoryEntry): SideEntry {
  const state = stateOf(attributes);
  const [, owner, group] = longNamePattern.exec(longName.toString()) ?? [];
  return {
    ...state,
    // Copied, or each name would keep the whole packet in memory.
    name: Buffer.from(name),
    owner: owner ?? String(state.uid ?? ''),
    group: group ?? String(state.gid ?? ''),
  };
}
