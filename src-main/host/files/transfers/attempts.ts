import { AppError } from '../../../contract/errors';
import { HostChecksums } from '../checksum';
import type { Sides } from '../sides';
import type { TransferEntry } from './entry';

/** Connections that were made and brought nothing: then it is not the link that is at fault. */
const mostFruitless = 5;

/** Waits before the next attempt to connect; see `SshService.pause`. */
export type Pause = (attempt: number, signal: AbortSignal) => Promise<void>;

/** Whether the link is at fault and may come back. */
export function isLinkFailure(error: unknown): boolean {
  return error instanceof AppError && error.retry && error.code.startsWith('ssh.');
}

/**
 * Runs a transfer's job until it is done. A link that was cut is waited for as long as it
 * takes; a host that cannot be reached at all is a failure at once.
 */
export async function runAttempts(
  entry: TransferEntry,
  endpointId: string,
  sides: Sides,
  pause: Pause,
  signal: AbortSignal,
): Promise<void> {
  const { transfer } = entry;
  let everConnected = false;
  let fruitless = 0;
  for (let attempt = 1; ; attempt += 1) {
    let isConnected = false;
    const before = transfer.bytesDone;
    try {
      const remote = await sides.connect(endpointId, signal);
      isConnected = true;
      everConnected = true;
      const stop = (): void => remote.close();
      signal.addEventListener('abort', stop, { once: true });
      try {
        signal.throwIfAborted();
        transfer.state = 'running';
        const checksums = new HostChecksums(remote.lease, remote.encoding, await remote.home());
        await entry.job?.run({ remote, checksums, signal });
        return;
      } finally {
        signal.removeEventListener('abort', stop);
        remote.close();
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!everConnected || !isLinkFailure(error)) throw error;
      const moved = transfer.bytesDone !== before;
      if (moved) attempt = 1;
      fruitless = moved ? 0 : fruitless + (isConnected ? 1 : 0);
      if (fruitless >= mostFruitless) throw error;
    }
    await waitForLink(entry, attempt, pause, signal);
  }
}

/** @throws the signal's reason */
export async function waitForLink(
  entry: TransferEntry,
  attempt: number,
  pause: Pause,
  signal: AbortSignal,
): Promise<void> {
  entry.waits();
  await pause(attempt, signal);
  signal.throwIfAborted();
}
