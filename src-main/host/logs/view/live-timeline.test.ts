import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import { startSshServer, type SshServer } from '../../../../test/servers/index';
import { openLogDesk, type LogDesk } from '../../../../test/servers/log-desk';
import { javaLine } from '../../../../test/servers/log-room';
import { describeWith } from '../../../../test/servers/vitest';
import { readStream } from '../../../contract/wire/index';

describeWith(['sshd', 'ssh-client'], 'a timeline of three logs that grow at once', () => {
  let server: SshServer;
  let test: TestHost;
  let desk: LogDesk;

  beforeAll(async () => {
    server = await startSshServer();
    test = await startTestHost();
    desk = await openLogDesk(test, { ...server, identityPath: server.keys.ed25519.path });
  });
  afterAll(async () => {
    await test?.close();
    await server?.stop();
  });

  it('never has fewer rows than before, and finds what was chosen whatever came in between', async () => {
    const { logs } = test.client;
    const path = (name: string): string => join(server.home, `${name}.log`);
    const line = (name: string, at: number, words = ''): string =>
      javaLine(at, 'INFO', `${name} ${at} ms${words}`);
    const begin = (name: string, step: number, count: number): void =>
      writeFileSync(
        path(name),
        Array.from({ length: count }, (_, n) => line(name, n * step)).join(''),
      );
    begin('busy', 1000, 400);
    begin('other', 1003, 400);
    // The quiet one stands far behind the others, so that its new lines come in before most of
    // theirs, and takes a while to be indexed.
    const long = ' and more'.repeat(10_000);
    writeFileSync(
      path('quiet'),
      Array.from({ length: 40 }, (_, n) => line('quiet', n * 100, long)).join(''),
    );
    await test.client.settings.set({ key: 'logTailLines', value: 1000 });
    const places = [];
    for (const name of ['busy', 'other', 'quiet'])
      places.push({ kind: 'endpoint' as const, endpointId: await desk.log(path(name)) });
    const { id } = await logs.open({ places });
    const before = await desk.until(
      id,
      (view) => view.rows === 840 && view.sources.every(({ indexed }) => indexed === 1),
    );
    const { generation } = before;
    const ranges: [number, number][] = [
      [100, 400],
      [600, 601],
    ];
    const textsAt = async (chosen: [number, number][]): Promise<string[]> => {
      const texts: string[] = [];
      for (const [from, to] of chosen) {
        const { rows } = await logs.rows({ id, from, count: to - from });
        texts.push(...rows.map(({ text }) => text));
      }
      return texts;
    };
    const chosen = await textsAt(ranges);
    const { sha256 } = await logs.record({ id, row: 600 });

    const rows: number[] = [];
    const indexed: number[] = [];
    const stop = new AbortController();
    const watching = (async () => {
      const frames = logs.follow({ id }, { signal: stop.signal });
      for await (const states of readStream(test.client, frames))
        for (const view of states) {
          rows.push(view.rows);
          indexed.push(...view.sources.map((source) => source.indexed));
        }
    })().catch(() => undefined);
    const times = 50;
    for (let n = 0; n < times; n += 1) {
      appendFileSync(path('busy'), line('busy', 400_000 + n * 1000));
      appendFileSync(path('other'), line('other', 402_000 + n * 1000));
      appendFileSync(path('quiet'), line('quiet', 4000 + n * 4000));
      await wait(20);
    }
    const after = await desk.until(id, (view) => view.rows === 840 + 3 * times);
    stop.abort();
    await watching;
    expect(rows).toEqual(rows.toSorted((a, b) => a - b));
    expect(Math.min(...indexed)).toBe(1);
    expect(after.numbering).toBeGreaterThan(before.numbering);

    // By the numbers of then.
    const order = { kind: 'log' as const, viewId: id, generation, rows: ranges, whole: false };
    const { pieces } = await test.host.features().logs.excerpt(order);
    const taken: Buffer[] = [];
    for await (const piece of pieces) taken.push(piece);
    expect(Buffer.concat(taken).toString()).toBe(chosen.map((text) => `${text}\n`).join(''));
    let copied = '';
    const copy = logs.copy({ id, ranges, generation, format: 'text' });
    for await (const some of readStream<string>(test.client, copy)) copied += some.join('');
    expect(copied).toBe(Buffer.concat(taken).toString());
    expect(await logs.record({ id, row: 600, generation })).toMatchObject({ sha256 });
    const then = await logs.rows({ id, from: 600, count: 1, generation });
    expect(then.rows[0]).toMatchObject({ row: 600, text: chosen.at(-1) });
    // By the numbers of now: the quiet log's lines came in between and are not among them.
    const moved = await logs.moved({ id, generation, ranges, rows: [600] });
    expect(moved.ranges?.length).toBeGreaterThan(2);
    expect(await textsAt(moved.ranges ?? [])).toEqual(chosen);
    await logs.bookmark({ id, row: 600, generation, remark: 'here' });
    const [, last] = moved.ranges?.at(-1) ?? [0, 0];
    expect(moved.rows).toEqual([last - 1]);
    const { rows: marked } = await logs.rows({ id, from: last - 1, count: 1 });
    expect(marked[0]).toMatchObject({ bookmark: true, text: chosen.at(-1) });

    // Other rows are refused.
    await logs.setUnit({ id, unit: 'line' });
    await expect(test.host.features().logs.excerpt(order)).rejects.toMatchObject({
      code: 'logs.rows-moved',
    });
  });
});
