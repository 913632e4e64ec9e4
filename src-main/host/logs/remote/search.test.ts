import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterEach, describe, expect, it } from 'vitest';
import { openRemoteBed, type HostKind, type RemoteBed } from '../../../../test/servers/remote-bed';
import { searchOnHost, type RemoteFound, type RemoteSearchOptions } from './index';

let bed: RemoteBed;
afterEach(() => bed.close());

const text = `first line\n${'错误 连接超时 ERROR 1\nplain\n'.repeat(50)}last ERROR without end`;

async function search(
  options: Omit<RemoteSearchOptions, 'words'> & { text: string; regex?: boolean },
): Promise<RemoteFound[]> {
  const { text: wanted, regex = false, ...rest } = options;
  const words = { text: wanted, regex, ignoreCase: false };
  const found: RemoteFound[] = [];
  for await (const one of searchOnHost(bed.host, { ...rest, words })) found.push(one);
  return found;
}

// AIX and Solaris are stand-ins after their manuals: unproven on real ones.
describe.each<HostKind>(['gnu', 'busybox', 'aix', 'solaris'])('a search on a host (%s)', (kind) => {
  it('brings counts, and lines with the bytes they begin at, in the encoding of each file', async () => {
    bed = await openRemoteBed(kind, { noise: true });
    const gbk = iconv.encode(text, 'gb18030');
    const paths = [
      bed.file('utf8.log', text),
      bed.file("gbk 'x'.log", gbk),
      bed.file('old.log.gz', gzipSync(text)),
      bed.file('none.log', 'nothing here\n'),
      '/nowhere.log',
      bed.server.home,
    ];
    const encodingOf = (path: string) => (path.includes('gbk') ? ('gb18030' as const) : null);
    const found = await search({ paths, text: '连接超时', hitsPerFile: 3, encodingOf });
    expect(found.map(({ lines, error }) => error?.code ?? lines)).toEqual([
      50,
      50,
      50,
      0,
      'logs.path-missing',
      'logs.is-folder',
    ]);
    const [utf8, inGbk, packed] = found;
    for (const [one, bytes] of [
      [utf8, Buffer.from(text)],
      [inGbk, gbk],
      [packed, Buffer.from(text)],
    ] as const) {
      expect(one?.stopped).toBe('hits');
      expect(one?.hits.map(({ text: line }) => line)).toEqual(
        Array(3).fill('错误 连接超时 ERROR 1'),
      );
      for (const { offset } of one?.hits ?? []) expect(bytes[offset - 1]).toBe(10);
    }
    expect(found[0]?.command).toMatch(/grep -ca?F -e '连接超时'/);
    expect(bed.commands).toContain(found[0]?.command);

    const regex = await search({
      paths: paths.slice(0, 3),
      text: '^last.*end$',
      regex: true,
      hitsPerFile: 5,
      count: false,
      encodingOf: () => 'utf-8',
    });
    expect(regex.map(({ hits }) => hits)).toEqual([
      [{ offset: Buffer.byteLength(text) - 22, text: 'last ERROR without end' }],
      [{ offset: gbk.length - 22, text: 'last ERROR without end' }],
      [{ offset: Buffer.byteLength(text) - 22, text: 'last ERROR without end' }],
    ]);
    await expect(
      search({ paths, text: '\\bERROR', regex: true, hitsPerFile: 0 }),
    ).rejects.toMatchObject({
      code: 'logs.host-cannot-search',
      params: { part: '\\b' },
    });
  });
});

describe('a search on a host', () => {
  it('goes through many files, and stops at the bytes that may be moved', async () => {
    bed = await openRemoteBed();
    const paths = Array.from({ length: 120 }, (_, index) =>
      bed.file(
        `a rather long name of a rotated file ${index}.log`,
        `${index} ERROR\n`.repeat(index),
      ),
    );
    const counted = await search({ paths, text: 'ERROR', hitsPerFile: 0 });
    expect(counted.map(({ lines }) => lines)).toEqual(paths.map((_, index) => index));
    const limited = await search({
      paths: paths.slice(60),
      text: 'ERROR',
      hitsPerFile: 1000,
      mostBytes: 10_000,
    });
    expect(limited.some(({ stopped }) => stopped === 'bytes')).toBe(true);
  });

  it('is ended on the host when it is cancelled', async () => {
    bed = await openRemoteBed('gnu', {
      tools: {
        grep: '#!/bin/sh\ncase "$*" in *-c*wait*) echo $$ >"$HOME/pid"; sleep 300 ;; *) exec /usr/bin/grep "$@" ;; esac\n',
      },
    });
    const path = bed.file('app.log', text);
    const abort = new AbortController();
    const pidFile = `${bed.server.home}/pid`;
    const searching = search({ paths: [path], text: 'wait', hitsPerFile: 0, signal: abort.signal });
    await expect
      .poll(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8'), { timeout: 25_000 })
      .toMatch(/\d+\n/);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    abort.abort();
    await expect(searching).rejects.toMatchObject({ code: 'wire.cancelled' });
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 25_000 }).toBe(false);
  });

  it('says that there are no commands where an account has none', async () => {
    bed = await openRemoteBed('sftp-only');
    const path = bed.file('app.log', text);
    await expect(search({ paths: [path], text: 'x', hitsPerFile: 0 })).rejects.toMatchObject({
      code: expect.stringMatching(/^ssh\.(no-shell|exec-failed)$/),
    });
  });
});
