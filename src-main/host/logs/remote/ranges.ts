import { randomBytes } from 'node:crypto';
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

/** Bytes [from, from + length) of a file. */
export interface Span {
  from: number;
  length: number;
}

/** Reads ranges of one remote file in whole blocks. */
export interface RangeReader {
  readonly kind: 'shell' | 'sftp';
  /** Bytes that tell the file from another one, or from one that was written anew in its place. */
  expected: Witness | null;
  /**
   * Blocks [first, first + count), less at the end of the file.
   *
   * @returns null when another file stands at the path
   * @throws AppError `ssh.…`, `files.…`
   */
  blocks(first: number, count: number): Promise<Buffer | null>;
  /**
   * Many short ranges within the file, all in one round trip.
   *
   * @returns null when another file stands at the path, or this one was cut off
   */
  many(spans: readonly Span[]): Promise<Buffer[] | null>;
  /** What stands at the path now, with bytes [from, from + witnessBytes) of it; null: nothing that can be read. */
  look(from: number): Promise<RemoteLook | null>;
  close(): Promise<void>;
}

/** Reads by `dd` through the helper shell: one round trip for each range, also as root. */
export class ShellReader implements RangeReader {
  readonly kind = 'shell';
  expected: Witness | null = null;
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
    const found = await this.known([{ block: blockBytes, first, count }]);
    return found?.[0] ?? null;
  }

  async many(spans: readonly Span[]): Promise<Buffer[] | null> {
    this.host.tell(`dd if=${this.shown} bs=512 ${this.how.skip}=… count=…  # ${spans.length}×`);
    const found = await this.known(spans.map(partOf));
    return found && cutOut(found, spans);
  }

  async look(from: number): Promise<RemoteLook | null> {
    const part = partOf({ from, length: witnessBytes });
    const { before, parts, after } = await this.ask([part]);
    if (!before || !after) return null;
    this.identity = after.identity;
    const { identity, size, modified } = after;
    const at = from - part.first * witnessBytes;
    const witness = Buffer.from((parts[0] ?? Buffer.alloc(0)).subarray(at, at + witnessBytes));
    return { facts: { identity, size, changedAt: modified }, witness };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Parts of the file that is meant; null: it is another one now, or was written anew. */
  private async known(wanted: readonly Part[]): Promise<Buffer[] | null> {
    const { expected, identity } = this;
    const isKnown = expected && expected.bytes.length > 0;
    const last = isKnown ? partOf({ from: expected.at, length: expected.bytes.length }) : null;
    const { before, parts, after } = await this.ask(last ? [...wanted, last] : wanted);
    if (before?.identity !== identity || after?.identity !== identity) return null;
    if (!expected || !last) return parts;
    const at = expected.at - last.first * last.block;
    const found = parts.pop()?.subarray(at, at + expected.bytes.length);
    return found?.equals(expected.bytes) ? parts : null;
  }

  /** Facts, bytes, facts again: a file that is exchanged meanwhile is found out. */
  private async ask(wanted: readonly Part[]) {
    const shell = await this.host.shell();
    const token = randomBytes(12).toString('hex');
    const mark = Buffer.from(`${token}.\n`);
    const script = [
      `k=${this.how.kind}; p=${this.word}`,
      factsFunction,
      'x=`f`',
      ...wanted.flatMap(({ block, first, count }) => [
        `dd if="$p" bs=${block} ${this.how.skip}=${first} count=${count}`,
        `printf '%s.\\n' ${token}`,
      ]),
      'echo "$x"; f',
    ].join('\n');
    const most = wanted.reduce((sum, { block, count }) => sum + block * count + mark.length, 1024);
    const answer = await shell.run(script, most);
    const parts: Buffer[] = [];
    let from = 0;
    for (let at = answer.indexOf(mark); at >= 0; at = answer.indexOf(mark, from)) {
      parts.push(answer.subarray(from, at));
      from = at + mark.length;
    }
    if (parts.length !== wanted.length)
      throw new AppError('ssh.exec-failed', { host: (await this.host.lease()).host, detail: 'dd' });
    const [before = '', after = ''] = answer.toString('latin1', from).split('\n');
    return { before: readFacts(before), parts, after: readFacts(after) };
  }
}

/** Blocks of a file, for dd. */
interface Part {
  block: number;
  first: number;
  count: number;
}

/** The small blocks that a range stands in. */
function partOf({ from, length }: Span): Part {
  const first = Math.floor(from / witnessBytes);
  return { block: witnessBytes, first, count: Math.ceil((from + length) / witnessBytes) - first };
}

/** The ranges out of the blocks they stand in; null when the file has become shorter. */
function cutOut(parts: readonly Buffer[], spans: readonly Span[]): Buffer[] | null {
  const found = spans.map(({ from, length }, index) => {
    const at = from % witnessBytes;
    return Buffer.from((parts[index] ?? Buffer.alloc(0)).subarray(at, at + length));
  });
  return found.every((bytes, index) => bytes.length === spans[index]?.length) ? found : null;
}

/**
 * Reads by SFTP through a handle that stays with one file, also when that is renamed or deleted.
 * Version 3 tells no inode: what stands at the path is known by its bytes alone.
 */
export class SftpReader implements RangeReader {
  readonly kind = 'sftp';
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
    const found = await this.known([{ from: first * blockBytes, length: count * blockBytes }]);
    return found?.[0] ?? null;
  }

  async many(spans: readonly Span[]): Promise<Buffer[] | null> {
    const found = await this.known(spans);
    return found?.every(({ length }, index) => length === spans[index]?.length) ? found : null;
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

  /**
   * Ranges of the file that is meant, asked for at once; null: it was written anew. Its handle
   * stays with it, but a log that is copied and cut off is the same file with other bytes.
   */
  private async known(spans: readonly Span[]): Promise<Buffer[] | null> {
    const file = await this.file();
    if (!file) return null;
    const { expected } = this;
    const [witness, ...found] = await Promise.all([
      expected ? read(file, expected.at, expected.bytes.length) : null,
      ...spans.map(({ from, length }) => read(file, from, length)),
    ]);
    if (expected && !witness?.equals(expected.bytes)) return null;
    return found.flatMap((bytes) => bytes ?? []);
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
