import { AppError } from '../../contract/errors';

/** Where a connection goes and as whom; enough to name it in an error. */
export interface SshTarget {
  host: string;
  port: number;
  username: string;
}

const unreachable = ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL'];
const nameUnknown = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NONAME'];

/** Names the cause of a connection that could not be made at all. */
export function socketFailure(error: unknown, { host, port }: SshTarget): AppError {
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

/**
 * Names the cause of a failure between the first byte and the log-in.
 *
 * @param methods what the server would accept, as it said
 * @param triedToLogIn whether credentials had been offered already
 */
export function handshakeFailure(
  error: unknown,
  target: SshTarget,
  methods: string,
  triedToLogIn: boolean,
): AppError {
  const { host, port, username } = target;
  const level = error instanceof Error && 'level' in error ? String(error.level) : '';
  const detail = error instanceof Error ? error.message : String(error);
  if (level === 'client-authentication')
    return new AppError('ssh.auth-failed', { host, username, methods }, { cause: error });
  if (level === 'agent')
    return new AppError('ssh.agent-unavailable', { detail: codeOf(error) }, { cause: error });
  if (level === 'client-timeout')
    return new AppError('ssh.timeout', { host, port }, { cause: error, retry: true });
  if (level === 'client-socket') return socketFailure(error, target);
  // OpenSSH disconnects with a reason instead of a refusal after too many tries.
  if (triedToLogIn && /authentication failures/i.test(detail))
    return new AppError('ssh.auth-failed', { host, username, methods }, { cause: error });
  if (/connection lost before handshake/i.test(detail))
    return new AppError('ssh.closed', { host, port }, { cause: error, retry: true });
  return new AppError('ssh.protocol', { host, port, detail }, { cause: error });
}

/** Node's code of an error such as ECONNREFUSED, else ''. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
