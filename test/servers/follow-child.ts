/** Follows a log in a process of its own, which a test kills. */
import { followToFile, type FollowToFileOptions } from '../../src-main/host/logs/follow/index';

/** What it is told, as its only argument. */
export interface FollowChildOrder extends Omit<
  FollowToFileOptions,
  'signal' | 'onEvent' | 'pause' | 'keepaliveMs'
> {
  keepaliveMs: number;
  /** Longest pause before it connects again. */
  longestPauseMs: number;
}

const order = JSON.parse(process.argv[2] ?? '{}') as FollowChildOrder;
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
process.on('disconnect', () => process.exit(1));
void followToFile({
  ...order,
  pause: () =>
    new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * order.longestPauseMs)),
  signal: stop.signal,
  onEvent: (event) => process.send?.({ event }),
}).then(
  () => process.exit(0),
  (error: unknown) => process.send?.({ error: String(error) }, () => process.exit(1)),
);
