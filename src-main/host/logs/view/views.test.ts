import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { javaLine as line, LogRoom, logStart as start } from '../../../../test/servers/log-room';
import { readStream } from '../../../contract/wire/index';
import { copyRow } from './copy';
import { copiedRows, exportRows } from './export';

const patience = { timeout: 25_000 };

let room: LogRoom;
beforeAll(async () => {
  room = await LogRoom.start();
});
afterEach(() => room.clear());
afterAll(() => room?.stop());

const zoned = { encoding: null, format: null, zone: '+08:00', clockOffsetMs: null };

it('opens a file of this machine by records or lines, whose details are told on demand', async () => {
  const stack =
    'java.lang.IllegalStateException: y\n\tat nc.B.c(B.java:1)\n\tat java.base/java.D.e(D.java:2)\n';
  const path = room.file(
    'app.log',
    line(0, 'INFO ', 'started') +
      line(1000, 'ERROR', 'failed') +
      stack +
      line(2500, 'WARN ', '行锁等待'),
  );
  const { id, sources, rows } = await room.open([path]);
  expect(sources[0]).toMatchObject({ state: 'fixed', records: 3, lines: 6, encoding: 'utf-8' });
  expect(rows).toBe(3);
  const { logs } = room.test.client;
  await logs.choose({ id, sourceId: sources[0]!.id, choices: zoned });
  const found = await logs.rows({ id, from: 0, count: 10 });
  expect(
    found.rows.map(({ text, body, moreLines, time }) => [text.slice(body), moreLines, time]),
  ).toEqual([
    ['[main] nc.bs.Service - started', 0, start],
    ['[main] nc.bs.Service - failed', 3, start + 1000],
    ['[main] nc.bs.Service - 行锁等待', 0, start + 2500],
  ]);
  expect(
    found.rows.map(({ text, message }) => [
      text.slice(0, message?.leadTo).slice(24),
      text.slice(message?.from),
    ]),
  ).toEqual([
    ['INFO  [main] nc.bs.Service', 'started'],
    ['ERROR [main] nc.bs.Service', 'failed'],
    ['WARN  [main] nc.bs.Service', '行锁等待'],
  ]);
  const record = await logs.record({ id, row: 1 });
  const bytes = Buffer.from(line(1000, 'ERROR', 'failed') + stack);
  expect(record).toMatchObject({
    lines: 4,
    to: record.from + bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    timeText: '2026-03-01 10:00:01,000',
  });
  expect(record.text.map(({ kind }) => kind)).toEqual(['text', 'cause', 'frameOwn', 'frame']);
  expect(await logs.setUnit({ id, unit: 'line' })).toMatchObject({ rows: 6, unit: 'line' });
  const asLine = (await logs.rows({ id, from: 0, count: 1 })).rows[0];
  expect(asLine?.message).toBeUndefined();
  expect((await room.texts(id))[2]).toBe('java.lang.IllegalStateException: y');
});

it('shows what a record says that begins with a line for its time, or its logger', async () => {
  const alert =
    '2026-11-23T06:15:03.120000+08:00\nThread 1 advanced to log sequence 15\nORA-1652: x\n';
  const tomcat = 'Nov 23, 2026 6:15:04 AM org.apache.Main start\nWARNING: Server 启动\n';
  const shown = [];
  for (const [name, text] of [
    ['alert_orcl.log', alert],
    ['catalina.out', tomcat],
  ] as const) {
    const { id } = await room.open([room.file(name, text.repeat(3))]);
    const { rows } = await room.test.client.logs.rows({ id, from: 1, count: 1 });
    for (const { text: row, body, message } of rows)
      shown.push([row.slice(body), row.slice(message?.leadTo), row.slice(message?.from ?? body)]);
  }
  const advanced = 'Thread 1 advanced to log sequence 15';
  expect(shown).toEqual([
    [advanced, `2026-11-23T06:15:03.120000+08:00 ↵ ${advanced}`, advanced],
    ['org.apache.Main start ↵ WARNING: Server 启动', ' ↵ WARNING: Server 启动', 'Server 启动'],
  ]);
});

it('finds within what a filter leaves, and goes from hit to hit', async () => {
  const words = ['库存', 'lock', 'trans'];
  const levels = ['INFO ', 'WARN ', 'ERROR'];
  const lines = Array.from({ length: 3000 }, (_, n) =>
    line(n * 10, levels[n % 3]!, `${words[n % 2]} ${n}`),
  );
  const { id, sources } = await room.open([room.file('many.log', lines.join(''))]);
  const { logs } = room.test.client;
  await logs.choose({ id, sourceId: sources[0]!.id, choices: zoned });
  const text = {
    kind: 'text',
    exclude: false,
    text: '库存',
    regex: false,
    ignoreCase: false,
  } as const;
  const time = { kind: 'time', exclude: true, from: null, to: start + 10_000 } as const;
  await logs.setFilter({ id, filter: [text, time] });
  await logs.setSearch({ id, search: { text: '4 *$', regex: true, ignoreCase: false } });
  const state = await room.until(id, ({ filtered, hits }) => filtered === 1 && hits.done === 1);
  const left = lines.filter((_, n) => n % 2 === 0 && n >= 1000);
  const hits = left.flatMap((words, row) => (words.endsWith('4\n') ? [row] : []));
  expect(state).toMatchObject({
    rows: left.length,
    hits: { rows: hits.length, lines: hits.length },
  });
  expect(await room.texts(id, 990, 10)).toEqual(left.slice(990).map((each) => each.trimEnd()));
  const next = { kind: 'next', what: 'hit' } as const;
  expect(await room.go(id, { ...next, from: hits[3]!, backwards: false })).toBe(hits[4]);
  expect(await room.go(id, { ...next, from: hits[3]!, backwards: true })).toBe(hits[2]);
  expect(await room.go(id, { ...next, from: hits[0]!, backwards: true })).toBeNull();
  expect(await room.go(id, { kind: 'time', time: start + 20_000 })).toBe(
    left.indexOf(lines[2000]!),
  );
  expect(await room.go(id, { kind: 'line', source: 0, line: 1501 })).toBe(
    left.indexOf(lines[1502]!),
  );
  const { rows } = await logs.rows({ id, from: hits[0]!, count: 1 });
  const { text: shown, spans } = rows[0]!;
  expect(spans.map(({ from, to, tone }) => [shown.slice(from, to), tone])).toEqual([['4', -1]]);
  const overview = await logs.overview({ id, buckets: 10 });
  expect(overview.buckets.map((bucket) => bucket.hits)).toEqual(
    Array<number>(10).fill(hits.length / 10),
  );
  const histogram = await logs.histogram({ id, from: start, to: start + 30_000, bars: 10 });
  expect(histogram?.bars.map(({ total }) => total)).toEqual(Array<number>(10).fill(300));
  expect(histogram?.matched).toEqual([0, 0, 0, 100, 150, 150, 150, 150, 150, 150]);
  expect(await logs.setFilter({ id, filter: [{ ...text, text: '(', regex: true }] })).toMatchObject(
    {
      rows: 3000,
      filterError: { code: expect.stringMatching(/^logs\.expression/) },
    },
  );
});

it('shows many files as one timeline in the order of sort -m, wherever it is looked into', async () => {
  let seed = 3;
  const random = (below: number): number =>
    (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
  const places = Array.from({ length: 4 }, (_, source) => {
    let at = random(3000);
    const lines = Array.from({ length: 1500 }, (_, n) => {
      // Many of them at the same time, in one file and across them.
      at += random(3) * random(40);
      return line(at, 'INFO ', `${source} ${n}`);
    });
    return room.file(`merged-${source}.log`, lines.join(''));
  });
  const paths = places.map(({ path }) => path);
  const sorted = execFileSync('sort', ['-m', '-s', '-k1,2', ...paths], {
    env: { LC_ALL: 'C' },
    maxBuffer: 1e8,
  }).toString();
  const { id } = await room.open(places);
  await room.until(id, ({ rows }) => rows === 6000);
  const lines = sorted.trimEnd().split('\n');
  for (const from of [0, 1, 255, 2999, 3000, 5990]) {
    expect(await room.texts(id, from, 10)).toEqual(lines.slice(from, from + 10));
  }
  const path = join(room.folder, 'merged.txt');
  const { logs } = room.test.client;
  await logs.export({ id, ranges: null, format: 'text', path });
  expect(readFileSync(path, 'utf8')).toBe(sorted);
  const words = { text: ' 7$', regex: true, ignoreCase: false };
  await logs.setFilter({ id, filter: [{ kind: 'text', exclude: false, ...words }] });
  await room.until(id, ({ filtered }) => filtered === 1);
  const left = lines.filter((each) => each.endsWith(' 7'));
  await expect.poll(() => room.texts(id), patience).toEqual(left);
  for (const [row, each] of left.entries()) {
    const source = Number(/- (\d)/.exec(each)?.[1]);
    expect(await room.go(id, { kind: 'line', source, line: 7 })).toBe(row);
  }
});

it('brings clocks and zones of its sources to true time, and takes sources in and out', async () => {
  const one = room.file('one.log', line(0, 'INFO ', 'a') + line(2000, 'INFO ', 'c'));
  const two = room.file('two.log', line(3_601_000, 'INFO ', 'b'));
  const { id, sources } = await room.open([one, two]);
  const { logs } = room.test.client;
  const [first, second] = sources;
  await logs.choose({ id, sourceId: first!.id, choices: zoned });
  const choices = { ...zoned, zone: '+09:00', clockOffsetMs: 5 };
  await logs.choose({ id, sourceId: second!.id, choices });
  await room.until(
    id,
    (view) => view.sources.every(({ indexed }) => indexed === 1) && view.rows === 3,
  );
  const ends = async () => (await room.texts(id)).map((text) => text.at(-1));
  await expect.poll(ends, patience).toEqual(['a', 'b', 'c']);
  const { rows } = await logs.rows({ id, from: 1, count: 1 });
  expect(rows[0]).toMatchObject({ source: 1, time: start + 1005 });
  const histogram = await logs.histogram({
    id,
    from: start - 1000,
    to: start + 4000,
    bars: 10,
  });
  expect(histogram?.bars.map(({ gap }) => gap).slice(0, 2)).toEqual([true, true]);
  expect((await logs.removeSource({ id, sourceId: first!.id })).rows).toBe(1);
  await logs.addSource({ id, place: one });
  await room.until(id, ({ rows: now }) => now === 3);
  // What was decided is known the next time.
  expect((await room.open([two])).sources[0]).toMatchObject({ choices, clockOffsetMs: 5 });
});

it('shows headers and what stands before the first record where rows are records, also in a merge', async () => {
  const { logs } = room.test.client;
  const headers = '#Software: IIS\r\n#Fields: date time cs-method sc-status\r\n';
  const visits = ['02:00:01 GET 200', '02:00:03 GET 500'].map((rest) => `2026-03-01 ${rest}\r\n`);
  const iis = room.file(
    'u_ex.log',
    `${headers}${visits.join('')}#Fields: date time sc-status\r\n2026-03-01 02:00:06 302\r\n`,
  );
  const java = room.file(
    'app.log',
    `banner\n  of the program\n${line(2000, 'ERROR', 'a')}${line(5000, 'INFO ', 'b')}`,
  );
  const { id, sources } = await room.open([iis, java]);
  await logs.choose({ id, sourceId: sources[1]!.id, choices: zoned });
  const view = await room.until(
    id,
    ({ rows, ...rest }) => rows === 9 && rest.sources.every(({ indexed }) => indexed === 1),
  );
  // Counts are of records.
  expect(view.sources.map(({ records }) => records)).toEqual([3, 2]);
  const shown = async (): Promise<unknown[]> =>
    (await logs.rows({ id, from: 0, count: 20 })).rows.map(({ text, level, time, moreLines }) => [
      text.split(' ').at(text.startsWith('2026') ? -1 : 0),
      level,
      time === null ? null : time - start,
      moreLines,
    ]);
  // Each right before the first record of its own log; the banner after the visit that was earlier.
  const all = [
    ['#Software:', null, null, 0],
    ['#Fields:', null, null, 0],
    ['200', null, 1000, 0],
    ['banner', null, null, 1],
    ['a', 'error', 2000, 0],
    ['500', null, 3000, 0],
    ['#Fields:', null, null, 0],
    ['b', 'info', 5000, 0],
    ['302', null, 6000, 0],
  ];
  await expect.poll(shown, patience).toEqual(all);
  const record = await logs.record({ id, row: 3 });
  expect(record).toMatchObject({ lines: 2, level: null, time: null, fields: [] });
  expect(record.text.map(({ text }) => text)).toEqual(['banner', '  of the program']);
  expect((await logs.record({ id, row: 5 })).fields).toContainEqual({
    name: 'sc-status',
    value: '500',
  });
  // The columns that were stated last before it.
  const { fields } = await logs.record({ id, row: 8 });
  expect(fields.at(-1)).toEqual({ name: 'sc-status', value: '302' });
  const found = await logs.go({
    id,
    target: { kind: 'next', what: 'error', from: 0, backwards: false },
  });
  expect(found.row).toBe(4);
  const path = join(room.folder, 'strays.txt');
  await logs.export({ id, ranges: [[0, 5]], format: 'text', path });
  expect(readFileSync(path, 'utf8')).toBe(
    `${headers}${visits[0]}banner\r\n  of the program\n${line(2000, 'ERROR', 'a')}`.replaceAll(
      '\r',
      '',
    ),
  );
  const filter = (text: string, exclude: boolean) =>
    logs.setFilter({
      id,
      filter: [{ kind: 'text', text, regex: false, ignoreCase: false, exclude }],
    });
  await filter('of the program', false);
  await expect.poll(shown, patience).toEqual([all[3]]);
  await filter('#', true);
  await expect.poll(shown, patience).toEqual(all.filter(([text]) => !String(text).startsWith('#')));
});

it('leaves the time in a first line that is part of no record', async () => {
  const lines = ['[7] DETAIL:  a', '[7] LOG:  b'].map(
    (text) => `2026-03-01 10:00:00 CST ${text}\n`,
  );
  const { id } = await room.open([room.file('detail.log', lines.join(''))]);
  await room.until(id, ({ rows, sources }) => rows === 2 && sources[0]!.records === 1);
  const { rows } = await room.test.client.logs.rows({ id, from: 0, count: 2 });
  expect(rows.map(({ time, body }) => [time, body ?? 0])).toEqual([
    [null, 0],
    [start, 24],
  ]);
});

it('goes on with files that grow, and begins anew with those that are replaced', async () => {
  const place = room.file('grows.log', line(0, 'INFO ', 'a'));
  const { id, generation } = await room.open([place]);
  appendFileSync(place.path, line(10, 'INFO ', 'b'));
  const grown = await room.until(id, ({ rows }) => rows === 2);
  expect(grown.generation).toBe(generation);
  writeFileSync(place.path, line(20, 'INFO ', 'c'));
  const replaced = await room.until(
    id,
    ({ rows, sources }) => rows === 1 && sources[0]!.bytes < 80,
  );
  expect(replaced.generation).toBeGreaterThan(generation);
  expect((await room.texts(id))[0]).toMatch(/c$/);
});

it('exports and copies whole records; a spreadsheet runs nothing of them', async () => {
  const place = room.file(
    'copy.log',
    line(0, 'INFO ', 'a, "b"') + '=cmd()\n' + line(10, 'INFO ', `${'x'.repeat(10_000)}`),
  );
  const { id, generation } = await room.open([place]);
  const { logs } = room.test.client;
  const text = async (format: 'text' | 'markdown' | 'csv' | 'jsonl', row = 0): Promise<string> => {
    let all = '';
    const order = { id, ranges: [[row, row + 1] as [number, number]], format };
    for await (const batch of readStream(room.test.client, logs.copy(order))) all += batch.join('');
    return all;
  };
  const first = `${line(0, 'INFO ', 'a, "b"')}=cmd()\n`;
  expect(await text('text')).toBe(first);
  expect(await text('markdown')).toBe(`\`\`\`\`text\n${first}\`\`\`\`\n`);
  expect(JSON.parse(await text('jsonl'))).toMatchObject({ line: 1, text: first.trimEnd() });
  expect(await text('text', 1)).toHaveLength(10_000 + line(10, 'INFO ', '').length);
  await logs.setUnit({ id, unit: 'line' });
  expect((await text('csv', 1)).split('\r\n')[1]).toMatch(/,2,\d+,"'=cmd\(\)"$/);
  const path = join(room.folder, 'copy.csv');
  const { bytes, rows } = await logs.export({ id, ranges: null, format: 'csv', path });
  expect([bytes, rows]).toEqual([statSync(path).size, 3]);
  await expect(logs.export({ id, ranges: null, format: 'csv', path })).rejects.toMatchObject({
    code: 'file.exists',
  });
  // Rows that were chosen as records are others among lines.
  const moved = { id, ranges: [[0, 1] as [number, number]], generation, format: 'text' as const };
  await expect(logs.copy(moved)).rejects.toMatchObject({ code: 'logs.rows-moved' });
  const gone = logs.export({ ...moved, path: join(room.folder, 'moved.txt') });
  await expect(gone).rejects.toMatchObject({ code: 'logs.rows-moved' });
});

it('leaves no file of an export that was ended, nor bytes of a log that changed under it', async () => {
  const lines = Array.from({ length: 3000 }, (_, n) => line(n, 'INFO ', `＝cmd ${n}`));
  const place = room.file('changing.log', lines.join(''));
  const { id } = await room.open([place]);
  const text = { kind: 'text', exclude: true, text: '7$', regex: true, ignoreCase: false } as const;
  await room.test.client.logs.setFilter({ id, filter: [text] });
  await room.until(id, ({ rows, filtered }) => filtered === 1 && rows === 2700);
  const view = room.test.host.features().logs.view(id);
  const left = lines.filter((each) => !each.endsWith('7\n'));

  const path = join(room.folder, 'ended.csv');
  const stop = new AbortController();
  const order = { ranges: null, format: 'csv', path } as const;
  const ended = exportRows(view, order, () => stop.abort(), stop.signal);
  await expect(ended).rejects.toMatchObject({ code: 'wire.cancelled' });
  expect(existsSync(path)).toBe(false);
  await exportRows(view, { ...order, format: 'text' }, () => undefined, view.signal);
  expect(readFileSync(path, 'utf8')).toBe(left.join(''));

  const copied = copiedRows(view, null, view.signal);
  const { value } = await copied.next();
  expect(value?.[0]?.text).toBe(left[0]?.trimEnd());
  expect(copyRow('csv', { ...value![0]!, text: '＝cmd' })).toMatch(/,"'＝cmd"\r\n$/);
  writeFileSync(place.path, lines.toReversed().join('').slice(9));
  await view.members[0]!.handle.check();
  await expect(copied.next()).rejects.toMatchObject({ code: 'logs.rows-moved' });
});
