import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '../../../contract/errors';
import { pathBytes, pathText, type NameEncoding } from '../remote/paths';
import { openFlags, SftpClient, type Attributes, type RemoteFile } from '../../ssh/index';
import { failed, unpackHere } from './packed';
import {
  headBytes,
  type FollowConnection,
  type LogHost,
  type Look,
  type Missing,
  type Sibling,
} from './ports';

/** The first bytes of a read that are read again at its end. */
const repeatedBytes = 512;
const fileKind = 0o100000;
const kindMask = 0o170000;

/**
 * Reads a log by SFTP alone, for accounts that run no command and for Windows. Version 3 tells no
 * inode: a file is told by its first bytes. Each read opens the file anew, so that nothing keeps
 * a rotation from renaming it, and reads through one handle, which stays with one file.
 */
export class SftpHost implements LogHost {
  private readonly client: SftpClient;
  private readonly names: NameEncoding;

  private constructor(client: SftpClient, names: NameEncoding) {
    this.client = client;
    this.names = names;
  }

  /** @throws AppError `files.sftp-unavailable`, `ssh.exec-failed`, `ssh.closed` */
  static async open(connection: FollowConnection, names: NameEncoding): Promise<SftpHost> {
    const { host, port } = connection;
    const channel = await connection.subsystem('sftp');
    const show = (path: Buffer): string => pathText(path, names);
    return new SftpHost(await SftpClient.start(channel, { host, port }, show), names);
  }

  async look(
    path: string,
    from: number,
    length: number,
    known = '',
  ): Promise<Look | Missing | 'again'> {
    let file: RemoteFile | null = null;
    try {
      const place = pathBytes(path, this.names);
      const kind = await this.client.stat(place);
      if (!isFile(kind)) return 'not-a-file';
      file = await this.client.open(place, openFlags.read);
      const [, headLength = '', headHash] = known.split(':');
      const [before, head, bytes] = await Promise.all([
        file.stat(),
        read(file, 0, headBytes),
        read(file, from, length),
      ]);
      const repeated = await read(file, from, Math.min(repeatedBytes, bytes.length));
      const [headAgain, after] = await Promise.all([read(file, 0, head.length), file.stat()]);
      const size = after.size ?? 0;
      if (size < (before.size ?? 0)) return 'again';
      if (bytes.length > 0 && size < from + bytes.length) return 'again';
      if (!headAgain.equals(head)) return 'again';
      if (!repeated.equals(bytes.subarray(0, repeated.length))) return 'again';
      const same = head.length >= Number(headLength) && headHash === sha(head, Number(headLength));
      const identity = `head:${head.length}:${sha(head, head.length)}`;
      return { file: { identity, size, modified: milliseconds(after) }, same, from, bytes };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'files.missing') return 'missing';
      // Also one that Windows keeps locked.
      if (error.code === 'files.denied' || error.code === 'files.failed') return 'unreadable';
      throw error;
    } finally {
      await file?.close().catch(() => undefined);
    }
  }

  async home(): Promise<string> {
    return pathText(await this.client.realPath(Buffer.from('.')), this.names);
  }

  async siblings(path: string): Promise<Sibling[]> {
    const { dir, name, base } = posix.parse(path);
    const stem = base.startsWith('.') ? base : name;
    return this.list(dir, (entry) => entry.startsWith(stem));
  }

  async matches(pattern: string): Promise<Sibling[]> {
    const { dir, base } = posix.parse(pattern);
    const wanted = patternOf(base);
    return this.list(dir, (entry) => wanted.test(entry));
  }

  async *unpack(path: string, from: number): AsyncGenerator<Buffer, void> {
    const file = await this.client
      .open(pathBytes(path, this.names), openFlags.read)
      .catch(gone(path));
    try {
      const { size } = await file.stat();
      yield* unpackHere(path, Readable.from(copies(file, size ?? Infinity)), from);
    } finally {
      await file.close().catch(() => undefined);
    }
  }

  close(): void {
    this.client.end();
  }

  private async list(dir: string, wanted: (name: string) => boolean): Promise<Sibling[]> {
    const found: Sibling[] = [];
    try {
      await this.collect(dir, wanted, found);
    } catch (error) {
      // A folder that is not there, or closed, has no files to tell of.
      if (!(error instanceof AppError) || !error.code.startsWith('files.')) throw error;
    }
    return found;
  }

  private async collect(
    dir: string,
    wanted: (name: string) => boolean,
    found: Sibling[],
  ): Promise<void> {
    for await (const entries of this.client.list(pathBytes(dir, this.names)))
      for (const { name, attributes } of entries) {
        const text = pathText(name, this.names);
        if (!wanted(text) || !isFile(attributes)) continue;
        found.push({
          path: posix.join(dir, text),
          identity: null,
          size: attributes.size ?? 0,
          modified: milliseconds(attributes),
        });
      }
  }
}

/** A path of Windows as its SFTP servers write it: `C:\logs\app.log` is `/C:/logs/app.log`. */
export function sftpPath(path: string): string {
  return /^[A-Za-z]:[\\/]/.test(path) ? `/${path.replaceAll('\\', '/')}` : path;
}

/** Links are followed by `stat`, but not in lists: those count as files until they are opened. */
function isFile({ mode }: Attributes): boolean {
  return mode === null || (mode & kindMask) === fileKind || (mode & kindMask) === 0o120000;
}

function milliseconds({ modifiedAt }: Attributes): number | null {
  return modifiedAt === null ? null : modifiedAt * 1000;
}

/** A packed file that went away before it could be opened holds nothing. */
function gone(path: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof AppError && error.code.startsWith('files.'))
      throw failed(path, error.code);
    throw error;
  };
}

function sha(bytes: Buffer, length: number): string {
  return createHash('sha256').update(bytes.subarray(0, length)).digest('hex');
}

/** Bytes [from, from + length), or less at the end. */
async function read(file: RemoteFile, from: number, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of file.readRange(from, from + length)) parts.push(part);
  return Buffer.concat(parts);
}

async function* copies(file: RemoteFile, size: number): AsyncGenerator<Buffer, void> {
  for await (const part of file.readRange(0, size)) yield Buffer.from(part);
}

/** A shell pattern of one name as a regular expression: `*`, `?`, simple `[a-z]`. */
function patternOf(pattern: string): RegExp {
  const parts = pattern.split(/([*?]|\[[\w.^!-]+\])/);
  const source = parts.map((part, index) => {
    if (index % 2 === 0) return part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
    return part === '*' ? '.*' : part === '?' ? '.' : part.replace(/^\[!/, '[^');
  });
  // A leading dot is not matched by a wildcard.
  return new RegExp(`^(?!\\.)${source.join('')}$`);
}
