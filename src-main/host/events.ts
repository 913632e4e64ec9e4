import type { HostEvent } from '../contract/app';

/** Events kept for one slow view before it is told to fetch everything again. */
const maxWaiting = 1000;

/**
 * Carries host events to every view. A view that reads too slowly loses its waiting
 * events and gets one `resync` instead, so that memory stays bounded and nothing is
 * shown stale for ever.
 */
export class EventHub {
  private readonly listeners = new Set<(event: HostEvent) => void>();
  private subscribers = 0;

  /** Views listening now. */
  get open(): number {
    return this.listeners.size;
  }

  /** Whether any view follows the events, so that a person could be asked something. */
  get watched(): boolean {
    return this.subscribers > 0;
  }

  emit(event: HostEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  changed(
    feature: Extract<HostEvent, { type: 'changed' }>['feature'],
    id: string | null = null,
  ): void {
    this.emit({ type: 'changed', feature, id });
  }

  /** Listens inside the host; call the result to stop. */
  on(listener: (event: HostEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Events for one view until its signal aborts; the first is `resync`. */
  async *subscribe(signal: AbortSignal): AsyncGenerator<HostEvent, void> {
    let waiting: HostEvent[] = [{ type: 'resync' }];
    let wake: () => void = () => undefined;
    const stop = this.on((event) => {
      if (waiting.length >= maxWaiting) waiting = [{ type: 'resync' }];
      waiting.push(event);
      wake();
    });
    this.subscribers += 1;
    const onAbort = (): void => wake();
    signal.addEventListener('abort', onAbort);
    try {
      while (!signal.aborted) {
        const event = waiting.shift();
        if (event) {
          yield event;
          continue;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      this.subscribers -= 1;
      stop();
      signal.removeEventListener('abort', onAbort);
    }
  }
}
