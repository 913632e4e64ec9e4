import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { LogPlace, LogTarget, LogView } from '../../src-main/contract/logs';
import { readStream } from '../../src-main/contract/wire/index';
import { startTestHost, type TestHost } from './host';

/** Below vitest's own limit, so that a failing test shows the state. */
const patienceMs = 25_000;

/** When the lines of {@link javaLine} begin: 10:00 in China. */
export const logStart = Date.UTC(2026, 2, 1, 2, 0, 0);

/** A line of a Java log at so many ms after {@link logStart}. */
export function javaLine(at: number, level: string, words: string): string {
  const time = new Date(logStart + 8 * 3_600_000 + at).toISOString().replace('T', ' ');
  return `${time.slice(0, 19)},${time.slice(20, 23)} ${level} [main] nc.bs.Service - ${words}\n`;
}

/** Opens views of logs in a test host and waits for what becomes of them. */
export class LogRoom {
  readonly test: TestHost;
  /** Of the files that {@link file} writes. */
  readonly folder: string;

  /** @param folder of files of this machine, where a test wants some */
  constructor(test: TestHost, folder = '') {
    this.test = test;
    this.folder = folder;
  }

  /** A host of its own and a folder for files; stop it. */
  static async start(): Promise<LogRoom> {
    return new LogRoom(await startTestHost(), mkdtempSync(join(tmpdir(), 'log-views-')));
  }

  /** Writes a file of this machine. */
  file(name: string, content: string | Buffer): LogPlace & { kind: 'local' } {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return { kind: 'local', path };
  }

  /** Closes all views and waits until no log is open. */
  async clear(): Promise<void> {
    const { client, host } = this.test;
    for (const { id } of await client.logs.list({})) await client.logs.close({ id });
    const patience = AbortSignal.timeout(patienceMs);
    while (host.features().logs.hub.open > 0) {
      patience.throwIfAborted();
      await wait(20);
    }
  }

  async stop(): Promise<void> {
    await this.test.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The row of a place. */
  async go(id: string, target: LogTarget): Promise<number | null> {
    return (await this.test.client.logs.go({ id, target })).row;
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
