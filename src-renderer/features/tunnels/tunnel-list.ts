import type { Inventory, System, Tunnel } from '../../../src-main/contract/index';
import type { Tone } from '../../ui/index';
import { useHostQuery, type Workbench } from '../workbench/index';

/** A tunnel with the names of what carries it. */
export interface ListedTunnel {
  tunnel: Tunnel;
  /** Name of the SSH endpoint; empty when it is gone. */
  via: string;
  system: System | null;
}

const tunnelsKey = ['tunnels', 'list'] as const;
/** Archived entries too: a tunnel may go through one. */
const inventoryKey = ['systems', 'inventory', true] as const;

/** Saved tunnels and those that consoles use, with their hosts. */
export function useTunnels() {
  const tunnels = useHostQuery(tunnelsKey, (host) => host.tunnels.list());
  const inventory = useHostQuery(inventoryKey, (host) =>
    host.systems.inventory({ archived: true }),
  );
  return {
    tunnels:
      tunnels.data && inventory.data
        ? tunnels.data.map((tunnel) => withNames(tunnel, inventory.data))
        : undefined,
    inventory: inventory.data,
    error: tunnels.error ?? inventory.error,
    refetch: () => void Promise.all([tunnels.refetch(), inventory.refetch()]),
  };
}

/** The same for a command or the palette. */
export async function fetchTunnels(workbench: Workbench): Promise<ListedTunnel[]> {
  const [tunnels, inventory] = await Promise.all([
    workbench.host.tunnels.list(),
    workbench.queryClient.ensureQueryData({
      queryKey: inventoryKey,
      queryFn: () => workbench.host.systems.inventory({ archived: true }),
    }),
  ]);
  return tunnels.map((tunnel) => withNames(tunnel, inventory));
}

function withNames(tunnel: Tunnel, inventory: Inventory): ListedTunnel {
  const endpoint = inventory.endpoints.find(({ id }) => id === tunnel.endpointId);
  const system = inventory.systems.find(({ id }) => id === endpoint?.systemId) ?? null;
  return { tunnel, via: endpoint?.name ?? '', system };
}

/** Whether it runs or comes back by itself. */
export function isLive({ state }: Pick<Tunnel, 'state'>): boolean {
  return state !== 'closed' && state !== 'failed';
}

export const stateTones: Record<Tunnel['state'], Tone> = {
  closed: 'neutral',
  opening: 'info',
  open: 'ok',
  stalled: 'warn',
  waiting: 'warn',
  failed: 'error',
};

/** Where it listens, or where it would: `127.0.0.1:*` for any free port. */
export function listenAddress({ listen, definition }: Tunnel): string | null {
  if (listen !== null || definition === null) return listen;
  const { listenHost, listenPort } = definition;
  const host = listenHost.includes(':') ? `[${listenHost}]` : listenHost;
  return `${host}:${listenPort === 0 ? '*' : listenPort}`;
}
