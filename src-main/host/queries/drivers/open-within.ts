import type { AppError } from '../../../contract/errors';
import type { Row } from '../../../contract/queries';
import { commitMs, type DatabaseSession, type RowCursor, type SessionLimits } from './port';

/** A question to the server that is not the user's statement answers within this time. */
export const housekeepingMs = 5_000;

/** How long a session may take to end. */
export function endMs(end: 'commit' | undefined): number {
  return end === 'commit' ? commitMs : housekeepingMs;
}

/**
 * Opens a session within the time that connecting may take.
 *
 * @param name says why nobody was let in
 * @throws the signal's reason when it was given up, else what `name` makes of the failure
 */
export async function openWithin<T>(
  { connectMs }: SessionLimits,
  signal: AbortSignal,
  open: (until: AbortSignal) => Promise<T>,
  name: (cause: unknown) => AppError,
): Promise<T> {
  const deadline = AbortSignal.timeout(connectMs);
  try {
    return await open(AbortSignal.any([signal, deadline]));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const late = new Error(`no answer within ${connectMs / 1000} s`);
    throw name(deadline.aborted ? late : error);
  }
}

/** Begins in a logged-in session; one that cannot begin, or is given up meanwhile, is destroyed. */
export async function begun<Session extends DatabaseSession>(
  session: Session,
  begin: () => Promise<void>,
  until: AbortSignal,
): Promise<Session> {
  const stop = (): void => session.destroy();
  until.addEventListener('abort', stop, { once: true });
  try {
    until.throwIfAborted();
    await begin();
    return session;
  } catch (error) {
    session.destroy();
    throw error;
  } finally {
    until.removeEventListener('abort', stop);
  }
}

/** All rows of a question of our own. */
export async function rowsOf(cursor: RowCursor): Promise<Row[]> {
  const rows: Row[] = [];
  try {
    for (;;) {
      const batch = await cursor.read(1_000);
      rows.push(...batch);
      if (batch.length === 0) return rows;
    }
  } finally {
    await cursor.close();
  }
}

/**
 * Asks for one row, and takes the time of the round trip.
 *
 * @returns the row, and `offsetMs` for a clock in it (milliseconds since 1970; NaN: unknown)
 */
export async function timed(ask: () => Promise<Row[]>): Promise<{
  row: Row;
  latencyMs: number;
  offsetMs: (serverTime: number) => number | null;
}> {
  const asked = Date.now();
  const started = performance.now();
  const [row = []] = await ask();
  const latencyMs = performance.now() - started;
  const offsetMs = (serverTime: number): number | null =>
    Number.isNaN(serverTime) ? null : Math.round(serverTime - (asked + latencyMs / 2));
  return { row, latencyMs, offsetMs };
}
