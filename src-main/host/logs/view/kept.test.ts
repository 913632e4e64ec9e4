import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import iconv from 'iconv-lite';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import { LogRoom } from '../../../../test/servers/log-room';
import type { LogPlace, LogTarget } from '../../../contract/logs';
import type { FoundInFile } from '../files';
import { readStream } from '../../../contract/wire/index';

const patience = { timeout: 25_000 };

let test: TestHost;
let room: LogRoom;
let folder: string;
beforeAll(async () => {
  test = await startTestHost();
  room = new LogRoom(test);
  folder = mkdtempSync(join(tmpdir(), 'log-views-'));
});
afterEach(async () => {
  const { logs } = test.client;
  for (const { id } of await logs.list({})) await logs.close({ id });
  await expect.poll(() => test.host.features().logs.hub.open, patience).toBe(0);
});
afterAll(async () => {
  await test?.close();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, content: string | Buffer): LogPlace & { kind: 'local' } {
  const path = join(folder, name);
  writeFileSync(path, content);
  return { kind: 'local', path };
}

const start = Date.UTC(2026, 2, 1, 2, 0, 0);

/** A line of a Java log at so many ms after 10:00 in China. */
function line(at: number, level: string, words: string): string {
  const time = new Date(start + 8 * 3_600_000 + at).toISOString().replace('T', ' ');
  return `${time.slice(0, 19)},${time.slice(20, 23)} ${level} [main] nc.bs.Service - ${words}\n`;
}

async function go(id: string, target: LogTarget): Promise<number | null> {
  return (await test.client.logs.go({ id, target })).row;
}

it('keeps bookmarks, filters and formats', async () => {
  const { logs } = test.client;
  const place = file('marked.log', line(0, 'INFO ', 'a') + line(10, 'INFO ', 'b'));
  const { id } = await room.open([place]);
  await logs.bookmark({ id, row: 1, remark: '从这里开始' });
  expect(await go(id, { kind: 'next', what: 'bookmark', from: 0, backwards: false })).toBe(1);
  expect((await logs.rows({ id, from: 0, count: 2 })).rows.map(({ bookmark }) => bookmark)).toEqual(
    [false, true],
  );
  const [bookmark] = await logs.bookmarks({});
  expect(bookmark).toMatchObject({ place, remark: '从这里开始', path: place.path });
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
    file('own.log', '@@ 2026-03-01 10:00:00 ERROR x\n@@ 2026-03-01 10:00:01 ERROR y\n'),
  ]);
  expect(own.sources[0]).toMatchObject({ format: 'own', levels: { error: 2 } });
  await logs.removeFormat({ name: 'own' });
  expect((await logs.formats({})).some(({ name }) => name === 'own')).toBe(false);
});

it('makes exact bytes of many sources one piece of evidence, and lets its redacted text leave', async () => {
  const gbk = file(
    'gbk.log',
    iconv.encode(line(0, 'INFO ', '密码=甲乙丙') + line(20, 'INFO ', '第三行'), 'gb18030'),
  );
  const utf = file('utf.log', line(10, 'INFO ', '来自 10.2.3.4 的请求'));
  const { id, sources, generation } = await room.open([gbk, utf]);
  expect(sources.map(({ encoding }) => encoding)).toEqual(['gb18030', 'utf-8']);
  const { cases, logs } = test.client;
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
  expect(evidence).toMatchObject({
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
  }
  const path = join(folder, 'saved.txt');
  const saved = await test.host.features().cases.evidence.save(evidence.id, path);
  expect(saved).toMatchObject({ sha256, bytes: Buffer.byteLength(redacted) });
  expect(readFileSync(path, 'utf8')).toBe(redacted);
  expect((await cases.evidence({ id: evidence.id })).content).toMatchObject({
    text: text.trimEnd(),
  });
});

it('brings a file of the browser in, browses folders and searches many files', async () => {
  const { logs } = test.client;
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

  file('search-a.log', line(0, 'INFO ', '成功') + line(10, 'INFO ', '失败 一'));
  file(
    'search-b.log',
    iconv.encode(line(0, 'INFO ', '失败 二') + line(1, 'INFO ', '失败 三'), 'gb18030'),
  );
  const browsed = await logs.browse({
    place: { kind: 'local', path: join(folder, 'search-*.log') },
  });
  expect(browsed.entries.map(({ name }) => name).sort()).toEqual(['search-a.log', 'search-b.log']);
  const places = [
    ...browsed.entries.map(({ path }) => ({ kind: 'local' as const, path })),
    capture,
    { kind: 'local' as const, path: join(folder, 'nowhere.log') },
  ];
  const search = { text: '失败', regex: false, ignoreCase: false };
  const found: FoundInFile[] = [];
  for await (const batch of readStream(
    test.client,
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
});
