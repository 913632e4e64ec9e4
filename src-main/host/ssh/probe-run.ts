import { AppError } from '../../contract/errors';
import type { ProbeAnswer } from './probe-shell';
import type { RemoteCommand } from './channels';

/** What a connection test needs of a connection. */
export interface ProbeRunner {
  readonly host: string;
  readonly port: number;
  exec(command: string, options?: { stdin?: boolean }): Promise<RemoteCommand>;
}

/** A host that has not answered a question after this long is not waited for. */
const patienceMs = 20_000;
/** More than this is a flood: what it began with is all that is looked at. */
const mostBytes = 256 * 1024;

/**
 * Asks a host one question. Unlike a command that is run for its work, a probe takes whatever
 * comes: a flood is cut short and a shell that hangs is left.
 *
 * @param input given to its standard input, which is then closed
 * @throws AppError `ssh.timeout`, `ssh.no-shell`, `ssh.exec-failed`, `ssh.closed`, `wire.cancelled`
 */
export async function runProbe(
  link: ProbeRunner,
  command: string,
  signal?: AbortSignal,
  input?: string,
): Promise<ProbeAnswer> {
  if (signal?.aborted) throw new AppError('wire.cancelled');
  const remote = await link.exec(command, input === undefined ? {} : { stdin: true });
  const output = [new Collector(), new Collector()] as const;
  let late = false;
  let flooded = false;
  [remote.stdout, remote.stderr].forEach((stream, index) =>
    stream.on('data', (chunk: Buffer) => {
      if (output[index]?.take(chunk)) return;
      flooded = true;
      remote.close();
    }),
  );
  const timer = setTimeout(() => {
    late = true;
    remote.close();
  }, patienceMs);
  const onAbort = (): void => remote.close();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (input !== undefined) remote.stdin.end(input);
  const exit = await remote.exit;
  clearTimeout(timer);
  signal?.removeEventListener('abort', onAbort);
  const { host, port } = link;
  if (signal?.aborted) throw new AppError('wire.cancelled');
  if (late) throw new AppError('ssh.timeout', { host, port }, { retry: true });
  if (exit.code === null && exit.signal === null && !flooded)
    throw new AppError('ssh.closed', { host, port }, { retry: true });
  const [stdout, stderr] = output;
  return { stdout: stdout.text(), stderr: stderr.text(), code: exit.code };
}

/** The beginning of an output. */
class Collector {
  private readonly parts: Buffer[] = [];
  private bytes = 0;

  /** False when it is more than anybody looks at. */
  take(chunk: Buffer): boolean {
    if (this.bytes < mostBytes) this.parts.push(chunk);
    this.bytes += chunk.length;
    return this.bytes <= mostBytes;
  }

  /** UTF-8; names in another encoding show as replacement characters, which no reader needs. */
  text(): string {
    return Buffer.concat(this.parts).toString('utf8');
  }
}
