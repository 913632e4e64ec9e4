import { AppError } from '../../contract/errors';
import { runCommand, type CommandRunner } from '../ssh/index';
import { quotePath, type FileIdentity, type RemoteLog } from './remote';

/** One read by position: which file it was, and the bytes. */
export interface Look {
  before: FileIdentity;
  bytes: Buffer;
}

/**
 * Reads a piece of a file and proves that it was one and the same file before and after.
 *
 * @param from offset of the first byte
 * @param length the most bytes; 0 only looks at the file
 * @returns `again` when the file was exchanged meanwhile, so that the bytes prove nothing
 * @throws AppError `logs.path-unreadable`, `ssh.exec-failed` where the server has no GNU or
 *   BusyBox `stat`, `ssh.closed`
 */
export async function lookAt(
  runner: CommandRunner,
  log: RemoteLog,
  from: number,
  length: number,
): Promise<Look | 'missing' | 'again'> {
  const { username, path } = log;
  const { host } = runner;
  const quoted = quotePath(path);
  const stat = `LC_ALL=C stat -Lc '%d %i %s' -- ${quoted}`;
  const bytes = `LC_ALL=C tail -c +${from + 1} -- ${quoted} | head -c ${length}`;
  const command = `${stat}${length === 0 ? '' : ` && ${bytes}`}; ${stat} >&2`;
  const { stdout, stderr } = await runCommand(runner, command, length + 64 * 1024);
  const end = stdout.indexOf(0x0a);
  const before = parse(stdout.toString('latin1', 0, Math.max(0, end)));
  if (!before) {
    if (/No such file|Not a directory/i.test(stderr)) return 'missing';
    if (/Permission denied/i.test(stderr))
      throw new AppError('logs.path-unreadable', { host, username, path });
    throw new AppError('ssh.exec-failed', { host, detail: stderr.split('\n')[0] ?? '' });
  }
  const after = parse(stderr.trimEnd().split('\n').at(-1) ?? '');
  if (after?.identity !== before.identity) return 'again';
  return { before, bytes: stdout.subarray(end + 1) };
}

function parse(line: string): FileIdentity | null {
  const match = /^(\d+) (\d+) (\d+)$/.exec(line.trim());
  return match ? { identity: `${match[1]}:${match[2]}`, size: Number(match[3]) } : null;
}
