import { execFile } from 'node:child_process';
import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  open,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createWriteStream, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { BlockCache } from '../blocks';
import { expand } from './expand';
import { MemorySource } from './memory';
import { openLocal } from './open';
import { packingOf } from './packing';

const run = promisify(execFile);
let folder = '';
let crowd = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldbench-local-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  if (crowd) await run('rm', ['-rf', crowd]);
});

const at = (name: string): string => join(folder, name);

it('refuses what is no file, in words and without waiting', async () => {
  await mkdir(at('folder'));
  await run('mkfifo', [at('pipe')]);
  const server = createServer().listen(at('socket'));
  await expect(openLocal(at('none'))).rejects.toMatchObject({ code: 'file.missing' });
  await expect(openLocal(at('folder'))).rejects.toMatchObject({ code: 'logs.is-folder' });
  await expect(openLocal(at('pipe'))).rejects.toMatchObject({ code: 'logs.not-a-file' });
  await expect(openLocal(at('socket'))).rejects.toMatchObject({ code: 'logs.not-a-file' });
  await expect(openLocal('/dev/zero')).rejects.toMatchObject({ code: 'logs.not-a-file' });
  server.close();
});

it('reads beyond 2 GiB and 4 GiB without reading what is before', async () => {
  const far = 5 * 1024 ** 3;
  await writeFile(at('far.log'), 'begin\n');
  const handle = await open(at('far.log'), 'r+');
  await handle.write('end\n', far);
  await handle.close();
  const source = await openLocal(at('far.log'));
  expect(source.size).toBe(far + 4);
  expect((await source.read(far, 100)).toString()).toBe('end\n');
  expect((await source.read(far + 4, 100)).length).toBe(0);
  await source.close();
  await rm(at('far.log'));
});

it('tells growth, truncation and replacement apart', async () => {
  const path = at('live.log');
  await writeFile(path, 'one\n');
  const source = await openLocal(path);
  expect(await source.refresh()).toBe('same');
  await appendFile(path, 'two\n');
  expect(source.size).toBe(4);
  expect(await source.refresh()).toBe('grown');
  expect((await source.read(0, 100)).toString()).toBe('one\ntwo\n');
  await truncate(path, 2);
  expect(await source.refresh()).toBe('truncated');
  expect((await source.read(0, 100)).toString()).toBe('on');
  // Emptied and filled again beyond its old size, between two looks.
  await writeFile(path, 'something else altogether\n');
  expect(await source.refresh()).toBe('truncated');
  await rename(path, at('live.log.1'));
  await writeFile(path, 'new\n');
  expect(await source.refresh()).toBe('replaced');
  expect((await source.read(0, 100)).toString()).toBe('new\n');
  await source.close();
});

it('still reads a file that was deleted or replaced by a folder, and finds the next one', async () => {
  const path = at('gone.log');
  await writeFile(path, 'still here\n');
  const source = await openLocal(path);
  await rm(path);
  expect(await source.refresh()).toBe('gone');
  expect(source.problem).toMatchObject({ code: 'file.missing' });
  expect((await source.read(0, 100)).toString()).toBe('still here\n');
  await mkdir(path);
  expect(await source.refresh()).toBe('gone');
  expect(source.problem).toMatchObject({ code: 'logs.is-folder' });
  expect((await source.read(0, 100)).toString()).toBe('still here\n');
  await rm(path, { recursive: true });
  await writeFile(path, 'back\n');
  expect(await source.refresh()).toBe('replaced');
  expect(source.problem).toBeNull();
  expect((await source.read(0, 100)).toString()).toBe('back\n');
  await source.close();
});

it('gives what is there when a file is truncated between two looks', async () => {
  const path = at('cut.log');
  await writeFile(path, 'x'.repeat(10_000));
  const source = await openLocal(path);
  await truncate(path, 100);
  expect((await source.read(0, 10_000)).length).toBe(100);
  expect((await source.read(5000, 100)).length).toBe(0);
  await source.close();
});

it('tells packing by the first bytes, not by the name', async () => {
  expect(packingOf(Buffer.from('PK is no zip'))).toBeNull();
  expect(packingOf(Buffer.from('BZhang started'))).toBeNull();
  expect(packingOf(Buffer.from('BZh91AY&'))).toBe('bzip2');
  expect(packingOf(Buffer.alloc(0))).toBeNull();
  await writeFile(at('plain.gz'), 'not packed at all\n');
  const source = await openLocal(at('plain.gz'));
  expect((await source.read(0, 100)).toString()).toBe('not packed at all\n');
  await source.close();
});

it('keeps recently read blocks up to a bound, for all sources together', async () => {
  const cache = new BlockCache(1024 * 1024);
  const bytes = Buffer.alloc(3 * 1024 * 1024, 'abcdefg');
  const one = new MemorySource(bytes);
  const other = new MemorySource(Buffer.from('short'));
  for (let from = 0; from < bytes.length; from += 99_991) {
    const read = await cache.read(one, from, 150_000);
    expect(read.equals(bytes.subarray(from, from + 150_000))).toBe(true);
    expect(cache.bytes).toBeLessThanOrEqual(1024 * 1024);
  }
  expect((await cache.read(other, 2, 100)).toString()).toBe('ort');
  other.append(Buffer.from(' no more'));
  expect((await cache.read(other, 0, 100)).toString()).toBe('short no more');
  other.replace(Buffer.from('other'));
  cache.drop(other);
  expect((await cache.read(other, 0, 100)).toString()).toBe('other');
  const all = await Promise.all(Array.from({ length: 9 }, () => cache.read(one, 0, 2_000_000)));
  expect(all.every((read) => read.equals(bytes.subarray(0, 2_000_000)))).toBe(true);
});

it('finds the newest files of a folder, and of patterns', async () => {
  const base = at('many');
  for (const sub of ['a', 'b', 'b/deep', '.hidden'])
    await mkdir(join(base, sub), { recursive: true });
  const files = [
    'a/app.log',
    'a/app.log.1',
    'b/app.log',
    'b/deep/db.log',
    'a/[x].log',
    '.hidden/h.log',
  ];
  for (const [index, name] of files.entries()) {
    await writeFile(join(base, name), 'x');
    await utimes(join(base, name), 1000, 1_700_000_000 + index);
  }
  await symlink('..', join(base, 'b/deep/up'));
  const found = async (pattern: string): Promise<string[]> =>
    (await expand(pattern)).entries.map(({ path }) => path.slice(base.length + 1));
  expect(await found(join(base, 'a'))).toEqual(['a/[x].log', 'a/app.log.1', 'a/app.log']);
  expect(await found(join(base, '*/app.log'))).toEqual(['b/app.log', 'a/app.log']);
  expect(await found(join(base, '**/*.log'))).toEqual([
    'a/[x].log',
    'b/deep/db.log',
    'b/app.log',
    'a/app.log',
  ]);
  expect(await found(join(base, '{a,b}/app.log*'))).toHaveLength(3);
  expect(await found(join(base, 'a/app.lo[f-h]'))).toEqual(['a/app.log']);
  // The name of a file that is there is taken as it stands.
  expect(await found(join(base, 'a/[x].log'))).toEqual(['a/[x].log']);
  expect(await found(join(base, 'c/*.log'))).toEqual([]);
  await expect(expand(join(base, 'c/app.log'))).rejects.toMatchObject({ code: 'file.missing' });
  const file = await expand(join(base, 'a/app.log'));
  expect(file).toMatchObject({ isFile: true, folder: join(base, 'a') });
  const folders = await expand(base, { folders: true });
  expect(folders.isFile).toBe(false);
  expect(folders.entries.map(({ name, kind }) => `${kind} ${name}`).toSorted()).toEqual([
    'folder .hidden',
    'folder a',
    'folder b',
  ]);
});

it('takes a zip for a folder of its files in a pattern', async () => {
  const base = at('zips');
  await mkdir(base);
  const zip = new ZipFile();
  for (const name of ['logs/a.log', 'logs/old/b.log', 'logs/c.txt', '日志.log'])
    zip.addBuffer(Buffer.from('x\n'), name);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(join(base, 'mail.ZIP')));
  await writeFile(join(base, 'no.zip'), 'no zip');
  const found = async (pattern: string): Promise<string[]> =>
    (await expand(join(base, pattern))).entries.map(({ zipped }) => zipped?.entry ?? '').toSorted();
  expect(await found('mail.ZIP/*.log')).toEqual(['日志.log']);
  expect(await found('*.{zip,ZIP}/logs/*')).toEqual(['logs/a.log', 'logs/c.txt']);
  expect(await found('mail.ZIP/**/*.log')).toEqual(['logs/a.log', 'logs/old/b.log', '日志.log']);
  const { entries, folder: begun } = await expand(join(base, 'mail.ZIP/logs/a*'));
  expect(begun).toBe(join(base, 'mail.ZIP'));
  expect(entries).toMatchObject([
    {
      name: 'a.log',
      path: join(base, 'mail.ZIP/logs/a.log'),
      bytes: 2,
      zipped: { path: join(base, 'mail.ZIP'), entry: 'logs/a.log' },
    },
  ]);
  const whole = await expand(join(base, 'mail.ZIP/logs/old/b.log'));
  expect(whole).toMatchObject({ isFile: true, entries: [{ zipped: { entry: 'logs/old/b.log' } }] });
  await expect(expand(join(base, 'mail.ZIP/logs/d.log'))).rejects.toMatchObject({
    code: 'file.missing',
  });
});

it('looks through a folder of 100,000 files within bounds', async () => {
  // In memory where there is such a place: a disk takes long for so many.
  const shared = existsSync('/dev/shm') ? '/dev/shm' : folder;
  const base = (crowd = await mkdtemp(join(shared, 'fieldbench-crowd-')));
  await run('sh', [
    '-c',
    'cd "$1" && seq 1 100000 | sed "s/$/.log/" | xargs touch -d 2026-01-01',
    'sh',
    base,
  ]);
  await writeFile(join(base, 'newest.log'), 'x');
  const { entries, truncated } = await expand(join(base, '*.log'), { limit: 50 });
  expect(entries).toHaveLength(50);
  expect(entries[0]?.name).toBe('newest.log');
  expect(truncated).toBe(true);
  const stop = new AbortController();
  const search = expand(base, { signal: stop.signal });
  stop.abort();
  await expect(search).rejects.toMatchObject({ code: 'wire.cancelled' });
  const name = 'a'.repeat(200);
  await writeFile(join(folder, name), 'x');
  expect((await expand(join(folder, `${'*a'.repeat(90)}b`))).entries).toEqual([]);
});

it('says so when permission is lost, and reads on what was opened', async () => {
  const path = at('private.log');
  await writeFile(path, 'kept open\n');
  await chmod(path, 0o600);
  const source = await openLocal(path);
  const root = process.getuid?.() === 0;
  if (root) process.seteuid?.(65534);
  else await chmod(folder, 0);
  try {
    await expect(openLocal(path)).rejects.toMatchObject({ code: 'file.unreadable' });
    expect(await source.refresh()).toBe('gone');
    expect(source.problem).toMatchObject({ code: 'file.unreadable' });
    expect((await source.read(0, 100)).toString()).toBe('kept open\n');
  } finally {
    if (root) process.seteuid?.(0);
    else await chmod(folder, 0o700);
  }
  expect(await source.refresh()).toBe('same');
  expect(source.problem).toBeNull();
  await source.close();
});
