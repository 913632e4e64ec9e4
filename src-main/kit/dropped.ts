import type { Log } from './log';

/**
 * Keeps a process alive whose work for one host failed where nobody waited for it: a bug that
 * is logged as one, and no reason to cut every other connection.
 */
export function surviveDroppedFailures(log: Log): void {
  process.on('unhandledRejection', (error) => log.error('a failure was dropped', error));
}
