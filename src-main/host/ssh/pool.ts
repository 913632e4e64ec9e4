import { AppError } from '../../contract/errors';
import type { SshConnection } from '../../contract/ssh';
import { orAborted } from '../../kit/abort';
import type { SshLink } from './link';
import type { Route } from './route';
import { OutOfPatience } from './slots';

/** An unused connection waits this long for the next user. */
const lingerMs = 5000;
/** A session held for so long may be held for ever: a tail, a terminal. */
const longMs = 2000;
/** How often it is looked whether who waits for a session waits in vain. */
const lookMs = 100;
/** A failed attempt is shown for so long. */
const keepFailedMs = 60_000;

/** How a connection of the pool is made. */
export interface Recipe {
  /** Connections with the same key are shared. */
  key: string;
  endpointId: string;
  /** Nobody may be asked anything. */
  unattended: boolean;
  /** The way as planned, before the first step. */
  route: () => Route;
  connect: (signal: AbortSignal, route: Route, unattended: boolean) => Promise<SshLink>;
}

interface Entry {
  recipe: Recipe;
  route: Route;
  users: number;
  state: SshConnection['state'];
  since: number;
  link: Promise<SshLink>;
  opened: SshLink | null;
  /** More connections, for sessions that would wait behind long ones. */
  further: Set<SshLink>;
  widening: Promise<boolean> | null;
  abort: AbortController;
  timer: ReturnType<typeof setTimeout> | null;
}

/** A connection that is shared until `release`. */
export interface PooledLink {
  link: SshLink;
  route: Route;
  /** Opens a session where there is room, or in its turn; see {@link SshPool}. */
  session<T>(open: (link: SshLink, patience?: AbortSignal) => Promise<T>): Promise<T>;
  release(): void;
}

/**
 * Connections by host, counted by their users: one for a host, however many use it. Its
 * sessions (ten at OpenSSH, fewer where the server says so) are given out in the order asked
 * for. Only when every one of them has been held for two seconds, so that the next in line
 * might wait for ever, a further connection is made for that host; it goes when nothing runs
 * on it any more. Counting sessions and not users has two gains: tunnels and jump hosts, which
 * take no session, never cause a further log-in, and a server with `MaxSessions 1` serves a
 * tail and a command side by side all the same.
 */
export class SshPool {
  private readonly entries = new Set<Entry>();
  /** Attempts that failed lately, by endpoint. */
  private readonly failed = new Map<string, Entry>();
  private readonly changed: () => void;
  private disposed = false;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** Channels open now over all connections; a test counts them. */
  get openChannels(): number {
    return [...this.entries].reduce((sum, entry) => sum + channelsOf(entry), 0);
  }

  /** Log-ins that stand now; a test counts them. */
  get openLinks(): number {
    return [...this.entries].reduce((sum, entry) => sum + linksOf(entry).length, 0);
  }

  /** Connections open or being opened, and the last failed attempts of a minute. */
  connections(): SshConnection[] {
    const live = [...this.entries];
    const gone = [...this.failed.values()].filter(
      (entry) => !live.some(({ recipe }) => recipe.endpointId === entry.recipe.endpointId),
    );
    return [...live, ...gone].map((entry) => ({
      endpointId: entry.recipe.endpointId,
      state: entry.state,
      users: entry.users,
      channels: channelsOf(entry),
      since: entry.since,
      latencyMs: entry.opened?.latencyMs ?? null,
      hops: entry.route.hops(),
    }));
  }

  /**
   * A share in the connection of a recipe. Users who come while it is being made wait for the
   * same attempt; it is given up when the last of them leaves.
   *
   * @param onRoute told which way it goes, as soon as that is known
   */
  async acquire(
    recipe: Recipe,
    signal?: AbortSignal,
    onRoute: (route: Route) => void = () => undefined,
  ): Promise<PooledLink> {
    if (this.disposed || signal?.aborted) throw new AppError('wire.cancelled');
    const found = this.find(recipe.key);
    const entry = found ?? this.add(recipe);
    onRoute(entry.route);
    entry.users += 1;
    if (entry.timer) clearTimeout(entry.timer);
    entry.timer = null;
    this.changed();
    try {
      const link = await orAborted(entry.link, signal);
      let held = true;
      return {
        link,
        route: entry.route,
        session: (open) => this.session(entry, open),
        release: () => {
          if (!held) return;
          held = false;
          this.leave(entry);
        },
      };
    } catch (error) {
      this.leave(entry);
      // The attempt was made for somebody who may not ask; this one may.
      const unasked = error instanceof AppError && error.code === 'ssh.interaction-needed';
      if (unasked && found?.recipe.unattended && !recipe.unattended)
        return this.acquire(recipe, signal, onRoute);
      throw error;
    }
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    for (const { timer } of this.failed.values()) if (timer) clearTimeout(timer);
    this.failed.clear();
    await Promise.all(
      [...this.entries].map(async (entry) => {
        const links = linksOf(entry);
        this.drop(entry);
        await Promise.all(links.map((link) => link.closed));
      }),
    );
  }

  private find(key: string): Entry | undefined {
    return [...this.entries].find(
      (entry) => entry.recipe.key === key && (entry.opened?.alive ?? !entry.abort.signal.aborted),
    );
  }

  private add(recipe: Recipe): Entry {
    const abort = new AbortController();
    const route = recipe.route();
    const entry: Entry = {
      recipe,
      route,
      users: 0,
      state: 'connecting',
      since: Date.now(),
      link: recipe.connect(abort.signal, route, recipe.unattended),
      opened: null,
      further: new Set(),
      widening: null,
      abort,
      timer: null,
    };
    this.entries.add(entry);
    entry.link.then(
      (link) => {
        entry.opened = link;
        entry.state = 'connected';
        entry.since = Date.now();
        this.failed.delete(recipe.endpointId);
        // Given up at the very moment it was made.
        if (!this.entries.has(entry)) link.end();
        this.changed();
        void link.closed.then(() => this.drop(entry));
      },
      () => {
        if (!abort.signal.aborted) this.keepFailed(entry);
        this.drop(entry);
      },
    );
    return entry;
  }

  private async session<T>(
    entry: Entry,
    open: (link: SshLink, patience?: AbortSignal) => Promise<T>,
  ): Promise<T> {
    for (let widened = true; ;) {
      const link = linksOf(entry).find(({ hasRoom }) => hasRoom) ?? (await entry.link);
      if (!widened) return open(link);
      const patience = new AbortController();
      const look = setInterval(() => {
        if (linksOf(entry).every((other) => other.crowded(longMs))) patience.abort();
        else if (!link.hasRoom && linksOf(entry).some(({ hasRoom }) => hasRoom)) patience.abort();
      }, lookMs);
      try {
        return await open(link, patience.signal);
      } catch (error) {
        if (!(error instanceof OutOfPatience)) throw error;
      } finally {
        clearInterval(look);
      }
      if (!linksOf(entry).some(({ hasRoom }) => hasRoom))
        widened = await (entry.widening ??= this.widen(entry));
    }
  }

  /** Makes a further connection for sessions; without asking anybody. Whether that worked. */
  private async widen(entry: Entry): Promise<boolean> {
    try {
      const route = entry.recipe.route();
      const link = await entry.recipe.connect(entry.abort.signal, route, true);
      if (!entry.opened?.alive) {
        link.end();
        return false;
      }
      entry.further.add(link);
      const look = setInterval(() => {
        if (link.openChannels === 0) link.end();
      }, lingerMs);
      look.unref();
      void link.closed.then(() => {
        clearInterval(look);
        entry.further.delete(link);
        this.changed();
      });
      this.changed();
      return true;
    } catch {
      // One more than the server allows, or a one-time code again: the line is what is left.
      return false;
    } finally {
      entry.widening = null;
    }
  }

  private keepFailed(entry: Entry): void {
    const { endpointId } = entry.recipe;
    entry.state = 'failed';
    entry.since = Date.now();
    const before = this.failed.get(endpointId)?.timer;
    if (before) clearTimeout(before);
    this.failed.set(endpointId, entry);
    entry.timer = setTimeout(() => {
      if (this.failed.get(endpointId) !== entry) return;
      this.failed.delete(endpointId);
      this.changed();
    }, keepFailedMs);
    entry.timer.unref();
  }

  private leave(entry: Entry): void {
    entry.users -= 1;
    if (entry.users === 0 && this.entries.has(entry)) {
      if (!entry.opened) this.drop(entry);
      else {
        entry.timer = setTimeout(() => this.drop(entry), lingerMs);
        entry.timer.unref();
      }
    }
    this.changed();
  }

  private drop(entry: Entry): void {
    if (!this.entries.delete(entry)) return;
    if (entry.timer && entry.state !== 'failed') clearTimeout(entry.timer);
    entry.abort.abort();
    for (const link of linksOf(entry)) link.end();
    this.changed();
  }
}

function linksOf({ opened, further }: Entry): SshLink[] {
  return opened ? [opened, ...further] : [];
}

function channelsOf(entry: Entry): number {
  return linksOf(entry).reduce((sum, link) => sum + link.openChannels, 0);
}
