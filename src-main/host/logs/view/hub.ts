import { resolve } from 'node:path';
import type { LogChoices, LogPlace } from '../../../contract/logs';
import { placeKey, type LogStore } from '../store';
import { FollowHandle } from './follow-handle';
import type { LogHandle } from './handle';
import type { HandleMaker } from './make-handle';

/** What {@link LogHub} is given. */
export interface LogHubParts {
  store: LogStore;
  handles: HandleMaker;
  now: () => number;
}

interface Shared {
  handle: LogHandle;
  users: number;
}

/** Opens logs, each once for all views that show it. */
export class LogHub {
  private readonly parts: LogHubParts;
  private readonly shared = new Map<string, Shared>();
  private readonly closing = new Set<Promise<void>>();

  constructor(parts: LogHubParts) {
    this.parts = parts;
  }

  /** Logs that are open; a test counts them. */
  get open(): number {
    return this.shared.size;
  }

  /** All of them. */
  get handles(): readonly LogHandle[] {
    return [...this.shared.values()].map(({ handle }) => handle);
  }

  /** A log; give it back with {@link release}. @throws AppError `entity.not-found` */
  acquire(place: LogPlace): LogHandle {
    const known = place.kind === 'local' ? { ...place, path: resolve(place.path) } : place;
    const key = placeKey(known);
    let entry = this.shared.get(key);
    if (!entry) {
      entry = { handle: this.parts.handles.of(known, key), users: 0 };
      this.shared.set(key, entry);
    }
    entry.users += 1;
    return entry.handle;
  }

  async release(handle: LogHandle): Promise<void> {
    const entry = this.shared.get(handle.key);
    if (entry?.handle !== handle) return;
    entry.users -= 1;
    if (entry.users > 0) return;
    this.shared.delete(handle.key);
    const closing = handle.close();
    this.closing.add(closing);
    await closing.finally(() => this.closing.delete(closing));
  }

  /** Decides about a log, for this time and the next. */
  async choose(handle: LogHandle, choices: LogChoices): Promise<void> {
    const decided = Object.values(choices).some((value) => value !== null);
    this.parts.store.setChoices(handle.key, decided ? choices : null, this.parts.now());
    await handle.choose(choices);
  }

  /** A log that is open, by its place; undefined where nobody shows it. */
  find(place: LogPlace): LogHandle | undefined {
    return this.shared.get(placeKey(place))?.handle;
  }

  /** Leases of this profile changed. */
  leasesChanged(): void {
    for (const { handle } of this.shared.values())
      if (handle instanceof FollowHandle) handle.ownerChanged();
  }

  /** A connection test measured the clock of a host. */
  clockMeasured(): void {
    for (const { handle } of this.shared.values()) handle.clockMeasured();
  }

  /** The capture that an endpoint's log is followed into here; null without one. */
  captureOf(endpointId: string): string | null {
    return this.find({ kind: 'endpoint', endpointId })?.connection.captureId ?? null;
  }

  /** Closes all logs, also when one of them fails to. @throws AppError of that one */
  async dispose(): Promise<void> {
    const { handles } = this;
    this.shared.clear();
    const closing = [...handles.map((handle) => handle.close()), ...this.closing];
    for (const end of await Promise.allSettled(closing))
      if (end.status === 'rejected') throw end.reason;
  }
}
