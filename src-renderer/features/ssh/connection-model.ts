import type { SshConnection } from '../../../src-main/contract/index';
import { useHostQuery } from '../workbench/index';

/** Every SSH connection of the host, open, being opened, or failed lately. */
export function useSshConnections(): readonly SshConnection[] | undefined {
  return useHostQuery(['ssh', 'connections'], (host) => host.ssh.connections()).data;
}

/** How a host is connected now, for a row of a list. */
export interface ConnectionMark {
  /** `cut`: it failed lately; `off`: nobody uses it. */
  state: 'connected' | 'connecting' | 'cut' | 'off';
  /** Milliseconds; null unless connected. */
  latencyMs: number | null;
}

/** The state of an endpoint's connection. One endpoint may have several: the best one counts. */
export function connectionOf(
  connections: readonly SshConnection[] | undefined,
  endpointId: string,
): ConnectionMark {
  const own = (connections ?? []).filter((connection) => connection.endpointId === endpointId);
  const connected = own.find(({ state }) => state === 'connected');
  if (connected) return { state: 'connected', latencyMs: connected.latencyMs };
  if (own.some(({ state }) => state === 'connecting'))
    return { state: 'connecting', latencyMs: null };
  return { state: own.length > 0 ? 'cut' : 'off', latencyMs: null };
}

/** A round trip as people read it: whole milliseconds, 0 below one. */
export function wholeMilliseconds(latencyMs: number): number {
  return latencyMs < 1 ? 0 : Math.round(latencyMs);
}
