import { AppError } from '../../../contract/errors';
import { openFlags, type RemoteFile, type SftpClient } from '../../ssh/index';
import { readFacts } from '../follow/dialect';
import { blockBytes, factsFunction, type FirstLook } from './first-look';
import type { RemoteHost } from './host';
import { pathBytes, pathWord, shownWord } from './paths';

/** So many bytes before the known end show that the file is still the one it was. */
export const witnessBytes = 512;

/** A file as it is now. */
export interface RemoteFacts {
  /** Null where the host does not tell one. */
  identity: string | null;
  size: number;
  changedAt: number | null;
}

/** What stands at the path now, and bytes of it that are compared with what they were. */
export interface RemoteLook {
  facts: RemoteFacts;
  witness: Buffer;
}

/** The last bytes that were known of a file. */
export interface Witness {
  at: number;
  bytes: Buffer;
}

/** Reads ranges of one remote file in whole blocks. */
export interface RangeReader {
  readonly kind: 'shell' | 'sftp';
  /**
   * Blocks [first, first + count), less at the end of the file.
   *
   * @returns null when another file stands at the path
   * @throws AppError `ssh.…`, `files.…`
   */
  blocks(first: number, count: number): Promise<Buffer | null>;
  /** What stands at the path now, with bytes [from, from + witnessBytes) of it; null: nothing that can be read. */
  look(from: number): Promise<RemoteLook | null>;
  close(): Promise<void>;
}

/** Reads by `dd` through the helper shell: one round trip for each range, also as root. */
export class ShellReader implements RangeReader {
  readonly kind = 'shell';
  private readonly host: RemoteHost;
  private readonly how: Pick<FirstLook, 'kind' | 'skip'>;
  private readonly word: string;
  private readonly shown: string;
  private identity: string;

  constructor(host: RemoteHost, path: string, look: FirstLook) {
    this.host = host;
    this.how = { kind: look.kind, skip: look.skip };
    this.word = pathWord(path, host.names);
    this.shown = shownWord(path);
    this.identity = look.identity;
  }

  async blocks(first: number, count: number): Promise<Buffer | null> {
    this.host.tell(`dd if=${this.shown} bs=64k ${this.how.skip}=${first} count=${count}`);
    const { before, bytes, after } = await this.ask(blockBytes, first, count);
    const same = before?.identity === this.identity && after?.identity === this.identity;
    return same ? bytes : null;
  }

  async look(from: number): Promise<RemoteLook | null> {
    const first = Math.floor(from / witnessBytes);
    const { before, bytes, after } = await this.ask(witnessBytes, first, 2);
    if (!before || !after) return null;
    this.identity = after.identity;
    const { identity, size, modified } = after;
    const at = from - first * witnessBytes;
    const witness = Buffer.from(bytes.subarray(at, at + witnessBytes));
    return { facts: { identity, size, changedAt: modified }, witness };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Facts, bytes, facts again: a file that is exchanged meanwhile is found out. */
  private async ask(block: number, first: number, count: number) {
    const shell = await this.host.shell();
    const script = [
      `k=${this.how.kind}; p=${this.word}`,
      factsFunction,
      'echo "$(f)"',
      `dd if="$p" bs=${block} ${this.how.skip}=${first} count=${count}`,
      'printf \'\\n\'; echo "$(f)"',
    ].join('\n');
    const answer = await shell.run(script, block * count + 1024);
    const begin = answer.indexOf(10) + 1;
    const end = answer.lastIndexOf(10, answer.length - 2);
    if (begin === 0 || end < begin)
      throw new AppError('ssh.exec-failed', { host: (await this.host.lease()).host, detail: 'dd' });
    return {
      before: readFacts(answer.toString('latin1', 0, begin)),
      bytes: answer.subarray(begin, end),
      after: readFacts(answer.toString('latin1', end + 1)),
    };
  }
}

/**
 * Reads by SFTP through a handle that stays with one file, also when that is renamed or deleted.
 * Version 3 tells no inode: what stands at the path is known by its bytes alone.
 */
export class SftpReader implements RangeReader {
  readonly kind = 'sftp';
  /** Bytes that tell the file again after a cut, when it must be opened anew. */
  expected: Witness | null = null;
  private readonly host: RemoteHost;
  private readonly path: string;
  private opened: { client: SftpClient; file: RemoteFile } | null = null;
  private place: Buffer | null = null;

  constructor(host: RemoteHost, path: string) {
    this.host = host;
    this.path = path;
  }

  async blocks(first: number, count: number): Promise<Buffer | null> {
    const file = await this.file();
    return file && read(file, first * blockBytes, count * blockBytes);
  }

  /** Facts of the file that is open, not of what stands at the path. */
  async facts(): Promise<RemoteFacts | null> {
    const file = await this.file();
    if (!file) return null;
    const { size, modifiedAt } = await file.stat();
    return { identity: null, size: size ?? 0, changedAt: inMilliseconds(modifiedAt) };
  }

  async look(from: number): Promise<RemoteLook | null> {
    const client = await this.host.sftp();
    try {
      const file = await client.open(await this.bytes(client), openFlags.read);
      try {
        const [{ size, modifiedAt }, witness] = await Promise.all([
          file.stat(),
          read(file, from, witnessBytes),
        ]);
        const changedAt = inMilliseconds(modifiedAt);
        return { facts: { identity: null, size: size ?? 0, changedAt }, witness };
      } finally {
        await file.close();
      }
    } catch (error) {
      if (error instanceof AppError && /^files\.(missing|denied)$/.test(error.code)) return null;
      throw error;
    }
  }

  async close(): Promise<void> {
    const { opened } = this;
    this.opened = null;
    if (opened?.client.session.alive) await opened.file.close().catch(() => undefined);
  }

  /** The open file; null when it would be another one now. */
  private async file(): Promise<RemoteFile | null> {
    const client = await this.host.sftp();
    if (this.opened?.client === client) return this.opened.file;
    const file = await client.open(await this.bytes(client), openFlags.read);
    const { expected } = this;
    if (expected) {
      const found = await read(file, expected.at, expected.bytes.length);
      if (!found.equals(expected.bytes)) {
        await file.close();
        return null;
      }
    }
    this.opened = { client, file };
    return file;
  }

  private async bytes(client: SftpClient): Promise<Buffer> {
    if (this.place) return this.place;
    const bytes = pathBytes(this.path, this.host.names);
    this.place = this.path.startsWith('~/')
      ? Buffer.concat([await client.realPath(Buffer.from('.')), bytes.subarray(1)])
      : bytes;
    return this.place;
  }
}

function inMilliseconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}

/** Bytes [from, from + length), or less at the end. */
async function read(file: RemoteFile, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  for await (const part of file.readRange(from, from + length)) {
    part.copy(bytes, filled);
    filled += part.length;
    file.recycle(part);
  }
  return bytes.subarray(0, filled);
}
