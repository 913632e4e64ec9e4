import { AppError } from '../../contract/errors';
import type { EndpointPlace } from '../systems/index';
import type { SshLease } from '../ssh/index';
import { LocalSide } from './local-side';
import { RemoteSide } from './remote-side';
import type { FileSide } from './side';

/** An SFTP session nobody uses is kept so long for the next look at a folder. */
const lingerMs = 20_000;

/** What {@link Sides} is given. */
export interface SidesParts {
  open: (endpointId: string, signal?: AbortSignal, purpose?: string) => Promise<SshLease>;
  /** @throws AppError `entity.not-found` */
  place: (endpointId: string) => EndpointPlace;
}

interface Shared {
  side: Promise<RemoteSide>;
  users: number;
  linger: ReturnType<typeof setTimeout> | null;
}

/** The two sides of the file browser: this device, and hosts over one shared session each. */
export class Sides {
  readonly local = new LocalSide();
  private readonly parts: SidesParts;
  private readonly shared = new Map<string, Shared>();
  private disposed = false;

  constructor(parts: SidesParts) {
    this.parts = parts;
  }

  /** SFTP sessions that are shared now; a test counts them. */
  get open(): number {
    return this.shared.size;
  }

  /** What is known of a host without connecting. */
  place(endpointId: string): EndpointPlace {
    return this.parts.place(endpointId);
  }

  /** A session of its own; close it. */
  async connect(endpointId: string, signal?: AbortSignal): Promise<RemoteSide> {
    if (this.disposed) throw new AppError('wire.cancelled');
    const { endpoint } = this.place(endpointId);
    if (endpoint.detail.kind !== 'ssh') throw new AppError('entity.not-found', { id: endpointId });
    const lease = await this.parts.open(endpointId, signal, 'files');
    return RemoteSide.start(lease, endpoint.name, endpoint.detail.encoding);
  }

  /** Works on a side; on a host through the session that everybody shares. */
  async use<T>(endpointId: string | null, work: (side: FileSide) => Promise<T>): Promise<T> {
    if (endpointId === null) return work(this.local);
    const shared = await this.take(endpointId);
    try {
      return await work(await shared.side);
    } finally {
      this.leave(endpointId, shared);
    }
  }

  /** Ends every shared session. */
  dispose(): void {
    this.disposed = true;
    for (const [endpointId, shared] of this.shared) this.drop(endpointId, shared);
  }

  private async take(endpointId: string): Promise<Shared> {
    const found = this.shared.get(endpointId);
    if (found) {
      found.users += 1;
      if (found.linger) clearTimeout(found.linger);
      found.linger = null;
      const alive = await found.side.then(
        (side) => side.alive,
        () => false,
      );
      if (alive) return found;
      this.leave(endpointId, found);
      if (this.shared.get(endpointId) === found) this.drop(endpointId, found);
      // Somebody who came at the same time may have made the next one.
      if (this.shared.has(endpointId)) return this.take(endpointId);
    }
    const shared: Shared = { side: this.connect(endpointId), users: 1, linger: null };
    this.shared.set(endpointId, shared);
    shared.side.catch(() => this.drop(endpointId, shared));
    return shared;
  }

  private leave(endpointId: string, shared: Shared): void {
    shared.users -= 1;
    if (shared.users > 0 || this.shared.get(endpointId) !== shared) return;
    shared.linger = setTimeout(() => this.drop(endpointId, shared), lingerMs);
    shared.linger.unref();
  }

  private drop(endpointId: string, shared: Shared): void {
    if (shared.linger) clearTimeout(shared.linger);
    if (this.shared.get(endpointId) === shared) this.shared.delete(endpointId);
    shared.side.then(
      (side) => side.close(),
      () => undefined,
    );
  }
}
