import { randomBytes } from 'node:crypto';
import { PassThrough, Transform, type TransformCallback } from 'node:stream';
import { AppError } from '../../contract/errors';
import type { ExecOptions, RemoteCommand } from './channels';
import { shellQuote } from './run';
import { shellCommand } from './supervise';

/** How root is had on a host. */
export interface RootAccess {
  host: string;
  username: string;
  /** Null where sudo asks for none. */
  password: string | null;
}

/** What sudo says before it runs anything is kept up to here. */
const maxComplaint = 4096;

/**
 * Runs a command as root by sudo. The password goes over the command's input, only when sudo
 * asks for it with a prompt nobody else can know, and never into the command line. The
 * command's own input begins after sudo has agreed.
 *
 * @throws AppError `ssh.sudo-refused` {host, username, detail}, and as `exec`
 */
export async function execAsRoot(
  exec: (command: string, options: ExecOptions) => Promise<RemoteCommand>,
  command: string,
  options: ExecOptions,
  { host, username, password }: RootAccess,
): Promise<RemoteCommand> {
  const secretOfRun = randomBytes(12).toString('hex');
  const prompt = `fieldbench-${secretOfRun}-password`;
  const started = `fieldbench-${secretOfRun}-started`;
  const how = password === null ? 'sudo -n' : `sudo -S -p ${prompt}`;
  // The started mark is put together there: else sudo's complaint about the command had it, too.
  const inner = `printf %s%s ${started.slice(0, 20)} ${started.slice(20)} >&2; ${command}`;
  const remote = await exec(shellCommand(`exec ${how} -- sh -c ${shellQuote(inner)}`), {
    audit: `sudo ${command}`,
    ...options,
    stdin: true,
  });
  const marks = new Marks(prompt, started);
  const stdout = new PassThrough();
  remote.stdout.pipe(stdout);
  remote.stderr.pipe(marks);
  let asked = false;
  await new Promise<void>((resolve, reject) => {
    const refuse = (detail: string): void => {
      remote.close();
      reject(new AppError('ssh.sudo-refused', { host, username, detail }));
    };
    marks.onPrompt = () => {
      if (asked || password === null) return refuse('password');
      asked = true;
      remote.stdin.write(`${password}\n`);
    };
    marks.onStarted = resolve;
    void remote.exit.then(() => refuse(marks.complaint.trim().slice(0, 500)));
    // On a terminal everything comes as output.
    if (options.pty) resolve();
  });
  if (!options.stdin) remote.stdin.end();
  return { ...remote, stdout, stderr: marks };
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
