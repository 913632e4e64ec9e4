import { AppError } from '../../../../contract/errors';

/** So many at a time; others wait for their turn. */
export class Slots {
  private free: number;
  private readonly waiting = new Set<() => void>();

  constructor(count: number) {
    this.free = count;
  }

  /** @throws AppError `wire.cancelled` when the signal aborts before its turn, and what the work throws */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (signal.aborted) throw new AppError('wire.cancelled');
    if (this.free > 0) this.free -= 1;
    else await this.turn(signal);
    try {
      return await work();
    } finally {
      const [next] = this.waiting;
      // The place goes straight to who waits longest.
      if (next) next();
      else this.free += 1;
    }
  }

  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.waiting.delete(begin);
        reject(new AppError('wire.cancelled'));
      };
      const begin = (): void => {
        this.waiting.delete(begin);
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      this.waiting.add(begin);
      signal.addEventListener('abort', onAbort);
    });
  }
}
