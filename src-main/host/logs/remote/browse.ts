import { posix } from 'node:path';
import { AppError } from '../../../contract/errors';
import { unpackerFor } from './grep';
import { runsNothing, type RemoteHost } from './host';
import {
  globWord,
  isGlob,
  pathBytes,
  pathOfBytes,
  pathWord,
  shownName,
  shownWord,
  type NameEncoding,
} from './paths';

/** An entry of a folder. */
export interface RemoteEntry {
  name: string;
  path: string;
  kind: 'file' | 'folder';
  bytes: number;
  /** UTC ms; null where the host does not say. */
  changedAt: number | null;
  packed: boolean;
}

export interface RemoteListing {
  folder: string;
  /** There are more than were listed. */
  truncated: boolean;
  /** The newest first. */
  entries: RemoteEntry[];
}

/** Entries that are shown, and that are looked at. */
const mostShown = 2000;
const mostSeen = 100_000;
const mostBytes = 16 * 1024 * 1024;
const folderKind = 0o040000;
const fileKind = 0o100000;
const linkKind = 0o120000;
const kindMask = 0o170000;

/**
 * Files of a folder on a host, or those that a pattern names, the newest first. The host sorts
 * them, so that only what is shown is moved; by SFTP alone they are all looked at here.
 *
 * @throws AppError `logs.path-missing`, `logs.path-unreadable`, `files.…`, `ssh.…`
 */
export async function browse(
  host: RemoteHost,
  path: string,
  signal?: AbortSignal,
): Promise<RemoteListing> {
  return host.again(signal, async () => {
    try {
      return await byShell(host, path);
    } catch (error) {
      if (!runsNothing(error) || host.sudo) throw error;
      return await bySftp(host, path);
    }
  });
}

/** Prints time, size, kind and name of each; GNU and BusyBox, BSD, perl, or `ls` in its order. */
function script(host: RemoteHost, path: string): string {
  const pattern = isGlob(path);
  const folder = pattern ? posix.dirname(path) : path;
  const names = pattern ? globWord(posix.basename(path), host.names) : '* .[!.]*';
  // A pattern in the name of a folder is understood by the shell.
  const place = pattern ? globWord(folder, host.names) : pathWord(folder, host.names);
  return [
    `for d in ${place}; do break; done`,
    'if test ! -d "$d"; then echo M; elif cd "$d"; then echo "D$(pwd)"',
    `list() { for f in ${names}; do if test -e "$f"; then printf '%s\\0' "$f"; fi; done; }`,
    `first() { sort -rn | head -n ${mostShown + 1}; }`,
    // BusyBox shows names beyond ASCII as question marks: they are asked for by themselves.
    "if case $(stat --help 2>&1) in *BusyBox*) true ;; *) false ;; esac && printf 'a\\0' | xargs -0 true; then k=b",
    "elif stat -Lc '%Y' / && printf 'a\\0' | xargs -0 true; then k=c",
    "elif stat -Lf '%m' / && printf 'a\\0' | xargs -0 true; then k=f",
    "elif perl -e 'exit 0'; then k=perl; else k=ls; fi >/dev/null",
    'echo "K$k"',
    'case $k in',
    `c) printf '%s\\0' ${names} | xargs -0 stat -Lc '%Y|%s|%F|%n' -- | first ;;`,
    `b) list | xargs -0 stat -Lc '%Y|%s|%F|' --; echo N; list ;;`,
    `f) printf '%s\\0' ${names} | xargs -0 stat -Lf '%m|%z|%HT|%N' -- | first ;;`,
    `perl) list | perl -0ne 'chomp; @s = stat $_; print "$s[9]|$s[7]|", (-d _ ? "directory" : -f _ ? "regular file" : "other"), "|$_\\n" if @s' | first ;;`,
    `ls) ls -dlLnt -- ${names} | head -n ${mostShown + 1} ;;`,
    'esac',
    'else echo U; fi',
  ].join('\n');
}

async function byShell(host: RemoteHost, path: string): Promise<RemoteListing> {
  const shell = await host.shell();
  host.tell(`ls -lt ${shownWord(path)} | head -n ${mostShown}`);
  const answer = await shell.run(`(${script(host, path)}\n)`, mostBytes);
  // Names are bytes until they are shown.
  const lines = answer.toString('latin1').split('\n');
  const [first = '', second = ''] = lines;
  const names = { host: host.host, username: host.username, path };
  if (first === 'M') throw new AppError('logs.path-missing', { host: host.host, path });
  if (!first.startsWith('D') || !second.startsWith('K'))
    throw new AppError('logs.path-unreadable', names);
  const folder = Buffer.from(first.slice(1), 'latin1');
  const read = second === 'Kls' ? fromLs : fromStat;
  const rows = second === 'Kb' ? joined(lines.slice(2)) : lines.slice(2);
  const found = rows.flatMap((line) => read(line, { folder, encoding: host.names }) ?? []);
  if (second === 'Kb') found.sort(newestFirst);
  return {
    folder: pathOfBytes(folder, host.names),
    truncated: found.length > mostShown,
    entries: found.slice(0, mostShown),
  };
}

function newestFirst(a: RemoteEntry, b: RemoteEntry): number {
  return (b.changedAt ?? 0) - (a.changedAt ?? 0);
}

/** Facts line by line, then their names; none where the folder changed in between. */
function joined(lines: readonly string[]): string[] {
  const end = lines.indexOf('N');
  const names = lines
    .slice(end + 1)
    .join('\n')
    .split('\0')
    .slice(0, -1);
  return names.length === end ? names.map((name, index) => `${lines[index]}${name}`) : [];
}

function fromStat(line: string, place: Place): RemoteEntry | null {
  const match = /^(\d+)\|(\d+)\|([^|]*)\|(.+)$/.exec(line);
  if (!match) return null;
  const [, seconds, bytes, kind = '', name = ''] = match;
  const isFolder = /directory/i.test(kind);
  if (!isFolder && !/regular/i.test(kind)) return null;
  return entry(Buffer.from(name, 'latin1'), place, isFolder, Number(bytes), Number(seconds) * 1000);
}

/** `-rw-r--r-- 1 0 0 1234 Nov 22 23:59 name`: the time has no zone, only the order counts. */
function fromLs(line: string, place: Place): RemoteEntry | null {
  const match = /^([-d])\S+\s+\d+\s+\d+\s+\d+\s+(\d+)\s+\S+\s+\S+\s+\S+\s(.+)$/.exec(line);
  if (!match) return null;
  const [, kind, bytes, name = ''] = match;
  return entry(Buffer.from(name, 'latin1'), place, kind === 'd', Number(bytes), null);
}

/** The folder that entries are of. */
interface Place {
  folder: Buffer;
  encoding: NameEncoding;
}

function entry(
  bytes: Buffer,
  { folder, encoding }: Place,
  isFolder: boolean,
  size: number,
  changedAt: number | null,
): RemoteEntry {
  const name = shownName(bytes, encoding);
  const isRoot = folder.at(-1) === 0x2f;
  const path = Buffer.concat([folder, Buffer.from(isRoot ? '' : '/'), bytes]);
  return {
    name,
    path: pathOfBytes(path, encoding),
    kind: isFolder ? 'folder' : 'file',
    bytes: size,
    changedAt,
    packed: !isFolder && unpackerFor(name) !== null,
  };
}

async function bySftp(host: RemoteHost, path: string): Promise<RemoteListing> {
  const client = await host.sftp();
  const pattern = isGlob(path);
  const given = pattern ? posix.dirname(path) : path;
  const home = given === '~' || given.startsWith('~/');
  const place = home ? Buffer.from(`.${given.slice(1)}`) : pathBytes(given, host.names);
  const wanted = pattern ? expressionOf(posix.basename(path)) : null;
  const found: RemoteEntry[] = [];
  /** A server may name an entry twice while the folder changes. */
  const names = new Set<string>();
  let seen = 0;
  let folder: Buffer;
  try {
    folder = await client.realPath(place);
    for await (const entries of client.list(folder)) {
      for (const { name, attributes } of entries) {
        const text = shownName(name, host.names);
        const known = name.toString('latin1');
        if (names.has(known) || (wanted && !wanted.test(text))) continue;
        names.add(known);
        const { mode, size, modifiedAt } = attributes;
        const kind = (mode ?? fileKind) & kindMask;
        // A link is taken for a file until it is opened.
        if (kind !== folderKind && kind !== fileKind && kind !== linkKind) continue;
        const changedAt = modifiedAt === null ? null : modifiedAt * 1000;
        const there = { folder, encoding: host.names };
        found.push(entry(name, there, kind === folderKind, size ?? 0, changedAt));
      }
      seen += entries.length;
      if (seen >= mostSeen) break;
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const said = { host: host.host, path };
    if (error.code === 'files.missing')
      throw new AppError('logs.path-missing', said, { cause: error });
    if (error.code === 'files.denied')
      throw new AppError(
        'logs.path-unreadable',
        { ...said, username: host.username },
        { cause: error },
      );
    throw error;
  }
  found.sort(newestFirst);
  return {
    folder: pathOfBytes(folder, host.names),
    truncated: found.length > mostShown || seen >= mostSeen,
    entries: found.slice(0, mostShown),
  };
}

/** A shell pattern of one name: `*`, `?`, simple sets. */
function expressionOf(pattern: string): RegExp {
  const parts = pattern.split(/([*?]|\[[\w.^!-]+\])/);
  const source = parts.map((part, index) => {
    if (index % 2 === 0) return part.replace(/[.+^${}()|[\]\\*?]/g, '\\$&');
    return part === '*' ? '.*' : part === '?' ? '.' : part.replace(/^\[!/, '[^');
  });
  return new RegExp(`^${pattern.startsWith('.') ? '' : '(?!\\.)'}${source.join('')}$`);
}
