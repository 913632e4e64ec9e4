import type { TailState } from '../../contract/logs';
import type { RemoteCommand, SshLease } from '../ssh/index';
import { History } from './history';
import type { LogText } from './log-text';
import {
  followCommand,
  followLinesCommand,
  isGlob,
  quotePath,
  readRange,
  resolvePath,
  sizeOfLastLines,
  statFile,
  tailMessage,
  type RemoteLog,
} from './remote';
import { rotatedAfter, siblings } from './rotated';
import { findBoundary, type Segment, type Segments } from './segments';
import { Timers } from './timers';

type MarkKind = TailState['marks'][number]['kind'];

/** History asked for beyond the size of the wanted lines, for what is written meanwhile. */
const historyMargin = 64 * 1024;
/** History where the size of the last lines cannot be told, and the most that is ever asked for. */
const usualHistoryBytes = 256 * 1024;
const mostHistoryBytes = 16 * 1024 * 1024;
/** Bytes before the place of resuming that must still be the same. */
const overlapBytes = 256;
/** A rotation is looked at after this long, and again at growing intervals. */
const settleAfterMs = 300;
const settleTries = 8;
/** History that has not come after this long is no longer waited for. */
const historyPatienceMs = 30_000;
/** How often a pattern is asked for a newer match. */
const resolveEveryMs = 30_000;

/** What one connection needs from its tail. */
export interface FollowParts {
  log: RemoteLog;
  text: LogText;
  segments: Segments;
  /** Last lines to begin with. */
  lines: number;
  mark: (kind: MarkKind, line?: number) => void;
  /** The log is being read, by this command and from this file. */
  live: (command: string, path: string) => void;
  /** Bytes came or something else is worth showing. */
  changed: () => void;
  /** Told of a failure that is a bug. */
  report: (error: unknown) => void;
}

/** Where to begin, and with which command. */
interface Plan {
  path: string;
  command: string;
  /** Bytes of history, of which only the last lines are wanted. */
  historyBytes: number;
  /** Whether the first byte is the first of the file. */
  fromStart: boolean;
}

const noHistory = { historyBytes: 0, fromStart: false };

/**
 * Follows a log over one connection until it breaks, the remote `tail` ends, or a pattern
 * has a newer match. Resolves when it is worth connecting again.
 *
 * @throws AppError `logs.path-missing`, `logs.path-unreadable`, `ssh.…`, `profile.disk-full`
 */
export async function followRemote(
  lease: SshLease,
  parts: FollowParts,
  signal: AbortSignal,
): Promise<void> {
  const path = await resolvePath(lease, parts.log);
  const plan = await makePlan(lease, parts, path);
  const remote = await lease.exec(plan.command, { audit: plan.command });
  const timers = new Timers();
  const onAbort = (): void => remote.close();
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) remote.close();
  try {
    parts.live(plan.command, path);
    if (isGlob(parts.log.path))
      timers.every(resolveEveryMs, async () => {
        if ((await resolvePath(lease, parts.log)) !== path) remote.close();
      });
    await read(lease, parts, plan, remote, timers);
  } finally {
    timers.clear();
    signal.removeEventListener('abort', onAbort);
    remote.close();
  }
}

/** Decides where to go on: at the byte if the file is still the same, else with a mark. */
async function makePlan(lease: SshLease, parts: FollowParts, path: string): Promise<Plan> {
  const { log, text, segments, lines, mark } = parts;
  const found = await statFile(lease, log, path);
  const last = segments.last;
  const begin = (identity: string | null, remote: number | null): Segment =>
    segments.begin({ at: text.bytes, path, identity, remote });

  if (!found) {
    if (last) mark('gap');
    begin(null, null);
    return { path, command: followLinesCommand(path, last ? 0 : lines), ...noHistory };
  }
  if (!last) {
    const wanted =
      lines === 0
        ? 0
        : ((await sizeOfLastLines(lease, path, lines)) ?? usualHistoryBytes) + historyMargin;
    const history = Math.min(found.size, wanted, mostHistoryBytes);
    // Even, so that UTF-16 stays in step.
    const from = Math.floor((found.size - history) / 2) * 2;
    begin(found.identity, from);
    return {
      path,
      command: followCommand(path, from),
      historyBytes: found.size - from,
      fromStart: from === 0,
    };
  }
  const same = last.path === path && last.identity === found.identity;
  const position = last.remote === null ? null : last.remote + text.bytes - last.at;
  if (same && position !== null && position <= found.size) {
    if (await overlaps(lease, parts, path, position)) {
      mark('reconnected');
      return { path, command: followCommand(path, position), ...noHistory };
    }
  }
  if (same && position === null) {
    // Rotated just before the connection broke: what has been read of it is not known.
    mark('gap');
    begin(found.identity, found.size);
    return { path, command: followCommand(path, found.size), ...noHistory };
  }
  const whole = !same && position !== null && (await readRest(lease, parts, last, position));
  mark(same ? 'truncated' : 'rotated');
  if (!whole) mark('gap');
  begin(found.identity, 0);
  return { path, command: followCommand(path, 0), ...noHistory };
}

/**
 * Reads what a file that was rotated away held beyond the place that was reached.
 *
 * @returns whether nothing is missing before the file that is there now
 */
async function readRest(
  lease: SshLease,
  parts: FollowParts,
  last: Segment,
  position: number,
): Promise<boolean> {
  const { text, segments } = parts;
  const all = await siblings(lease, last.path);
  const old = all.find((file) => file.identity === last.identity);
  if (!old || old.size < position || !(await overlaps(lease, parts, old.path, position)))
    return false;
  segments.begin({ at: text.bytes, path: old.path, identity: old.identity, remote: position });
  const remote = await lease.exec(`tail -c +${position + 1} -- ${quotePath(old.path)}`);
  let failure: unknown;
  remote.stdout.on('data', (chunk: Buffer) => {
    try {
      text.append(chunk);
      parts.changed();
    } catch (error) {
      failure = error;
      remote.close();
    }
  });
  remote.stderr.resume();
  const { code } = await remote.exit;
  if (failure) throw failure as Error;
  return code === 0 && rotatedAfter(all, last.path, old).length === 0;
}

/** Whether the bytes before a position are still those that were read there. */
async function overlaps(
  lease: SshLease,
  { text, segments }: FollowParts,
  path: string,
  position: number,
): Promise<boolean> {
  const known = text.bytes - (segments.last?.at ?? 0);
  const length = Math.min(overlapBytes, known);
  if (length === 0) return true;
  const there = await readRange(lease, path, position - length, length);
  return there.equals(text.capture.read(text.bytes - length, text.bytes));
}

/** Takes in what the remote command says until it ends. */
async function read(
  lease: SshLease,
  parts: FollowParts,
  plan: Plan,
  remote: RemoteCommand,
  timers: Timers,
): Promise<void> {
  const { text, segments, log } = parts;
  // What the capture had at least one second ago.
  let [older, newer] = [text.bytes, text.bytes];
  timers.every(1000, async () => {
    [older, newer] = [newer, text.bytes];
  });
  const recent = (): number => older;
  const history = new History({ ...plan, lines: parts.lines }, (skipped) => {
    const first = segments.last;
    if (first && first.remote !== null) segments.settle(first, { remote: first.remote + skipped });
  });
  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown): void => {
      reject(error instanceof Error ? error : new Error(String(error)));
      remote.close();
    };
    const guarded = (run: () => void): void => {
      try {
        run();
      } catch (error) {
        fail(error);
      }
    };
    const take = (chunk: Buffer): void => {
      for (const piece of history.take(chunk)) text.append(piece);
      parts.changed();
    };
    // Everything is written before the next piece is read from the socket: a fast log is
    // held back by SSH's own window instead of filling memory.
    remote.stdout.on('data', (chunk: Buffer) => guarded(() => take(chunk)));
    let complaints = '';
    remote.stderr.on('data', (chunk: Buffer) =>
      guarded(() => {
        const linesHere = (complaints + chunk.toString()).split('\n');
        complaints = (linesHere.pop() ?? '').slice(-4096);
        for (const line of linesHere) {
          const message = tailMessage(line, log, plan.path);
          if (message === 'rotated' || message === 'truncated') {
            for (const piece of history.release()) text.append(piece);
            changeFile(lease, { ...parts, recent }, plan.path, message, timers);
          }
        }
      }),
    );
    const release = (): void => {
      for (const piece of history.release()) text.append(piece);
      parts.changed();
    };
    // History that shrank between the look and the opening never comes.
    timers.after(historyPatienceMs, () => guarded(release));
    void remote.exit.then(() => {
      guarded(release);
      resolve();
    });
  });
}

/** Marks that another file is read now, and finds out from which byte on. */
function changeFile(
  lease: SshLease,
  parts: FollowParts & { recent: () => number },
  path: string,
  kind: 'rotated' | 'truncated',
  timers: Timers,
): void {
  const { text, segments, mark } = parts;
  // The message may overtake the bytes or lag behind them, by the time of a packet.
  const from = Math.max(segments.last?.at ?? 0, parts.recent());
  mark(kind);
  const segment = segments.begin({
    at: text.bytes,
    path,
    identity: null,
    remote: null,
    doubtFrom: from,
  });
  parts.changed();
  const settle = async (tries: number): Promise<void> => {
    if (segments.last !== segment || tries === 0) return;
    const found = await statFile(lease, parts.log, path);
    const head = await readRange(lease, path, 0, 4096);
    const searched = text.capture.read(from, Math.min(text.bytes, segment.at + 1024 * 1024));
    const boundary = findBoundary(searched, head);
    if (found && boundary !== null) {
      segments.settle(segment, { at: from + boundary, identity: found.identity, remote: 0 });
      mark(kind, text.lineAt(from + boundary));
      parts.changed();
      return;
    }
    const pause = settleAfterMs * 2 ** (settleTries - tries);
    timers.after(pause, () => settle(tries - 1), parts.report);
  };
  timers.after(settleAfterMs, () => settle(settleTries), parts.report);
}
