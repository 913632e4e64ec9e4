import { randomBytes } from 'node:crypto';
import { AppError } from '../../../contract/errors';
import type { RemoteCommand } from '../../ssh/index';
import { readFacts } from '../follow/dialect';
import type { RemoteHost } from './host';
import { pathWord, shownWord } from './paths';

/** Remote files are read and kept in blocks of this size. */
export const blockBytes = 64 * 1024;
/** What the first look brings: the head, the middle (to tell the encoding) and the tail. */
const headBlocks = 2;
const middleBlocks = 2;
const tailBlocks = 4;
/** Noise of a log-in shell before the answer. */
const mostNoise = 256 * 1024;
const mostBytes = (headBlocks + middleBlocks + tailBlocks + 2) * blockBytes + mostNoise;
const patienceMs = 30_000;

/** How the host tells facts of a file, for later questions: see `factsFunction`. */
export type FactsKind = 'c' | 'f' | 'perl' | 'ls';

/** Who is asked, for errors. */
export interface Peer {
  host: string;
  port: number;
  username: string;
}

/** What one question brought: which file it is, and the bytes of its first screen. */
export interface FirstLook {
  /** `device:inode`; `0:inode` where only `ls` could be asked. */
  identity: string;
  size: number;
  /** UTC ms; null where the host does not say. */
  changedAt: number | null;
  kind: FactsKind;
  /** How dd seeks there. */
  skip: 'skip' | 'iseek';
  blocks: Map<number, Buffer>;
}

/** A shell function `f` that prints facts of the file `$p` in a way of `$k`. */
export const factsFunction = [
  'f() { case $k in',
  `c) stat -Lc '%d %i %s %Y %y' -- "$p" ;;`,
  `f) stat -Lf '%d %i %z %Fm' -- "$p" ;;`,
  `perl) perl -e '@s = stat $ARGV[0]; print "@s[0,1,7,9]\\n"' "$p" ;;`,
  'ls) ls -dLin -- "$p" ;;',
  'esac 2>/dev/null; }',
].join('\n');

/** Finds out which way that is. Solaris has its POSIX tools in a folder of their own. */
export const findKind = [
  'PATH=/usr/xpg4/bin:$PATH; LC_ALL=C; export PATH LC_ALL',
  "if stat -Lc '%d' / >/dev/null 2>&1; then k=c",
  "elif stat -Lf '%d' / >/dev/null 2>&1; then k=f",
  "elif perl -e 'exit 0' >/dev/null 2>&1; then k=perl",
  'else k=ls; fi',
  'd=skip; if test "`uname -s`" = SunOS; then d=iseek; fi',
].join('\n');

function script(word: string, token: string): string {
  const read = (first: string, count: number): string =>
    `dd if="$p" bs=${blockBytes} $d=${first} count=${count} 2>/dev/null; printf '\\n%s.' ${token}`;
  return [
    findKind,
    factsFunction,
    `p=${word}`,
    `printf '%s.' ${token}`,
    // Put in order of likelihood; a folder on the way may be closed to us.
    'if test -f "$p"; then if test -r "$p"; then',
    'x=`f`; echo "$k $d"; echo "$x"',
    `printf '%s.' ${token}`,
    'set -- $x; case $k in ls) s=$6 ;; *) s=$3 ;; esac',
    `m=$((s / 2 / ${blockBytes})); t=$((s / ${blockBytes} - ${tailBlocks})); if test $t -lt 0; then t=0; fi`,
    read('0', headBlocks),
    read('$m', middleBlocks),
    read('$t', tailBlocks + 1),
    'f',
    'else echo U; fi',
    'elif test -d "$p"; then echo D; elif test -e "$p"; then echo N',
    'else case "`ls -d -- "$p" 2>&1`" in *ermission*) echo U ;; *) echo M ;; esac; fi',
  ].join('\n');
}

/**
 * Asks a host which file a path is and reads its head, middle and tail: one command, so two
 * round trips on an open connection and less than half a megabyte, whatever the size.
 *
 * @throws AppError `logs.path-missing`, `logs.path-unreadable`, `logs.is-folder`,
 *   `logs.not-a-file`; `ssh.no-shell` where what answers is no POSIX shell; as `exec`
 */
export async function firstLook(host: RemoteHost, path: string, names: Peer): Promise<FirstLook> {
  const token = randomBytes(12).toString('hex');
  const shown = `stat ${shownWord(path)}; dd if=${shownWord(path)} bs=64k  # its head, middle and tail`;
  const remote = await host.exec(script(pathWord(path, host.names), token), shown);
  const answer = await collect(remote, names);
  const mark = Buffer.from(`${token}.`);
  const parts = split(answer, mark);
  // Noise of the log-in shell, facts, head, middle, tail, facts again.
  const [, said, head, middle, tail, after] = parts;
  if (!said) throw new AppError('ssh.no-shell', { host: names.host, detail: 'sh' });
  throwRefusal(said.toString('latin1').trim(), path, names);
  const [how = '', line = ''] = said.toString('latin1').split('\n');
  const [kind = '', skip = ''] = how.split(' ');
  const facts = readFacts(line);
  const end = after ? readFacts(after.toString('latin1').trim()) : null;
  if (!facts || !end || !head || !middle || !tail)
    throw new AppError('ssh.no-shell', { host: names.host, detail: 'sh' });
  const { identity, size, modified } = facts;
  const blocks = new Map<number, Buffer>();
  // Between the questions another file may have come in its place: then only the facts count.
  if (end.identity === identity && end.size >= size) {
    put(blocks, 0, head, size);
    put(blocks, Math.floor(size / 2 / blockBytes), middle, size);
    put(blocks, Math.max(0, Math.floor(size / blockBytes) - tailBlocks), tail, size);
  }
  return {
    identity,
    size,
    changedAt: modified,
    kind: kind === 'c' || kind === 'f' || kind === 'perl' ? kind : 'ls',
    skip: skip === 'iseek' ? 'iseek' : 'skip',
    blocks,
  };
}

/** Cuts what was read into blocks; the line break before the mark is not of the file. */
function put(blocks: Map<number, Buffer>, first: number, read: Buffer, size: number): void {
  const bytes = read.subarray(0, Math.min(read.length - 1, size - first * blockBytes));
  for (let at = 0; at < bytes.length; at += blockBytes)
    blocks.set(first + at / blockBytes, Buffer.from(bytes.subarray(at, at + blockBytes)));
}

function split(bytes: Buffer, mark: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, from)) {
    parts.push(bytes.subarray(from, at));
    from = at + mark.length;
  }
  parts.push(bytes.subarray(from));
  return parts;
}

function throwRefusal(letter: string, path: string, { host, username }: Peer): void {
  switch (letter) {
    case 'M':
      throw new AppError('logs.path-missing', { host, path }, { retry: true });
    case 'U':
      throw new AppError('logs.path-unreadable', { host, username, path }, { retry: true });
    case 'D':
      throw new AppError('logs.is-folder', { path });
    case 'N':
      throw new AppError('logs.not-a-file', { path });
  }
}

/** All of a short output. */
async function collect(remote: RemoteCommand, { host, port }: Peer): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    remote.close();
  }, patienceMs);
  remote.stderr.resume();
  remote.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostBytes) remote.close();
    else parts.push(chunk);
  });
  const exit = await remote.exit;
  clearTimeout(timer);
  if (bytes > mostBytes) throw new AppError('ssh.no-shell', { host, detail: 'sh' });
  if (late) throw new AppError('ssh.timeout', { host, port }, { retry: true });
  if (exit.code === null && exit.signal === null)
    throw new AppError('ssh.closed', { host, port }, { retry: true });
  return Buffer.concat(parts);
}

/** What SFTP says of a file, in the words of logs. */
export function refusalOf(error: unknown, path: string, { host, username }: Peer): unknown {
  if (!(error instanceof AppError)) return error;
  if (error.code === 'files.missing')
    return new AppError('logs.path-missing', { host, path }, { retry: true, cause: error });
  if (error.code === 'files.denied')
    return new AppError(
      'logs.path-unreadable',
      { host, username, path },
      { retry: true, cause: error },
    );
  return error;
}
