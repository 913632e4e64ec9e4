import type { Transfer } from '../../../contract/files';
import { newId } from '../../../kit/ids';

/** A transfer that has not begun. */
export function newTransfer(
  known: Pick<Transfer, 'direction' | 'source' | 'target' | 'name' | 'host' | 'startedAt'>,
): Transfer {
  return {
    ...known,
    id: newId(),
    state: 'queued',
    question: null,
    files: 0,
    filesDone: 0,
    skipped: 0,
    bytes: 0,
    bytesDone: 0,
    rate: 0,
    resumedFrom: 0,
    sha256: null,
    verified: 'no',
    sourceGrew: false,
    error: null,
    endedAt: null,
  };
}

/** The host at its one end; null for a file that is dropped onto this device. */
export function hostOf({ source, target }: Transfer): string | null {
  return source.endpointId ?? target.endpointId;
}

/** Whether it has not ended. */
export function isOpen({ state }: Transfer): boolean {
  return state === 'queued' || state === 'running' || state === 'waiting' || state === 'verifying';
}
