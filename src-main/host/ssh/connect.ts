import { Client } from 'ssh2';
import { AppError } from '../../contract/errors';
import { orAborted } from '../../kit/abort';
import { HandshakeNotes, offeredAlgorithms, type AlgorithmChoice } from './algorithms';
import { handshakeFailure, socketFailure, type SshTarget } from './failure';
import {
  algorithmsPreferring,
  describeHostKey,
  type FoundHostKey,
  type HostKeyAlgorithm,
} from './host-key';
import { SshLink } from './link';
import { logIn, type AskPerson, type LoginQuestion, type SshAuth } from './login';
import { openTcp, type Transport } from './transport';

/** How far a connection is; told while it is being made, in this order. */
export type ConnectStage =
  | { stage: 'resolved'; address: string }
  | { stage: 'connected'; latencyMs: number | null }
  /** `source` says where the key is known from, as `verifyHostKey` does. */
  | { stage: 'host-key'; key: FoundHostKey; source: string }
  | { stage: 'logged-in'; method: string; methods: string; server: string; banner: string };

export interface ConnectOptions extends SshTarget {
  auth: SshAuth;
  /**
   * Judges the key the server shows, before anything secret is sent. Throws to refuse;
   * what it throws is what {@link connectSsh} fails with. May say where the key is known from.
   */
  verifyHostKey: (found: FoundHostKey) => string | void;
  /** Signature algorithms offered for the host key, best first; all by default. */
  hostKeyAlgorithms?: HostKeyAlgorithm[];
  /** Default `modern`. */
  algorithms?: AlgorithmChoice;
  /** Asks a person what the server asks; without it such a question has no answer. */
  ask?: AskPerson;
  /** Socket of the agent that is lent to the far side; none by default. */
  forwardAgent?: string | null;
  /** Opens the way to the server; by default a TCP connection to host and port. */
  transport?: () => Promise<Transport>;
  /** For the TCP connection, and again for the handshake with log-in. Default 15 s. */
  timeoutMs?: number;
  /** A silent peer is given up after three of these. 0 sends none. Default 10 s. */
  keepaliveMs?: number;
  /** Aborting it ends the attempt. */
  signal?: AbortSignal;
  onStage?: (stage: ConnectStage) => void;
}

/** No server asks more than this at once, nor in more words: characters. */
const maxQuestions = 20;
const maxTitle = 500;
const maxInstructions = 4000;
/** More of a banner than this is not kept. */
const maxBanner = 16 * 1024;

/**
 * Connects and logs in. Knows no profile. The host key is judged before any credential
 * is offered.
 *
 * @throws AppError `ssh.unreachable`, `ssh.refused`, `ssh.timeout`, `ssh.name-unknown`,
 *   `ssh.closed`, `ssh.protocol`, `ssh.algorithms`, `ssh.auth-failed`, `ssh.password-expired`,
 *   `ssh.agent-unavailable`, or what `verifyHostKey`, `ask` and `transport` throw
 */
export async function connectSsh(options: ConnectOptions): Promise<SshLink> {
  const { host, port, username, auth, signal, forwardAgent = null } = options;
  const timeoutMs = options.timeoutMs ?? 15_000;
  const algorithms = options.algorithms ?? 'modern';
  const tell = options.onStage ?? (() => undefined);
  const openWay =
    options.transport ??
    (() =>
      openTcp(options, timeoutMs, signal, {
        onAddress: (address) => tell({ stage: 'resolved', address }),
      }));
  const { stream: socket, latencyMs } = await openWay();
  tell({ stage: 'connected', latencyMs });
  const client = new Client();
  const notes = new HandshakeNotes();
  let hostKey: FoundHostKey | undefined;
  let server = '';
  let banner = '';
  let loggedIn = false;

  const attempt = new Promise<{ method: string; methods: string }>((resolve, reject) => {
    const over = new AbortController();
    const fail = (error: Error): void => {
      clearTimeout(timer);
      over.abort();
      signal?.removeEventListener('abort', onAbort);
      reject(error);
    };
    const onAbort = (): void => fail(new AppError('wire.cancelled'));
    const late = (): void => fail(socketFailure({ code: 'ETIMEDOUT' }, options));
    let timer = setTimeout(late, timeoutMs);
    const login = logIn({
      username,
      auth,
      algorithms,
      ask: options.ask ? (question) => asking(question) : null,
      giveUp: fail,
    });
    /** A person may take longer than a server. */
    const asking: AskPerson = async (question) => {
      clearTimeout(timer);
      try {
        return (await options.ask?.(readable(question, options), over.signal)) ?? [];
      } finally {
        if (!over.signal.aborted) timer = setTimeout(late, timeoutMs);
      }
    };
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    client.on('banner', (text) => (banner = (banner + text).slice(0, maxBanner)));
    client.on('change password', (detail: string) =>
      fail(new AppError('ssh.password-expired', { host, username, detail: detail.slice(0, 500) })),
    );
    client.on('ready', () => {
      loggedIn = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      const outcome = { method: login.method(), methods: login.methods() };
      tell({ stage: 'logged-in', ...outcome, server, banner });
      resolve(outcome);
    });
    client.on('error', (error) =>
      fail(
        handshakeFailure(error, options, {
          methods: login.methods(),
          triedToLogIn: login.method() !== 'none',
          notes,
        }),
      ),
    );
    client.on('close', () => fail(socketFailure({ code: 'ECONNRESET' }, options)));
    client.connect({
      sock: socket,
      host,
      port,
      username,
      authHandler: login.handler,
      // The clock above stops while a person is asked.
      readyTimeout: 0,
      keepaliveInterval: options.keepaliveMs ?? 10_000,
      keepaliveCountMax: 3,
      ...(forwardAgent ? { agent: forwardAgent } : {}),
      hostVerifier: (blob: Buffer) => {
        // Shown again at each renewal of the keys.
        const shown = describeHostKey(blob);
        try {
          const source = options.verifyHostKey(shown) ?? '';
          if (!hostKey) tell({ stage: 'host-key', key: shown, source });
          hostKey = shown;
          return true;
        } catch (error) {
          fail(error as Error);
          return false;
        }
      },
      algorithms: offeredAlgorithms(
        algorithms,
        options.hostKeyAlgorithms ?? algorithmsPreferring([]),
      ),
      // Never logged: the one public way to the server's greeting and to what it offers. Later
      // it is called for every packet.
      debug: (line) => {
        if (loggedIn) return;
        server ||= /^Remote ident: '(.*)'$/.exec(line)?.[1] ?? '';
        notes.take(line);
      },
    });
  });
  let method: string;
  try {
    ({ method } = await attempt);
  } catch (error) {
    // What still comes of the attempt is of no interest; unheard, an error would end the process.
    client.on('error', () => undefined);
    socket.destroy();
    throw error;
  }
  if (!hostKey) throw new Error('logged in without a host key');
  const link = new SshLink({
    client,
    socket,
    target: { host, port, username },
    server,
    hostKey,
    banner,
    method,
    latencyMs: latencyMs ?? 0,
    agentForwarding: forwardAgent !== null,
  });
  if (latencyMs === null) await firstRoundTrip(link, options, timeoutMs);
  return link;
}

/** A server may take a log-in and then answer nothing. */
async function firstRoundTrip(
  link: SshLink,
  options: ConnectOptions,
  timeoutMs: number,
): Promise<void> {
  const { signal } = options;
  const late = AbortSignal.timeout(timeoutMs);
  try {
    await orAborted(link.ping(), signal ? AbortSignal.any([signal, late]) : late);
  } catch (error) {
    link.end();
    throw late.aborted && !signal?.aborted ? socketFailure({ code: 'ETIMEDOUT' }, options) : error;
  }
}

/** A question as a person can be shown it. @throws AppError `ssh.protocol` for more than that */
function readable(question: LoginQuestion, { host, port }: SshTarget): LoginQuestion {
  const { title, instructions, fields } = question;
  if (fields.length > maxQuestions)
    throw new AppError('ssh.protocol', { host, port, detail: `${fields.length} questions` });
  return {
    title: title.slice(0, maxTitle),
    instructions: instructions.slice(0, maxInstructions),
    fields: fields.map(({ label, echo }) => ({ label: label.slice(0, maxTitle), echo })),
  };
}
