import { endMs } from './open-within';
import type { DatabaseSession, SessionMode } from './port';

/** Stops a statement that takes longer than it may, where the server has no such limit of its own. */
export class StatementClock {
  /** It has stopped one. */
  timedOut = false;
  readonly #ms: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(statementMs: number) {
    this.#ms = statementMs;
  }

  /** For the statement that is sent now. */
  start(stop: () => Promise<void>): void {
    this.clear();
    this.#timer = setTimeout(() => {
      this.timedOut = true;
      stop().catch(() => undefined);
    }, this.#ms);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}

/**
 * Ends a session and its connection within their time.
 *
 * @param leave commits or rolls back, and says goodbye
 * @throws what a commit failed with: of a connection that is gone nothing is left to roll back
 */
export async function leaveWithin(
  session: DatabaseSession,
  end: 'commit' | undefined,
  mode: SessionMode,
  leave: (commit: boolean) => Promise<void>,
): Promise<void> {
  const left = setTimeout(() => session.destroy(), endMs(end));
  const commit = end === 'commit' && mode === 'write';
  try {
    await leave(commit);
  } catch (error) {
    if (commit) throw error;
  } finally {
    clearTimeout(left);
    session.destroy();
  }
}
