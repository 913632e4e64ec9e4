import { AppError } from '../../contract/errors';
import { runCommand, type SshLink } from '../ssh/index';
import { Ledger, provedBytes, sha256, type LedgerState } from './ledger';
import { lookAt, type Look } from './look';
import { quotePath, readRange, type FileIdentity, type RemoteLog } from './remote';
import { rotatedAfter, siblings, type Sibling } from './rotated';

/** What happens while a log is copied; the words of cli.md. */
export type LedgerEvent =
  | { event: 'connected' }
  | { event: 'disconnected'; reason: string }
  | { event: 'resumed'; offset: number }
  | { event: 'rotated'; how: 'renamed' | 'truncated' }
  | { event: 'recovered'; bytes: number; from: string }
  | { event: 'gap'; bytes: number | null }
  | { event: 'stopped'; offset: number | null };

export interface LedgerFollowOptions {
  connect: (signal: AbortSignal) => Promise<SshLink>;
  /** `host:port`, to know the ledger again. */
  host: string;
  username: string;
  path: string;
  out: string;
  ledger: string;
  /** Where to begin without a ledger. */
  from: 'start' | 'end';
  onEvent: (event: LedgerEvent) => void;
  /** Ends it, after what was read is safe. */
  signal: AbortSignal;
}

/** The most that is read in one go, and held in memory. */
const pieceBytes = 4 * 1024 * 1024;
/** Bytes before the offset that each read shows to be still the same. */
const overlapBytes = 256;
const shortestPauseMs = 200;
const longestPauseMs = 1000;
const firstReconnectMs = 1000;
const longestReconnectMs = 30_000;

/**
 * Copies a growing remote log into a file, each byte exactly once, across restarts,
 * disconnections and rotations. It reads by position: every read states which file it was,
 * before and after, and repeats some bytes that are known already, so that a rotation can
 * never be mistaken for growth, and no process is left behind on the server.
 *
 * Needs GNU or BusyBox `stat`, `tail` and `head` there.
 *
 * @throws AppError `ledger.in-use`, `ledger.damaged`, `logs.path-missing`,
 *   `logs.path-unreadable`, `ssh.…`; without a ledger every failure to connect is final,
 *   with one only those that trying again cannot mend
 */
export async function followWithLedger(options: LedgerFollowOptions): Promise<void> {
  const { signal, onEvent } = options;
  const ledger = Ledger.open(options.ledger, options.out, options);
  try {
    let failures = 0;
    while (!signal.aborted) {
      let reason: string;
      try {
        const link = await options.connect(signal);
        failures = 0;
        reason = await new Copy(options, ledger, link).run();
      } catch (error) {
        if (signal.aborted) break;
        const mendable = error instanceof AppError && error.retry && ledger.state !== null;
        if (!mendable) throw error;
        reason = error.code;
      }
      if (signal.aborted) break;
      onEvent({ event: 'disconnected', reason });
      failures += 1;
      const pause = Math.min(longestReconnectMs, firstReconnectMs * 2 ** (failures - 1));
      await sleep(pause * (0.75 + Math.random() / 2), signal);
    }
    onEvent({ event: 'stopped', offset: ledger.state?.offset ?? null });
  } finally {
    ledger.close();
  }
}

/** Copying over one connection. */
class Copy {
  private readonly options: LedgerFollowOptions;
  private readonly ledger: Ledger;
  private readonly link: SshLink;
  private readonly log: RemoteLog;
  /** Aborted when the connection is gone. */
  private readonly over = new AbortController();
  /** The last bytes before the offset, once they were seen; then the hash is not needed. */
  private known: Buffer | null = null;

  constructor(options: LedgerFollowOptions, ledger: Ledger, link: SshLink) {
    this.options = options;
    this.ledger = ledger;
    this.link = link;
    this.log = { host: link.host, username: options.username, path: options.path };
  }

  /** Runs until the connection breaks or the signal aborts; why it ended. */
  async run(): Promise<string> {
    const { onEvent, signal } = this.options;
    const onAbort = (): void => this.link.end();
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) this.link.end();
    void this.link.closed.then(() => this.over.abort());
    try {
      onEvent({ event: 'connected' });
      const resumed = this.ledger.state;
      if (resumed) onEvent({ event: 'resumed', offset: resumed.offset });
      else await this.begin();
      let pause = shortestPauseMs;
      while (this.link.alive) {
        const read = await this.step();
        if (read === pieceBytes) continue;
        pause = read > 0 ? shortestPauseMs : Math.min(longestPauseMs, pause * 1.5);
        await sleep(pause, this.over.signal);
      }
      return await this.link.closed;
    } catch (error) {
      if (!this.link.alive && error instanceof AppError && error.code.startsWith('ssh.'))
        return await this.link.closed;
      this.link.end();
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** The first place, without a ledger. */
  private async begin(): Promise<void> {
    const { path, from, username } = this.options;
    const { host } = this.link;
    let look = await lookAt(this.link, this.log, 0, 0);
    while (look === 'again') look = await lookAt(this.link, this.log, 0, 0);
    if (look === 'missing') throw new AppError('logs.path-missing', { host, path });
    // A log that may not be read is told now; `stat` alone does not notice.
    const { stderr } = await runCommand(this.link, `LC_ALL=C head -c 0 -- ${quotePath(path)}`);
    if (/Permission denied/i.test(stderr))
      throw new AppError('logs.path-unreadable', { host, username, path });
    const offset = from === 'end' ? look.before.size : 0;
    const length = Math.min(provedBytes, offset);
    this.known = Buffer.alloc(0);
    if (length > 0) this.known = await readRange(this.link, path, offset - length, length);
    this.commit(look.before.identity, offset);
  }

  /** Reads what is new, or deals with a rotation. Bytes read. */
  private async step(): Promise<number> {
    const { path, onEvent } = this.options;
    const state = this.state();
    const look = await this.read(path);
    if (look === 'again') return 0;
    if (look === 'missing') {
      // Between renaming and making anew the old file may still grow, under its new name.
      const old = (await siblings(this.link, path)).find(this.isOld);
      const rest = old ? await this.read(old.path) : 'missing';
      return typeof rest !== 'string' && this.proves(rest) ? this.take(rest) : 0;
    }
    if (look.before.identity !== identityOf(state)) {
      onEvent({ event: 'rotated', how: 'renamed' });
      return this.finishOld();
    }
    if (this.proves(look)) return this.take(look);
    onEvent({ event: 'rotated', how: 'truncated' });
    const copy = await this.findCopy(look.before);
    if (!copy) {
      this.leaveGap(look.before.identity);
      return 0;
    }
    // The copy has the same bytes up to here: reading goes on in it as in a renamed file.
    this.commit(copy.identity, state.offset, state);
    return this.finishOld();
  }

  /**
   * Reads the file that was rotated away to its end and goes on to the next one. The newest
   * of them may still be held open by its writer, so it is looked at once more after a while.
   */
  private async finishOld(): Promise<number> {
    const { path, onEvent } = this.options;
    let recovered = 0;
    let from = '';
    let quiet = 0;
    try {
      for (;;) {
        const all = await siblings(this.link, path);
        const current = all.find((file) => file.path === path);
        const old = all.find(this.isOld);
        const look = old ? await this.read(old.path) : 'missing';
        const isOld = typeof look !== 'string' && look.before.identity === old?.identity;
        if (old && isOld && this.proves(look)) {
          const read = this.take(look);
          recovered += read;
          from = old.path;
          if (read > 0) {
            quiet = 0;
            continue;
          }
          const [next] = rotatedAfter(all, path, old);
          const follower = next ?? current;
          if (follower && (next || quiet > 0)) {
            this.moveTo(follower.identity);
            return recovered;
          }
          quiet += 1;
        } else if (current && (!old || isOld)) {
          // Gone, or its inode has become another file's.
          this.leaveGap(current.identity);
          return recovered;
        }
        await sleep(shortestPauseMs, this.over.signal);
      }
    } finally {
      if (recovered > 0) onEvent({ event: 'recovered', bytes: recovered, from });
    }
  }

  private readonly isOld = (file: Sibling): boolean => file.identity === identityOf(this.state());

  /** Goes on in another file, and says that something may be missing before it. */
  private leaveGap(identity: string): void {
    this.options.onEvent({ event: 'gap', bytes: null });
    this.moveTo(identity);
  }

  /** Appends what a proven read brought beyond the offset and makes it count. */
  private take(look: Look): number {
    const state = this.state();
    const overlap = this.overlap();
    const bytes = look.bytes.subarray(overlap);
    this.known ??= Buffer.from(look.bytes.subarray(0, overlap));
    if (bytes.length === 0) return 0;
    this.ledger.append(bytes);
    const together = Buffer.concat([this.known, bytes.subarray(-provedBytes)]);
    this.known = Buffer.from(together.subarray(-provedBytes));
    this.commit(look.before.identity, state.offset + bytes.length);
    return bytes.length;
  }

  /** Whether a read begins with the bytes that stood before the offset. */
  private proves({ before, bytes }: Look): boolean {
    const state = this.state();
    const overlap = this.overlap();
    if (before.size < state.offset || bytes.length < overlap) return false;
    const shown = bytes.subarray(0, overlap);
    return this.known
      ? shown.equals(this.known.subarray(this.known.length - overlap))
      : sha256(shown) === state.hash;
  }

  private overlap(): number {
    return this.known ? Math.min(overlapBytes, this.known.length) : this.state().hashed;
  }

  /** What is new in a file, with the bytes before it that prove the place. */
  private read(path: string): Promise<Look | 'missing' | 'again'> {
    const overlap = this.overlap();
    const from = this.state().offset - overlap;
    return lookAt(this.link, { ...this.log, path }, from, pieceBytes + overlap);
  }

  /** A copy that was made before a truncation: the bytes before the offset prove it. */
  private async findCopy(current: FileIdentity): Promise<Sibling | undefined> {
    const { offset, hash, hashed } = this.state();
    if (hashed === 0) return undefined;
    for (const file of await siblings(this.link, this.options.path)) {
      if (file.identity === current.identity || file.size < offset) continue;
      const bytes = await readRange(this.link, file.path, offset - hashed, hashed);
      if (sha256(bytes) === hash) return file;
    }
    return undefined;
  }

  /** Goes to the beginning of another file. */
  private moveTo(identity: string): void {
    this.known = Buffer.alloc(0);
    this.commit(identity, 0);
  }

  private commit(identity: string, offset: number, proof?: LedgerState): void {
    const { host, path } = this.options;
    const [dev = '', inode = ''] = identity.split(':');
    const known = this.known ?? Buffer.alloc(0);
    const { hash, hashed } = proof ?? { hash: sha256(known), hashed: known.length };
    this.ledger.commit({ host, path, dev, inode, offset, hash, hashed });
  }

  private state(): LedgerState {
    const { state } = this.ledger;
    if (!state) throw new Error('the ledger has no place yet');
    return state;
  }
}

function identityOf({ dev, inode }: LedgerState): string {
  return `${dev}:${inode}`;
}

/** Waits, unless the signal says that it is in vain. */
async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
