import { AppError } from '../../contract/errors';
import { runCommand, type CommandRunner } from '../ssh/index';
import { isGlob, quoteGlob, quotePath } from './follow/quoting';

export { isGlob, quotePath };

/** Who asks for what, to name it in errors. */
export interface RemoteLog {
  host: string;
  username: string;
  path: string;
}

/** A file as `stat` sees it. */
export interface FileIdentity {
  /** `device:inode`. */
  identity: string;
  size: number;
}

/**
 * The file to follow: the path itself, or the newest match of a pattern.
 *
 * @throws AppError `logs.path-missing` when nothing matches
 */
export async function resolvePath(runner: CommandRunner, log: RemoteLog): Promise<string> {
  if (!isGlob(log.path)) return log.path;
  const command = `LC_ALL=C ls -1td -- ${quoteGlob(log.path)} | head -n 1`;
  const { stdout } = await runCommand(runner, command);
  // An unmatched pattern stays itself, and `ls` complains about it.
  const path = stdout.toString().replace(/\n[\s\S]*$/, '');
  if (path === '') throw missing(log, log.path);
  return path;
}

/**
 * Device, inode and size of a file, links followed, once it is known that it can be read.
 * Null where the server has no GNU or BusyBox `stat` (AIX, Solaris): then only following
 * works, without byte ranges.
 *
 * @throws AppError `logs.path-missing`, `logs.path-unreadable`
 */
export async function statFile(
  runner: CommandRunner,
  log: RemoteLog,
  path: string,
): Promise<FileIdentity | null> {
  const quoted = quotePath(path);
  const command = `LC_ALL=C stat -Lc '%d %i %s' -- ${quoted} && LC_ALL=C head -c 0 -- ${quoted}`;
  const { stdout, stderr } = await runCommand(runner, command);
  throwComplaint(stderr, log, path);
  return parseStat(stdout.toString('latin1'));
}

/** Bytes of a file's last lines, to know how much history to ask for; null when it cannot be told. */
export async function sizeOfLastLines(
  runner: CommandRunner,
  path: string,
  lines: number,
): Promise<number | null> {
  const command = `LC_ALL=C tail -n ${lines} -- ${quotePath(path)} | wc -c`;
  const { stdout } = await runCommand(runner, command);
  const text = stdout.toString('latin1').trim();
  return /^\d+$/.test(text) ? Number(text) : null;
}

function parseStat(line: string): FileIdentity | null {
  const match = /^(\d+) (\d+) (\d+)\s*$/.exec(line);
  return match ? { identity: `${match[1]}:${match[2]}`, size: Number(match[3]) } : null;
}

/** The first bytes of a file, or those from an offset (from 0) on. */
export async function readRange(
  runner: CommandRunner,
  path: string,
  from: number,
  length: number,
): Promise<Buffer> {
  const quoted = quotePath(path);
  const command =
    from === 0
      ? `head -c ${length} -- ${quoted}`
      : `tail -c +${from + 1} -- ${quoted} | head -c ${length}`;
  const { stdout } = await runCommand(runner, command, length + 1024);
  return stdout;
}

/** The command that reads on from a byte for ever, by name across rotations. */
export function followCommand(path: string, from: number): string {
  return `LC_ALL=C tail -c +${from + 1} -F -- ${quotePath(path)}`;
}

/** The command where offsets are unknown: so many last lines, then what comes. */
export function followLinesCommand(path: string, lines: number): string {
  return `LC_ALL=C tail -n ${lines} -F -- ${quotePath(path)}`;
}

/** What GNU tail says on its error output while it follows (coreutils, src/tail.c). */
export type TailMessage = 'rotated' | 'truncated' | 'gone' | null;

/**
 * Understands one line of tail's error output.
 *
 * @throws AppError `logs.path-missing`, `logs.path-unreadable`
 */
export function tailMessage(line: string, log: RemoteLog, path: string): TailMessage {
  if (/has been replaced; {1,2}following|has appeared; {1,2}following/.test(line)) return 'rotated';
  if (line.endsWith(': file truncated')) return 'truncated';
  // The name is free for a moment in every rotation; tail goes on looking for it.
  if (/has become inaccessible: No such file/.test(line)) return 'gone';
  throwComplaint(line, log, path);
  return null;
}

function throwComplaint(stderr: string, log: RemoteLog, path: string): void {
  if (/Permission denied/i.test(stderr)) {
    const { host, username } = log;
    throw new AppError('logs.path-unreadable', { host, username, path }, { retry: true });
  }
  if (/No such file|Not a directory|Is a directory|untailable file/i.test(stderr))
    throw missing(log, path);
}

function missing({ host }: RemoteLog, path: string): AppError {
  return new AppError('logs.path-missing', { host, path }, { retry: true });
}
