import { createContext, useContext, useEffect, useRef } from 'react';
import type { HostClient, HostEvent } from '../../../src-main/contract/index';

/** The connection to the host as views see it. */
export interface HostConnection {
  /**
   * Changes with every new connection, so that effects which depend on it start again. In
   * pages kept behind the lock it changes only once the vault is open again.
   */
  client: HostClient;
  /** The client of the newest connection, for calls that stand alone. */
  live: HostClient;
  /** `lost`: the host is gone and the program tries to reach it again. */
  state: 'connected' | 'lost';
  /** While lost: what a person has to do something about, e.g. open the page afresh. */
  error?: unknown;
  /** Counts connections from 1. */
  generation: number;
  /** Listens to host events over all connections; call the result to stop. */
  subscribe: (listener: (event: HostEvent) => void) => () => void;
}

const HostContext = createContext<HostConnection | null>(null);

/** Set by the program's root once the first connection stands. */
export const HostProvider = HostContext;

/** The connection, its state and its events. */
export function useConnection(): HostConnection {
  const connection = useContext(HostContext);
  if (!connection) throw new Error('no host connection above this component');
  return connection;
}

/**
 * The host. A new object after each reconnection: put it into the dependencies of an
 * effect that opens a stream, and the stream opens again by itself.
 */
export function useHost(): HostClient {
  return useConnection().client;
}

/** Calls the latest `listener` for every host event of one type, while mounted. */
export function useHostEvent<Type extends HostEvent['type']>(
  type: Type,
  listener: (event: Extract<HostEvent, { type: Type }>) => void,
): void {
  const { subscribe } = useConnection();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(
    () =>
      subscribe((event) => {
        if (event.type === type) latest.current(event as Extract<HostEvent, { type: Type }>);
      }),
    [subscribe, type],
  );
}
