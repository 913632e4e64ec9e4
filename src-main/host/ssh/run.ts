import { AppError } from '../../contract/errors';
import type { CommandExit, RemoteCommand } from './channels';

/** What commands can be run on: a connection, or a share in one. */
export interface CommandRunner {
  readonly host: string;
  readonly port: number;
  exec(command: string): Promise<RemoteCommand>;
}

/** What a short command said. */
export interface CommandOutput extends CommandExit {
  stdout: Buffer;
  /** Last 16 KiB of its complaints. */
  stderr: string;
}

const maxComplaint = 16 * 1024;

/**
 * Runs a short command to its end.
 *
 * @param maxBytes more output than this ends the command and counts as a failure
 * @throws AppError `ssh.exec-failed`, `ssh.closed`
 */
export async function runCommand(
  link: CommandRunner,
  command: string,
  maxBytes = 1024 * 1024,
): Promise<CommandOutput> {
  const remote = await link.exec(command);
  const parts: Buffer[] = [];
  let bytes = 0;
  let stderr = '';
  remote.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) remote.close();
    else parts.push(chunk);
  });
  remote.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-maxComplaint);
  });
  const exit = await remote.exit;
  const { host, port } = link;
  if (bytes > maxBytes) throw new AppError('ssh.exec-failed', { host, detail: 'output limit' });
  if (exit.code === null && exit.signal === null)
    throw new AppError('ssh.closed', { host, port }, { retry: true });
  return { ...exit, stdout: Buffer.concat(parts), stderr };
}

/** A text as one word of a POSIX shell, whatever it holds. A line break stays a line break. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
