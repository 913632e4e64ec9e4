import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import iconv from 'iconv-lite';
import { javaLine as line, LogRoom } from '../../../../test/servers/log-room';
import type { FoundInFile } from '../files';
import { readStream } from '../../../contract/wire/index';
import { HostClocks } from '../../ssh/index';

const patience = { timeout: 25_000 };

let room: LogRoom;
beforeAll(async () => {
  room = await LogRoom.start();
});
afterEach(() => room.clear());
afterAll(() => room?.stop());

it('keeps bookmarks, filters and formats', async () => {
  const { logs } = room.test.client;
  const place = room.file('marked.log', line(0, 'INFO ', 'a') + line(10, 'INFO ', 'b'));
  const { id } = await room.open([place]);
  await logs.bookmark({ id, row: 1, remark: '从这里开始' });
  expect(await room.go(id, { kind: 'next', what: 'bookmark', from: 0, backwards: false })).toBe(1);
  expect((await logs.rows({ id, from: 0, count: 2 })).rows.map(({ bookmark }) => bookmark)).toEqual(
    [false, true],
  );
  const [bookmark] = await logs.bookmarks({});
  expect(bookmark).toMatchObject({ place, remark: '从这里开始', path: place.path, said: 'b' });
  await logs.removeBookmark({ id: bookmark!.id });
  expect((await logs.rows({ id, from: 1, count: 1 })).rows[0]?.bookmark).toBe(false);

  const filter = [{ kind: 'level', level: 'error', andWorse: true, exclude: false } as const];
  const saved = await logs.saveFilter({ id: null, name: '错误', filter, highlights: [] });
  await logs.saveFilter({ ...saved, name: '错误和致命' });
  expect(await logs.savedFilters({})).toEqual([{ ...saved, name: '错误和致命' }]);
  await logs.removeFilter({ id: saved.id });
  expect(await logs.savedFilters({})).toEqual([]);

  const text =
    'name: own\ntitle: { zh: 自有, en: Own }\nplatform: any\nheads: ["@@ %Y-%m-%d %H:%M:%S %L"]\nsamples:\n  - text: "@@ 2026-03-01 10:00:00 ERROR x\\n"\n    records: 1\n    levels: { error: 1 }\n    first: 2026-03-01T10:00:00Z\n    last: 2026-03-01T10:00:00Z\n';
  expect(await logs.saveFormat({ text, replaces: null })).toMatchObject({
    name: 'own',
    origin: 'user',
  });
  await expect(
    logs.saveFormat({ text: text.replace('ERROR', 'WARN'), replaces: 'own' }),
  ).rejects.toMatchObject({ code: 'logs.format-invalid' });
  const own = await room.open([
    room.file('own.log', '@@ 2026-03-01 10:00:00 ERROR x\n@@ 2026-03-01 10:00:01 ERROR y\n'),
  ]);
  expect(own.sources[0]).toMatchObject({ format: 'own', levels: { error: 2 } });
  await logs.removeFormat({ name: 'own' });
  expect((await logs.formats({})).some(({ name }) => name === 'own')).toBe(false);
});

it('keeps a bookmark with its line when the log is renamed, and says when the line is another', async () => {
  const { logs } = room.test.client;
  const place = room.file('app.log', line(0, 'INFO ', 'a') + line(10, 'ERROR', '失败'));
  const first = await room.open([place]);
  await logs.bookmark({ id: first.id, row: 1, remark: '' });
  await logs.bookmark({ id: first.id, row: 1, remark: '就是这行' });
  const { offset } = (await logs.rows({ id: first.id, from: 1, count: 1 })).rows[0]!;
  const bookmarked = async (id: string) =>
    (await logs.rows({ id, from: 0, count: 9 })).rows.map(({ bookmark }) => bookmark);
  await room.clear();

  const old = `${place.path}.1`;
  renameSync(place.path, old);
  room.file('app.log', line(0, 'INFO ', 'a') + line(20, 'INFO ', '另一行'));
  const renamed = { kind: 'local', path: old } as const;
  const told = { remark: '就是这行', offset, name: 'app.log' };
  expect(await logs.bookmarks({})).toMatchObject([
    { ...told, place: renamed, path: old, holds: 'yes' },
  ]);
  expect(await bookmarked((await room.open([place])).id)).toEqual([false, false]);
  const { id } = await room.open([renamed]);
  expect(await bookmarked(id)).toEqual([false, true]);
  // The line goes on, and is the same still; then another one stands there.
  appendFileSync(old, line(30, 'INFO ', 'c'));
  await room.until(id, ({ rows }) => rows === 3);
  expect(await bookmarked(id)).toEqual([false, true, false]);
  writeFileSync(old, `${'x'.repeat(offset - 1)}\n${line(11, 'ERROR', '不同')}`);
  await room.until(id, ({ rows }) => rows === 2);
  expect(await bookmarked(id)).toEqual([false, false]);
  const [gone] = await logs.bookmarks({});
  expect(gone).toMatchObject({ ...told, holds: 'no' });
  await logs.removeBookmark({ id: gone!.id });
  expect(await logs.bookmarks({})).toEqual([]);
});

it('takes the clock that a connection test measured, until a person decides', async () => {
  const { host, client } = room.test;
  const { logs, systems } = client;
  const customer = await systems.saveCustomer({ name: 'Customer' });
  const site = await systems.saveSite({ customerId: customer.id, name: 'Site' });
  const named = { siteId: site.id, name: 'ERP', platform: 'yonyou', environment: 'test' } as const;
  const system = await systems.saveSystem(named);
  const detail = { kind: 'ssh', host: '127.0.0.1', port: 9, username: 'u', auth: 'key' } as const;
  const server = { systemId: system.id, name: 'Server', detail };
  const { id: endpointId } = await systems.saveEndpoint(server);
  const features = host.features();
  const clocks = new HostClocks({
    memory: {
      read: (key) => features.settings.viewState(key),
      write: (key, value) => features.settings.setViewState(key, value),
    },
    now: () => 1000,
    deviceOffsetMs: () => null,
    changed: (id) => host.events.changed('ssh', id),
  });
  const measured = (offsetMs: number) =>
    clocks.note(endpointId, { step: 'clock', facts: { offsetMs, errorMs: 30 } });
  measured(12_000);
  const { id } = await logs.open({ places: [{ kind: 'remote', endpointId, path: '/a.log' }] });
  const offset = async (is: number) =>
    await room.until(id, ({ sources }) => sources[0]!.clockOffsetMs === is);
  const { sources } = await offset(12_000);
  const source = sources[0]!;
  expect(source.clock).toEqual({ offsetMs: 12_000, errorMs: 30, measuredAt: 1000 });
  measured(-90_000);
  await offset(-90_000);
  const choices = { ...source.choices, clockOffsetMs: 0 };
  await logs.choose({ id, sourceId: source.id, choices });
  expect((await offset(0)).sources[0]!.clock?.offsetMs).toBe(-90_000);
  await logs.choose({ id, sourceId: source.id, choices: source.choices });
  await offset(-90_000);
  // Clocks that differ by less than half a second are the same.
  measured(400);
  expect((await offset(0)).sources[0]!.clock?.offsetMs).toBe(0);
});

it('makes exact bytes of many sources one piece of evidence, and lets its redacted text leave', async () => {
  const gbk = room.file(
    'gbk.log',
    iconv.encode(line(0, 'INFO ', '密码=甲乙丙') + line(20, 'INFO ', '第三行'), 'gb18030'),
  );
  const utf = room.file('utf.log', line(10, 'INFO ', '来自 10.2.3.4 的请求'));
  const { id, sources, generation } = await room.open([gbk, utf]);
  expect(sources.map(({ encoding }) => encoding)).toEqual(['gb18030', 'utf-8']);
  const { cases, logs } = room.test.client;
  const { id: caseId } = await cases.create({ title: '脱敏' });
  const rows: [number, number][] = [[0, 3]];
  const order = { kind: 'log' as const, viewId: id, rows, whole: true };
  const now = (await room.until(id, ({ rows }) => rows === 3)).generation;
  const evidence = await cases.addEvidence({ caseId, source: { ...order, generation: now } });
  await expect(
    cases.addEvidence({ caseId, source: { ...order, generation: generation - 1 } }),
  ).rejects.toMatchObject({ code: 'logs.rows-moved' });
  const bytes = readFileSync(gbk.path);
  const cut = bytes.indexOf(10) + 1;
  const whole = Buffer.concat([
    bytes.subarray(0, cut),
    readFileSync(utf.path),
    bytes.subarray(cut),
  ]);
  // The same lines again are what is in the case already, which takes the remark over.
  const again = { ...order, generation: now };
  expect(await cases.addEvidence({ caseId, source: again, remark: '根因' })).toMatchObject({
    id: evidence.id,
    already: true,
    remark: '根因',
  });
  const fewer = { ...again, rows: [[0, 2]] as [number, number][] };
  const other = await cases.addEvidence({ caseId, source: fewer });
  expect(other).toMatchObject({ already: false, ordinal: 2 });
  await cases.removeEvidence({ id: other.id, removed: true });
  expect(evidence).toMatchObject({
    already: false,
    sha256: createHash('sha256').update(whole).digest('hex'),
    bytes: whole.length,
    provenance: {
      lines: 3,
      byteFrom: null,
      files: [
        { path: gbk.path, encoding: 'gb18030', inode: statSync(gbk.path).ino },
        { path: utf.path, encoding: 'utf-8' },
      ],
      parts: [
        [0, 0, cut],
        [1, 0, statSync(utf.path).size],
        [0, cut, bytes.length - cut],
      ],
    },
  });
  const { content } = await cases.evidence({ id: evidence.id });
  const text =
    line(0, 'INFO ', '密码=甲乙丙') +
    line(10, 'INFO ', '来自 10.2.3.4 的请求') +
    line(20, 'INFO ', '第三行');
  expect(content).toMatchObject({ kind: 'text', text: text.trimEnd() });
  await cases.setActive({ id: caseId });
  const pins = async () => (await logs.rows({ id, from: 0, count: 3 })).rows.map(({ pin }) => pin);
  await expect.poll(pins, patience).toEqual(['E1', 'E1', 'E1']);

  const rules = [
    { text: '密码=\\S+', regex: true, ignoreCase: false, replacement: '[密码]' },
    { text: '10.2.3.4', regex: false, ignoreCase: false, replacement: '[ip]' },
    { text: 'gbk.log', regex: false, ignoreCase: false, replacement: '[file]' },
  ];
  const redacted = text.replace('密码=甲乙丙', '[密码]').replace('10.2.3.4', '[ip]');
  const preview = await cases.previewRedaction({ id: evidence.id, rules });
  const sha256 = createHash('sha256').update(redacted).digest('hex');
  expect(preview).toEqual({ text: redacted.trimEnd(), hits: 2, sha256 });
  await cases.redactEvidence({ id: evidence.id, rules });
  for (const format of ['md', 'html'] as const) {
    const report = await cases.export({ id: caseId, format, language: 'zh-CN' });
    expect(report.text).not.toMatch(/甲乙丙|10\.2\.3\.4/);
    expect(report.text).toContain(sha256);
    expect(report.text).toContain(evidence.sha256);
    expect(report.text).toContain('替换 2 处');
    // Its history and where it came from leave as it does.
    expect(report.text).not.toContain('E1：gbk.log');
    expect(report.text).toContain('[file] #');
  }
  const path = join(room.folder, 'saved.txt');
  const saved = await room.test.host.features().cases.evidence.save(evidence.id, path);
  expect(saved).toMatchObject({ sha256, bytes: Buffer.byteLength(redacted) });
  expect(readFileSync(path, 'utf8')).toBe(redacted);
  expect((await cases.evidence({ id: evidence.id })).content).toMatchObject({
    text: text.trimEnd(),
  });
});

it('brings a file of the browser in, browses folders and searches many files', async () => {
  const { logs } = room.test.client;
  const content = Buffer.from(line(0, 'INFO ', 'a') + line(10, 'ERROR', '失败'));
  const { id } = await logs.beginImport({ name: 'dropped.log', bytes: content.length });
  const piece = (at: number, to: number) =>
    logs.importPiece({ id, at, data: content.subarray(at, to).toString('base64') });
  await piece(0, 20);
  await expect(piece(30, 40)).rejects.toMatchObject({ code: 'logs.import-order' });
  await piece(20, content.length);
  await logs.endImport({ id, complete: true });
  const capture = { kind: 'capture', captureId: id } as const;
  const view = await room.open([capture]);
  expect(view.sources[0]).toMatchObject({ name: 'dropped.log', records: 2, bytes: content.length });
  expect((await logs.captures({})).captures).toMatchObject([
    { id, name: 'dropped.log', live: false },
  ]);

  room.file('search-a.log', line(0, 'INFO ', '成功') + line(10, 'INFO ', '失败 一'));
  room.file(
    'search-b.log',
    iconv.encode(line(0, 'INFO ', '失败 二') + line(1, 'INFO ', '失败 三'), 'gb18030'),
  );
  const browsed = await logs.browse({
    place: { kind: 'local', path: join(room.folder, 'search-*.log') },
  });
  expect(browsed.entries.map(({ name }) => name).sort()).toEqual(['search-a.log', 'search-b.log']);
  const places = [
    ...browsed.entries.map(({ path }) => ({ kind: 'local' as const, path })),
    capture,
    { kind: 'local' as const, path: join(room.folder, 'nowhere.log') },
  ];
  const search = { text: '失败', regex: false, ignoreCase: false };
  const found: FoundInFile[] = [];
  for await (const batch of readStream(
    room.test.client,
    logs.searchFiles({ places, search, hitsPerFile: 1 }),
  ))
    found.push(...batch);
  const of = (name: string) =>
    found.find(({ place }) => 'path' in place && place.path.endsWith(name));
  expect(of('search-a.log')).toMatchObject({
    lines: 1,
    hits: [{ offset: line(0, 'INFO ', '成功').length + 4 }],
  });
  expect(of('search-b.log')).toMatchObject({
    lines: 2,
    hits: [{ offset: 0, text: line(0, 'INFO ', '失败 二').trimEnd() }],
  });
  expect(found.find(({ place }) => place.kind === 'capture')).toMatchObject({ lines: 1 });
  expect(of('nowhere.log')).toMatchObject({ lines: null, error: { code: 'file.missing' } });
  await logs.close({ id: view.id });
  await logs.removeCapture({ id });

  const packed = gzipSync(content);
  const dropped = await logs.beginImport({ name: 'dropped.log.gz', bytes: packed.length });
  await logs.importPiece({ id: dropped.id, at: 0, data: packed.toString('base64') });
  await logs.endImport({ id: dropped.id, complete: true });
  const unpacked = await room.open([{ kind: 'capture', captureId: dropped.id }]);
  expect(unpacked.sources[0]).toMatchObject({ records: 2, bytes: content.length });
  await logs.bookmark({ id: unpacked.id, row: 1, remark: '' });
  expect(await logs.bookmarks({})).toMatchObject([{ name: 'dropped.log.gz', holds: 'yes' }]);
});
