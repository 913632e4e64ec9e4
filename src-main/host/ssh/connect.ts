import { connect as connectSocket, type Socket } from 'node:net';
import {
  Client,
  type AnyAuthMethod,
  type AuthHandlerMiddleware,
  type KeyboardInteractiveAuthMethod,
  type ParsedKey,
  type ServerHostKeyAlgorithm,
} from 'ssh2';
import { AppError } from '../../contract/errors';
import { handshakeFailure, socketFailure, type SshTarget } from './failure';
import { algorithmsPreferring, describeHostKey, type FoundHostKey } from './host-key';
import { SshLink } from './link';

/** How to log in. */
export type SshAuth =
  | { kind: 'password'; password: string }
  | { kind: 'key'; key: ParsedKey }
  /** Path of the agent's socket, or ssh2's `pageant`. */
  | { kind: 'agent'; socket: string };

export interface ConnectOptions extends SshTarget {
  auth: SshAuth;
  /**
   * Judges the key the server shows, before anything secret is sent. Throws to refuse;
   * what it throws is what {@link connectSsh} fails with.
   */
  verifyHostKey: (found: FoundHostKey) => void;
  /** Signature algorithms offered for the host key, best first; all by default. */
  hostKeyAlgorithms?: ServerHostKeyAlgorithm[];
  /** For the TCP connection, and again for the handshake with log-in. Default 15 s. */
  timeoutMs?: number;
  /** A silent peer is given up after three of these. 0 sends none. Default 10 s. */
  keepaliveMs?: number;
  /** Aborting it ends the attempt. */
  signal?: AbortSignal;
  onCommand?: (command: string) => void;
}

const gcm = ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com'] as const;
/** For the old servers of the field; offered last, so that a newer server never takes them. */
const oldKex = ['diffie-hellman-group14-sha1'] as const;
const oldCiphers = ['aes256-cbc', 'aes128-cbc'] as const;

/**
 * Connects and logs in. Knows no profile. The host key is judged before any credential
 * is offered.
 *
 * @throws AppError `ssh.unreachable`, `ssh.refused`, `ssh.timeout`, `ssh.name-unknown`,
 *   `ssh.closed`, `ssh.protocol`, `ssh.auth-failed`, `ssh.agent-unavailable`, or what
 *   `verifyHostKey` throws
 */
export async function connectSsh(options: ConnectOptions): Promise<SshLink> {
  const timeoutMs = options.timeoutMs ?? 15_000;
  const { socket, latencyMs } = await openSocket(options, timeoutMs, options.signal);
  const client = new Client();
  let hostKey: FoundHostKey | undefined;
  let refusal: unknown;
  let server = '';
  const login = logIn(options);

  try {
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => reject(new AppError('wire.cancelled'));
      options.signal?.addEventListener('abort', onAbort, { once: true });
      const settle = (run: () => void): void => {
        options.signal?.removeEventListener('abort', onAbort);
        run();
      };
      client.on('ready', () => settle(resolve));
      client.on('error', (error) =>
        settle(() =>
          reject(
            (refusal as Error | undefined) ??
              handshakeFailure(error, options, login.methods(), login.tried()),
          ),
        ),
      );
      client.on('close', () =>
        settle(() => reject(socketFailure({ code: 'ECONNRESET' }, options))),
      );
      client.connect({
        sock: socket,
        host: options.host,
        port: options.port,
        username: options.username,
        authHandler: login.handler,
        readyTimeout: timeoutMs,
        keepaliveInterval: options.keepaliveMs ?? 10_000,
        keepaliveCountMax: 3,
        hostVerifier: (blob: Buffer) => {
          hostKey = describeHostKey(blob);
          try {
            options.verifyHostKey(hostKey);
            return true;
          } catch (error) {
            refusal = error;
            return false;
          }
        },
        algorithms: {
          // An object is applied in the order of its keys: this moves AES-GCM to the front.
          cipher: { remove: [...gcm], prepend: [...gcm], append: [...oldCiphers] } as never,
          kex: { append: [...oldKex] } as never,
          serverHostKey: options.hostKeyAlgorithms ?? algorithmsPreferring([]),
        },
        // Never logged: the one public way to the server's greeting.
        debug: (line) => {
          server ||= /^Remote ident: '(.*)'$/.exec(line)?.[1] ?? '';
        },
      });
    });
  } catch (error) {
    socket.destroy();
    throw error;
  }
  if (!hostKey) throw new Error('logged in without a host key');
  return new SshLink({
    client,
    target: { host: options.host, port: options.port, username: options.username },
    server,
    hostKey,
    latencyMs,
    onCommand: options.onCommand ?? (() => undefined),
  });
}

/**
 * The TCP connection, with Nagle's delay off: with it each small round trip costs 44 ms
 * (feasibility.md, 9). Its last step is one round trip, so it also measures the latency.
 */
function openSocket(
  target: SshTarget,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<{ socket: Socket; latencyMs: number }> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new AppError('wire.cancelled'));
    const socket = connectSocket({ host: target.host, port: target.port, noDelay: true });
    let attemptAt = performance.now();
    const fail = (error: AppError): void => {
      done();
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(socketFailure({ code: 'ETIMEDOUT' }, target)), timeoutMs);
    const onAbort = (): void => fail(new AppError('wire.cancelled'));
    const onError = (error: Error): void => fail(socketFailure(error, target));
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.on('connectionAttempt', () => (attemptAt = performance.now()));
    socket.on('error', onError);
    socket.once('connect', () => {
      done();
      resolve({ socket, latencyMs: performance.now() - attemptAt });
    });
  });
}

/**
 * The order of log-in attempts. `none` goes first: it carries nothing and makes the server
 * say what it accepts. A password is also given to keyboard-interactive, which is all that
 * some servers offer for it.
 */
function logIn({ auth, username }: ConnectOptions): {
  handler: AuthHandlerMiddleware;
  /** What the server accepts, as it said last. */
  methods: () => string;
  /** Whether anything but `none` was offered. */
  tried: () => boolean;
} {
  const queue: AnyAuthMethod[] = [{ type: 'none', username }];
  switch (auth.kind) {
    case 'password':
      queue.push({ type: 'password', username, password: auth.password });
      queue.push({ type: 'keyboard-interactive', username, prompt: answerOnce(auth.password) });
      break;
    case 'key':
      queue.push({ type: 'publickey', username, key: auth.key });
      break;
    case 'agent':
      queue.push({ type: 'agent', username, agent: auth.socket });
      break;
  }
  let accepted: readonly string[] = [];
  let tried = false;
  return {
    handler: (methodsLeft: readonly string[] | null, _partial, next) => {
      if (methodsLeft) accepted = methodsLeft;
      const method = queue.find(
        ({ type }) => type === 'none' || accepted.includes(type === 'agent' ? 'publickey' : type),
      );
      if (!method) {
        // The library's types leave out `false`, its word for "nothing left to try".
        next(false as never);
        return;
      }
      queue.splice(0, queue.indexOf(method) + 1);
      tried ||= method.type !== 'none';
      next(method);
    },
    methods: () => accepted.join(', '),
    tried: () => tried,
  };
}

/** Answers the first hidden prompt with the password; an echoed one asks for something else. */
function answerOnce(password: string): KeyboardInteractiveAuthMethod['prompt'] {
  let given = false;
  return (_name, _instructions, _language, prompts, finish) =>
    finish(
      prompts.map((prompt) => {
        if (given || prompt.echo) return '';
        given = true;
        return password;
      }),
    );
}
