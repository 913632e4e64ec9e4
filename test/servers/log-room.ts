import type { LogPlace, LogView } from '../../src-main/contract/logs';
import { readStream } from '../../src-main/contract/wire/index';
import type { TestHost } from './host';

/** Below vitest's own limit, so that a failing test shows the state. */
const patienceMs = 25_000;

/** Opens views of logs in a test host and waits for what becomes of them. */
export class LogRoom {
  private readonly test: TestHost;

  constructor(test: TestHost) {
    this.test = test;
  }

  /** Opens a view and waits until all of its logs are known. */
  async open(places: LogPlace[], at: 'start' | 'end' = 'end'): Promise<LogView> {
    const { id } = await this.test.client.logs.open({ places, at });
    return this.until(id, (view) =>
      view.sources.every((source) => source.indexed === 1 || source.state === 'failed'),
    );
  }

  /** Follows a view until its state is as wanted, and gives that state. */
  async until(id: string, holds: (view: LogView) => boolean): Promise<LogView> {
    let last: LogView | undefined;
    const patience = AbortSignal.timeout(patienceMs);
    try {
      const { client } = this.test;
      const frames = client.logs.follow({ id }, { signal: patience });
      for await (const states of readStream(client, frames)) {
        last = states.at(-1);
        const found = states.find(holds);
        if (found) return found;
      }
    } catch (error) {
      if (!patience.aborted) throw error;
    }
    throw new Error(`The view did not become what was waited for: ${JSON.stringify(last)}`);
  }

  /** Texts of rows as they are shown. */
  async texts(id: string, from = 0, count = 2000): Promise<string[]> {
    const { rows } = await this.test.client.logs.rows({ id, from, count });
    return rows.map(({ text }) => text);
  }
}
