import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { constants, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import type { ByteSource } from '../source';
import { MemorySource } from './memory';
import { openLocal, openTyped } from './open';
import { openPacked } from './within';
import { zipEntries } from './zip';

let folder = '';
/** 9 MB that pack well and are not the same anywhere. */
const text = Buffer.from(
  Array.from(
    { length: 120_000 },
    (_, index) =>
      `2026-11-22 10:00:${index % 60} INFO 事务 ${index} 提交 cost=${(index * 7919) % 3001}\n`,
  ).join(''),
);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldbench-packed-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function put(name: string, bytes: Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** Reads to the end, in pieces of no round size. */
async function readAll(source: ByteSource): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let at = 0; ;) {
    const piece = await source.read(at, 300_007);
    if (piece.length === 0) return Buffer.concat(pieces);
    pieces.push(piece);
    at += piece.length;
  }
}

/** Reads here and there and compares with what should stand there. */
async function expectAnywhere(source: ByteSource, whole: Buffer): Promise<void> {
  const places = Array.from({ length: 60 }, (_, index) => (index * 7_654_321) % whole.length);
  const end = whole.length - 10;
  for (const from of [end, 0, end, 1, end, 2, end - 1, end, whole.length >> 1, ...places]) {
    const bytes = await source.read(from, 5000);
    expect(bytes.equals(whole.subarray(from, from + 5000)), `at ${from}`).toBe(true);
  }
}

it('reads a gzip file in place: its size is known at its end, then any place can be read', async () => {
  const source = await openLocal(await put('app.log.2', gzipSync(text)));
  expect(source).toMatchObject({ complete: false, path: null, problem: null });
  expect((await source.read(0, 20)).toString()).toBe(text.toString('utf8', 0, 20));
  expect(source.size).toBeGreaterThanOrEqual(20);
  expect((await readAll(source)).equals(text)).toBe(true);
  expect(source).toMatchObject({ complete: true, size: text.length, problem: null });
  await expectAnywhere(source, text);
  await source.close();
});

it('reads members of gzip that follow each other as one log, many small ones too', async () => {
  const cuts = [0, 1, 2, 900, 70_000, 70_001, 4_000_000, 6_000_000, text.length];
  const small = Array.from({ length: 3000 }, (_, index) => gzipSync(`line ${index}\n`));
  const members = cuts.slice(1).map((cut, index) => gzipSync(text.subarray(cuts[index], cut)));
  const source = await openLocal(await put('members.gz', Buffer.concat([...members, ...small])));
  const lines = Array.from({ length: 3000 }, (_, index) => `line ${index}\n`).join('');
  const whole = Buffer.concat([text, Buffer.from(lines)]);
  expect((await readAll(source)).equals(whole)).toBe(true);
  await expectAnywhere(source, whole);
  await source.close();
});

it('shows what a gzip file that ends early has, and says so', async () => {
  const packed = gzipSync(text);
  const source = await openLocal(await put('early.gz', packed.subarray(0, packed.length >> 1)));
  const there = await readAll(source);
  expect(there.length).toBeGreaterThan(text.length / 3);
  expect(there.equals(text.subarray(0, there.length))).toBe(true);
  expect(source).toMatchObject({
    complete: true,
    problem: { code: 'logs.archive-cut', params: { name: 'early.gz', bytes: there.length } },
  });
  await expectAnywhere(source, there);
  const trailer = await openLocal(await put('trailer.gz', packed.subarray(0, -3)));
  expect((await readAll(trailer)).equals(text)).toBe(true);
  expect(trailer.problem?.code).toBe('logs.archive-cut');
  await Promise.all([source.close(), trailer.close()]);
});

it('takes no notice of what follows a gzip file, and says when it is damaged inside', async () => {
  const packed = gzipSync(text);
  const padded = await openLocal(
    await put('padded.gz', Buffer.concat([packed, Buffer.alloc(70_000), Buffer.from('rubbish')])),
  );
  expect((await readAll(padded)).equals(text)).toBe(true);
  expect(padded.problem).toBeNull();
  const wrong = Buffer.from(packed);
  wrong.writeUInt32LE(1, wrong.length - 8);
  const damaged = await openLocal(await put('damaged.gz', wrong));
  expect((await readAll(damaged)).equals(text)).toBe(true);
  expect(damaged.problem?.code).toBe('logs.archive-damaged');
  await Promise.all([padded.close(), damaged.close()]);
});

it('reads several places of a packed file at the same time', async () => {
  const source = await openLocal(await put('together.gz', gzipSync(text)));
  const places = Array.from({ length: 20 }, (_, index) => (index * 5_555_555) % text.length);
  const pieces = await Promise.all(places.map((from) => source.read(from, 1000)));
  pieces.forEach((piece, index) => {
    const from = places[index] ?? 0;
    expect(piece.equals(text.subarray(from, from + 1000))).toBe(true);
  });
  await source.close();
});

it('stops unpacking when the reader is cancelled, and goes on for the next one', async () => {
  const source = await openLocal(await put('cancel.gz', gzipSync(text)));
  const stop = new AbortController();
  const reading = source.read(0, text.length, stop.signal);
  stop.abort();
  await expect(reading).rejects.toMatchObject({ code: 'wire.cancelled' });
  expect((await readAll(source)).equals(text)).toBe(true);
  await source.close();
});

it('begins anew when a packed file was replaced', async () => {
  const path = await put('again.gz', gzipSync('first\n'));
  const source = await openLocal(path);
  expect((await readAll(source)).toString()).toBe('first\n');
  expect(await source.refresh()).toBe('same');
  await appendFile(path, gzipSync('second\n'));
  // It may be being copied: not before it stays as it is.
  expect(await source.refresh()).toBe('same');
  expect(await source.refresh()).toBe('replaced');
  expect(source).toMatchObject({ size: 0, complete: false });
  expect((await readAll(source)).toString()).toBe('first\nsecond\n');
  await rm(path);
  expect(await source.refresh()).toBe('gone');
  expect(source.problem?.code).toBe('file.missing');
  await source.close();
});

it('reads Zstandard of several frames, and says when it ends early', async () => {
  const half = text.length >> 1;
  const nothing = Buffer.from('502a4d1803000000aabbcc', 'hex');
  const packed = Buffer.concat([
    zstdCompressSync(text.subarray(0, half)),
    nothing,
    zstdCompressSync(text.subarray(half), { params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
  ]);
  const source = await openLocal(
    await put('app.zst', Buffer.concat([packed, Buffer.from('rubbish')])),
  );
  expect((await readAll(source)).equals(text)).toBe(true);
  expect(source).toMatchObject({ complete: true, size: text.length, problem: null });
  await expectAnywhere(source, text);
  const cut = await openLocal(await put('cut.zst', packed.subarray(0, packed.length - 5000)));
  const there = await readAll(cut);
  expect(there.equals(text.subarray(0, there.length))).toBe(true);
  expect(cut.problem?.code).toBe('logs.archive-cut');
  await Promise.all([source.close(), cut.close()]);
});

it('lists the files of a zip and reads packed and stored ones', async () => {
  const zip = new ZipFile();
  zip.addEmptyDirectory('logs/');
  zip.addBuffer(text, 'logs/a.log');
  zip.addBuffer(text, 'logs/b.log', { compress: false });
  zip.end();
  const path = await put('logs.zip', await buffer(zip.outputStream));
  const member = { bytes: text.length, encrypted: false, changedAt: expect.any(Number) as number };
  expect(await zipEntries(path)).toEqual({
    members: [
      { name: 'logs/a.log', ...member },
      { name: 'logs/b.log', ...member },
    ],
    truncated: false,
  });
  for (const entry of ['logs/a.log', 'logs/b.log']) {
    const source = await openLocal(path, { entry });
    expect(source.name).toBe(entry.slice(5));
    expect((await readAll(source)).equals(text)).toBe(true);
    expect(source.problem).toBeNull();
    await expectAnywhere(source, text);
    await source.close();
  }
  await expect(openLocal(path)).rejects.toMatchObject({
    code: 'logs.archive-entries',
    params: { count: 2, names: 'logs/a.log, logs/b.log', first: 'logs/a.log' },
  });
  const typed = await openTyped(join(path, 'logs', 'b.log'));
  expect((await readAll(typed)).equals(text)).toBe(true);
  await typed.close();
  for (const [name, code] of [
    [join(path, 'logs'), 'logs.archive-entry'],
    [`${path}x`, 'file.missing'],
    [join(await put('plain.log', text), 'logs', 'b.log'), 'file.missing'],
  ] as const)
    await expect(openTyped(name)).rejects.toMatchObject({ code });
  await expect(openLocal(path, { entry: 'c.log' })).rejects.toMatchObject({
    code: 'logs.archive-entry',
  });
});

it('reads what is packed once more within a zip, and within any source', async () => {
  const zip = new ZipFile();
  zip.addBuffer(gzipSync(text), 'a.log.1.gz');
  zip.addBuffer(gzipSync(text), 'b.log.1.gz', { compress: false });
  zip.addBuffer(zstdCompressSync(text), 'c.log.zst');
  zip.end();
  const path = await put('twice.zip', await buffer(zip.outputStream));
  for (const entry of ['a.log.1.gz', 'b.log.1.gz', 'c.log.zst']) {
    const source = await openLocal(path, { entry });
    expect((await readAll(source)).equals(text), entry).toBe(true);
    expect(source).toMatchObject({ complete: true, size: text.length, problem: null });
    expect(await source.refresh()).toBe('same');
    expect(source.fileIdentity).toMatch(/^\d+:\d+$/);
    await expectAnywhere(source, text);
    await source.close();
  }
  const plain = await openPacked(new MemorySource(text, 'plain'));
  expect(plain.name).toBe('plain');
  expect((await plain.read(0, 100)).equals(text.subarray(0, 100))).toBe(true);
  const within = await openPacked(new MemorySource(gzipSync(text), 'dropped.gz'));
  expect((await readAll(within)).equals(text)).toBe(true);
  expect(await within.refresh()).toBe('same');
  await within.close();
  await expect(openPacked(new MemorySource(Buffer.from('PK\x03\x04')))).rejects.toMatchObject({
    code: 'logs.archive-kind',
    params: { kind: 'zip' },
  });
});

/** A zip with one file, written byte by byte: a flag, a method and a raw name of one's own. */
function oneEntryZip(
  name: Buffer,
  content: Buffer,
  flags: number,
  method: number,
  size: number,
): Buffer {
  const packed = method === 8 ? deflateRawSync(content) : content;
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(flags, 6);
  local.writeUInt16LE(method, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(size, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(flags, 8);
  central.writeUInt16LE(method, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(size, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, name, packed, central, name, end]);
}

it('reads names in GBK, and refuses in words what it cannot unpack', async () => {
  const name = iconv.encode('日志\\错误.log', 'gbk');
  const content = Buffer.from('hello\n');
  const gbk = await put('gbk.zip', oneEntryZip(name, content, 0, 8, content.length));
  expect((await zipEntries(gbk)).members).toMatchObject([{ name: '日志/错误.log' }]);
  // Valid UTF-8 by chance; only a zip made on Unix means it.
  const road = iconv.encode('路.log', 'gbk');
  const short = await put('short.zip', oneEntryZip(road, content, 0, 8, content.length));
  expect((await zipEntries(short)).members).toMatchObject([{ name: '路.log' }]);
  const told = await put('told.zip', oneEntryZip(road, content, 0x800, 8, content.length));
  expect((await zipEntries(told)).members).toMatchObject([{ name: '·.log' }]);
  expect(await zipEntries(await put('no.zip', content))).toEqual({ members: [], truncated: false });
  const source = await openLocal(gbk);
  expect(source.name).toBe('错误.log');
  expect((await readAll(source)).toString()).toBe('hello\n');
  // Its checksum is 0 in the zip.
  expect(source.problem?.code).toBe('logs.archive-damaged');
  await source.close();
  const locked = await put('locked.zip', oneEntryZip(name, content, 1, 8, content.length));
  await expect(openLocal(locked)).rejects.toMatchObject({ code: 'logs.archive-encrypted' });
  const strange = await put('strange.zip', oneEntryZip(name, content, 0, 99, content.length));
  await expect(openLocal(strange)).rejects.toMatchObject({ code: 'logs.archive-method' });
  const broken = await put('broken.zip', Buffer.from('PK\x03\x04 and nothing more'));
  await expect(openLocal(broken)).rejects.toMatchObject({ code: 'logs.archive-damaged' });
  const other = await put('app.log.xz', Buffer.from('fd377a585a0000', 'hex'));
  await expect(openLocal(other)).rejects.toMatchObject({
    code: 'logs.archive-kind',
    params: { kind: 'xz' },
  });
});

it('unpacks a bomb piece by piece, whatever it says of its size', async () => {
  // 128 MB of zeros in 128 KB.
  const member = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const source = await openLocal(await put('bomb.gz', Buffer.concat(Array(2).fill(member))));
  const before = process.memoryUsage.rss();
  for (let at = 0; at < 128 * 1024 * 1024; at += 8 * 1024 * 1024) {
    expect((await source.read(at, 8 * 1024 * 1024)).length).toBe(8 * 1024 * 1024);
  }
  expect(process.memoryUsage.rss() - before).toBeLessThan(120 * 1024 * 1024);
  await source.close();
});
