import { networkInterfaces } from 'node:os';

/** Pauses before connecting again: the first, doubled each time up to the longest. Milliseconds. */
export interface ReconnectPauses {
  first: number;
  longest: number;
}

/** 1 s to 30 s. */
export const usualPauses: ReconnectPauses = { first: 1000, longest: 30_000 };

/** How often the device's addresses are looked at while somebody waits. */
const lookEveryMs = 2000;

/**
 * Pauses between attempts to connect that end early when the network of this device changes:
 * told by a view's `online` event, or seen in the addresses of the device.
 */
export class Reconnector {
  private readonly waiting = new Set<() => void>();
  private readonly addresses: () => string;
  private readonly lookMs: number;
  private known = '';
  private timer: ReturnType<typeof setInterval> | null = null;

  /**
   * @param addresses what the network looks like now; by default the device's own addresses
   * @param lookMs how often that is looked at while somebody waits
   */
  constructor(addresses: () => string = deviceAddresses, lookMs = lookEveryMs) {
    this.addresses = addresses;
    this.lookMs = lookMs;
  }

  /** How many wait now; a test counts them. */
  get open(): number {
    return this.waiting.size;
  }

  /**
   * Waits before the next attempt, 25 % more or less so that many who lost the same link do not
   * come back in the same moment. Ends early when the network changes or the signal aborts.
   *
   * @param attempt 1 after the first failure
   */
  pause(attempt: number, signal?: AbortSignal, pauses = usualPauses): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    const full = Math.min(
      pauses.longest,
      pauses.first * 2 ** Math.min(30, Math.max(0, attempt - 1)),
    );
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        this.waiting.delete(done);
        if (this.waiting.size === 0) this.rest();
        resolve();
      };
      const timer = setTimeout(done, full * (0.75 + Math.random() / 2));
      signal?.addEventListener('abort', done, { once: true });
      this.waiting.add(done);
      this.watch();
    });
  }

  /** Whoever waits tries now. */
  wake(): void {
    for (const done of this.waiting) done();
  }

  private watch(): void {
    if (this.timer) return;
    this.known = this.addresses();
    this.timer = setInterval(() => {
      const now = this.addresses();
      if (now === this.known) return;
      this.known = now;
      this.wake();
    }, this.lookMs);
    this.timer.unref();
  }

  private rest(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }
}

/** The device's addresses but for its loopback, as one comparable text. */
function deviceAddresses(): string {
  return Object.entries(networkInterfaces())
    .flatMap(([name, entries = []]) =>
      entries.filter(({ internal }) => !internal).map(({ address }) => `${name} ${address}`),
    )
    .sort()
    .join('\n');
}
