import type { Duplex } from 'node:stream';
import type { SFTPWrapper } from 'ssh2';
import { AppError } from '../../contract/errors';
import type { HostKey, SshConnection } from '../../contract/ssh';
import type { Endpoint, SshEndpoint } from '../../contract/systems';
import { guardStorage } from '../../kit/database';
import { registerSecret, type Log } from '../../kit/log';
import type { AuditService } from '../audit/index';
import type { EventHub } from '../events';
import type { OpenProfile } from '../profile/index';
import { measureClockOffset } from './clock';
import { connectSsh, type SshAuth } from './connect';
import {
  algorithmsOf,
  algorithmsPreferring,
  hostKeyTypes,
  isFingerprint,
  type FoundHostKey,
} from './host-key';
import type { CloseReason, RemoteCommand, SshLink } from './link';
import { SshPool, type PooledLink } from './pool';
import { loadPrivateKey } from './private-key';
import { HostKeyStore } from './store';

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
}

/** A share in a connection to one SSH endpoint. Give it back with `release`. */
export interface SshLease {
  readonly endpointId: string;
  readonly host: string;
  readonly port: number;
  /** Runs a command; see {@link RemoteCommand}. @throws AppError `ssh.exec-failed`, `ssh.closed` */
  exec(command: string): Promise<RemoteCommand>;
  /** A connection from the server onwards. @throws AppError `ssh.forward-refused`, `ssh.closed` */
  forward(host: string, port: number): Promise<Duplex>;
  sftp(): Promise<SFTPWrapper>;
  /** Resolves when the connection is gone, whoever ended it. */
  readonly closed: Promise<CloseReason>;
  /** Closes what was opened through this lease; the last one out closes the connection. */
  release(): void;
}

/** SSH connections of this profile, shared by its tails, tunnels and commands. */
export class SshService {
  private readonly parts: SshServiceParts;
  private readonly store: HostKeyStore;
  private readonly pool: SshPool;

  constructor(parts: SshServiceParts) {
    this.parts = parts;
    this.store = new HostKeyStore(parts.profile.db);
    this.pool = new SshPool(() => parts.events.changed('ssh'));
  }

  /** Channels open now over all connections; a test counts them. */
  get openChannels(): number {
    return this.pool.openChannels;
  }

  /** Connections open or being opened. */
  connections(): SshConnection[] {
    return this.pool.connections();
  }

  hostKeys(): HostKey[] {
    return this.store.all();
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
    this.write(() => this.store.set(key));
  }

  /** Forgets a host key; connections that are open stay open. */
  distrust(host: string, port: number): void {
    this.write(() => this.store.remove(host.toLowerCase(), port));
  }

  /**
   * Shares the connection to an endpoint, connecting first when there is none.
   *
   * @throws AppError as {@link connectSsh}, `ssh.host-key-unknown`, `ssh.host-key-changed`,
   *   `ssh.key-…`, `ssh.password-missing`, `secret.missing`, `entity.not-found`
   */
  async open(endpointId: string, signal?: AbortSignal): Promise<SshLease> {
    const endpoint = this.sshEndpoint(endpointId);
    // A changed endpoint must not be given the connection of the old one.
    const key = `${endpointId} ${JSON.stringify(endpoint)}`;
    const shared = await this.pool.acquire(key, endpointId, signal, (attempt) =>
      this.connect(endpoint, attempt),
    );
    return leaseOf(endpointId, shared);
  }

  /** Connects and logs in once, apart from the shared connections, and looks at the clock. */
  async test(endpointId: string, signal?: AbortSignal) {
    const link = await this.connect(this.sshEndpoint(endpointId), signal);
    try {
      return {
        server: link.server,
        hostKey: link.hostKey.fingerprint,
        latencyMs: link.latencyMs,
        clockOffsetMs: await measureClockOffset(link),
      };
    } finally {
      link.end();
    }
  }

  /** Closes every connection. */
  async dispose(): Promise<void> {
    await this.pool.dispose();
  }

  private sshEndpoint(id: string): SshEndpoint {
    const { detail } = this.parts.endpoint(id);
    if (detail.kind !== 'ssh') throw new AppError('entity.not-found', { id });
    return detail;
  }

  private async connect(endpoint: SshEndpoint, signal?: AbortSignal): Promise<SshLink> {
    const { host, port, username } = endpoint;
    const auth = this.auth(endpoint);
    const known = this.store.get(host.toLowerCase(), port);
    const attempt = (hostKeyAlgorithms: ReturnType<typeof algorithmsOf>): Promise<SshLink> =>
      connectSsh({
        host,
        port,
        username,
        auth,
        hostKeyAlgorithms,
        verifyHostKey: (found) => this.verify(host, port, found),
        onCommand: (command) => this.parts.log.info('remote command', { host, port, command }),
        ...(signal ? { signal } : {}),
      });
    if (known?.type !== '') return attempt(algorithmsPreferring(known ? [known.type] : []));
    const link = await this.findKey(attempt);
    this.write(() => this.store.setType(host.toLowerCase(), port, link.hostKey.type));
    return link;
  }

  /**
   * Connects where a fingerprint is trusted but not the type of its key: a server with
   * several keys is asked for one type after the other until it shows the trusted one.
   */
  private async findKey(
    attempt: (algorithms: ReturnType<typeof algorithmsOf>) => Promise<SshLink>,
  ): Promise<SshLink> {
    let changed: AppError | undefined;
    let last: unknown;
    for (const type of hostKeyTypes) {
      try {
        return await attempt(algorithmsOf(type));
      } catch (error) {
        last = error;
        if (!(error instanceof AppError)) throw error;
        // `ssh.protocol`: the server has no key of this type.
        if (error.code === 'ssh.host-key-changed') changed ??= error;
        else if (error.code !== 'ssh.protocol') throw error;
      }
    }
    throw changed ?? last;
  }

  private verify(host: string, port: number, found: FoundHostKey): void {
    const known = this.store.get(host.toLowerCase(), port);
    const { type, fingerprint } = found;
    if (!known) throw new AppError('ssh.host-key-unknown', { host, port, type, fingerprint });
    if (known.fingerprint === fingerprint) return;
    throw new AppError('ssh.host-key-changed', {
      host,
      port,
      type,
      known: known.fingerprint,
      found: fingerprint,
    });
  }

  private auth(endpoint: SshEndpoint): SshAuth {
    const { host, username, secret } = endpoint;
    const value = secret === null ? null : this.reveal(secret);
    switch (endpoint.auth) {
      case 'password':
        if (value === null) throw new AppError('ssh.password-missing', { host, username });
        return { kind: 'password', password: value };
      case 'key':
        return { kind: 'key', key: loadPrivateKey(endpoint.identityPath, value) };
      case 'agent':
        return { kind: 'agent', socket: this.agentSocket() };
    }
  }

  private reveal(name: string): string {
    const value = this.parts.revealSecret(name);
    if (value === null) throw new AppError('secret.missing', { name });
    registerSecret(value);
    return value;
  }

  private agentSocket(): string {
    const { agentSocket } = this.parts;
    const socket = agentSocket === undefined ? defaultAgentSocket() : agentSocket;
    if (!socket) throw new AppError('ssh.agent-unavailable', { detail: 'SSH_AUTH_SOCK' });
    return socket;
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

function leaseOf(endpointId: string, { link, release }: PooledLink): SshLease {
  const closers = new Set<() => void>();
  let released = false;
  const own = (close: () => void, closed: (forget: () => void) => void): void => {
    if (released) return close();
    closers.add(close);
    closed(() => closers.delete(close));
  };
  return {
    endpointId,
    host: link.host,
    port: link.port,
    closed: link.closed,
    exec: async (command) => {
      const remote = await link.exec(command);
      own(remote.close, (forget) => void remote.exit.then(forget));
      return remote;
    },
    forward: async (host, port) => {
      const stream = await link.forward(host, port);
      own(
        () => stream.destroy(),
        (forget) => stream.once('close', forget),
      );
      return stream;
    },
    sftp: async () => {
      const sftp = await link.sftp();
      own(
        () => sftp.end(),
        (forget) => sftp.once('close', forget),
      );
      return sftp;
    },
    release: () => {
      if (released) return;
      released = true;
      for (const close of closers) close();
      closers.clear();
      release();
    },
  };
}
