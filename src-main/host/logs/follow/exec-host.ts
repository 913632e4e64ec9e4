import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { AppError } from '../../../contract/errors';
import { superviseCommand, type RemoteCommand } from '../../ssh/index';
import { globWord, pathText, pathWord, type NameEncoding } from '../remote/paths';
import {
  blocksOf,
  dialectQuestion,
  listScript,
  longRead,
  lookScript,
  readDialect,
  readFacts,
  readableLook,
  readList,
  type Dialect,
} from './dialect';
import { dropFirst, failed, packing, unpacker, unpackHere } from './packed';
import type { FollowConnection, LogHost, Look, Missing, Sibling } from './ports';
import { HelperShell } from './shell';

/** A listing of a log folder may be long, but not endless. */
const maxListing = 64 * 1024 * 1024;
const usualListing = 64 * 1024;
/** A line of facts, at the most. */
const factBytes = 4096;

interface ExecHostOptions {
  sudo: boolean;
  names: NameEncoding;
  tell: (command: string) => void;
}

/**
 * Reads a log by plain POSIX commands. Each read states which file it was before and after, and
 * repeats its first bytes at its end: a file that was exchanged, or cut and written anew, in
 * between is found out.
 */
export class ExecHost implements LogHost {
  private readonly connection: FollowConnection;
  private readonly shell: HelperShell;
  private readonly dialect: Dialect;
  private readonly sudo: boolean;
  private readonly names: NameEncoding;
  private readonly tell: (command: string) => void;
  /** What has been told of questions that repeat. */
  private readonly told = new Set<string>();
  /** What unpacks now. */
  private readonly running = new Set<RemoteCommand>();
  private closed = false;

  private constructor(
    connection: FollowConnection,
    shell: HelperShell,
    dialect: Dialect,
    options: ExecHostOptions,
  ) {
    this.connection = connection;
    this.shell = shell;
    this.dialect = dialect;
    this.sudo = options.sudo;
    this.names = options.names;
    this.tell = options.tell;
  }

  /**
   * @param options `tell` gets every kind of command once, and each that is not a mere look
   * @throws AppError `ssh.no-shell` where the host has no POSIX shell, and as `exec`
   */
  static async open(
    connection: FollowConnection,
    options: ExecHostOptions & { path: string },
  ): Promise<ExecHost> {
    const audit = `nice -n 19 sh  # follows ${options.path} with stat, dd and ls`;
    options.tell(audit);
    const shell = await HelperShell.start(connection, { sudo: options.sudo, audit });
    try {
      const dialect = readDialect((await shell.run(dialectQuestion, factBytes)).toString('latin1'));
      return new ExecHost(connection, shell, dialect, options);
    } catch (error) {
      shell.close();
      throw error;
    }
  }

  async look(
    path: string,
    from: number,
    length: number,
    known?: string,
  ): Promise<Look | Missing | 'again'> {
    const token = randomBytes(12).toString('hex');
    const marks = { first: `${token}a`, second: `${token}b` };
    const blocks = blocksOf(from, length);
    // In a long read behind known bytes, these are the proof of what it began in.
    const factsFirst = known === undefined || from === 0 || length <= longRead;
    const script = lookScript(this.dialect, this.word(path), blocks, marks, factsFirst);
    const limit = blocks.size * blocks.count + factBytes;
    this.tellOnce(`look ${path}`, readableLook(this.dialect, path, blocks));
    const answer = await this.shell.run(script, limit);
    if (answer.length === 2) {
      if (answer[0] === 0x4d) return 'missing';
      if (answer[0] === 0x4e) return 'not-a-file';
      if (answer[0] === 0x55) return 'unreadable';
    }
    const end = answer.indexOf(0x0a);
    const second = answer.lastIndexOf(marks.second);
    const first = answer.lastIndexOf(marks.first);
    if (end < 0 || first < end || second < first) return 'again';
    const after = readFacts(answer.toString('latin1', second + marks.second.length));
    const before = factsFirst ? readFacts(answer.toString('latin1', 0, end)) : after;
    if (!before || before.identity !== after?.identity || after.size < before.size) return 'again';
    const bytes = answer.subarray(end + 1, first);
    // A read that brings nothing of what is there has failed: by the disk, or it was killed.
    const there = Math.min(blocks.count * blocks.size, before.size - blocks.from);
    if (bytes.length === 0 && there > 0) return 'unreadable';
    const repeated = answer.subarray(first + marks.first.length, second);
    const shared = Math.min(bytes.length, repeated.length);
    if (shared < Math.min(bytes.length, 512)) return 'again';
    if (!bytes.subarray(0, shared).equals(repeated.subarray(0, shared))) return 'again';
    if (bytes.length > 0 && after.size < blocks.from + bytes.length) return 'again';
    const wanted = from + length - blocks.from;
    return {
      file: after,
      same: known === after.identity,
      from: blocks.from,
      bytes: bytes.subarray(0, wanted),
    };
  }

  async home(): Promise<string> {
    // Under sudo that of the user who asked for it.
    const script = 'if test "$SUDO_USER"; then eval "echo ~$SUDO_USER"; else echo "$HOME"; fi';
    return (await this.shell.run(script, factBytes)).toString().replace(/\n$/, '');
  }

  async siblings(path: string): Promise<Sibling[]> {
    const { dir, name } = posix.parse(path);
    const word = `${this.word(posix.join(dir, name))}*`;
    return this.list(word);
  }

  async matches(pattern: string): Promise<Sibling[]> {
    return this.list(globWord(pattern, this.names));
  }

  async *unpack(path: string, from: number): AsyncGenerator<Buffer, void> {
    const { tools } = this.dialect;
    const program = unpacker(path) ?? '';
    const here = !tools.includes(program);
    const skipsThere = !here && tools.includes('tail');
    const nice = tools.includes('nice') ? 'nice -n 19 ' : '';
    const word = this.word(path);
    const reads = here ? `${nice}cat -- ${word}` : `${nice}${program} -dc < ${word} 2>/dev/null`;
    // The exit of the program comes on the other output: that of a pipe is its last command's.
    const skips = skipsThere ? ` | tail -c +${from + 1}` : '';
    const readable = `{ ${reads}; echo "unpacked $?" >&2; }${skips}`;
    this.tell(readable);
    const token = randomBytes(12).toString('hex');
    const script = `LC_ALL=C; export LC_ALL; printf '%s.' ${token}; ${readable}`;
    // While it skips it writes nothing, and would not notice that nobody reads any more.
    const command = superviseCommand(script, { graceSeconds: 1 });
    const { connection, sudo } = this;
    const remote = await connection.exec(command, { stdin: true, audit: readable, sudo });
    this.running.add(remote);
    if (this.closed) remote.close();
    let said = '';
    remote.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-1000)));
    const { stdout } = remote;
    const { host, port } = connection;
    const cut = new AppError('ssh.closed', { host, port }, { retry: true });
    let ended = false;
    stdout.once('end', () => (ended = true));
    /** Throws when the content was cut off on its way; else gives the exit code of the program. */
    const code = async (): Promise<number> => {
      await remote.exit;
      const found = Number(/unpacked (\d+)/.exec(said)?.[1]);
      // Above 128 it was killed, as a host does that is out of memory.
      if (!(found <= 128)) throw cut;
      return found;
    };
    try {
      await skipThrough(stdout, `${token}.`);
      if (here) return yield* unpackHere(path, stdout, from);
      // Closing the command ends it; destroying a half-read output would count as its failure.
      const chunks = stdout.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
      yield* dropFirst(chunks, skipsThere ? 0 : from);
      // 2 is a warning of gzip about what follows the content.
      if (![0, 2].includes(await code())) throw failed(path, packing(path) ?? '');
    } catch (error) {
      if (this.closed) throw cut;
      // It may end early because the file does, or because the connection did.
      if (here && ended) await code();
      throw error;
    } finally {
      this.running.delete(remote);
      remote.close();
    }
  }

  recycle(look: Look): void {
    this.shell.recycle(look.bytes);
  }

  close(): void {
    this.closed = true;
    for (const remote of this.running) {
      remote.close();
      // Nobody waits for what the host has still to say.
      remote.stdout.destroy();
    }
    this.shell.close();
  }

  private word(path: string): string {
    return pathWord(path, this.names);
  }

  private tellOnce(what: string, command: string): void {
    if (this.told.has(what)) return;
    this.told.add(what);
    this.tell(command);
  }

  private async list(word: string): Promise<Sibling[]> {
    const script = listScript(this.dialect, word);
    this.tellOnce(`list ${word}`, script);
    const answer = await this.shell.run(script, maxListing, usualListing);
    return readList(pathText(answer, this.names), this.dialect.stat);
  }
}

/** Drops an output up to a word, which an unknown number of bytes of noise may precede. */
async function skipThrough(stream: NodeJS.ReadableStream, word: string): Promise<void> {
  let seen = Buffer.alloc(0);
  for (;;) {
    const chunk = stream.read() as Buffer | null;
    if (chunk) {
      seen = Buffer.concat([seen, chunk]);
      const at = seen.indexOf(word);
      if (at >= 0) {
        const rest = seen.subarray(at + word.length);
        if (rest.length > 0) stream.unshift(rest);
        return;
      }
      seen = seen.subarray(-64 * 1024);
      continue;
    }
    const more = await new Promise<boolean>((resolve) => {
      stream.once('readable', () => resolve(true));
      stream.once('end', () => resolve(false));
      stream.once('close', () => resolve(false));
    });
    if (!more) return;
  }
}
