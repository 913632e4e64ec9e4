import type { SshHop } from '../../contract/ssh';
import { AppError } from '../../contract/errors';

/** A station as it is planned. */
export type Station = Pick<SshHop, 'endpointId' | 'name' | 'host' | 'port'>;

/** The way to a host, its stations in the order in which they are passed, and how each is doing. */
export class Route {
  private readonly before: readonly Station[];
  private readonly own: SshHop[];
  private readonly changed: () => void;
  /** The way of the connection this one goes through. */
  private via: Route | null = null;

  /**
   * @param before stations of other connections, known from these until {@link follow}
   * @param own a proxy, if any, and the host
   */
  constructor(before: readonly Station[], own: readonly Station[], changed: () => void) {
    this.before = before;
    this.own = own.map((station) => ({ ...station, state: 'waiting', error: null }));
    this.changed = changed;
  }

  hops(): SshHop[] {
    const before: SshHop[] =
      this.via?.hops() ??
      this.before.map((station) => ({ ...station, state: 'waiting', error: null }));
    return [...before, ...this.own.map((hop) => ({ ...hop }))];
  }

  /** The host that failed; a proxy that fails is named by its own failure. */
  failedAt(): SshHop | undefined {
    return this.hops().find(({ state, endpointId }) => state === 'failed' && endpointId !== null);
  }

  /** It goes through that connection. */
  follow(via: Route): void {
    this.via = via;
    this.changed();
  }

  /** How one of the own stations is doing; -1 is the host. */
  set(at: number, state: SshHop['state'], error: unknown = null): void {
    const hop = this.own.at(at);
    if (!hop) return;
    hop.state = state;
    hop.error = error instanceof AppError ? { code: error.code, params: error.params } : null;
    this.changed();
  }
}
