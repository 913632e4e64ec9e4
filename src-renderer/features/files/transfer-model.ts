import type { FilePlace, Transfer } from '../../../src-main/contract/index';

/** Whether it still can go on by itself or by an answer. */
export function isGoing({ state }: Pick<Transfer, 'state'>): boolean {
  return state === 'queued' || state === 'running' || state === 'waiting' || state === 'verifying';
}

/** 0…1 by bytes; by files where there are no bytes; undefined while the size is unknown. */
export function progressOf(transfer: Transfer): number | undefined {
  if (transfer.state === 'done') return 1;
  if (transfer.bytes > 0) return Math.min(1, transfer.bytesDone / transfer.bytes);
  if (transfer.files > 0) return Math.min(1, transfer.filesDone / transfer.files);
  return undefined;
}

/** Milliseconds to the end at the present rate, or null when nobody can say. */
export function remainingMs(transfer: Transfer): number | null {
  if (transfer.state !== 'running' || transfer.rate <= 0 || transfer.bytes === 0) return null;
  return (Math.max(0, transfer.bytes - transfer.bytesDone) / transfer.rate) * 1000;
}

/** How much of everything that goes on is done; null when nothing does. */
export function overall(transfers: readonly Transfer[]): {
  going: number;
  bytes: number;
  bytesDone: number;
  rate: number;
} | null {
  const going = transfers.filter(isGoing);
  if (going.length === 0) return null;
  const sum = (value: (transfer: Transfer) => number): number =>
    going.reduce((total, transfer) => total + value(transfer), 0);
  return {
    going: going.length,
    bytes: sum(({ bytes }) => bytes),
    bytesDone: sum(({ bytesDone }) => bytesDone),
    rate: sum(({ rate }) => rate),
  };
}

/** Those that ended since the last look, by their state then. */
export function endedSince(
  before: ReadonlyMap<string, Transfer['state']>,
  now: readonly Transfer[],
): Transfer[] {
  return now.filter((transfer) => {
    const state = before.get(transfer.id);
    return state !== undefined && isGoing({ state }) && !isGoing(transfer);
  });
}

/** Questions and failures first, then what runs, then what ended; newest first within each. */
export function inOrder(transfers: readonly Transfer[]): Transfer[] {
  const rank = (transfer: Transfer): number =>
    transfer.question ? 0 : isGoing(transfer) ? 1 : transfer.state === 'failed' ? 2 : 3;
  return transfers.toSorted((a, b) => rank(a) - rank(b) || b.startedAt - a.startedAt);
}

/** Whether a transfer touches the host, at either end. */
export function touches(
  { source, target }: Transfer,
  endpointId: FilePlace['endpointId'],
): boolean {
  return source.endpointId === endpointId || target.endpointId === endpointId;
}

/** Whether it can go on from what has arrived; the page that sent a dropped file is gone. */
export function isResumable({ state, source }: Transfer): boolean {
  const dropped = source.endpointId === null && !/^(\/|bytes:)/.test(source.path);
  return (state === 'failed' || state === 'cancelled') && !dropped;
}
