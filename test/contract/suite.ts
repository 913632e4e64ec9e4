/** What every transport must keep, one suite for all of them. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../src-main/contract/errors';
import {
  connect,
  creditWindow,
  readStream,
  type Channel,
  type Connection,
  type Frame,
} from '../../src-main/contract/wire/index';
import type { StreamFrame } from '../../src-main/contract/index';
import { probeClient, type Counts, type ProbeClient } from './probe';

/** A probe host behind one kind of transport. */
export interface Subject {
  /** A new view's channel; after the host's death, one to its successor. */
  open(): Promise<Channel>;
  /** Ends the host as a crash would. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

interface View {
  connection: Connection;
  client: ProbeClient;
}

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => (error instanceof AppError ? error.toData() : error),
  );

/** Frames that no well-behaved view sends. */
const hostileFrames: [string, Frame][] = [
  ['garbage text', 'GET / HTTP/1.1\r\n\r\n'],
  ['an empty text', ''],
  ['null', 'null'],
  ['a list', '[1,2,3]'],
  ['a message without a payload', '{"i":"1"}'],
  ['a payload of the wrong shape', '{"i":"1","p":{"u":42,"b":[]}}'],
  ['a message that says it comes from a prototype', '{"__proto__":{"i":"1"},"p":null}'],
  ['binary junk', Uint8Array.from({ length: 4096 }, (_value, index) => (index * 151) % 256)],
  ['a deep nest', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
];

/** Runs the suite over one transport. */
export function describeTransport(name: string, start: () => Promise<Subject>): void {
  describe(name, () => {
    let subject: Subject;
    const opened: Connection[] = [];

    beforeAll(async () => {
      subject = await start();
    });
    afterAll(async () => {
      for (const connection of opened) connection.close();
      await subject?.close();
    });

    const openView = async (): Promise<View> => {
      const connection = connect(await subject.open());
      opened.push(connection);
      return { connection, client: probeClient(connection) };
    };
    /** Counted through a view of its own, so that the others may stand still. */
    const counts = async (): Promise<Counts> => {
      const { connection, client } = await openView();
      const result = await client.probe.counts();
      connection.close();
      return result;
    };
    const untilCounts = (expected: Partial<Counts>): Promise<void> =>
      vi.waitFor(async () => expect(await counts()).toMatchObject(expected), { timeout: 20_000 });

    it('answers calls, whatever their text', async () => {
      const { client } = await openView();
      for (const value of ['', '现场工程师 · Ж · 🛠\u0000\u2028"\\', 'x'.repeat(1_000_000)]) {
        expect(await client.probe.echo({ value })).toEqual({ value });
      }
    });

    it('answers each of many calls at once with its own result', async () => {
      const { client } = await openView();
      const values = Array.from({ length: 200 }, (_value, index) => `call ${index}`);
      const answers = await Promise.all(values.map((value) => client.probe.echo({ value })));
      expect(answers.map((answer) => answer.value)).toEqual(values);
    });

    it('carries an expected failure as data', async () => {
      const { client } = await openView();
      expect(await failureOf(client.probe.fail())).toEqual({
        code: 'ssh.auth-failed',
        message: 'ssh.auth-failed (host=主机, port=22)',
        params: { host: '主机', port: 22 },
        retry: true,
      });
    });

    it('tells of a bug without its message', async () => {
      const { client } = await openView();
      const failure = await failureOf(client.probe.bug());
      expect(failure).toMatchObject({ code: 'internal' });
      expect(JSON.stringify(failure)).not.toContain('hunter2');
    });

    it('refuses input that does not fit, and names the field', async () => {
      const { client } = await openView();
      const wrong = { value: 42 } as unknown as { value: string };
      const failure = await failureOf(client.probe.echo(wrong));
      expect(failure).toMatchObject({ code: 'wire.bad-input' });
      expect(JSON.stringify(failure)).toContain('value');
    });

    it('cancels a call by its signal, on both sides', async () => {
      const { client } = await openView();
      const { aborted } = await counts();
      const stop = new AbortController();
      const call = failureOf(client.probe.wait({}, { signal: stop.signal }));
      // The call is under way once a later one has been answered.
      await client.probe.echo({ value: 'after' });
      stop.abort();
      expect(await call).toMatchObject({ code: 'wire.cancelled' });
      await untilCounts({ aborted: aborted + 1 });
    });

    it('ends a stream whose reader leaves the loop', async () => {
      const { client } = await openView();
      const seen: number[] = [];
      for await (const value of await client.probe.numbers()) {
        seen.push(value);
        if (seen.length === 3) break;
      }
      expect(seen).toEqual([0, 1, 2]);
      await untilCounts({ open: 0 });
    });

    it('never has more than the window on the way to a slow reader, and loses nothing', async () => {
      const { client, connection } = await openView();
      const { produced } = await counts();
      const batches = 100;
      const frames = client.probe.long({ batches, characters: 20_000 });
      const reader = readStream<string>(
        connection.client,
        frames as Promise<AsyncIterable<StreamFrame<string>>>,
      );
      const first = await reader.next();
      // The window fills while nothing is read; the source has its next batch in hand.
      await untilCounts({ produced: produced + creditWindow + 1 });
      for (let call = 0; call < 50; call++) await client.probe.echo({ value: 'time passes' });
      expect(await counts()).toMatchObject({ produced: produced + creditWindow + 1 });

      const items = [...(first.value ?? [])];
      for await (const batch of reader) items.push(...batch);
      expect(items.map((item) => Number.parseInt(item, 10))).toEqual(
        Array.from({ length: batches }, (_value, index) => index),
      );
      await untilCounts({ open: 0, produced: produced + batches });
    });

    it('ends what a view had open when the view goes away', async () => {
      const { client, connection } = await openView();
      const { aborted } = await counts();
      const pending = failureOf(client.probe.wait());
      const numbers = await client.probe.numbers();
      await numbers.next();
      const long = await client.probe.long({ batches: 1000, characters: 10 });
      await long.next();
      await long.next();
      connection.close();
      expect(await pending).toMatchObject({ code: 'wire.host-gone' });
      await untilCounts({ open: 0, aborted: aborted + 1 });
    });

    describe.each(hostileFrames)('given %s', (_name, frame) => {
      it('closes that connection only', async () => {
        const { client } = await openView();
        const channel = await subject.open();
        const closed = new Promise<string>((resolve) => channel.onClose(resolve));
        channel.onFrame(() => undefined);
        channel.send(frame);
        await closed;
        expect(await client.probe.echo({ value: 'alive' })).toEqual({ value: 'alive' });
      });
    });

    it('fails pending calls with a reason when the host dies, and serves again after', async () => {
      const { client, connection } = await openView();
      const call = failureOf(client.probe.wait());
      const numbers = await client.probe.numbers();
      await numbers.next();
      const reading = failureOf(
        (async () => {
          for (;;) if ((await numbers.next()).done) return;
        })(),
      );
      await subject.kill();
      const gone = { code: 'wire.host-gone', retry: true };
      expect(await call).toMatchObject(gone);
      expect(await reading).toMatchObject(gone);
      expect(await connection.closed).not.toBe('');
      expect(await failureOf(client.probe.echo({ value: 'late' }))).toMatchObject(gone);

      const again = await openView();
      expect(await again.client.probe.echo({ value: 'again' })).toEqual({ value: 'again' });
    });
  });
}
