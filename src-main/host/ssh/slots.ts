/**
 * Places for so many at a time; the rest wait in line. A place is given back once by
 * the function that `take` resolves with.
 */
export class Slots {
  private limit: number;
  private taken = 0;
  private waiting: { resolve: (release: () => void) => void; reject: (error: unknown) => void }[] =
    [];
  private ended: Error | null = null;

  constructor(limit: number) {
    this.limit = limit;
  }

  get inUse(): number {
    return this.taken;
  }

  take(): Promise<() => void> {
    if (this.ended) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.admit();
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
    while (this.taken < this.limit) {
      const next = this.waiting.shift();
      if (!next) return;
      this.taken += 1;
      let given = true;
      next.resolve(() => {
        if (!given) return;
        given = false;
        this.taken -= 1;
        this.admit();
      });
    }
  }
}
