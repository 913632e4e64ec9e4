import type { Duplex } from 'node:stream';
import type { ExecOptions, PtyOptions, RemoteCommand, RemoteShell } from './channels';
import type { CloseReason } from './link';
import type { RemoteListener } from './listeners';
import type { PooledLink } from './pool';
import { execAsRoot, type RootAccess } from './sudo';

/** Options of a command on a lease. */
export interface LeaseExecOptions extends ExecOptions {
  /** Runs it as root by sudo, as the host's connection says; without a terminal. */
  sudo?: boolean;
}

/** A share in a connection to one SSH endpoint. Give it back with `release`. */
export interface SshLease {
  readonly endpointId: string;
  readonly host: string;
  readonly port: number;
  /** The last round trip that was measured, milliseconds. */
  readonly latencyMs: number;
  /** The server's own words in the greeting, e.g. `SSH-2.0-OpenSSH_for_Windows_9.5`. */
  readonly server: string;
  /** What the server said before the log-in: hostile text. */
  readonly banner: string;
  /**
   * Runs a command; see {@link RemoteCommand}. Without `stdin` its input is at its end.
   *
   * @throws AppError `ssh.exec-failed`, `ssh.no-shell`, `ssh.closed`; with `sudo` also
   *   `ssh.sudo-refused`, `ssh.sudo-password-missing`, `secret.missing`
   */
  exec(command: string, options?: LeaseExecOptions): Promise<RemoteCommand>;
  /** A log-in shell on a terminal. @throws AppError `ssh.exec-failed`, `ssh.no-shell`, `ssh.closed` */
  shell(size: PtyOptions): Promise<RemoteShell>;
  /** A subsystem's bare channel. @throws AppError `ssh.exec-failed` when there is none, `ssh.closed` */
  subsystem(name: string): Promise<Duplex>;
  /** A connection from the server onwards. @throws AppError `ssh.forward-refused`, `ssh.closed` */
  forward(host: string, port: number): Promise<Duplex>;
  /** Lets the server listen for us; port 0 is its choice. @throws AppError `ssh.exec-failed`, `ssh.closed` */
  listen(
    host: string,
    port: number,
    onConnection: (stream: Duplex) => void,
  ): Promise<RemoteListener>;
  /** One round trip, milliseconds. A dead peer never answers: bound it. @throws AppError `ssh.closed` */
  ping(): Promise<number>;
  /** Resolves when the connection is gone, whoever ended it. */
  readonly closed: Promise<CloseReason>;
  /** Closes what was opened through this lease; the last one out closes the connection. */
  release(): void;
}

/** What a lease needs besides its connection. */
export interface LeaseParts {
  endpointId: string;
  /** Told of every command before it is sent; what it throws keeps the command from being sent. */
  onCommand: (command: string, options: ExecOptions) => void;
  /** How root is had on this host. @throws AppError `ssh.sudo-…`, `secret.missing` */
  root: () => RootAccess;
}

/** A lease on a pooled connection. */
export function leaseOf(pooled: PooledLink, parts: LeaseParts): SshLease {
  const { link } = pooled;
  const closers = new Set<() => void>();
  let released = false;
  const own = (close: () => void, closed: (forget: () => void) => void): void => {
    if (released) return close();
    closers.add(close);
    closed(() => closers.delete(close));
  };
  const exec = async (command: string, options: ExecOptions = {}): Promise<RemoteCommand> => {
    parts.onCommand(command, options);
    const remote = await pooled.session((there, patience) =>
      there.exec(command, options, patience),
    );
    own(remote.close, (forget) => void remote.exit.then(forget));
    return remote;
  };
  const owned = (stream: Duplex): Duplex => {
    own(
      () => stream.destroy(),
      (forget) => stream.once('close', forget),
    );
    return stream;
  };
  return {
    endpointId: parts.endpointId,
    host: link.host,
    port: link.port,
    get latencyMs() {
      return link.latencyMs;
    },
    server: link.server,
    banner: link.banner,
    closed: link.closed,
    exec: async (command, { sudo, ...options } = {}) =>
      sudo ? execAsRoot(exec, command, options, parts.root()) : exec(command, options),
    shell: async (size) => {
      const shell = await pooled.session((there, patience) => there.shell(size, patience));
      own(shell.close, (forget) => void shell.exit.then(forget));
      return shell;
    },
    subsystem: async (name) =>
      owned(await pooled.session((there, patience) => there.subsystem(name, patience))),
    forward: async (host, port) => owned(await link.forward(host, port)),
    listen: async (host, port, onConnection) => {
      const listener = await link.listen(host, port, (stream) => onConnection(owned(stream)));
      const close = (): void => void listener.close();
      own(close, (forget) => void link.closed.then(forget));
      return {
        port: listener.port,
        close: () => {
          closers.delete(close);
          return listener.close();
        },
      };
    },
    ping: () => link.ping(),
    release: () => {
      if (released) return;
      released = true;
      for (const close of closers) close();
      closers.clear();
      pooled.release();
    },
  };
}

/** The lease for work that asks the same again and again: only what says so itself is audited. */
export function quietly(lease: SshLease): SshLease {
  const quiet = Object.create(lease) as SshLease;
  quiet.exec = (command, options = {}) => lease.exec(command, { audit: false, ...options });
  return quiet;
}
