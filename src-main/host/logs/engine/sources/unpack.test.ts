import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AppError } from '../../../../contract/errors';
import { LogDocument, type DocumentOptions } from '../document';
import { loadFormats, type FormatSet } from '../formats/index';
import { Inflating } from './inflate';
import { openLocal } from './open';
import { unpackPool } from './unpack-pool';
import { Unpacked } from './unpacked';

/** Logs that a thread unpacks and scans. */

let folder = '';
let formats: FormatSet;
const start = Date.UTC(2026, 2, 1);
const count = 115_000;
const text = Buffer.from(
  Array.from({ length: count }, (_, index) => {
    const time = new Date(start + index * 1000).toISOString().replace('T', ' ').slice(0, 19);
    const level = index % 10 === 9 ? 'ERROR' : 'INFO ';
    return `${time},000 ${level} [main] a.b.C - 事务 ${index} 提交 cost=${(index * 7919) % 3001}\n`;
  }).join(''),
);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldbench-unpack-'));
  formats = await loadFormats(resolve('resources'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function put(name: string, bytes: Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

async function documentOf(
  path: string,
  kept: Map<string, Buffer> | null = null,
): Promise<LogDocument> {
  const options: DocumentOptions = { formats, choices: { zone: 'UTC' } };
  if (kept) {
    options.loadIndex = (key) => Promise.resolve(kept.get(key) ?? null);
    options.saveIndex = (key, parts) => {
      kept.set(key, Buffer.concat(parts));
      return Promise.resolve();
    };
  }
  return await LogDocument.open(await openLocal(path), options);
}

function shown({ index, problem }: LogDocument): unknown {
  const { lines, records, newlines, levels, first, last, bytes, complete } = index;
  const blocks = Array.from({ length: index.blocks }, (_, at) => index.block(at));
  return { lines, records, newlines, levels, first, last, bytes, complete, blocks, problem };
}

async function expectLine(document: LogDocument, line: number): Promise<void> {
  const [found] = await document.lines(line, 1);
  expect(found?.text).toContain(`事务 ${line} 提交`);
}

it('makes the same index of a log, packed or not, and leaves no thread behind', async () => {
  const plain = await documentOf(await put('plain.log', text));
  await plain.indexing;
  for (const [name, bytes] of [
    ['a.gz', gzipSync(text)],
    ['a.zst', zstdCompressSync(text)],
  ] as const) {
    const document = await documentOf(await put(name, bytes));
    await document.indexing;
    expect(shown(document)).toEqual(shown(plain));
    await document.choose({ format: 'text' });
    await document.indexing;
    expect(document.endLine).toBe(count);
    await document.close();
  }
  await plain.close();
  // More than are scanned at the same time: some are closed before their turn.
  const many = Array.from({ length: 12 }, () => documentOf(join(folder, 'a.gz')));
  for (const document of await Promise.all(many)) {
    const indexing = document.indexing.catch((error: unknown) => error);
    await document.close();
    expect([undefined, 'wire.cancelled']).toContain(((await indexing) as AppError)?.code);
  }
  await expect.poll(() => unpackPool.size, { timeout: 25_000 }).toBe(0);
});

it('opens a packed log again with all that was known of it', async () => {
  for (const [name, pack] of [
    ['again.gz', gzipSync],
    ['again.zst', zstdCompressSync],
  ] as const) {
    const path = await put(name, pack(text));
    const kept = new Map<string, Buffer>();
    const first = await documentOf(path, kept);
    await first.indexing;
    await first.close();
    expect(kept.size).toBe(2);
    const again = await documentOf(path, kept);
    expect(again.source).toMatchObject({ complete: true, size: text.length });
    const events: string[] = [];
    again.on((event) => events.push(event));
    await again.indexing;
    expect(shown(again)).toEqual(shown(first));
    expect(events).not.toContain('progress');
    for (const line of [count - 1, 3, 65_000, 64_000]) await expectLine(again, line);
    await again.close();
    // Another content of the same file is another log.
    await writeFile(path, pack(Buffer.from(text.toString().replaceAll('提交', '回滚'))));
    const other = await documentOf(path, kept);
    expect(other.source.complete).toBe(false);
    await other.indexing;
    expect((await other.lines(count - 1, 1))[0]?.text).toContain('回滚');
    await other.close();
  }
});

it('unpacks from the start when what was kept is damaged, wrong or of another version', async () => {
  const path = await put('kept.gz', gzipSync(text));
  const kept = new Map<string, Buffer>();
  const first = await documentOf(path, kept);
  await first.indexing;
  await first.close();
  const [places] = [...kept.keys()].filter((key) => key.endsWith(' places'));
  const good = kept.get(places ?? '') ?? Buffer.alloc(0);
  const from = 4 + good.readUInt32LE(0);
  const content = deserialize(good.subarray(from)) as {
    state: { size: number };
    places: { checkpoints: { out: number; bits: number; window: Uint8Array }[] };
  };
  const remade = (change: (copy: typeof content) => void): Buffer => {
    const copy = structuredClone(content);
    change(copy);
    return Buffer.concat([good.subarray(0, from), serialize(copy)]);
  };
  for (const bytes of [
    good.subarray(0, good.length >> 1),
    Buffer.from(good.toString('latin1').replace('places 1', 'places 0'), 'latin1'),
    remade(({ state }) => (state.size -= 1)),
    remade((copy) => (copy.places = { checkpoints: [] })),
    remade((copy) => copy.places.checkpoints.reverse()),
    // Right in form, wrong in content.
    remade(({ places: { checkpoints } }) => checkpoints.forEach((one) => one.window.fill(7))),
    remade(({ places: { checkpoints } }) => checkpoints.forEach((one) => (one.bits ^= 3))),
  ]) {
    const document = await documentOf(path, new Map(kept).set(places ?? '', bytes));
    await document.indexing;
    for (const line of [count - 1, 65_000]) await expectLine(document, line);
    expect(document.problem).toBeNull();
    await document.close();
  }
});

it('finds the encoding of a packed log whose Chinese lines are far inside', async () => {
  const ascii = Buffer.from(text.toString().replaceAll('事务', 'work').replaceAll('提交', 'done'));
  const chinese = iconv.encode(text.toString('utf8', 0, 1_000_000), 'gb18030');
  const whole = Buffer.concat([
    ascii.subarray(0, 5_000_000),
    chinese,
    ascii.subarray(0, 2_000_000),
  ]);
  const document = await documentOf(await put('far.gz', gzipSync(whole, { level: 1 })));
  await document.indexing;
  await expect.poll(() => document.encoding, { timeout: 25_000 }).toBe('gb18030');
  await document.close();
});

it('reads on rightly after reading the packed bytes has failed', async () => {
  const packed = gzipSync(text);
  let fails = 0;
  const read = (from: number, length: number): Promise<Buffer> => {
    if ((fails += 1) % 7 === 0) return Promise.reject(new AppError('file.unreadable'));
    return Promise.resolve(packed.subarray(from, from + length));
  };
  const unpacked = new Unpacked(new Inflating({ length: packed.length, read }, 'x.gz', true));
  const { signal } = new AbortController();
  let failed = 0;
  for (let at = 0; at < text.length;) {
    try {
      const bytes = await unpacked.read(at, 700_001, signal);
      expect(bytes.equals(text.subarray(at, at + 700_001)), `at ${at}`).toBe(true);
      at += bytes.length;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'file.unreadable') throw error;
      failed += 1;
    }
  }
  expect(failed).toBeGreaterThan(0);
});
