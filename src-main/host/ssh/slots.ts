/** Thrown to who lost patience in the line. */
export class OutOfPatience extends Error {}

interface Waiting {
  resolve: (release: () => void) => void;
  reject: (error: unknown) => void;
}

/**
 * Places for so many at a time; the rest wait in line, first come, first served. A place is
 * given back once by the function that `take` resolves with.
 */
export class Slots {
  private limit: number;
  /** Since when each place is taken, `performance.now()`. */
  private readonly holders = new Set<{ since: number }>();
  private waiting: Waiting[] = [];
  private ended: Error | null = null;

  constructor(limit: number) {
    this.limit = limit;
  }

  get inUse(): number {
    return this.holders.size;
  }

  /** Whether a place can be had at once. */
  get free(): boolean {
    return this.holders.size + this.waiting.length < this.limit;
  }

  /** Whether every place has been taken for so long that nobody knows when one comes back. */
  crowded(longMs: number): boolean {
    const latest = performance.now() - longMs;
    return !this.free && [...this.holders].every(({ since }) => since <= latest);
  }

  /** @param patience aborting it leaves the line with {@link OutOfPatience} */
  take(patience?: AbortSignal): Promise<() => void> {
    if (this.ended) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        const at = this.waiting.indexOf(entry);
        if (at < 0) return;
        this.waiting.splice(at, 1);
        reject(new OutOfPatience());
      };
      const entry: Waiting = {
        resolve: (release) => {
          patience?.removeEventListener('abort', leave);
          resolve(release);
        },
        reject,
      };
      this.waiting.push(entry);
      patience?.addEventListener('abort', leave, { once: true });
      this.admit();
      if (patience?.aborted) leave();
    });
  }

  /** Fewer places from now on, never less than one; who has a place keeps it. */
  lower(limit: number): void {
    this.limit = Math.max(1, Math.min(this.limit, limit));
  }

  /** Sends everybody away, now and later. */
  end(error: Error): void {
    this.ended = error;
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }

  private admit(): void {
    while (this.holders.size < this.limit) {
      const next = this.waiting.shift();
      if (!next) return;
      const holder = { since: performance.now() };
      this.holders.add(holder);
      next.resolve(() => {
        if (this.holders.delete(holder)) this.admit();
      });
    }
  }
}
