import { AppError } from '../../../contract/errors';
import { orAborted } from '../../../kit/abort';
import { HelperShell } from '../follow/shell';
import { SftpClient, shellCommand, type RemoteCommand, type SshLease } from '../../ssh/index';
import { pathText, type NameEncoding } from './paths';

/** How often a read is tried again on a new connection. */
const attempts = 4;

/** What {@link RemoteHost} is given. */
export interface RemoteHostParts {
  /** Host and user as people know them, for errors. */
  host: string;
  username: string;
  /** A share in the host's connection; called again after a cut. */
  open: (signal?: AbortSignal) => Promise<SshLease>;
  /** Waits before the attempt that follows so many failures. */
  pause: (failures: number, signal?: AbortSignal) => Promise<void>;
  /** Reads as root by sudo; then there is no SFTP. */
  sudo: boolean;
  /** How the host writes names of files. */
  names: NameEncoding;
  /** Told of each command as a person would type it. */
  onCommand?: (command: string) => void;
}

/** What an opened connection has brought up so far. */
interface Connected {
  lease: SshLease;
  shell: Promise<HelperShell> | null;
  sftp: Promise<SftpClient> | null;
}

/**
 * One host whose logs are read in place: a shell of our own for small questions, SFTP for random
 * reads, both on the connection that all features share, both opened when they are needed first
 * and again after a cut.
 */
export class RemoteHost {
  readonly host: string;
  readonly username: string;
  readonly names: NameEncoding;
  readonly sudo: boolean;
  private readonly parts: RemoteHostParts;
  private connecting: Promise<Connected> | null = null;
  private closed = false;

  constructor(parts: RemoteHostParts) {
    this.parts = parts;
    this.host = parts.host;
    this.username = parts.username;
    this.names = parts.names;
    this.sudo = parts.sudo;
  }

  /** Tells which command was sent. */
  tell(command: string): void {
    this.parts.onCommand?.(command);
  }

  /** The lease of the connection that is open now. @throws AppError `ssh.…`, `wire.cancelled` */
  async lease(): Promise<SshLease> {
    return (await this.connected()).lease;
  }

  /**
   * Runs a script by the host's POSIX shell.
   *
   * @param shown the script as a person would type it: for the audit log
   * @throws AppError `ssh.exec-failed`, `ssh.no-shell`, `ssh.closed`, `ssh.sudo-…`
   */
  async exec(script: string, shown: string): Promise<RemoteCommand> {
    const lease = await this.lease();
    this.tell(shown);
    return lease.exec(shellCommand(script), { audit: shown, sudo: this.sudo });
  }

  /** A shell that answers small scripts in one round trip each. @throws AppError as {@link HelperShell.start} */
  async shell(): Promise<HelperShell> {
    const connected = await this.connected();
    const { lease, shell } = connected;
    if (shell) return shell;
    const audit = 'nice -n 19 sh  # reads ranges of logs with stat and dd';
    const started = HelperShell.start(lease, { sudo: this.sudo, audit });
    connected.shell = started;
    started.catch(() => (connected.shell = null));
    return started;
  }

  /** @throws AppError `files.sftp-unavailable`, `ssh.exec-failed`, `ssh.closed` */
  async sftp(): Promise<SftpClient> {
    const connected = await this.connected();
    const { lease, sftp } = connected;
    if (sftp) {
      const client = await sftp;
      if (client.session.alive) return client;
    }
    const { host, port } = lease;
    const started = lease
      .subsystem('sftp')
      .then((channel) =>
        SftpClient.start(channel, { host, port }, (path) => pathText(path, this.names)),
      );
    connected.sftp = started;
    started.catch(() => (connected.sftp = null));
    return started;
  }

  /**
   * Does work that only reads; again on a new connection when the old one breaks under it.
   *
   * @throws AppError as the work, and `ssh.…` when the host cannot be reached again
   */
  async again<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    for (let failures = 0; ; failures += 1) {
      try {
        if (signal?.aborted) throw new AppError('wire.cancelled');
        return await orAborted(work(), signal);
      } catch (error) {
        if (!isCut(error) || this.closed || failures + 1 >= attempts) throw error;
        this.drop();
        // The first new attempt is made at once: an idle connection that was cut is found so.
        if (failures > 0) await this.parts.pause(failures, signal);
      }
    }
  }

  /** Gives the connection back; what is under way fails. */
  close(): void {
    this.closed = true;
    this.drop();
  }

  private drop(): void {
    const { connecting } = this;
    this.connecting = null;
    void connecting?.then(end, () => undefined);
  }

  private connected(): Promise<Connected> {
    if (this.closed) return Promise.reject(new AppError('wire.cancelled'));
    if (this.connecting) return this.connecting;
    const connecting = this.parts.open().then((lease) => {
      const connected: Connected = { lease, shell: null, sftp: null };
      void lease.closed.then(() => {
        if (this.connecting === connecting) this.connecting = null;
        end(connected);
      });
      return connected;
    });
    this.connecting = connecting;
    connecting.catch(() => {
      if (this.connecting === connecting) this.connecting = null;
    });
    return connecting;
  }
}

function end({ lease, shell, sftp }: Connected): void {
  void shell?.then(
    (started) => started.close(),
    () => undefined,
  );
  void sftp?.then(
    (started) => started.end(),
    () => undefined,
  );
  lease.release();
}

/** The connection broke: what was asked may be asked again. */
export function isCut(error: unknown): boolean {
  return error instanceof AppError && error.retry && error.code.startsWith('ssh.');
}

/** The account runs no commands, or none that a POSIX shell understands: SFTP may work all the same. */
export function runsNothing(error: unknown): boolean {
  return error instanceof AppError && ['ssh.no-shell', 'ssh.exec-failed'].includes(error.code);
}
