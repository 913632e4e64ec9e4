import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { AppError } from '../../contract/errors';
import {
  commandOf,
  shellOf,
  type CommandExit,
  type ExecOptions,
  type PtyOptions,
  type RemoteCommand,
  type RemoteShell,
  type RunningChannel,
} from './channels';
import { refusal, type SshTarget } from './failure';
import type { FoundHostKey } from './host-key';
import { Listeners, type RemoteListener } from './listeners';
import { Sessions } from './sessions';
import { useKeyObjects } from './ssh2-internals';

/** A channel that was closed here is taken for closed when the server has said nothing for so long. */
const unansweredMs = 5000;

/** Why a connection ended. `local`: we closed it; `timeout`: the keepalive had no answer. */
export type CloseReason = 'local' | 'server' | 'network' | 'timeout';

/** What {@link SshLink} is made of once somebody is logged in. */
export interface LinkParts {
  client: Client;
  /** What the client speaks through. */
  socket: Duplex;
  target: SshTarget;
  /** The server's own words in the greeting, e.g. `SSH-2.0-OpenSSH_9.2p1 Debian-2`. */
  server: string;
  hostKey: FoundHostKey;
  /** What the server said before the log-in: hostile text, '' when nothing. */
  banner: string;
  /** How the log-in went: `password`, `publickey`, `agent`, `keyboard-interactive`, `none`. */
  method: string;
  /** One network round trip, measured while connecting, milliseconds. */
  latencyMs: number;
  /** Lends the agent to the far side. */
  agentForwarding: boolean;
}

/** A logged-in connection to an SSH server: sessions in line, forwards, one way to end. */
export class SshLink {
  readonly target: SshTarget;
  readonly server: string;
  readonly hostKey: FoundHostKey;
  readonly banner: string;
  readonly method: string;
  latencyMs: number;
  /** Resolves once, when the connection is gone. */
  readonly closed: Promise<CloseReason>;
  /** Whether commands and shells may use the agent of this device; false when the server refuses. */
  agentForwarding: boolean;
  private readonly client: Client;
  private readonly socket: Duplex;
  private readonly listeners: Listeners;
  /** Ends of commands that run, for when the connection breaks. */
  private readonly running = new Set<() => void>();
  private readonly sessions: Sessions;
  private channels = 0;
  private endedHere = false;
  private reason: CloseReason | null = null;

  constructor(parts: LinkParts) {
    this.client = parts.client;
    this.socket = parts.socket;
    this.target = parts.target;
    this.server = parts.server;
    this.hostKey = parts.hostKey;
    this.banner = parts.banner;
    this.method = parts.method;
    this.latencyMs = parts.latencyMs;
    this.agentForwarding = parts.agentForwarding;
    const gone = (): AppError | null => (this.alive ? null : this.gone());
    const count = (change: 1 | -1): void => {
      this.channels += change;
    };
    this.listeners = new Listeners(this.client, gone, count);
    this.sessions = new Sessions(this.client, this.target, gone, count);
    useKeyObjects(this.client);
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
    // A socket that broke a moment ago: the client says so only with the next event.
    return this.reason === null && !this.endedHere && this.socket.writable;
  }

  /** Channels open now; a test counts them after everything was closed. */
  get openChannels(): number {
    return this.channels;
  }

  /** Whether a session can be had at once. */
  get hasRoom(): boolean {
    return this.alive && this.sessions.free;
  }

  /** Whether every session is held by something that lasts. */
  crowded(longMs: number): boolean {
    return this.sessions.crowded(longMs);
  }

  /**
   * Runs a command.
   *
   * @param patience aborting it leaves the line for a session with `OutOfPatience`
   * @throws AppError `ssh.exec-failed`, `ssh.no-shell`, `ssh.closed`
   */
  async exec(
    command: string,
    options: ExecOptions = {},
    patience?: AbortSignal,
  ): Promise<RemoteCommand> {
    const pty = options.pty ? { pty: windowOf(options.pty) } : {};
    const running = await this.run(
      // The library's types leave the option out; its code takes it.
      (agentForward, callback) =>
        this.client.exec(command, { ...pty, agentForward } as object, callback),
      patience,
    );
    return commandOf(running, options);
  }

  /** Opens a log-in shell. @throws AppError `ssh.exec-failed`, `ssh.no-shell`, `ssh.closed` */
  async shell(size: PtyOptions, patience?: AbortSignal): Promise<RemoteShell> {
    const running = await this.run(
      (agentForward, callback) =>
        this.client.shell(windowOf(size), { agentForward } as object, callback),
      patience,
    );
    return shellOf(running);
  }

  /**
   * Starts a subsystem and gives its bare channel; it takes one session until it is closed.
   *
   * @throws AppError `ssh.exec-failed` also when the server has no such subsystem, `ssh.closed`
   */
  async subsystem(name: string, patience?: AbortSignal): Promise<Duplex> {
    const { channel, release } = await this.sessions.open<ClientChannel>(
      (callback) => this.client.subsys(name, callback),
      patience,
    );
    channel.once('close', release);
    // Nobody reads its complaints; unread they would hold the channel.
    channel.stderr.resume();
    return channel;
  }

  /**
   * A connection from the server to an address it can reach (direct-tcpip).
   *
   * @throws AppError `ssh.forward-refused` {host, port}, `ssh.closed`
   */
  forward(host: string, port: number): Promise<Duplex> {
    return this.request((resolve, reject) =>
      this.client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
        if (error) {
          const options = { cause: error, retry: true };
          return reject(
            this.alive ? new AppError('ssh.forward-refused', { host, port }, options) : this.gone(),
          );
        }
        this.channels += 1;
        channel.once('close', () => (this.channels -= 1));
        resolve(channel);
      }),
    );
  }

  /**
   * Lets the server listen and hand its connections to us (tcpip-forward).
   *
   * @param port 0 lets the server choose one
   * @throws AppError `ssh.exec-failed` when the server refuses, `ssh.closed`
   */
  listen(
    host: string,
    port: number,
    onConnection: (stream: Duplex) => void,
  ): Promise<RemoteListener> {
    return this.listeners.open(host, port, this.target, onConnection);
  }

  /** One round trip to the server and back, milliseconds. @throws AppError `ssh.closed` */
  ping(): Promise<number> {
    const startedAt = performance.now();
    // Any global request is answered; this one, about a listener that never was, changes
    // nothing, and is what the library offers where OpenSSH sends keepalive@openssh.com. When
    // the connection ends, the library answers what is outstanding with a failure.
    return this.request((resolve, reject) =>
      this.client.unforwardIn('', 0, () => {
        if (!this.alive) return reject(this.gone());
        this.latencyMs = performance.now() - startedAt;
        resolve(this.latencyMs);
      }),
    );
  }

  /** Ends the connection and everything on it. */
  end(): void {
    if (this.reason !== null || this.endedHere) return;
    this.endedHere = true;
    this.sessions.end(this.gone());
    this.client.end();
    // A dead peer never answers the good-bye; the socket must not outlive its owner.
    const patience = setTimeout(() => this.socket.destroy(), 1000);
    patience.unref();
    void this.closed.then(() => clearTimeout(patience));
  }

  /** Opens a channel that runs something; without the agent where the server refuses to take it. */
  private async run(
    open: (
      agentForward: boolean,
      callback: (error: Error | undefined, channel: ClientChannel) => void,
    ) => void,
    patience: AbortSignal | undefined,
  ): Promise<RunningChannel> {
    const lend = this.agentForwarding;
    const { channel, release } = await this.sessions
      .open<ClientChannel>((callback) => open(this.agentForwarding, callback), patience)
      .catch((error: unknown) => {
        if (!lend || !(error instanceof AppError) || !refusedAgent(error)) throw error;
        this.agentForwarding = false;
        return this.sessions.open<ClientChannel>((callback) => open(false, callback), patience);
      });
    let abandon = (): void => undefined;
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
      abandon = () => {
        const patience = setTimeout(broken, unansweredMs);
        patience.unref();
        void exit.then(() => clearTimeout(patience));
      };
    });
    return { channel, exit, abandon: () => abandon() };
  }

  /** Asks something of the client, which throws when its socket has broken. */
  private request<T>(
    send: (resolve: (value: T) => void, reject: (error: AppError) => void) => void,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!this.alive) return reject(this.gone());
      try {
        send(resolve, reject);
      } catch (error) {
        reject(refusal(error, this.target));
      }
    });
  }

  private gone(): AppError {
    const { host, port } = this.target;
    return new AppError('ssh.closed', { host, port }, { retry: true });
  }
}

function windowOf({ columns, rows, term }: PtyOptions) {
  return { cols: columns, rows, term };
}

function refusedAgent(error: AppError): boolean {
  return error.cause instanceof Error && /agent forwarding/.test(error.cause.message);
}
