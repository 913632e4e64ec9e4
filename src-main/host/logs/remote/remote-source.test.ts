import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRemoteBed, type RemoteBed } from '../../../../test/servers/remote-bed';
import { browse, openRemote, RemoteSource, searchHere, searchOnHost } from './index';

const line = 'a line that says where it stands: ';
const content = Buffer.from(
  Array.from({ length: 60_000 }, (_, index) => `${line}${index}\n`).join(''),
);

describe('a file on a host', () => {
  let bed: RemoteBed;
  beforeAll(async () => {
    bed = await openRemoteBed('gnu', {
      tools: {
        // Waits where it is asked for that, so that a test can find it.
        grep: '#!/bin/sh\ncase "$*" in *-c*wait*) echo $$ >"$HOME/pid"; sleep 300 ;; *) exec /usr/bin/grep "$@" ;; esac\n',
      },
    });
  });
  afterAll(() => bed?.close());

  it('is refused in words where it is missing, closed, a folder or a pipe', async () => {
    const open = (path: string): Promise<unknown> => RemoteSource.open(bed.host, path);
    await expect(open('/nowhere/a b.log')).rejects.toMatchObject({ code: 'logs.path-missing' });
    await expect(open('/tmp')).rejects.toMatchObject({ code: 'logs.is-folder' });
    await expect(open('/dev/null')).rejects.toMatchObject({ code: 'logs.not-a-file' });
  });

  it('opens with one command, and its name may hold anything', async () => {
    const name = `it's "a" $HOME \`x\` 日志.log`;
    bed.file(name, content);
    bed.commands.length = 0;
    const source = await RemoteSource.open(bed.host, `~/${name}`);
    expect(await source.read(0, 1000)).toEqual(content.subarray(0, 1000));
    expect(await source.read(content.length - 200_000, 200_000)).toEqual(
      content.subarray(-200_000),
    );
    expect(bed.commands).toHaveLength(1);
    await source.close();
  });

  it('is read on after the connection was cut, and never as another file', async () => {
    const path = bed.file('cut.log', content);
    const source = await RemoteSource.open(bed.host, path);
    await expect.poll(() => source.transport, { timeout: 25_000 }).toBe('sftp');
    bed.server.dropConnections();
    expect(await source.read(1_000_000, 100)).toEqual(content.subarray(1_000_000, 1_000_100));
    bed.server.dropConnections();
    renameSync(path, `${path}.1`);
    writeFileSync(path, Buffer.alloc(content.length, 'x'));
    await expect(source.read(1_800_000, 100)).rejects.toMatchObject({
      code: 'logs.file-exchanged',
    });
    expect(await source.refresh()).toBe('replaced');
    expect((await source.read(1_800_000, 3)).toString()).toBe('xxx');
    await source.close();
  });

  it('is found by a name that is no text on its host', async () => {
    const gbk = iconv.encode('日志 1.log', 'gb18030');
    const folder = `${bed.server.home}/names`;
    mkdirSync(folder);
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), gbk]), content);
    const { entries } = await browse(bed.host, folder);
    expect(entries.map(({ name }) => name)).toEqual(['日志 1.log']);
    const source = await RemoteSource.open(bed.host, entries[0]!.path);
    expect([source.name, source.size]).toEqual(['日志 1.log', content.length]);
    await source.close();
  });

  it('is empty, and then is not', async () => {
    const path = bed.file('empty.log', '');
    const source = await RemoteSource.open(bed.host, path);
    expect([source.size, (await source.read(0, 10)).length]).toEqual([0, 0]);
    appendFileSync(path, 'first\n');
    expect(await source.refresh()).toBe('grown');
    expect((await source.read(0, 10)).toString()).toBe('first\n');
    await source.close();
  });

  it('is unpacked here from ranges of it, and searched here where that is wanted', async () => {
    const path = bed.file('packed.log.gz', gzipSync(content));
    const source = await openRemote(bed.host, path);
    expect([source.complete, source.size]).toEqual([true, content.length]);
    expect(await source.read(0, 100)).toEqual(content.subarray(0, 100));
    expect(await source.read(content.length - 50, 100)).toEqual(content.subarray(-50));
    const words = { text: 'stands: 5999\\d$', regex: true, ignoreCase: false };
    const found = await searchHere(source, path, { words, encoding: 'utf-8', hits: 2 });
    expect([found.lines, found.stopped]).toEqual([10, 'hits']);
    expect(found.hits[1]).toEqual({
      offset: content.indexOf(`${line}59991`),
      text: `${line}59991`,
    });
    await source.close();
    const plain = await openRemote(bed.host, bed.file('plain.log', content));
    const some = await searchHere(plain, 'plain.log', {
      words,
      encoding: 'utf-8',
      hits: 9,
      mostBytes: 1e6,
    });
    expect([some.lines, some.stopped]).toEqual([null, 'bytes']);
    await plain.close();
  });

  it('is searched with many others, up to the bytes that may be moved', async () => {
    const paths = Array.from({ length: 60 }, (_, index) =>
      bed.file(
        `a rather long name of a rotated file ${index}.log`,
        `${index} ERROR\n`.repeat(index),
      ),
    );
    const search = async (hitsPerFile: number, mostBytes = 1e6) => {
      const found = [];
      const words = { text: 'ERROR', regex: false, ignoreCase: false };
      for await (const one of searchOnHost(bed.host, { paths, words, hitsPerFile, mostBytes }))
        found.push(one);
      return found;
    };
    expect((await search(0)).map(({ lines }) => lines)).toEqual(paths.map((_, index) => index));
    expect((await search(1000, 8000)).some(({ stopped }) => stopped === 'bytes')).toBe(true);
  });

  it('is no longer searched on the host when that is cancelled', async () => {
    const path = bed.file('wait.log', content);
    const abort = new AbortController();
    const pidFile = `${bed.server.home}/pid`;
    const words = { text: 'wait', regex: false, ignoreCase: false };
    const options = { paths: [path], words, hitsPerFile: 0, signal: abort.signal };
    const searching = searchOnHost(bed.host, options).next();
    await expect
      .poll(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8'), { timeout: 25_000 })
      .toMatch(/\d+\n/);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    abort.abort();
    await expect(searching).rejects.toMatchObject({ code: 'wire.cancelled' });
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 25_000 }).toBe(false);
  });
});

describe('a file that only root may read', () => {
  it('is read and searched by sudo', async () => {
    const bed = await openRemoteBed('gnu', {
      sudo: true,
      tools: {
        sudo: '#!/bin/sh\necho "$*" >>"$HOME/sudo"\nwhile test "$1" != --; do shift; done; shift; exec "$@"\n',
      },
    });
    try {
      const path = bed.file('root.log', content);
      const source = await RemoteSource.open(bed.host, path);
      expect(await source.read(500_000, 1000)).toEqual(content.subarray(500_000, 501_000));
      expect(source.transport).toBe('shell');
      const words = { text: 'stands: 17\n'.trim(), regex: false, ignoreCase: false };
      for await (const { lines } of searchOnHost(bed.host, {
        paths: [path],
        words,
        hitsPerFile: 0,
      }))
        expect(lines).toBe(1111);
      expect(readFileSync(`${bed.server.home}/sudo`, 'utf8').split('\n').length).toBeGreaterThan(3);
      await source.close();
    } finally {
      await bed.close();
    }
  });
});
