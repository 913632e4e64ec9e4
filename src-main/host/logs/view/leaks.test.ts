import { appendFileSync, readdirSync } from 'node:fs';
import { queryObjects } from 'node:v8';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { javaLine, LogRoom } from '../../../../test/servers/log-room';
import type { LogPlace } from '../../../contract/logs';
import { readStream } from '../../../contract/wire/index';
import { sealedNames } from '../../profile/index';
import { blockCache } from '../engine/blocks';
import { LogDocument } from '../engine/document';
import { LineReader } from '../engine/document/reader';
import { scanPool } from '../engine/index/scan-pool';
import { RecordFilter } from '../engine/search/record-filter';
import { LocalSource } from '../engine/sources/local';
import { unpackPool } from '../engine/sources/unpack-pool';
import { LogView } from './log-view';

const patience = { timeout: 25_000 };
/** Times that views are opened, used and closed. */
const rounds = 100;
const rowsEach = 200;
/** Pages that do so at the same time. */
const pages = 20;
/** The first ones fill what is kept on purpose: formats, statements, the machine of the kernel. */
const warmUp = 5;

let room: LogRoom;
let places: LogPlace[];
beforeAll(async () => {
  room = await LogRoom.start();
  const text = (of: string): string =>
    Array.from({ length: rowsEach }, (_, n) => javaLine(n * 10, 'INFO ', `${of} ${n}`)).join('');
  places = [
    room.file('a.log', text('a')),
    room.file('b.log', text('b')),
    room.file('c.log.gz', gzipSync(text('c'))),
  ];
});
afterAll(() => room?.stop());

/** Everything of logs that must be given back. */
function held() {
  const { host } = room.test;
  const { logs } = host.features();
  return {
    views: logs.open,
    logs: logs.hub.open,
    listeners: host.events.open,
    tasks: host.tasks.running,
    threads: scanPool.size + unpackPool.size,
    cached: blockCache.bytes,
    files: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
  };
}

/** What a person does with a log, and closes it. */
async function use(round: number): Promise<void> {
  const { logs } = room.test.client;
  const chosen = round % 8 === 0 ? places : [places[round % 3]!];
  const { id } = await logs.open({ places: chosen });
  if (round % 7 === 0) {
    // One of its logs is not there: the others must not stay open.
    const nowhere = { kind: 'capture', captureId: id } as const;
    await expect(logs.open({ places: [...chosen, nowhere] })).rejects.toThrow();
  }
  const all = rowsEach * chosen.length;
  if (round % 3 === 0) {
    // Closed while it is still being opened, indexed or filtered.
    void logs.setFilter({ id, filter: [] }).catch(() => undefined);
    void logs.rows({ id, from: 0, count: 50 }).catch(() => undefined);
    await logs.close({ id });
    return;
  }
  const stop = new AbortController();
  const states = readStream(room.test.client, logs.follow({ id }, { signal: stop.signal }))[
    Symbol.asyncIterator
  ]();
  for (let rows = 0; rows < all;)
    rows = ((await states.next()) as { value?: { rows: number }[] }).value?.at(-1)?.rows ?? all;
  await logs.rows({ id, from: all - 50, count: 50 });
  await logs.go({ id, target: { kind: 'share', share: 0.5 } });
  const words = { text: ' 7', regex: false, ignoreCase: false };
  if (round % 10 === 1)
    await logs.setFilter({ id, filter: [{ kind: 'text', exclude: false, ...words }] });
  if (round % 10 === 2) await logs.setSearch({ id, search: words });
  if (round % 5 === 3) await logs.addSource({ id, place: places[(round + 1) % 3]! });
  // Half of the pages leave without ending their stream.
  if (round % 2 === 0) stop.abort();
  await logs.close({ id });
}

async function useAll(times: number): Promise<void> {
  for (let round = 0; round < times; round += pages)
    await Promise.all(
      Array.from({ length: Math.min(pages, times - round) }, (_, page) => use(round + page)),
    );
}

it('gives back all that views had, however often they are opened, used and closed', async () => {
  await useAll(warmUp);
  const given = { views: 0, logs: 0, tasks: 0, threads: 0, cached: 0 };
  await expect.poll(held, patience).toMatchObject(given);
  const { files, ...before } = held();
  await useAll(rounds);
  await expect.poll(held, patience).toMatchObject(before);
  // Threads that ended meanwhile may have had some.
  await expect.poll(() => held().files, patience).toBeLessThanOrEqual(files);
  // Objects that memory still holds after a collection.
  for (const kind of [LogView, LogDocument, LineReader, LocalSource, RecordFilter])
    expect([kind.name, queryObjects(kind)]).toEqual([kind.name, 0]);
}, 120_000);

it('ends views of a page that is gone for good, and no view that is looked at', async () => {
  const { host, client } = room.test;
  const { logs } = host.features();
  const other = host.connect();
  const place = places[0]!;
  const left = await other.client.logs.open({ places: [place] });
  const half = await other.client.logs.beginImport({ name: 'half.log', bytes: 10 });
  await other.client.logs.importPiece({ id: half.id, at: 0, data: 'AAAA' });
  const kept = await room.open([place]);
  expect(logs.hub.open).toBe(1);
  const stop = new AbortController();
  const states = readStream(client, client.logs.follow({ id: kept.id }, { signal: stop.signal }));
  await states[Symbol.asyncIterator]().next();
  other.close();
  // What it was bringing in is dropped.
  await expect.poll(() => logs.imports.open, patience).toBe(0);
  await expect.poll(() => sealedNames(host.features().profile, 'captures'), patience).toEqual([]);
  for (let look = 0; look < 10; look += 1) logs.unwatched.look();
  // A page that was loaded again asks for its view.
  await client.logs.rows({ id: left.id, from: 0, count: 1 });
  for (let look = 0; look < 15; look += 1) logs.unwatched.look();
  expect(logs.open).toBe(2);
  logs.unwatched.look();
  await expect.poll(() => logs.open, patience).toBe(1);
  expect((await client.logs.rows({ id: kept.id, from: 0, count: 1 })).rows).toHaveLength(1);
  stop.abort();
  await room.clear();
});

it('ends quietly when the vault is locked in the middle', async () => {
  const { client, log, passphrase } = room.test;
  await room.clear();
  await expect.poll(held, patience).toMatchObject({ threads: 0 });
  const { files } = held();
  const { id } = await client.logs.open({ places });
  const words = { text: '\\d+', regex: true, ignoreCase: false };
  const filtered = client.logs.setFilter({
    id,
    filter: [{ kind: 'text', exclude: true, ...words }],
  });
  appendFileSync((places[0] as { path: string }).path, javaLine(9999, 'INFO ', 'later'));
  await client.vault.lock({});
  await filtered.catch(() => undefined);
  await expect.poll(() => scanPool.size + unpackPool.size + blockCache.bytes, patience).toBe(0);
  expect(log.filter((line) => line.includes('error'))).toEqual([]);
  await client.vault.unlock({ passphrase });
  await expect.poll(() => held().files, patience).toBeLessThanOrEqual(files);
});
