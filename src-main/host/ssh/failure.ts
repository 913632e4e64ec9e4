import { AppError } from '../../contract/errors';
import type { HandshakeNotes } from './algorithms';
import { OldSignatureRefused } from './login';

/** Where a connection goes and as whom; enough to name it in an error. */
export interface SshTarget {
  host: string;
  port: number;
  username: string;
}

const unreachable = ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL'];
const nameUnknown = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NONAME'];

/** Names the cause of a connection that could not be made at all. */
export function socketFailure(
  error: unknown,
  { host, port }: Pick<SshTarget, 'host' | 'port'>,
): AppError {
  const code = codeOf(error);
  const options = { cause: error, retry: true };
  if (code === 'ECONNREFUSED') return new AppError('ssh.refused', { host, port }, options);
  if (code === 'ETIMEDOUT') return new AppError('ssh.timeout', { host, port }, options);
  if (nameUnknown.includes(code)) return new AppError('ssh.name-unknown', { host }, options);
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return new AppError('ssh.closed', { host, port }, options);
  if (unreachable.includes(code)) return new AppError('ssh.unreachable', { host, port }, options);
  return new AppError('ssh.unreachable', { host, port }, options);
}

/** What is known of a handshake that failed. */
export interface HandshakeState {
  /** What the server would accept, as it said. */
  methods: string;
  /** Whether credentials had been offered already. */
  triedToLogIn: boolean;
  notes: HandshakeNotes;
}

/** Names the cause of a failure between the first byte and the log-in. */
export function handshakeFailure(
  error: unknown,
  target: SshTarget,
  { methods, triedToLogIn, notes }: HandshakeState,
): AppError {
  const { host, port, username } = target;
  const level = error instanceof Error && 'level' in error ? String(error.level) : '';
  const detail = wordsOf(error);
  if (error instanceof OldSignatureRefused)
    return new AppError('ssh.algorithms', { host, kind: 'user key signature', offered: 'ssh-rsa' });
  if (level === 'client-authentication')
    return new AppError('ssh.auth-failed', { host, username, methods }, { cause: error });
  if (level === 'agent')
    return new AppError('ssh.agent-unavailable', { detail: codeOf(error) }, { cause: error });
  if (level === 'client-timeout')
    return new AppError('ssh.timeout', { host, port }, { cause: error, retry: true });
  if (level === 'client-socket') return socketFailure(error, target);
  const disagreement = notes.disagreement(detail);
  if (disagreement)
    return new AppError('ssh.algorithms', { host, ...disagreement }, { cause: error });
  // OpenSSH disconnects with a reason instead of a refusal after too many tries.
  if (triedToLogIn && /authentication failures/i.test(detail))
    return new AppError('ssh.auth-failed', { host, username, methods }, { cause: error });
  if (/connection lost before handshake/i.test(detail))
    return new AppError('ssh.closed', { host, port }, { cause: error, retry: true });
  return new AppError('ssh.protocol', { host, port, detail }, { cause: error });
}

/** Whether the server refused a channel, as it does when it has no session left. */
export function isOpenFailure(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Channel open failure');
}

/** Names the cause why a channel does not run what it was asked to. */
export function refusal(error: unknown, { host, port }: SshTarget): AppError {
  const detail = wordsOf(error);
  // What ssh2 throws where a socket broke so lately that nobody was told.
  if (detail === 'Not connected')
    return new AppError('ssh.closed', { host, port }, { cause: error, retry: true });
  // The words of ssh2 when the answer to the request itself is no.
  if (/Unable to (exec|open shell)/.test(detail))
    return new AppError('ssh.no-shell', { host, detail }, { cause: error });
  return new AppError('ssh.exec-failed', { host, detail }, { cause: error, retry: true });
}

/** The words of an error, which may be the server's own; not more of them than anybody reads. */
function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}

/** Node's code of an error such as ECONNREFUSED, or of what stands for one; else ''. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
