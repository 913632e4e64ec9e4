import { AppError } from '../../contract/errors';
import type { Stop } from './dial';
import { Route, type Station } from './route';

/**
 * The stops on the way to an endpoint, the first hop first, the endpoint itself last.
 *
 * @throws AppError `ssh.jump-loop` {name}, `entity.not-found`
 */
export function chainTo(endpointId: string, stop: (id: string) => Stop): Stop[] {
  const chain: Stop[] = [];
  for (let id: string | null = endpointId; id !== null;) {
    const next: Stop = stop(id);
    if (chain.some((passed) => passed.endpointId === id))
      throw new AppError('ssh.jump-loop', { name: next.name });
    chain.unshift(next);
    id = next.detail.jumpId;
  }
  return chain;
}

/** What makes connections over this chain the same. */
export function keyOf(chain: readonly Stop[]): string {
  return JSON.stringify(chain.map(({ endpointId, detail }) => [endpointId, detail]));
}

/** The way over a chain, as planned. */
export function routeOf(chain: readonly Stop[], changed: () => void): Route {
  const stations = chain.map((stop, index) => stationsOf(stop, index === 0));
  return new Route(stations.slice(0, -1).flat(), stations.at(-1) ?? [], changed);
}

/** Only the first hop may stand behind a proxy. */
function stationsOf({ endpointId, name, detail }: Stop, first: boolean): Station[] {
  const { host, port, proxy } = detail;
  const own: Station = { endpointId, name, host, port };
  if (!first || !proxy) return [own];
  const at = { host: proxy.host, port: proxy.port };
  return [{ endpointId: null, name: `${at.host}:${at.port}`, ...at }, own];
}

/**
 * The failure with the hop it happened at, where there is more than one: `hop` (1 is the
 * first), `hops`, `hopId` (its endpoint), `hopName`. Code, text and next step stay the cause's own.
 *
 * @param where the route that was taken, or which hop, from 0
 */
export function atHop(
  error: unknown,
  where: Route | number | null,
  chain: readonly Stop[],
): unknown {
  if (!(error instanceof AppError) || chain.length < 2 || error.code === 'wire.cancelled')
    return error;
  const failed =
    typeof where === 'number' ? chain[where]?.endpointId : where?.failedAt()?.endpointId;
  const hop = chain.findIndex(({ endpointId }) => endpointId === failed);
  const stop = chain[hop];
  if (!stop) return error;
  const { endpointId: hopId, name: hopName } = stop;
  const params = { ...error.params, hop: hop + 1, hops: chain.length, hopId, hopName };
  return new AppError(error.code, params, { retry: error.retry, cause: error.cause });
}
