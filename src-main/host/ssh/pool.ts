import { AppError } from '../../contract/errors';
import type { SshConnection } from '../../contract/ssh';
import type { SshLink } from './link';

/**
 * Users of one connection. Each may hold one long session (a tail) while two of OpenSSH's
 * ten stay free for short commands, so that nobody waits for ever; further users get a
 * further connection.
 */
const usersPerConnection = 8;
/** An unused connection waits this long for the next user. */
const lingerMs = 5000;

interface Entry {
  key: string;
  endpointId: string;
  users: number;
  state: SshConnection['state'];
  link: Promise<SshLink>;
  opened: SshLink | null;
  abort: AbortController;
  linger: ReturnType<typeof setTimeout> | null;
}

/** A connection that is shared until `release`. */
export interface PooledLink {
  link: SshLink;
  release(): void;
}

/** Connections by endpoint, counted by their users. */
export class SshPool {
  private readonly entries = new Set<Entry>();
  private readonly changed: () => void;
  private disposed = false;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  get openChannels(): number {
    return [...this.entries].reduce((sum, entry) => sum + (entry.opened?.openChannels ?? 0), 0);
  }

  connections(): SshConnection[] {
    return [...this.entries].map(({ endpointId, state, users }) => ({ endpointId, state, users }));
  }

  /**
   * A share in the connection of `key`. Users who come while it is being made wait for the
   * same attempt; it is given up when the last of them leaves.
   */
  async acquire(
    key: string,
    endpointId: string,
    signal: AbortSignal | undefined,
    connect: (signal: AbortSignal) => Promise<SshLink>,
  ): Promise<PooledLink> {
    if (this.disposed || signal?.aborted) throw new AppError('wire.cancelled');
    const entry = this.find(key) ?? this.add(key, endpointId, connect);
    entry.users += 1;
    if (entry.linger) clearTimeout(entry.linger);
    entry.linger = null;
    this.changed();
    try {
      const link = await orAborted(entry.link, signal);
      let held = true;
      return {
        link,
        release: () => {
          if (!held) return;
          held = false;
          this.leave(entry);
        },
      };
    } catch (error) {
      this.leave(entry);
      throw error;
    }
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await Promise.all(
      [...this.entries].map(async (entry) => {
        this.drop(entry);
        await entry.opened?.closed;
      }),
    );
  }

  private find(key: string): Entry | undefined {
    return [...this.entries].find(
      (entry) =>
        entry.key === key &&
        entry.users < usersPerConnection &&
        (entry.opened?.alive ?? !entry.abort.signal.aborted),
    );
  }

  private add(
    key: string,
    endpointId: string,
    connect: (signal: AbortSignal) => Promise<SshLink>,
  ): Entry {
    const abort = new AbortController();
    const entry: Entry = {
      key,
      endpointId,
      users: 0,
      state: 'connecting',
      link: connect(abort.signal),
      opened: null,
      abort,
      linger: null,
    };
    this.entries.add(entry);
    entry.link.then(
      (link) => {
        entry.opened = link;
        entry.state = 'connected';
        // Given up at the very moment it was made.
        if (!this.entries.has(entry)) link.end();
        this.changed();
        void link.closed.then(() => this.drop(entry));
      },
      () => this.drop(entry),
    );
    return entry;
  }

  private leave(entry: Entry): void {
    entry.users -= 1;
    if (entry.users === 0 && this.entries.has(entry)) {
      if (!entry.opened) this.drop(entry);
      else {
        entry.linger = setTimeout(() => this.drop(entry), lingerMs);
        entry.linger.unref();
      }
    }
    this.changed();
  }

  private drop(entry: Entry): void {
    if (entry.linger) clearTimeout(entry.linger);
    entry.linger = null;
    if (!this.entries.delete(entry)) return;
    entry.abort.abort();
    entry.opened?.end();
    this.changed();
  }
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new AppError('wire.cancelled'));
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
