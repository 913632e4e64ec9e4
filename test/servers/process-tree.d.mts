/** Every process below `root`, children before grandchildren, without `root` itself. */
export function descendants(root: number): number[];
/** Sends `signal` to each process; those that are gone already are passed over. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void;
