import { AppError } from '../../contract/errors';
import type { HostKey, SshConnection, SshPrompt, SshTestStep } from '../../contract/ssh';
import type { Endpoint } from '../../contract/systems';
import { guardStorage } from '../../kit/database';
import { registerSecret, type Log } from '../../kit/log';
import type { AuditService } from '../audit/index';
import type { EventHub } from '../events';
import type { OpenProfile } from '../profile/index';
import { chainTo, routeOf } from './chain';
import type { ExecOptions } from './channels';
import { Connector, type ApartOptions } from './connector';
import { Dialer, type Stop } from './dial';
import { isFingerprint } from './host-key';
import { Journal } from './journal';
import { leaseOf, type SshLease } from './lease';
import type { SshLink } from './link';
import { PromptDesk } from './prompts';
import { Reconnector, type ReconnectPauses } from './reconnect';
import type { Station } from './route';
import { HostKeyStore } from './store';
import type { RootAccess } from './sudo';
import { testConnection } from './test-connection';
import { HostTrust, usualKnownHosts } from './trust';

/** What {@link SshService} is given. */
export interface SshServiceParts {
  profile: OpenProfile;
  events: EventHub;
  /** Every connection, command and accepted host key is written down. */
  audit: AuditService;
  log: Log;
  /** @throws AppError `entity.not-found` */
  endpoint: (id: string) => Endpoint;
  /** Value of a vault entry, or null when there is none. */
  revealSecret: (name: string) => string | null;
  /** Socket of the SSH agent; by default what this machine offers. */
  agentSocket?: string | null;
  /** OpenSSH's lists of host keys that are read besides our own; by default this machine's. */
  knownHostsPaths?: readonly string[];
  /** Told of the steps of connection tests, of which other features may make use. */
  tested?: (endpointId: string, step: SshTestStep) => void;
  /** How long a question of a server waits for a person, milliseconds. Default two minutes. */
  promptPatienceMs?: number;
}

/** How a share in a connection is asked for. */
export interface OpenOptions {
  /** What for, in words for the log, e.g. `tail`. */
  purpose?: string;
  /** Nobody may be asked anything: a schedule, a command line without a terminal. */
  unattended?: boolean;
}

/** SSH connections of this profile, shared by its tails, tunnels, terminals and commands. */
export class SshService {
  private readonly parts: SshServiceParts;
  private readonly store: HostKeyStore;
  private readonly connector: Connector;
  private readonly prompts: PromptDesk;
  private readonly dialer: Dialer;
  private readonly journal: Journal;
  private readonly reconnector = new Reconnector();

  constructor(parts: SshServiceParts) {
    this.parts = parts;
    const { events, profile } = parts;
    const changed = (): void => events.changed('ssh');
    this.store = new HostKeyStore(profile.db);
    this.journal = new Journal(parts.audit, parts.log);
    this.prompts = new PromptDesk(changed, () => events.watched, parts.promptPatienceMs);
    this.dialer = new Dialer({
      trust: new HostTrust(this.store, parts.knownHostsPaths ?? usualKnownHosts()),
      learnType: (host, port, type) =>
        this.write(() => this.store.setType(host.toLowerCase(), port, type)),
      prompts: this.prompts,
      reveal: (name) => this.reveal(name),
      agentSocket: () =>
        parts.agentSocket === undefined ? defaultAgentSocket() : parts.agentSocket,
    });
    this.connector = new Connector(this.dialer, this.journal, changed);
  }

  /** Channels open now over all connections; a test counts them. */
  get openChannels(): number {
    return this.connector.pool.openChannels;
  }

  /** Log-ins that stand now; a test counts them. */
  get openLinks(): number {
    return this.connector.pool.openLinks;
  }

  /** Connections open or being opened, and the last failed attempts of a minute. */
  connections(): SshConnection[] {
    return this.connector.pool.connections();
  }

  hostKeys(): HostKey[] {
    return this.store.all();
  }

  /** Questions of servers that wait for a person. */
  openPrompts(): SshPrompt[] {
    return this.prompts.list();
  }

  /** Answers a question; null gives its log-in up. @throws AppError `entity.not-found` */
  answer(id: string, answers: readonly string[] | null): void {
    this.prompts.answer(id, answers);
  }

  /**
   * Accepts a host key by its fingerprint, over an older one. The key need not have been
   * seen yet; its type is learnt at the next connection.
   *
   * @throws AppError `ssh.fingerprint-invalid`
   */
  trust(host: string, port: number, fingerprint: string): void {
    const text = fingerprint.trim();
    if (!isFingerprint(text)) throw new AppError('ssh.fingerprint-invalid', { fingerprint: text });
    const key: HostKey = {
      host: host.toLowerCase(),
      port,
      type: '',
      fingerprint: text.replace(/=$/, ''),
      trustedAt: this.parts.profile.clock.now(),
    };
    this.journal.trusted(key);
    this.write(() => this.store.set(key));
  }

  /** Forgets a host key; connections that are open stay open. */
  distrust(host: string, port: number): void {
    const known = this.store.get(host.toLowerCase(), port);
    if (known) this.journal.distrusted(known);
    this.write(() => this.store.remove(host.toLowerCase(), port));
  }

  /** Name and address of an SSH endpoint. @throws AppError `entity.not-found` */
  describe(endpointId: string): Stop {
    return this.stop(endpointId);
  }

  /**
   * Shares the connection to an endpoint, connecting first when there is none, over its jump
   * hosts, whose connections are shared in turn. An endpoint is complete in itself: nothing of
   * `~/.ssh/config` is used at this point.
   *
   * A failure on the way keeps its code, so that its text and its next step are the cause's
   * own; where there is a chain, `hop` (1 is the first), `hops` and `hopName` say which host
   * it happened at.
   *
   * @param options or only the purpose
   * @throws AppError as {@link Dialer.dial}, and `ssh.jump-loop`, `entity.not-found`
   */
  async open(
    endpointId: string,
    signal?: AbortSignal,
    options: string | OpenOptions = {},
  ): Promise<SshLease> {
    const { unattended = false, purpose = '' } =
      typeof options === 'string' ? { purpose: options } : options;
    const chain = this.chain(endpointId);
    const pooled = await this.connector.share(chain, { unattended, signal });
    const { name, detail } = chain.at(-1) ?? this.stop(endpointId);
    this.parts.log.info('ssh connection shared', { host: detail.host, purpose });
    return leaseOf(pooled, {
      endpointId,
      onCommand: (command, how: ExecOptions) => this.journal.command(name, detail, command, how),
      root: () => this.root(endpointId),
    });
  }

  /** The way to an endpoint: a proxy, jump hosts, the host. @throws AppError as {@link open} */
  stations(endpointId: string): Station[] {
    return routeOf(this.chain(endpointId), () => undefined).hops();
  }

  /**
   * Connects apart from the shared connections, every hop anew. End the link; its hops go
   * with it.
   *
   * @throws AppError as {@link open}
   */
  async connectApart(endpointId: string, options: ApartOptions = {}): Promise<SshLink> {
    return this.connector.connectApart(this.chain(endpointId), options);
  }

  /**
   * Connects once, apart from the shared connections, and looks at what the host offers;
   * see {@link testConnection}.
   *
   * @throws AppError `ssh.jump-loop`, `entity.not-found`, `wire.cancelled`
   */
  test(endpointId: string, signal?: AbortSignal): AsyncGenerator<readonly SshTestStep[], void> {
    const { name, detail } = this.stop(endpointId);
    const found = testConnection({
      endpoint: detail,
      onCommand: (command) => this.journal.command(name, detail, command, {}),
      stations: this.stations(endpointId),
      connect: (onStage, attempt) => this.connectApart(endpointId, { onStage, signal: attempt }),
      sudoPassword: () => this.root(endpointId).password ?? '',
      ...(signal ? { signal } : {}),
    });
    return this.noted(endpointId, found);
  }

  /**
   * Waits before connecting again: 1 s, doubled up to 30 s, a quarter more or less. Ends early
   * when the network changes or the signal aborts.
   *
   * @param attempt 1 after the first failure
   */
  pause(attempt: number, signal?: AbortSignal, pauses?: ReconnectPauses): Promise<void> {
    return this.reconnector.pause(attempt, signal, pauses);
  }

  /** The network of this device changed: whoever waits to reconnect tries now. */
  networkChanged(): void {
    this.reconnector.wake();
  }

  /** Tells the steps of a test to who makes use of them, on their way. */
  private async *noted(
    endpointId: string,
    found: AsyncGenerator<readonly SshTestStep[], void>,
  ): AsyncGenerator<readonly SshTestStep[], void> {
    for await (const steps of found) {
      for (const step of steps) this.parts.tested?.(endpointId, step);
      yield steps;
    }
  }

  /** Closes every connection and gives every question up. */
  async dispose(): Promise<void> {
    this.prompts.dispose();
    await this.connector.dispose();
    this.dialer.dispose();
  }

  private chain(endpointId: string): Stop[] {
    return chainTo(endpointId, (id) => this.stop(id));
  }

  private stop(id: string): Stop {
    const { name, detail } = this.parts.endpoint(id);
    if (detail.kind !== 'ssh') throw new AppError('entity.not-found', { id });
    return { endpointId: id, name, detail };
  }

  private root(endpointId: string): RootAccess {
    const { host, port, username, auth, sudo, sudoSecret, secret } = this.stop(endpointId).detail;
    if (sudo === 'free') return { host, port, username, password: null };
    if (sudo === 'none') throw new AppError('ssh.sudo-refused', { host, username, detail: 'none' });
    // The passphrase of a key is nobody's password over there.
    const name = sudoSecret ?? (auth === 'password' || auth === 'interactive' ? secret : null);
    if (name === null) throw new AppError('ssh.sudo-password-missing', { host, username });
    return { host, port, username, password: this.reveal(name) };
  }

  private reveal(name: string): string {
    const value = this.parts.revealSecret(name);
    if (value === null) throw new AppError('secret.missing', { name });
    registerSecret(value);
    return value;
  }

  private write(change: () => void): void {
    guardStorage(this.parts.profile.folder, change);
    this.parts.events.changed('ssh');
  }
}

/** The agent of this machine: its socket, or Pageant on Windows. */
function defaultAgentSocket(): string | null {
  return process.env['SSH_AUTH_SOCK'] ?? (process.platform === 'win32' ? 'pageant' : null);
}
