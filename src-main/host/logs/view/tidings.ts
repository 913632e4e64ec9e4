/** States are told at most this often. */
const tellEveryMs = 100;

/**
 * Brings what changed into order and tells it, at most ten times a second; the last change is
 * never left out.
 */
export class Tidings {
  /** Counts what was told. */
  version = 0;
  private readonly arrange: () => Promise<void>;
  private dirty = true;
  private working: Promise<void> | null = null;
  private toldAt = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly waiting = new Set<() => void>();
  private closed = false;

  /** @param arrange brings what is known now into order; its failures are its own matter */
  constructor(arrange: () => Promise<void>) {
    this.arrange = arrange;
  }

  /** Something is known that was not: told soon. */
  changed(): void {
    this.dirty = true;
    if (this.timer || this.closed) return;
    const wait = Math.max(0, this.toldAt + tellEveryMs - Date.now());
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.work();
    }, wait);
    this.timer.unref();
  }

  /** Settles when what is known now is in order. */
  async settled(): Promise<void> {
    while ((this.dirty || this.working) && !this.closed) await this.work();
  }

  /** Resolves with the next thing told, or when the signal aborts. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  /** Tells nothing any more; settles when nothing is under way. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    this.wake();
    await this.working;
  }

  private work(): Promise<void> {
    if (this.working) return this.working;
    this.dirty = false;
    this.working = this.arrange().finally(() => {
      this.working = null;
      this.toldAt = Date.now();
      this.version += 1;
      this.wake();
      if (this.dirty) this.changed();
    });
    return this.working;
  }

  private wake(): void {
    for (const wake of this.waiting) wake();
  }
}
