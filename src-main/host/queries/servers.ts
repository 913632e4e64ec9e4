import type { Endpoint } from '../../contract/systems';
import type { ServerIdentity } from './drivers/port';
import type { ServerStore } from './history-store';
import type { ServerKind } from './packs/choose';
import { databaseOf } from './target';

/** What servers were seen longer ago is asked again: they are upgraded now and then. */
const believedMs = 24 * 60 * 60 * 1000;

export interface ServersParts {
  store: ServerStore;
  endpoint(id: string): Endpoint;
  now(): number;
  /** Connects, looks and leaves. */
  look(endpointId: string, signal?: AbortSignal): Promise<ServerIdentity>;
}

/** What the servers of connections said of themselves, so that a query finds its statement also offline. */
export class KnownServers {
  private readonly parts: ServersParts;

  constructor(parts: ServersParts) {
    this.parts = parts;
  }

  /** Remembers what a server said when something was run on it. */
  saw(endpointId: string, identity: ServerIdentity): void {
    this.parts.store.putServer(endpointId, identity, this.parts.now());
  }

  /** What is known without asking. @throws AppError `entity.not-found` when the endpoint is no database */
  known(endpointId: string): ServerKind {
    const { dialect } = databaseOf(this.parts.endpoint(endpointId));
    const seen = this.parts.store.server(endpointId)?.identity;
    return { dialect, product: seen?.product ?? null, version: seen?.version ?? null };
  }

  /** The server as it is: asks it, where it was not seen lately. */
  async kind(endpointId: string, signal?: AbortSignal): Promise<ServerKind> {
    const seen = this.parts.store.server(endpointId);
    if (!seen || this.parts.now() - seen.seenAt > believedMs)
      this.saw(endpointId, await this.parts.look(endpointId, signal));
    return this.known(endpointId);
  }
}
