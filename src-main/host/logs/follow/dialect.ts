import { shownWord } from '../remote/paths';
import type { FileFacts, Sibling } from './ports';

/** How a host tells facts of files: GNU and BusyBox, BSD, by perl (AIX, Solaris), or `ls` alone. */
export type StatKind = 'c' | 'f' | 'perl' | 'ls';

/** What a host has, asked once a connection. */
export interface Dialect {
  stat: StatKind;
  /** How dd seeks: Solaris reads what it skips unless it is told otherwise. */
  skip: 'skip' | 'iseek';
  /** Which of the programs that unpack are there, and of `nice` and `tail`. */
  tools: readonly string[];
}

/** The question behind {@link readDialect}. */
export const dialectQuestion = [
  'echo "kernel=$(uname -s)"',
  // A stat that was added to AIX is of no use with its own xargs, which knows no zero bytes.
  "if printf '%s\\0' / | xargs -0 stat -Lc '%d %i %s %Y %y' -- >/dev/null; then echo stat=c",
  "elif printf '%s\\0' / | xargs -0 stat -Lf '%d %i %z %Fm' -- >/dev/null; then echo stat=f",
  "elif perl -e 'exit 0'; then echo stat=perl",
  'else echo stat=ls; fi',
  'for tool in gzip zstd xz bzip2 nice tail; do command -v $tool >/dev/null && echo tool=$tool; done; true',
].join('\n');

export function readDialect(answer: string): Dialect {
  const values = (name: string): string[] =>
    [...answer.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value.trim());
  const [stat = 'ls'] = values('stat');
  return {
    stat: stat === 'c' || stat === 'f' || stat === 'perl' ? stat : 'ls',
    skip: values('kernel')[0] === 'SunOS' ? 'iseek' : 'skip',
    tools: values('tool'),
  };
}

/** Prints the facts of a file that is given as a shell word. */
function statOf(kind: StatKind, word: string): string {
  switch (kind) {
    case 'c':
      return `stat -Lc '%d %i %s %Y %y' -- ${word}`;
    case 'f':
      return `stat -Lf '%d %i %z %Fm' -- ${word}`;
    case 'perl':
      return `perl -e '@s = stat $ARGV[0]; print "@s[0,1,7,9]"' ${word}`;
    case 'ls':
      return `ls -dLin -- ${word}`;
  }
}

/** The facts of the file `$p` on one line, or an empty one. */
function factsOf(kind: StatKind): string {
  return `echo "$(${statOf(kind, '"$p"')})"`;
}

/** What a look does, as a person would type it. */
export function readableLook({ stat, skip }: Dialect, path: string, blocks: Blocks): string {
  const { size, from, count } = blocks;
  const word = shownWord(path);
  return `${statOf(stat, word)}; dd if=${word} bs=${size} ${skip}=${from / size} count=${count}`;
}

/** Marks between the parts of an answer. */
export interface LookMarks {
  first: string;
  second: string;
}

/** A range of a file in whole blocks, as dd counts. */
export interface Blocks {
  size: number;
  from: number;
  count: number;
}

/** Short reads begin within this of where they should; long ones go by larger blocks. */
const smallBlock = 512;
const largeBlock = 64 * 1024;
export const longRead = 256 * 1024;

export function blocksOf(from: number, length: number): Blocks {
  const size = length > longRead ? largeBlock : smallBlock;
  const first = Math.floor(from / size);
  return { size, from: first * size, count: Math.ceil((from + length) / size) - first };
}

/**
 * One look: facts, bytes, the first block of the bytes again, facts again. Or one letter that
 * says why not: M missing, N no file, U unreadable.
 *
 * @param word the path as a word of the shell
 * @param factsFirst false saves a process where the bytes themselves show which file they are of
 */
export function lookScript(
  dialect: Dialect,
  word: string,
  blocks: Blocks,
  { first, second }: LookMarks,
  factsFirst: boolean,
): string {
  const facts = factsOf(dialect.stat);
  const read = (size: number, from: number, count: number): string =>
    count === 0 ? 'true' : `dd if="$p" bs=${size} ${dialect.skip}=${from / size} count=${count}`;
  return [
    `p=${word}`,
    'if test -f "$p"; then',
    'if test -r "$p"; then',
    factsFirst ? facts : 'echo',
    read(blocks.size, blocks.from, blocks.count),
    `printf %s ${first}`,
    read(smallBlock, blocks.from, Math.min(1, blocks.count)),
    `printf %s ${second}`,
    facts,
    'else echo U; fi',
    'elif test -e "$p"; then echo N',
    // A folder on the way may be closed to us.
    'else case "$(ls -d -- "$p" 2>&1)" in *ermission*) echo U ;; *) echo M ;; esac; fi',
  ].join('\n');
}

/** Lists files by a pattern that is a shell word already; any number of them. */
export function listScript(dialect: Dialect, word: string): string {
  switch (dialect.stat) {
    case 'c':
      return `printf '%s\\0' ${word} | xargs -0 stat -Lc '%d %i %s %Y %y|%n' --`;
    case 'f':
      return `printf '%s\\0' ${word} | xargs -0 stat -Lf '%d %i %z %Fm|%N' --`;
    case 'perl':
      return `printf '%s\\n' ${word} | perl -ne 'chomp; @s = stat $_; print "@s[0,1,7,9]|$_\\n" if @s'`;
    case 'ls':
      return `ls -dLin -- ${word}`;
  }
}

/** Reads one line of facts; null when it is none. */
export function readFacts(line: string): FileFacts | null {
  const plain = /^(\d+) (\d+) (\d+) (\d+)(\.\d+)?(?: \S+ [\d:]+(\.\d+)?.*)?$/.exec(line.trim());
  if (plain) {
    const [, device, inode, size, seconds, fraction, other] = plain;
    const modified = Number(seconds) * 1000 + Number(`0${fraction ?? other ?? ''}`) * 1000;
    return { identity: `${device}:${inode}`, size: Number(size), modified };
  }
  // ls: inode, mode, links, owner, group, size. Without the device.
  const listed = /^\s*(\d+)\s+\S+\s+\d+\s+\d+\s+\d+\s+(\d+)\s/.exec(line);
  return listed ? { identity: `0:${listed[1]}`, size: Number(listed[2]), modified: null } : null;
}

/** Reads a list; what cannot be understood is left out. */
export function readList(answer: string, kind: StatKind): Sibling[] {
  const found: Sibling[] = [];
  for (const line of answer.split('\n')) {
    // The name of ls: after a date of three words.
    const name =
      kind === 'ls'
        ? /^\s*\d+\s+\S+\s+\d+\s+\d+\s+\d+\s+\d+\s+\S+\s+\S+\s+\S+\s(.*)$/.exec(line)?.[1]
        : line.slice(line.indexOf('|') + 1);
    const facts = readFacts(kind === 'ls' ? line : line.slice(0, Math.max(0, line.indexOf('|'))));
    if (facts && name) found.push({ path: name, ...facts });
  }
  return found;
}
