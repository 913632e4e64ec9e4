import { posix } from 'node:path';
import { AppError } from '../../../contract/errors';
import { orAborted } from '../../../kit/abort';
import { ExecHost } from './exec-host';
import { Follower, sleep } from './follower';
import type { FollowConnection, FollowEvent, FollowOptions, LogHost } from './ports';
import { SftpHost, sftpPath } from './sftp-host';

const firstPauseMs = 1000;
const longestPauseMs = 30_000;
/** A connection that held so long was good: the next pause is the shortest again. */
const goodAfterMs = 10_000;

/** What a connection that is cut in the middle of something may look like. */
const brokenCodes = ['ssh.protocol', 'ssh.algorithms', 'ssh.no-shell', 'ssh.exec-failed'];

/**
 * Follows a log on a host into a sink, each byte exactly once: across cuts, restarts, rotations by
 * renaming, by copying and truncating, and by packing. It reads by position, and each read proves
 * which file it was, so that nothing runs on the host between two reads and no rotation is
 * mistaken for growth. What a rotated file still holds is read from there; what nobody holds any
 * more is marked as a gap. A log that is not there yet is waited for.
 *
 * @returns when the signal aborts
 * @throws AppError what trying again cannot mend: `ssh.host-key-…`, `ssh.auth-failed` and what else
 *   `connect` refuses, `ssh.sudo-…`, `logs.path-unreadable`, and what the sink throws without `retry`
 */
export async function follow(options: FollowOptions): Promise<void> {
  const { signal, sink } = options;
  const tell = options.onEvent ?? (() => undefined);
  const pause = options.pause ?? usualPause;
  const told = new Set<string>();
  /** Each kind of command once. */
  const tellCommand = (command: string): void => {
    if (told.has(command)) return;
    told.add(command);
    tell({ event: 'command', command });
  };
  let wasConnected = sink.state !== null;
  let failures = 0;
  while (!signal.aborted) {
    const startedAt = performance.now();
    let reason: string;
    try {
      reason = await followOnce(options, tell, tellCommand, () => (wasConnected = true));
    } catch (error) {
      if (signal.aborted) break;
      await sink.rollback();
      const insists = wasConnected || options.insist !== false;
      if (!(error instanceof AppError) || !insists || !isMendable(error, wasConnected)) throw error;
      reason = error.code;
    }
    if (signal.aborted) break;
    await sink.rollback();
    tell({ event: 'disconnected', reason });
    failures = performance.now() - startedAt > goodAfterMs ? 1 : failures + 1;
    await pause(failures, signal);
  }
  await sink.rollback();
  tell({ event: 'stopped', offset: sink.state?.offset ?? null });
}

function isMendable(error: AppError, wasConnected: boolean): boolean {
  return error.retry || (wasConnected && brokenCodes.includes(error.code));
}

/** Follows over one connection; why it ended. */
async function followOnce(
  options: FollowOptions,
  tell: (event: FollowEvent) => void,
  tellCommand: (command: string) => void,
  connected: () => void,
): Promise<string> {
  const { signal } = options;
  const connection = await options.connect(signal);
  const over = new AbortController();
  let reason: string | null = null;
  void connection.closed.then((why) => {
    reason = why;
    over.abort();
  });
  const onAbort = (): void => over.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) over.abort();
  let host: LogHost | null = null;
  // Whatever waits for an answer is told at once that none will come.
  over.signal.addEventListener('abort', () => host?.close(), { once: true });
  try {
    host = await orAborted(openHost(connection, options, tellCommand), over.signal);
    const given = host instanceof SftpHost ? sftpPath(options.path) : options.path;
    const path = given.startsWith('~/') ? posix.join(await host.home(), given.slice(2)) : given;
    connected();
    tell({ event: 'connected' });
    const { username, from, sink } = options;
    const parts = { path, username, from, sink, host, hostName: connection.host, tell };
    await new Follower({ ...parts, over: over.signal }).run();
    return reason ?? 'local';
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError)) throw error;
    if (!error.code.startsWith('ssh.') && error.code !== 'wire.cancelled') throw error;
    // A channel hears of the end before the connection does.
    if (error.code === 'ssh.closed' || error.code === 'wire.cancelled')
      return await Promise.race([connection.closed, sleep(1000, signal).then(() => error.code)]);
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    over.abort();
    host?.close();
    connection.release();
  }
}

async function openHost(
  connection: FollowConnection,
  options: FollowOptions,
  tell: (command: string) => void,
): Promise<LogHost> {
  const { transport = 'auto', sudo = false, path, names = 'utf-8' } = options;
  if (transport === 'sftp') return SftpHost.open(connection, names);
  try {
    return await ExecHost.open(connection, { sudo, path, names, tell });
  } catch (error) {
    const without =
      error instanceof AppError &&
      (error.code === 'ssh.no-shell' || error.code === 'ssh.exec-failed');
    if (transport === 'exec' || sudo || !without) throw error;
    return SftpHost.open(connection, names);
  }
}

/** 1 s to 30 s, 25 % more or less so that many who lost the same host do not come back at once. */
function usualPause(failures: number, signal: AbortSignal): Promise<void> {
  const full = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(30, failures - 1));
  return sleep(full * (0.75 + Math.random() / 2), signal);
}
