import { renameSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { javaLine as line, LogRoom } from '../../../../test/servers/log-room';

let room: LogRoom;
beforeAll(async () => {
  room = await LogRoom.start();
});
afterAll(() => room?.stop());

it('says when an open file of this machine was rotated or truncated, and where its rows are now', async () => {
  const place = room.file('live.log', line(0, 'INFO ', 'a') + line(1, 'INFO ', 'b'));
  const { id } = await room.open([place]);
  const { path } = place as { path: string };
  renameSync(path, `${path}.1`);
  writeFileSync(path, line(2, 'INFO ', 'c'));
  const rotated = await room.until(id, ({ sources }) => sources[0]!.marks.length > 0);
  expect(rotated.sources[0]!.marks).toMatchObject([
    { line: 0, kind: 'replaced', detail: `→ ${path}.1` },
  ]);
  truncateSync(path, 0);
  const truncated = await room.until(id, ({ sources }) =>
    sources[0]!.marks.some(({ kind }) => kind === 'truncated'),
  );
  expect(truncated.sources[0]).toMatchObject({ bytes: 0, marks: [{ line: 0, detail: '' }] });
});
