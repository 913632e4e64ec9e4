import {
  appendFile,
  mkdtemp,
  open,
  rename,
  rm,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { LogDocument, type DocumentOptions } from './document';
import { loadFormats, type FormatSet } from './formats/index';
import { MemorySource, openLocal } from './sources/index';

let folder = '';
let formats: FormatSet;
let opened: LogDocument[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldbench-document-'));
  formats = await loadFormats(resolve('resources'));
});

afterEach(async () => {
  await Promise.all(opened.map((document) => document.close()));
  opened = [];
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);
const start = Date.UTC(2026, 2, 1);

/** Records of Logback, one a second, each tenth with a stack of three lines. */
function records(from: number, count: number, message = '事务提交'): string {
  return Array.from({ length: count }, (_, index) => {
    const number = from + index;
    const time = new Date(start + number * 1000).toISOString().replace('T', ' ').slice(0, 19);
    if (number % 10 !== 9) return `${time},000 INFO  [main] a.b.C - ${message} ${number}\n`;
    const stack = '\tat a.b.C.run(C.java:1)\n\tat a.b.D.run(D.java:2)\n';
    return `${time},000 ERROR [main] a.b.C - 失败 ${number}\njava.lang.X: 坏\n${stack}`;
  }).join('');
}

async function documentOf(
  what: Buffer | string,
  options: Partial<DocumentOptions> = {},
): Promise<LogDocument> {
  const source =
    typeof what === 'string' ? await openLocal(what) : new MemorySource(what, 'memory');
  const choices = { zone: 'UTC', ...options.choices };
  const document = await LogDocument.open(source, { formats, ...options, choices });
  opened.push(document);
  return document;
}

/** What is known of a document, as plain values: printing all of one takes long. */
function known(document: LogDocument): Record<string, unknown> {
  return {
    encoding: document.encoding,
    format: document.format.name,
    lines: document.endLine,
    records: document.endRecord,
    indexed: document.indexed,
    problem: document.problem?.code ?? null,
  };
}

async function allTexts(document: LogDocument): Promise<string[]> {
  const lines = await document.lines(0, 1e9);
  return lines.map(({ text }) => text);
}

it('shows first and last lines before there is an index, then numbers all of them', async () => {
  const text = records(0, 20_000);
  await writeFile(at('app.log'), text);
  const document = await documentOf(at('app.log'));
  expect(document.format.name).not.toBe('text');
  expect(document.encoding).toBe('utf-8');
  const plain = text.trimEnd().split('\n');
  expect((await document.lines(0, 60)).map((line) => line.text)).toEqual(plain.slice(0, 60));
  const tail = await document.tail();
  const last = await tail.lines(tail.endLine - 5, 5);
  expect(last.map((line) => line.text)).toEqual(plain.slice(-5));
  expect(last.at(-1)).toMatchObject({ level: 'error', startsRecord: false });
  await document.indexing;
  expect(known(document)).toMatchObject({ lines: plain.length, records: 20_000, indexed: 1 });
  expect(document.index.levels).toMatchObject({ info: 18_000, error: 2000 });
  for (const from of [0, 255, 256, 9999, plain.length - 10]) {
    const lines = await document.lines(from, 300);
    expect(lines.map((line) => line.text)).toEqual(plain.slice(from, from + 300));
    expect(lines.map((line) => line.line)).toEqual(lines.map((_, index) => from + index));
  }
  const [record] = await document.records(15_009, 1);
  expect(record).toMatchObject({
    record: 15_009,
    lines: 4,
    first: { level: 'error', time: start + 15_009_000, startsRecord: true },
  });
  expect(text.indexOf('失败 15009')).toBeGreaterThan(0);
  const bytes = Buffer.from(text).subarray(record?.from, record?.to).toString();
  expect(bytes).toMatch(/失败 15009\n.*\n.*\n.*\n$/);
  expect(await document.record((record?.first.line ?? 0) + 3)).toMatchObject({ record: 15_009 });
  const found = await document.recordAtTime(start + 7_777_001);
  expect(found).toMatchObject({ record: 7778, time: start + 7_778_000 });
  expect(await document.lineAt(found?.offset ?? 0)).toBe(found?.line);
  expect(record?.first.text.slice(...(record.first.timeSpan ?? []))).toContain('04:10:09');
});

it('reads GBK, and reads anew what a person decides otherwise', async () => {
  const document = await documentOf(iconv.encode(records(0, 3000), 'gb18030'));
  await document.indexing;
  expect(document.encoding).toBe('gb18030');
  expect((await document.lines(0, 1))[0]?.text).toContain('事务提交');
  const before = document.generation;
  const events: string[] = [];
  document.on((event) => events.push(event));
  await document.choose({ encoding: 'windows-1252', clockOffsetMs: 60_000 });
  await document.indexing;
  expect(document.generation).toBeGreaterThan(before);
  expect(events).toContain('restarted');
  const [line] = await document.lines(0, 1);
  expect(line?.text).toContain('ÊÂÎñ');
  expect(line?.time).toBe(start + 60_000);
  await document.choose({ encoding: null, zone: 'Asia/Shanghai' });
  await document.indexing;
  expect((await document.lines(0, 1))[0]?.time).toBe(start + 60_000 - 8 * 3_600_000);
  await document.choose({ format: 'text' });
  await document.indexing;
  expect(document.format.name).toBe('text');
  await document.choose({ clockOffsetMs: 0, format: null, zone: '+00:00' });
  await document.indexing;
  expect(await document.recordAtTime(start + 500)).toMatchObject({ record: 1 });
});

it('takes in what is added, also to a line that had no end', async () => {
  const path = at('live.log');
  const text = records(0, 500).slice(0, -20);
  await writeFile(path, text);
  const document = await documentOf(path);
  await document.indexing;
  expect((await allTexts(document)).join('\n')).toBe(text);
  const more = records(500, 2000);
  await appendFile(path, `rest\n${more}`);
  expect(await document.refresh()).toBe('grown');
  await document.indexing;
  expect((await allTexts(document)).join('\n')).toBe(`${text}rest\n${more}`.trimEnd());
  expect(document.endRecord).toBe(2500);
  expect(document.generation).toBe(0);
});

it('dates a log of several years that states none by its last change', async () => {
  const path = at('years.log');
  const lines: string[] = [];
  const months = ['Feb 29', 'Mar  1', 'Feb 28', 'Jul  2', 'Nov 30', 'Dec 31'];
  for (let year = 0; year < 3; year += 1)
    for (const date of months)
      for (let hour = 10; hour < 24; hour += 1)
        lines.push(`${date} ${hour}:00:00 host app[1]: ${'x'.repeat(1500)}`);
  lines.push('Jan  3 10:00:00 host app[1]: end');
  await writeFile(path, `${lines.join('\n')}\n`);
  await utimes(path, new Date(), new Date('2027-01-05T00:00:00Z'));
  const document = await documentOf(path, { choices: { zone: 'utc' } });
  await document.indexing;
  expect(new Date(document.index.first).toISOString()).toBe('2024-02-29T10:00:00.000Z');
  expect(new Date(document.index.last).toISOString()).toBe('2027-01-03T10:00:00.000Z');
  const [second] = await document.lines(6 * 14, 1);
  expect(new Date(second?.time ?? NaN).toISOString()).toBe('2025-03-01T10:00:00.000Z');
});

it('dates the end of a log that goes on into the next year before all of it is read', async () => {
  const path = at('turn.log');
  const line = (date: string): string => `${date} 10:00:00 host app[1]: ${'x'.repeat(2000)}\n`;
  await writeFile(path, line('Dec 30').repeat(100) + line('Jan  2').repeat(100));
  await utimes(path, new Date(), new Date('2027-01-03T00:00:00Z'));
  const document = await documentOf(path, { choices: { zone: 'utc' } });
  const times = async (where: number): Promise<number | null> => {
    const piece = await document.around(where, 3000, 3000);
    return (await piece.lines(piece.endLine - 1, 1))[0]?.time ?? null;
  };
  expect(await times(5000)).toBe(Date.UTC(2026, 11, 30, 10));
  expect(await times(300_000)).toBe(Date.UTC(2027, 0, 2, 10));
});

it('keeps its last lines while it takes in more', async () => {
  const path = at('steady.log');
  await writeFile(path, records(0, 30_000).slice(0, -20));
  const document = await documentOf(path);
  await document.indexing;
  for (let round = 0; round < 5; round += 1) {
    const before = document.endLine;
    await appendFile(path, `rest\n${records(30_000 + round * 10_000, 10_000)}torn`);
    await document.refresh();
    let done = false;
    const indexing = document.indexing.then(() => (done = true));
    while (!done) {
      expect(document.endLine).toBeGreaterThanOrEqual(before);
      expect(document.index.lines).toBeLessThanOrEqual(document.endLine);
      const last = await document.lines(before - 400, 400);
      expect(last.map(({ line }) => line)).toEqual(last.map((_, index) => before - 400 + index));
      expect(await document.records(document.endRecord - 3, 3)).toHaveLength(3);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await indexing;
    expect(document.endLine).toBeGreaterThan(before);
  }
  expect(document.endRecord).toBe(80_000);
});

it('learns of its format and encoding as a short log grows', async () => {
  const source = new MemorySource(Buffer.alloc(0), 'new');
  const document = await LogDocument.open(source, { formats });
  opened.push(document);
  await document.indexing;
  expect([document.endLine, document.format.name]).toEqual([0, 'text']);
  source.append(iconv.encode(records(0, 50), 'gb18030'));
  expect(await document.refresh()).toBe('grown');
  await document.indexing;
  expect(known(document)).toMatchObject({ encoding: 'gb18030', records: 50 });
  expect(document.format.name).not.toBe('text');
});

it('finds another encoding where the Chinese lines are few and far inside', async () => {
  const plain = records(0, 9, 'plain').repeat(3000);
  const chinese = (count: number): Buffer => iconv.encode(records(0, 9).repeat(count), 'gb18030');
  // A line that no sample holds: known when it is shown.
  const few = [Buffer.from(plain), chinese(1), Buffer.from(plain.repeat(2))];
  const document = await documentOf(Buffer.concat(few));
  await document.indexing;
  expect(document.encoding).toBe('utf-8');
  await document.lines(27_000, 5);
  await expect.poll(() => document.encoding, { timeout: 25_000 }).toBe('gb18030');
  await document.indexing;
  expect((await document.lines(27_000, 1))[0]?.text).toContain('事务提交');
  // A stretch of them: found without being shown, for the search.
  const some = [Buffer.from(plain), chinese(500), Buffer.from(plain.repeat(2))];
  const other = await documentOf(Buffer.concat(some));
  await expect.poll(() => other.encoding, { timeout: 25_000 }).toBe('gb18030');
});

it('begins anew when a log is truncated or replaced, and reads on when it is gone', async () => {
  const path = at('turn.log');
  await writeFile(path, records(0, 5000));
  const document = await documentOf(path);
  await document.indexing;
  await truncate(path, 0);
  await appendFile(path, records(0, 10, 'after'));
  expect(await document.refresh()).toBe('truncated');
  await document.indexing;
  expect(document.endRecord).toBe(10);
  expect((await document.lines(0, 1))[0]?.text).toContain('after');
  await rename(path, at('turn.log.1'));
  await writeFile(path, records(0, 20, 'new'));
  expect(await document.refresh()).toBe('replaced');
  await document.indexing;
  expect(document.endRecord).toBe(20);
  await rm(path);
  expect(await document.refresh()).toBe('gone');
  expect(document.problem?.code).toBe('file.missing');
  expect((await document.lines(0, 1))[0]?.text).toContain('new');
});

it('gives what is left when a log is truncated while its lines are read', async () => {
  const path = at('under.log');
  await writeFile(path, records(0, 50_000));
  const document = await documentOf(path);
  await truncate(path, 1000);
  await document.indexing.catch(() => undefined);
  const lines = await document.lines(document.endLine >> 1, 50);
  expect(lines.length).toBeLessThanOrEqual(50);
  await document.refresh();
  await document.indexing;
  expect(document.index.bytes).toBe(1000);
});

it('uses a kept index again, extends it, and forgets it when the log says something else', async () => {
  const path = at('kept.log');
  const text = records(0, 120_000);
  await writeFile(path, text);
  const kept = new Map<string, Buffer>();
  const loaded: string[] = [];
  const options: Partial<DocumentOptions> = {
    loadIndex: (identity) => {
      loaded.push(identity);
      return Promise.resolve(kept.get(identity) ?? null);
    },
    saveIndex: (identity, parts) => {
      kept.set(identity, Buffer.concat(parts));
      return Promise.resolve();
    },
  };
  const first = await documentOf(path, options);
  await first.indexing;
  expect(kept.size).toBe(1);
  const again = await documentOf(path, options);
  await again.indexing;
  expect(known(again)).toEqual(known(first));
  expect(again.endRecord).toBe(120_000);
  expect(again.index.levels).toEqual(first.index.levels);
  expect((await again.lines(99_999, 1))[0]).toEqual((await first.lines(99_999, 1))[0]);
  await appendFile(path, records(120_000, 1000));
  const longer = await documentOf(path, options);
  await longer.indexing;
  expect(longer.endRecord).toBe(121_000);
  // The same file, as long as before and as old, with another content.
  const { size, changedAt } = longer.source;
  await writeFile(path, records(0, 130_000, '另外的内容'));
  await truncate(path, size);
  await utimes(path, (changedAt ?? 0) / 1000, (changedAt ?? 0) / 1000);
  const other = await documentOf(path, options);
  await other.indexing;
  expect((await other.lines(0, 1))[0]?.text).toContain('另外的内容');
  expect(other.endLine).not.toBe(longer.endLine);
  expect(loaded.length).toBe(4);
});

it('makes an index anew when what was kept of it is damaged', async () => {
  const path = at('damaged.log');
  await writeFile(path, records(0, 120_000));
  let saved = Buffer.alloc(0);
  const saveIndex = (_: string, parts: readonly Buffer[]): Promise<void> => {
    saved = Buffer.concat(parts);
    return Promise.resolve();
  };
  await (
    await documentOf(path, { saveIndex })
  ).indexing;
  for (const bytes of [
    saved.subarray(0, saved.length >> 1),
    Buffer.from('rubbish'),
    Buffer.alloc(0),
  ]) {
    const document = await documentOf(path, { loadIndex: () => Promise.resolve(bytes) });
    await document.indexing;
    expect(document.endRecord).toBe(120_000);
  }
  const failing = await documentOf(path, {
    loadIndex: () => Promise.reject(new Error('disk')),
    saveIndex: () => Promise.reject(new Error('disk')),
  });
  await failing.indexing;
  expect(failing.endRecord).toBe(120_000);
});

it('survives a line of 500 MB', async () => {
  const path = at('line.log');
  await writeFile(path, 'first\n');
  const handle = await open(path, 'r+');
  await handle.write('\nlast\n', 500 * 1024 * 1024);
  await handle.close();
  const before = process.memoryUsage.rss();
  const document = await documentOf(path, { choices: { encoding: 'utf-8' } });
  const tail = await document.tail();
  expect((await tail.lines(tail.endLine - 1, 1))[0]?.text).toBe('last');
  await document.indexing;
  const lines = await document.lines(0, 10);
  expect(lines.map(({ text }) => text.length)).toEqual([5, 4096, 4]);
  expect(lines[1]?.fullLength).toBe(500 * 1024 * 1024 - 6);
  const whole = await document.whole(1);
  expect(whole?.text.length).toBe(16 * 1024 * 1024);
  expect(whole?.bytes).toBe(500 * 1024 * 1024 - 6);
  expect(process.memoryUsage.rss() - before).toBeLessThan(400 * 1024 * 1024);
  await rm(path);
});

it('shows any bytes: none at all, noise, zeros, mixed ends, no end', async () => {
  const empty = await documentOf(Buffer.alloc(0));
  await empty.indexing;
  expect(await allTexts(empty)).toEqual([]);
  expect(await empty.records(0, 10)).toEqual([]);
  expect(await empty.record(0)).toBeNull();
  let seed = 3;
  const noise = Buffer.from(
    Array.from({ length: 300_000 }, () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >>> 16),
  );
  const binary = await documentOf(noise, { choices: { encoding: 'utf-8' } });
  await binary.indexing;
  const lines = await binary.lines(0, 1e9);
  expect(lines.reduce((sum, { offset, end }) => sum + end - offset, 0)).toBe(noise.length);
  const mixed = await documentOf(Buffer.from('a\r\nb\n\r\n\0\0c\n\nlast'));
  await mixed.indexing;
  expect(await allTexts(mixed)).toEqual(['a', 'b', '', '\0\0c', '', 'last']);
  const marked = await documentOf(Buffer.from('\ufeffa\nb\n'));
  expect((await marked.lines(0, 1))[0]?.text).toBe('a');
});

it('reads a packed log as it is unpacked, and says when it ends early', async () => {
  const text = records(0, 50_000);
  await writeFile(at('app.log.gz'), gzipSync(text));
  const document = await documentOf(at('app.log.gz'));
  expect((await document.lines(0, 1))[0]?.text).toContain('事务提交 0');
  await document.indexing;
  expect(known(document)).toMatchObject({ records: 50_000, indexed: 1, problem: null });
  expect((await document.records(33_333, 1))[0]?.first.text).toContain('事务提交 33333');
  const packed = gzipSync(text);
  await writeFile(at('cut.log.gz'), packed.subarray(0, packed.length >> 1));
  const cut = await documentOf(at('cut.log.gz'));
  await cut.indexing;
  expect(cut.problem?.code).toBe('logs.archive-cut');
  expect(cut.endRecord).toBeGreaterThan(10_000);
});

it('waits for the index that replaces the one that was waited for', async () => {
  const document = await documentOf(Buffer.from(records(0, 50_000)));
  const indexing = document.indexing;
  await document.choose({ format: 'text' });
  await indexing;
  expect(known(document)).toMatchObject({ format: 'text', lines: 65_000, indexed: 1 });
});

it('stops making an index when it is closed', async () => {
  const document = await documentOf(Buffer.from(records(0, 100_000)));
  const indexing = document.indexing.catch((error: unknown) => error);
  await document.close();
  await indexing;
  await expect(document.refresh()).rejects.toMatchObject({ code: 'wire.cancelled' });
});
