import { AppError } from '../../contract/errors';
import { atHop, keyOf, routeOf } from './chain';
import type { ConnectStage } from './connect';
import type { Dialer, Stop } from './dial';
import type { Journal } from './journal';
import type { SshLink } from './link';
import { SshPool, type PooledLink } from './pool';
import type { Route } from './route';

/** How a connection apart from the shared ones is asked for. */
export interface ApartOptions {
  signal?: AbortSignal;
  unattended?: boolean;
  /** Told how far it is; `hop` counts the stations of the way, from 0. */
  onStage?: (hop: number, stage: ConnectStage) => void;
}

/** How a share in a connection is asked for, once its chain is known. */
export interface ShareOptions {
  unattended: boolean;
  signal: AbortSignal | undefined;
}

/** Connections over chains of hosts: each host's connection shared, counted and written down. */
export class Connector {
  readonly pool: SshPool;
  private readonly dialer: Dialer;
  private readonly journal: Journal;
  private readonly changed: () => void;
  private readonly over = new AbortController();
  /** Connections apart from the pool. */
  private readonly apart = new Set<SshLink>();

  /** @param changed told whenever a connection or its way changes */
  constructor(dialer: Dialer, journal: Journal, changed: () => void) {
    this.dialer = dialer;
    this.journal = journal;
    this.changed = changed;
    this.pool = new SshPool(changed);
  }

  /**
   * A share in the connection over a chain.
   *
   * @throws AppError as {@link Dialer.dial}, with the hop it happened at
   */
  async share(chain: readonly Stop[], options: ShareOptions): Promise<PooledLink> {
    let route: Route | null = null;
    try {
      return await this.acquire(chain, options, (found) => (route = found));
    } catch (error) {
      throw atHop(error, route, chain);
    }
  }

  /**
   * A connection apart from the shared ones, every hop anew. End the link; its hops go with it.
   *
   * @throws AppError as {@link share}
   */
  async connectApart(chain: readonly Stop[], options: ApartOptions = {}): Promise<SshLink> {
    const { unattended = false, onStage = () => undefined } = options;
    const signal = options.signal
      ? AbortSignal.any([options.signal, this.over.signal])
      : this.over.signal;
    const proxies = chain[0]?.detail.proxy ? 1 : 0;
    let link: SshLink | null = null;
    for (const [at, stop] of chain.entries()) {
      const carrier: SshLink | null = link;
      const passed = chain.slice(0, at + 1);
      try {
        link = await this.dialer.dial(stop, carrier, {
          signal,
          unattended,
          route: routeOf(passed, () => undefined),
          onStage: (stage, proxy) => onStage(proxy ? 0 : at + proxies, stage),
        });
        this.apart.add(link);
        this.journal.opened(passed, link);
      } catch (error) {
        // What cannot be written down is not done.
        link?.end();
        carrier?.end();
        this.journal.failed(passed, error);
        throw atHop(error, at, chain);
      }
      const opened = link;
      void opened.closed.then((reason) => {
        this.apart.delete(opened);
        carrier?.end();
        this.journal.closed(passed, reason);
      });
    }
    if (!link) throw new AppError('entity.not-found', { id: '' });
    return link;
  }

  /** Ends every connection. */
  async dispose(): Promise<void> {
    this.over.abort();
    await this.pool.dispose();
    const apart = [...this.apart];
    for (const link of apart) link.end();
    await Promise.all(apart.map((link) => link.closed));
  }

  private acquire(
    chain: readonly Stop[],
    { unattended, signal }: ShareOptions,
    onRoute: (route: Route) => void,
  ): Promise<PooledLink> {
    const endpointId = chain.at(-1)?.endpointId ?? '';
    return this.pool.acquire(
      {
        // A changed endpoint, or a changed hop, must not be given the connection of the old one.
        key: keyOf(chain),
        endpointId,
        unattended,
        route: () => routeOf(chain, this.changed),
        connect: (attempt, route, alone) => this.connect(chain, attempt, route, alone),
      },
      signal,
      onRoute,
    );
  }

  /** One connection of the pool, through the pooled connection of the stop before it. */
  private async connect(
    chain: readonly Stop[],
    signal: AbortSignal,
    route: Route,
    unattended: boolean,
  ): Promise<SshLink> {
    const stop = chain.at(-1);
    if (!stop) throw new AppError('entity.not-found', { id: '' });
    const before = chain.slice(0, -1);
    let carrier: PooledLink | null = null;
    try {
      if (before.length > 0)
        carrier = await this.acquire(before, { unattended, signal }, (via) => route.follow(via));
      const link = await this.dialer.dial(stop, carrier?.link ?? null, {
        signal,
        unattended,
        route,
      });
      try {
        this.journal.opened(chain, link);
      } catch (error) {
        // What cannot be written down is not done.
        link.end();
        throw error;
      }
      void link.closed.then((reason) => {
        carrier?.release();
        this.journal.closed(chain, reason);
      });
      return link;
    } catch (error) {
      carrier?.release();
      this.journal.failed(chain, error);
      throw error;
    }
  }
}
