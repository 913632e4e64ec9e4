import { existsSync } from 'node:fs';
import { AppError } from '../../contract/errors';
import type { SshEndpoint } from '../../contract/systems';
import { registerSecret } from '../../kit/log';
import { ChannelSocket } from './channel-socket';
import { connectSsh, type ConnectStage } from './connect';
import {
  algorithmsOf,
  algorithmsPreferring,
  hostKeyTypes,
  type HostKeyAlgorithm,
} from './host-key';
import type { SshLink } from './link';
import type { AskPerson, SshAuth } from './login';
import { expandHome, loadPrivateKey } from './private-key';
import type { PromptDesk } from './prompts';
import { openThroughProxy, type Proxy } from './proxy';
import type { Route } from './route';
import type { HostTrust } from './trust';
import { openTcp, type Transport } from './transport';

/** An SSH endpoint on the way to a host, or the host itself. */
export interface Stop {
  endpointId: string;
  name: string;
  detail: SshEndpoint;
}

/** What a connection goes through when it does not go straight. */
export interface Carrier {
  /** @throws AppError `ssh.forward-refused`, `ssh.closed` */
  forward: SshLink['forward'];
}

export interface DialOptions {
  signal: AbortSignal | undefined;
  /** Nobody may be asked anything. */
  unattended: boolean;
  route: Route;
  /** @param proxy it is the proxy in front of the stop that is so far */
  onStage?: (stage: ConnectStage, proxy?: true) => void;
}

/** What {@link Dialer} is given. */
export interface DialerParts {
  trust: HostTrust;
  /** Told the type of a trusted key that was known by its fingerprint only. */
  learnType: (host: string, port: number, type: string) => void;
  prompts: PromptDesk;
  /** Value of a vault entry. @throws AppError `secret.missing` */
  reveal: (name: string) => string;
  /** Socket of the SSH agent, or null. */
  agentSocket: () => string | null;
}

/** Makes one connection as its endpoint says; knows how to log in, not whom to share it with. */
export class Dialer {
  private readonly parts: DialerParts;
  /** Keys that a person opened with a passphrase that is kept nowhere: until the profile closes. */
  private readonly openedKeys = new Map<string, ReturnType<typeof loadPrivateKey>>();

  constructor(parts: DialerParts) {
    this.parts = parts;
  }

  /**
   * Connects to a stop, through a carrier if there is one.
   *
   * @throws AppError as {@link connectSsh}, and `ssh.host-key-…`, `ssh.known-hosts-revoked`,
   *   `ssh.key-…`, `ssh.certificate-unsupported`, `ssh.password-missing`, `ssh.proxy-failed`,
   *   `ssh.interaction-…`, `secret.missing`
   */
  async dial(stop: Stop, carrier: Carrier | null, options: DialOptions): Promise<SshLink> {
    const { route } = options;
    try {
      if (!stop.detail.proxy || carrier) route.set(-1, 'connecting');
      const link = await this.connect(stop, carrier, options);
      route.set(-1, 'connected');
      return link;
    } catch (error) {
      // What the proxy did not open never came as far as the host.
      const before = error instanceof AppError && error.code === 'ssh.proxy-failed';
      if (before) route.set(-1, 'waiting');
      else route.set(-1, 'failed', error);
      throw error;
    }
  }

  dispose(): void {
    this.openedKeys.clear();
  }

  private async connect(
    stop: Stop,
    carrier: Carrier | null,
    options: DialOptions,
  ): Promise<SshLink> {
    const { detail } = stop;
    const { host, port, username } = detail;
    const { trust, learnType } = this.parts;
    const ask = this.asker(stop, options);
    const auth = await this.auth(detail, ask);
    const forwardAgent = detail.agentForwarding ? this.parts.agentSocket() : null;
    let connected = false;
    const attempt = (hostKeyAlgorithms: HostKeyAlgorithm[]): Promise<SshLink> =>
      connectSsh({
        host,
        port,
        username,
        auth,
        hostKeyAlgorithms,
        algorithms: detail.algorithms,
        verifyHostKey: (found) => {
          const source = trust.verify(host, port, found);
          // Shown again whenever the keys of a connection are renewed.
          if (!connected) options.route.set(-1, 'authenticating');
          return source;
        },
        transport: () => this.openTransport(detail, carrier, options),
        timeoutMs: detail.connectTimeoutSeconds * 1000,
        keepaliveMs: detail.keepaliveSeconds * 1000,
        forwardAgent,
        ask,
        onStage: (stage) => options.onStage?.(stage),
        ...(options.signal ? { signal: options.signal } : {}),
      });
    try {
      const types = trust.types(host, port);
      const known = !types.includes('');
      const link = await (known ? attempt(algorithmsPreferring(types)) : findKey(attempt));
      connected = true;
      if (!known) learnType(host, port, link.hostKey.type);
      return link;
    } catch (error) {
      throw explainCertificate(error, detail);
    }
  }

  private async openTransport(
    { host, port, proxy, connectTimeoutSeconds }: SshEndpoint,
    carrier: Carrier | null,
    { signal, route, onStage }: DialOptions,
  ): Promise<Transport> {
    const timeoutMs = connectTimeoutSeconds * 1000;
    if (carrier)
      return { stream: new ChannelSocket(await carrier.forward(host, port)), latencyMs: null };
    if (!proxy)
      return openTcp({ host, port }, timeoutMs, signal, {
        onAddress: (address) => onStage?.({ stage: 'resolved', address }),
      });
    const password = proxy.secret === null ? '' : this.reveal(proxy.secret);
    const asked: Proxy = { ...proxy, password };
    route.set(0, 'connecting');
    try {
      const transport = await openThroughProxy(asked, { host, port }, timeoutMs, {
        signal,
        onStage: (stage) => onStage?.(stage, true),
      });
      route.set(0, 'connected');
      route.set(-1, 'connecting');
      return transport;
    } catch (error) {
      route.set(0, 'failed', error);
      throw error;
    }
  }

  private asker({ endpointId, detail }: Stop, options: DialOptions): AskPerson {
    const { host, username } = detail;
    return (question, over) => {
      if (options.unattended)
        return Promise.reject(new AppError('ssh.interaction-needed', { host, username }));
      const signals = [options.signal, over].filter((signal) => signal !== undefined);
      const asker = { endpointId, host, username };
      return this.parts.prompts.ask(asker, question, AbortSignal.any(signals));
    };
  }

  private async auth(detail: SshEndpoint, ask: AskPerson): Promise<SshAuth> {
    const { host, username, secret, identityPath } = detail;
    const value = secret === null ? null : this.reveal(secret);
    switch (detail.auth) {
      case 'password':
        if (value === null) throw new AppError('ssh.password-missing', { host, username });
        return { kind: 'password', password: value };
      case 'key':
        return { kind: 'key', key: await this.key(identityPath, value, ask) };
      case 'agent': {
        const socket = this.parts.agentSocket();
        if (!socket) throw new AppError('ssh.agent-unavailable', { detail: 'SSH_AUTH_SOCK' });
        return { kind: 'agent', socket };
      }
      case 'interactive':
        return { kind: 'interactive', password: value };
    }
  }

  private async key(path: string, passphrase: string | null, ask: AskPerson) {
    try {
      return this.openedKeys.get(path) ?? loadPrivateKey(path, passphrase);
    } catch (error) {
      const needed = error instanceof AppError && error.code === 'ssh.key-passphrase-needed';
      if (!needed) throw error;
      const fields = [{ label: path, echo: false }];
      const [given = ''] = await ask({ title: '', instructions: '', fields }).catch(
        (unanswered: unknown) => {
          const nobody =
            unanswered instanceof AppError && unanswered.code === 'ssh.interaction-needed';
          throw nobody ? error : unanswered;
        },
      );
      const key = loadPrivateKey(path, given);
      this.openedKeys.set(path, key);
      return key;
    }
  }

  private reveal(name: string): string {
    const value = this.parts.reveal(name);
    registerSecret(value);
    return value;
  }
}

/**
 * Connects where a fingerprint is trusted but not the type of its key: a server with
 * several keys is asked for one type after the other until it shows the trusted one.
 */
async function findKey(
  attempt: (algorithms: HostKeyAlgorithm[]) => Promise<SshLink>,
): Promise<SshLink> {
  let changed: AppError | undefined;
  let last: unknown;
  for (const type of hostKeyTypes) {
    try {
      return await attempt(algorithmsOf(type));
    } catch (error) {
      last = error;
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'ssh.host-key-changed') changed ??= error;
      // The server has no key of this type.
      else if (error.code !== 'ssh.algorithms' || error.params['kind'] !== 'host key') throw error;
    }
  }
  throw changed ?? last;
}

/** ssh2 cannot send certificates; where one lies beside the refused key, that is the reason. */
function explainCertificate(error: unknown, detail: SshEndpoint): unknown {
  if (!(error instanceof AppError) || error.code !== 'ssh.auth-failed' || detail.auth !== 'key')
    return error;
  const path = `${detail.identityPath}-cert.pub`;
  if (!existsSync(expandHome(path))) return error;
  const { host, username } = detail;
  return new AppError('ssh.certificate-unsupported', { host, username, path }, { cause: error });
}
