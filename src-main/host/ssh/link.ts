import type { Duplex, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, ClientChannel, SFTPWrapper } from 'ssh2';
import { AppError } from '../../contract/errors';
import type { SshTarget } from './failure';
import type { FoundHostKey } from './host-key';
import { Slots } from './slots';

/** OpenSSH's MaxSessions; commands and SFTP count, forwarded connections do not. */
const sessionsPerConnection = 10;

/** Tries for a session that a server may still be clearing away, 20 ms apart and doubling. */
const mostAgain = 6;
const firstPauseMs = 20;

/** Why a connection ended. `local`: we closed it; `timeout`: the keepalive had no answer. */
export type CloseReason = 'local' | 'server' | 'network' | 'timeout';

export interface CommandExit {
  /** Null when a signal ended the command, when we closed it, or when the connection broke. */
  code: number | null;
  signal: string | null;
}

/**
 * A command on the remote side. Both outputs share one flow-control window: read both,
 * or the other one stops too.
 */
export interface RemoteCommand {
  stdout: Readable;
  stderr: Readable;
  /** Resolves when the command has ended and its output was read, or the connection broke. */
  exit: Promise<CommandExit>;
  /**
   * Stops the command by closing its channel; what it had still to say is dropped. OpenSSH
   * does not pass on signals reliably, but GNU tools end when their output is closed.
   */
  close(): void;
}

/** What {@link SshLink} is made of once somebody is logged in. */
export interface LinkParts {
  client: Client;
  target: SshTarget;
  /** The server's own words in the greeting, e.g. `SSH-2.0-OpenSSH_9.2p1 Debian-2`. */
  server: string;
  hostKey: FoundHostKey;
  /** One network round trip, measured while connecting, milliseconds. */
  latencyMs: number;
  /** Told of every command before it is sent. */
  onCommand: (command: string) => void;
}

/** A logged-in connection to an SSH server: sessions in line, forwards, one way to end. */
export class SshLink {
  readonly target: SshTarget;
  readonly server: string;
  readonly hostKey: FoundHostKey;
  readonly latencyMs: number;
  /** Resolves once, when the connection is gone. */
  readonly closed: Promise<CloseReason>;
  private readonly client: Client;
  private readonly onCommand: (command: string) => void;
  /** Ends of commands that run, for when the connection breaks. */
  private readonly running = new Set<() => void>();
  private readonly sessions = new Slots(sessionsPerConnection);
  private channels = 0;
  private sessionsOpened = 0;
  private endedHere = false;
  private reason: CloseReason | null = null;

  constructor(parts: LinkParts) {
    this.client = parts.client;
    this.target = parts.target;
    this.server = parts.server;
    this.hostKey = parts.hostKey;
    this.latencyMs = parts.latencyMs;
    this.onCommand = parts.onCommand;
    let cause: CloseReason = 'server';
    this.client.on('error', (error) => {
      if (error.level === 'client-timeout') cause = 'timeout';
      else if (error.level === 'client-socket') cause = 'network';
    });
    this.closed = new Promise((resolve) => {
      this.client.once('close', () => {
        this.reason = this.endedHere ? 'local' : cause;
        this.sessions.end(this.gone());
        for (const end of this.running) end();
        resolve(this.reason);
      });
    });
  }

  get host(): string {
    return this.target.host;
  }

  get port(): number {
    return this.target.port;
  }

  /** False once the connection is gone or going. */
  get alive(): boolean {
    return this.reason === null && !this.endedHere;
  }

  /** Channels open now; a test counts them after everything was closed. */
  get openChannels(): number {
    return this.channels;
  }

  /** Runs a command. @throws AppError `ssh.exec-failed`, `ssh.closed` */
  async exec(command: string): Promise<RemoteCommand> {
    this.onCommand(command);
    const { channel, release } = await this.session<ClientChannel>((callback) =>
      this.client.exec(command, callback),
    );
    const exit = new Promise<CommandExit>((resolve) => {
      const end = (code?: number | null, signal?: string): void => {
        this.running.delete(broken);
        release();
        resolve({ code: code ?? null, signal: signal ?? null });
      };
      // Not 'exit': that may have been told before anybody could listen, in the same packet
      // as the answer to the request. 'close' repeats it, after the output was read.
      channel.once('close', end);
      // An output that nobody reads never ends; the command has, with its connection.
      const broken = (): void => end();
      this.running.add(broken);
    });
    return {
      stdout: channel,
      stderr: channel.stderr,
      exit,
      close: () => {
        // An unread channel would never say that it is closed.
        channel.resume();
        channel.stderr.resume();
        channel.close();
      },
    };
  }

  /** Opens SFTP; it takes one session until it is ended. @throws AppError `ssh.exec-failed`, `ssh.closed` */
  async sftp(): Promise<SFTPWrapper> {
    const { channel, release } = await this.session<SFTPWrapper>((callback) =>
      this.client.sftp(callback),
    );
    channel.once('close', release);
    return channel;
  }

  /**
   * A connection from the server to an address it can reach (direct-tcpip).
   *
   * @throws AppError `ssh.forward-refused` {host, port}, `ssh.closed`
   */
  forward(host: string, port: number): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      if (!this.alive) return reject(this.gone());
      this.client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
        if (error)
          return reject(
            this.alive
              ? new AppError('ssh.forward-refused', { host, port }, { cause: error, retry: true })
              : this.gone(),
          );
        this.channels += 1;
        channel.once('close', () => (this.channels -= 1));
        resolve(channel);
      });
    });
  }

  /** Ends the connection and everything on it. */
  end(): void {
    if (!this.alive) return;
    this.endedHere = true;
    this.sessions.end(this.gone());
    this.client.end();
    // A dead peer never answers the good-bye; the socket must not outlive its owner.
    const patience = setTimeout(() => this.client.destroy(), 1000);
    patience.unref();
    void this.closed.then(() => clearTimeout(patience));
  }

  /** Opens a session channel in its turn; a server that allows fewer than ten teaches us. */
  private async session<T>(
    open: (callback: (error: Error | undefined, channel: T) => void) => void,
  ): Promise<{ channel: T; release: () => void }> {
    for (let again = 0; ;) {
      const release = await this.sessions.take();
      try {
        const channel = await new Promise<T>((resolve, reject) => {
          if (!this.alive) return reject(this.gone());
          open((error, opened) => (error ? reject(error) : resolve(opened)));
        });
        this.channels += 1;
        this.sessionsOpened += 1;
        let held = true;
        return {
          channel,
          release: () => {
            if (!held) return;
            held = false;
            this.channels -= 1;
            release();
          },
        };
      } catch (error) {
        const others = this.sessions.inUse - 1;
        if (this.alive && others > 0 && isOpenFailure(error)) {
          this.sessions.lower(others);
          release();
          continue;
        }
        release();
        // A server counts a session a moment longer than we do: until it has reaped the command.
        if (this.alive && this.sessionsOpened > 0 && isOpenFailure(error) && again < mostAgain) {
          await sleep(firstPauseMs * 2 ** again++);
          continue;
        }
        if (error instanceof AppError) throw error;
        if (!this.alive) throw this.gone();
        const detail = error instanceof Error ? error.message : String(error);
        throw new AppError(
          'ssh.exec-failed',
          { host: this.target.host, detail },
          { cause: error, retry: true },
        );
      }
    }
  }

  private gone(): AppError {
    const { host, port } = this.target;
    return new AppError('ssh.closed', { host, port }, { retry: true });
  }
}

function isOpenFailure(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Channel open failure');
}
