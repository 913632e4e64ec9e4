import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import { LogRoom } from '../../../../test/servers/log-room';

let test: TestHost;
let room: LogRoom;
let folder: string;
beforeAll(async () => {
  test = await startTestHost();
  room = new LogRoom(test);
  folder = mkdtempSync(join(tmpdir(), 'log-views-'));
});
afterAll(async () => {
  await test?.close();
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

it('opens a file of this machine by records, and finds and filters in it', async () => {
  const path = file(
    'app.log',
    '2026-03-01 10:00:00,001 INFO  [main] a.B - started\n' +
      '2026-03-01 10:00:01,002 ERROR [main] a.B - failed\njava.lang.X: y\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)\n' +
      '2026-03-01 10:00:02,003 WARN  [main] a.B - 行锁等待\n',
  );
  const view = await room.open([{ kind: 'local', path }]);
  expect(view.sources[0]).toMatchObject({
    state: 'fixed',
    records: 3,
    lines: 6,
    encoding: 'utf-8',
  });
  expect(view.rows).toBe(3);
  const { rows } = await test.client.logViews.rows({ id: view.id, from: 0, count: 10 });
  expect(rows.map(({ text, moreLines, level }) => [text.slice(-9), moreLines, level])).toEqual([
    ['- started', 0, 'info'],
    ['- failed', 3, 'error'],
    ['B - 行锁等待', 0, 'warn'],
  ]);
});
