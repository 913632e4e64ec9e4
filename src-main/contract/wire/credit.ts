import type { StreamFrame } from '../common';
import type { HostClient } from '../index';

/**
 * Flow control for long streams. oRPC has none: with a slow reader the host would
 * queue a whole result in memory. The producer stops once this many batches are
 * unacknowledged; the reader acknowledges every half window.
 */
export const creditWindow = 16;
/** A batch is split so that its items' JSON stays at or under this many characters. */
export const maxBatchCharacters = 64 * 1024;

/** Acknowledgements of one session's streams. */
export class CreditBook {
  private readonly gates = new Map<string, { acknowledged: number; wake: () => void }>();
  private next = 0;
  private closed = false;

  /** Streams that are open; a test counts them after views close. */
  get open(): number {
    return this.gates.size;
  }

  acknowledge(stream: string, seq: number): void {
    const gate = this.gates.get(stream);
    if (!gate) return;
    gate.acknowledged = Math.max(gate.acknowledged, seq);
    gate.wake();
  }

  /** Ends every waiting producer. */
  close(): void {
    this.closed = true;
    for (const gate of this.gates.values()) gate.wake();
  }

  /**
   * Turns batches into credited frames. The source is asked for its next batch only
   * when the reader has room; when the reader leaves, the source's `return` runs.
   */
  async *stream<T>(source: AsyncIterable<readonly T[]>): AsyncGenerator<StreamFrame<T>, void> {
    const stream = `s${this.next++}`;
    const gate = { acknowledged: -1, wake: () => undefined as void };
    this.gates.set(stream, gate);
    try {
      yield { type: 'open', stream };
      let seq = 0;
      for await (const batch of source) {
        for (const items of split(batch)) {
          while (!this.closed && seq - gate.acknowledged > creditWindow) {
            await new Promise<void>((resolve) => {
              gate.wake = resolve;
            });
          }
          if (this.closed) return;
          yield { type: 'batch', seq: seq++, items };
        }
      }
    } finally {
      this.gates.delete(stream);
    }
  }
}

function* split<T>(batch: readonly T[]): Generator<T[]> {
  let items: T[] = [];
  let size = 0;
  for (const item of batch) {
    const length = JSON.stringify(item).length;
    if (items.length > 0 && size + length > maxBatchCharacters) {
      yield items;
      items = [];
      size = 0;
    }
    items.push(item);
    size += length;
  }
  if (items.length > 0) yield items;
}

/**
 * Reads a credited stream, acknowledging as the caller consumes. Leaving the loop
 * cancels the stream on the host.
 */
export async function* readStream<T>(
  client: HostClient,
  frames: Promise<AsyncIterable<StreamFrame<T>>>,
): AsyncGenerator<T[], void> {
  let stream = '';
  for await (const frame of await frames) {
    if (frame.type === 'open') {
      stream = frame.stream;
      continue;
    }
    yield frame.items;
    if (frame.seq % (creditWindow / 2) === creditWindow / 2 - 1) {
      await client.app.ack({ stream, seq: frame.seq });
    }
  }
}
