import { useEffect, useMemo, useRef } from 'react';
import type { Transfer } from '../../../src-main/contract/index';
import { useHostQuery } from '../workbench/index';
import { endedSince } from './transfer-model';

export const transfersKey = ['files', 'transfers'] as const;

const none: readonly Transfer[] = [];

/** Every transfer of this host process, fresh by its events. */
export function useTransfers(): readonly Transfer[] {
  return useHostQuery(transfersKey, (host) => host.files.transfers()).data ?? none;
}

/** Calls with those transfers that ended since the last look. */
export function useEnded(
  transfers: readonly Transfer[],
  onEnded: (ended: readonly Transfer[]) => void,
): void {
  const before = useRef(new Map<string, Transfer['state']>());
  const latest = useRef(onEnded);
  useEffect(() => {
    latest.current = onEnded;
  });
  const states = useMemo(() => new Map(transfers.map(({ id, state }) => [id, state])), [transfers]);
  useEffect(() => {
    const ended = endedSince(before.current, transfers);
    before.current = states;
    if (ended.length > 0) latest.current(ended);
  }, [states, transfers]);
}
