import { expect } from 'vitest';
import type { Transfer } from '../../src-main/contract/files';
import type { TestHost } from './host';

const patience = { timeout: 25_000, interval: 20 };

/**
 * What tests say to a host about transfers between a folder of this device (`here`) and one of
 * the server (`there`).
 */
export function transferDesk(
  test: TestHost,
  endpointId: string,
  { here, there }: { here: () => string; there: () => string },
) {
  const { files } = test.client;
  const get = async (id: string): Promise<Transfer> => {
    const found = (await files.transfers()).find((transfer) => transfer.id === id);
    if (!found) throw new Error('the transfer is not in the list');
    return found;
  };
  const until = async (id: string, holds: (transfer: Transfer) => boolean): Promise<Transfer> => {
    await expect.poll(async () => holds(await get(id)), patience).toBe(true);
    return get(id);
  };
  const start = async (
    source: { endpointId: string | null; path: string },
    target: { endpointId: string | null; path: string },
    onExisting?: 'resume' | 'overwrite' | 'skip' | 'rename',
  ): Promise<Transfer> => {
    const [first] = await files.transfer({
      sources: [source],
      target,
      ...(onExisting ? { onExisting } : {}),
    });
    if (!first) throw new Error('no transfer');
    return first;
  };
  const ended = ({ state }: Transfer): boolean => ['done', 'failed', 'cancelled'].includes(state);
  return {
    get,
    until,
    up: (path: string, onExisting?: Parameters<typeof start>[2]) =>
      start({ endpointId: null, path }, { endpointId, path: there() }, onExisting),
    down: (path: string, onExisting?: Parameters<typeof start>[2]) =>
      start({ endpointId, path }, { endpointId: null, path: here() }, onExisting),
    end: (id: string) => until(id, ended),
  };
}

export type TransferDesk = ReturnType<typeof transferDesk>;
