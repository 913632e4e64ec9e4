import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import type { HostClient, HostEvent, VaultStatus } from '../../src-main/contract/index';
import { AppError } from '../../src-main/contract/errors';
import { connect, type Connection } from '../../src-main/contract/wire/index';
import { HostProvider, vaultStatusKey, type HostConnection } from '../features/workbench/index';
import { receiveEvent } from './host-events';
import { openTransport } from './transport';

/** Waits between tries to reach the host, in milliseconds; the last one repeats. */
const backoff = [200, 400, 800, 1600, 3000] as const;

type Phase =
  | { kind: 'connecting'; error: unknown }
  | { kind: 'connected'; client: HostClient; generation: number }
  | { kind: 'lost'; client: HostClient; generation: number; error: unknown };

type Listener = (event: HostEvent) => void;

/** An error that a person has to do something about, or undefined while waiting is enough. */
function phaseError(error: unknown): unknown {
  return error instanceof AppError && error.code === 'wire.unauthorized' ? error : undefined;
}

/** Keeps a connection for as long as the page lives and tells `onPhase` of every change. */
async function keepConnected(
  signal: AbortSignal,
  onPhase: (change: (phase: Phase) => Phase) => void,
  onStatus: (status: VaultStatus) => void,
  onEvent: Listener,
): Promise<void> {
  let tries = 0;
  while (!signal.aborted) {
    let connection: Connection | undefined;
    try {
      connection = connect(await openTransport());
      signal.addEventListener('abort', () => connection?.close());
      const { client } = connection;
      // Proves that somebody answers, and tells the page whether the vault is open before any
      // page uses the new connection.
      onStatus(await client.vault.status());
      tries = 0;
      onPhase((phase) => ({
        kind: 'connected',
        client,
        generation: phase.kind === 'connecting' ? 1 : phase.generation + 1,
      }));
      for await (const event of await client.app.events()) onEvent(event);
    } catch (error) {
      // Only what the page can not help itself is worth words: it asks again either way, since
      // a fresh address opened in another tab makes this one welcome, too.
      const worth = phaseError(error);
      onPhase((phase) =>
        phase.kind === 'connecting'
          ? { kind: 'connecting', error }
          : { ...phase, kind: 'lost', error: worth },
      );
    } finally {
      connection?.close();
    }
    onPhase((phase) =>
      phase.kind === 'connected' ? { ...phase, kind: 'lost', error: undefined } : phase,
    );
    if (signal.aborted) return;
    await new Promise((resolve) =>
      setTimeout(resolve, backoff[Math.min(tries++, backoff.length - 1)]),
    );
  }
}

/**
 * Connects to the host and stays connected. Until the first connection it shows `waiting`;
 * after that views are kept, also while the host is away.
 */
export function HostGate({
  waiting,
  children,
}: {
  waiting: (error: unknown) => ReactNode;
  children: ReactNode;
}) {
  const queryClient: QueryClient = useQueryClient();
  const [phase, setPhase] = useState<Phase>({ kind: 'connecting', error: undefined });
  const [listeners] = useState(() => new Set<Listener>());

  useEffect(() => {
    const controller = new AbortController();
    void keepConnected(
      controller.signal,
      setPhase,
      (status) => queryClient.setQueryData(vaultStatusKey, status),
      (event) => {
        receiveEvent(queryClient, event);
        for (const listener of listeners) listener(event);
      },
    );
    return () => controller.abort();
  }, [queryClient, listeners]);

  const client = phase.kind === 'connecting' ? null : phase.client;
  const generation = phase.kind === 'connecting' ? 0 : phase.generation;
  const state = phase.kind === 'lost' ? 'lost' : 'connected';
  const error = phase.kind === 'lost' ? phase.error : undefined;
  const connection = useMemo<HostConnection | null>(
    () =>
      client && {
        client,
        live: client,
        generation,
        state,
        error,
        subscribe: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
    [client, generation, state, error, listeners],
  );
  if (!connection) return waiting(phase.kind === 'connecting' ? phase.error : undefined);
  return <HostProvider value={connection}>{children}</HostProvider>;
}
