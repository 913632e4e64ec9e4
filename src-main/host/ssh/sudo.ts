import { randomBytes } from 'node:crypto';
import { PassThrough, Transform, type Readable, type TransformCallback } from 'node:stream';
import { AppError } from '../../contract/errors';
import type { ExecOptions, RemoteCommand } from './channels';
import { shellQuote } from './run';
import { shellCommand } from './supervise';

/** How root is had on a host. */
export interface RootAccess {
  host: string;
  port: number;
  username: string;
  /** Null where sudo asks for none. */
  password: string | null;
}

/** What sudo says before it runs anything is kept up to here. */
const maxComplaint = 4096;

/**
 * Runs a command as root by sudo. The password goes over the command's input, only when sudo
 * asks for it with a prompt nobody else can know, and never into the command line. The
 * command's own input begins after sudo has agreed. There is no terminal.
 *
 * @throws AppError `ssh.sudo-refused` {host, username, detail}, and as `exec`
 */
export async function execAsRoot(
  exec: (command: string, options: ExecOptions) => Promise<RemoteCommand>,
  command: string,
  options: Omit<ExecOptions, 'pty'>,
  { host, port, username, password }: RootAccess,
): Promise<RemoteCommand> {
  const secretOfRun = randomBytes(12).toString('hex');
  const prompt = `fieldbench-${secretOfRun}-password`;
  const started = `fieldbench-${secretOfRun}-started`;
  const how = password === null ? 'sudo -n' : `sudo -S -p ${prompt}`;
  // The started mark is put together there: else sudo's complaint about the command had it, too.
  const inner = `printf %s%s ${started.slice(0, 20)} ${started.slice(20)} >&2; ${command}`;
  const remote = await exec(shellCommand(`exec ${how} -- sh -c ${shellQuote(inner)}`), {
    audit: `sudo ${command}`,
    ...(options.audit === undefined ? {} : { audit: options.audit }),
    stdin: true,
  });
  const marks = new Marks(prompt, started);
  const stdout = new PassThrough();
  const read = over(stdout);
  const complained = over(marks);
  // Nobody reads any more: what still comes must not keep the command from its end.
  stdout.once('close', () => remote.stdout.resume());
  marks.once('close', () => remote.stderr.resume());
  remote.stdout.pipe(stdout);
  remote.stderr.pipe(marks);
  await new Promise<void>((resolve, reject) => {
    let open = true;
    const settle = (failure?: AppError): void => {
      if (!open) return;
      open = false;
      if (!failure) return resolve();
      // Nobody will read what comes of it.
      stdout.resume();
      marks.resume();
      remote.close();
      reject(failure);
    };
    const refuse = (detail: string): void =>
      settle(new AppError('ssh.sudo-refused', { host, username, detail }));
    let asked = false;
    marks.onPrompt = () => {
      if (asked || password === null) return refuse('password');
      asked = true;
      remote.stdin.write(`${password}\n`);
    };
    marks.onStarted = settle;
    void remote.exit.then(({ code, signal }) => {
      if (code === null && signal === null)
        settle(new AppError('ssh.closed', { host, port }, { retry: true }));
      else refuse(marks.complaint.trim().slice(0, 500));
    });
  });
  if (!options.stdin) remote.stdin.end();
  return {
    stdin: remote.stdin,
    stdout,
    stderr: marks,
    // As of a command itself: after its output was read, unless nothing more will come of it.
    exit: remote.exit.then(async (exit) => {
      if (exit.code !== null || exit.signal !== null) await Promise.all([read, complained]);
      return exit;
    }),
    close: () => {
      remote.stdout.unpipe(stdout);
      remote.stderr.unpipe(marks);
      remote.close();
      stdout.end();
      marks.end();
    },
  };
}

/** Resolves when a stream was read to its end, or is given up by who reads it. */
function over(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['end', 'close', 'error']) stream.once(event, () => resolve());
  });
}

/** Sudo's complaints without our marks; whoever waits for a mark is told. */
class Marks extends Transform {
  onPrompt: () => void = () => undefined;
  onStarted: () => void = () => undefined;
  /** What sudo said before it agreed. */
  complaint = '';
  private readonly prompt: string;
  private readonly started: string;
  private agreed = false;

  constructor(prompt: string, started: string) {
    super();
    this.prompt = prompt;
    this.started = started;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.agreed) return done(null, chunk);
    this.complaint = (this.complaint + chunk.toString('latin1')).slice(-maxComplaint);
    for (let at; (at = this.complaint.indexOf(this.prompt)) >= 0; this.onPrompt())
      this.complaint = this.complaint.slice(0, at) + this.complaint.slice(at + this.prompt.length);
    const at = this.complaint.indexOf(this.started);
    if (at < 0) return done();
    this.agreed = true;
    this.onStarted();
    done(null, Buffer.from(this.complaint.slice(at + this.started.length), 'latin1'));
  }
}
