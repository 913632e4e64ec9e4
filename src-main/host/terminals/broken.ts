import { AppError } from '../../contract/errors';
import type { SshLease } from '../ssh/index';

/** The connection under a shell broke; worth trying again. */
export function connectionLost({ host, port }: SshLease): AppError {
  return new AppError('ssh.closed', { host, port }, { retry: true });
}

/** So long the end of a connection may come after the end of its channels. */
const goneWithinMs = 300;

/** Whether the connection went away with the shell, or only the shell. */
export async function isGone(lease: SshLease): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waited = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), goneWithinMs);
  });
  const gone = await Promise.race([lease.closed.then(() => true), waited]);
  clearTimeout(timer);
  return gone;
}
