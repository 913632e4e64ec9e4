import { randomBytes } from 'node:crypto';
import { AppError } from '../../../contract/errors';
import type { RemoteCommand } from '../../ssh/index';
import type { FollowConnection } from './ports';
import { SpareBuffers } from './spare-buffers';

/**
 * A shell of our own at the lowest priority. Nothing of it means anything to csh or fish. The
 * POSIX tools of Solaris stand in a folder of their own.
 */
const startCommand =
  "exec sh -c 'PATH=/usr/xpg4/bin:$PATH; LC_ALL=C; export PATH LC_ALL; " +
  "if nice -n 19 true 2>/dev/null; then exec nice -n 19 sh; else exec sh; fi'";

/** A host that has not said anything for so long is not waited for. */
const silenceMs = 30_000;
const startMs = 20_000;
/** What a command may say beyond what was asked of it. */
const spareBytes = 128 * 1024;
/** More than that is expected to come where so much is asked for. */
const largeBytes = 1024 * 1024;
const spare = new SpareBuffers();

interface Request {
  /** Ends its output; nobody on the host can know it before. */
  marker: Buffer;
  output: Buffer;
  length: number;
  limit: number;
  resolve: (output: Buffer) => void;
  reject: (error: Error) => void;
}

/**
 * A POSIX shell on the host that is given one small script after the other over its input, so
 * that neither a channel nor a log-in shell nor sudo is needed for each of them. It ends when its
 * input does: when we close it, and when we or the connection die. What a log-in shell prints
 * before it begins is dropped.
 */
export class HelperShell {
  readonly host: string;
  readonly port: number;
  private readonly remote: RemoteCommand;
  private readonly requests: Request[] = [];
  private failure: Error | null = null;
  private silence: ReturnType<typeof setTimeout> | null = null;

  private constructor(remote: RemoteCommand, peer: { host: string; port: number }) {
    this.remote = remote;
    this.host = peer.host;
    this.port = peer.port;
    remote.stdout.on('data', (chunk: Buffer) => this.receive(chunk));
    remote.stderr.resume();
    void remote.exit.then(() => this.fail(this.gone()));
  }

  /**
   * @param audit what the audit log has of it
   * @throws AppError `ssh.no-shell` where what answers is no POSIX shell, `ssh.exec-failed`,
   *   `ssh.closed`, `ssh.sudo-…`
   */
  static async start(
    connection: FollowConnection,
    options: { sudo: boolean; audit: string },
  ): Promise<HelperShell> {
    const { sudo, audit } = options;
    const { host, port } = connection;
    const remote = await connection.exec(startCommand, { stdin: true, audit, sudo });
    const shell = new HelperShell(remote, { host, port });
    let late = (): void => undefined;
    const timer = setTimeout(() => late(), startMs);
    try {
      const closed = connection.closed.then(() => 'closed' as const);
      const tooLate = new Promise<'late'>((resolve) => (late = () => resolve('late')));
      // The noise before the first marker belongs to the first answer.
      const ready = shell.run('true', spareBytes).then(
        () => 'ready' as const,
        () => 'ended' as const,
      );
      const outcome = await Promise.race([ready, closed, tooLate]);
      if (outcome === 'closed') throw shell.gone();
      if (outcome === 'ready') return shell;
    } catch (error) {
      shell.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
    shell.close();
    throw new AppError('ssh.no-shell', { host, detail: 'sh' });
  }

  /**
   * Runs a script and gives what it printed. Scripts given meanwhile run one after the other,
   * without a pause between them. It must be complete by itself and leave the input alone.
   *
   * @param limit the most bytes it prints
   * @param expected about so many it prints
   * @throws AppError `ssh.closed`, `ssh.timeout`, `ssh.exec-failed`
   */
  run(script: string, limit: number, expected = limit): Promise<Buffer> {
    if (this.failure) return Promise.reject(this.failure);
    const token = randomBytes(12).toString('hex');
    return new Promise((resolve, reject) => {
      this.requests.push({
        marker: Buffer.from(`${token}.\n`),
        output:
          expected < largeBytes ? Buffer.allocUnsafe(4096) : spare.take(expected + spareBytes),
        length: 0,
        limit: limit + spareBytes,
        resolve,
        reject,
      });
      // Put together there: an echo of the input never has the marker.
      this.remote.stdin.write(`{ ${script}\n} </dev/null 2>/dev/null; printf '%s.\\n' ${token}\n`);
      this.listen();
    });
  }

  /** Gives back an output, or a part of one, that is not looked at any more. */
  recycle(output: Buffer): void {
    spare.giveBack(output);
  }

  close(): void {
    this.fail(this.gone());
    this.remote.stdin.end();
    this.remote.close();
  }

  private receive(chunk: Buffer): void {
    let rest = chunk;
    for (;;) {
      const [request] = this.requests;
      if (!request) return;
      const seen = Math.max(0, request.length - request.marker.length + 1);
      append(request, rest);
      const at = request.output.subarray(0, request.length).indexOf(request.marker, seen);
      if (at < 0) {
        if (request.length > request.limit)
          this.fail(new AppError('ssh.exec-failed', { host: this.host, detail: 'output limit' }));
        return this.listen();
      }
      const end = at + request.marker.length;
      rest = Buffer.from(request.output.subarray(end, request.length));
      this.requests.shift();
      request.resolve(request.output.subarray(0, at));
      this.listen();
      if (rest.length === 0) return;
    }
  }

  /** Waits for the next sign of life while something is asked. */
  private listen(): void {
    if (this.requests.length === 0) {
      if (this.silence) clearTimeout(this.silence);
      this.silence = null;
    } else if (this.silence) this.silence.refresh();
    else {
      const { host, port } = this;
      const late = new AppError('ssh.timeout', { host, port }, { retry: true });
      this.silence = setTimeout(() => {
        this.fail(late);
        this.remote.close();
      }, silenceMs);
    }
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const request of this.requests.splice(0)) request.reject(this.failure);
    this.listen();
  }

  private gone(): AppError {
    const { host, port } = this;
    return new AppError('ssh.closed', { host, port }, { retry: true });
  }
}

function append(request: Request, chunk: Buffer): void {
  const length = request.length + chunk.length;
  if (length > request.output.length) {
    const larger = Buffer.allocUnsafeSlow(Math.max(length, request.output.length * 4));
    request.output.copy(larger, 0, 0, request.length);
    request.output = larger;
  }
  chunk.copy(request.output, request.length);
  request.length = length;
}
