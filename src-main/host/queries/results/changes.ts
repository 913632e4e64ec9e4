import { setTimeout as sleep } from 'node:timers/promises';

/** How often another process is asked how far it is. */
const lookMs = 1_000;

/** What another process changes, as it is now and from time to time until it is the last. */
export async function* lookedAt<Value>(
  look: () => { value: Value; last: boolean },
  signal?: AbortSignal,
): AsyncGenerator<Value[], void> {
  for (;;) {
    const { value, last } = look();
    yield [value];
    if (last || signal?.aborted) return;
    // Aborting only ends the pause.
    await sleep(lookMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** A value that changes; followers see the newest one, at most some times a second, and always the last. */
export class Changing<Value> {
  private value: Value;
  private ended = false;
  /** Values that followers hear of at once. */
  private urgent = 0;
  private readonly wakes = new Set<() => void>();

  constructor(value: Value) {
    this.value = value;
  }

  get current(): Value {
    return this.value;
  }

  /** @param atOnce somebody waits for just this: it is told before its time */
  set(value: Value, atOnce = false): void {
    this.value = value;
    if (atOnce) this.urgent += 1;
    this.wake();
  }

  /** The value will not change any more. */
  end(value: Value): void {
    this.value = value;
    this.ended = true;
    this.wake();
  }

  /** Yields the value now and after changes, until it ends or the follower's signal aborts. */
  async *follow(intervalMs: number, signal?: AbortSignal): AsyncGenerator<Value[], void> {
    for (;;) {
      const seen = this.value;
      const last = this.ended;
      const { urgent } = this;
      yield [seen];
      if (last) return;
      await this.pause(intervalMs, signal, () => this.ended || this.urgent !== urgent);
      await this.pause(null, signal, () => this.ended || this.value !== seen);
      if (signal?.aborted) return;
    }
  }

  /** Waits for a time or, without one, until something is so. */
  private async pause(
    milliseconds: number | null,
    signal: AbortSignal | undefined,
    enough: () => boolean,
  ): Promise<void> {
    if (enough() || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (enough() || signal?.aborted) finish();
      };
      const finish = (): void => {
        clearTimeout(timer);
        this.wakes.delete(check);
        signal?.removeEventListener('abort', check);
        resolve();
      };
      const timer = milliseconds === null ? undefined : setTimeout(finish, milliseconds);
      this.wakes.add(check);
      signal?.addEventListener('abort', check);
    });
  }

  private wake(): void {
    for (const wake of this.wakes) wake();
  }
}
