import {
  appendFileSync,
  mkdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppError } from '../../../contract/errors';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import { openRemoteBed, type HostKind, type RemoteBed } from '../../../../test/servers/remote-bed';
import { openSshDesk, type SshDesk } from '../../../../test/servers/ssh-desk';
import { Expression } from '../engine/search/expression';
import {
  browse,
  findPlaces,
  HostUnpacked,
  RemoteSource,
  searchOnHost,
  type RemoteFound,
  type RemoteSearchOptions,
} from './index';

/** Bytes of which each place can be told. */
function pattern(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at + 16 <= length; at += 16)
    bytes.write(`${String(at).padStart(15, '.')}\n`, at);
  return bytes;
}

const content = pattern(3_000_000);
const places = [0, 1, 65_535, 131_072, 1_499_990, 2_700_000, 2_999_900];
const text = `first line\n${'错误 连接超时 ERROR 1\nplain\n'.repeat(50)}last ERROR without end`;

/** Comparing large buffers byte by byte for a difference to show takes seconds. */
function isSame(one: Buffer, other: Buffer): boolean {
  return one.equals(other);
}

interface Kind {
  kind: HostKind;
  noise?: boolean;
  /** How random reads go. */
  transport: 'shell' | 'sftp';
  searches: boolean;
}

let shared: { test: TestHost; desk: SshDesk };
beforeAll(async () => {
  const test = await startTestHost();
  shared = { test, desk: await openSshDesk(test) };
});
afterAll(async () => {
  await shared?.desk.close();
  await shared?.test.close();
});

// AIX and Solaris are stand-ins after their manuals: unproven on real ones.
describe.each<Kind>([
  { kind: 'gnu', transport: 'sftp', searches: true },
  { kind: 'gnu', noise: true, transport: 'shell', searches: false },
  { kind: 'busybox', noise: true, transport: 'sftp', searches: true },
  { kind: 'bare', transport: 'shell', searches: false },
  { kind: 'aix', transport: 'shell', searches: true },
  { kind: 'solaris', noise: true, transport: 'shell', searches: true },
  { kind: 'sftp-only', transport: 'sftp', searches: false },
])('logs on a host ($kind, a banner: $noise)', ({ kind, noise = false, transport, searches }) => {
  let bed: RemoteBed;
  beforeAll(async () => {
    bed = await openRemoteBed(kind, { noise, noSftp: transport === 'shell', on: shared });
  });
  afterAll(() => bed?.close());

  async function search(
    options: Omit<RemoteSearchOptions, 'words'> & { text: string; regex?: boolean },
  ): Promise<RemoteFound[]> {
    const { text: wanted, regex = false, ...rest } = options;
    const words = { text: wanted, regex, ignoreCase: false };
    const found: RemoteFound[] = [];
    for await (const one of searchOnHost(bed.host, { ...rest, words })) found.push(one);
    return found;
  }

  it('are read by ranges, grow, and are known again when they are exchanged', async () => {
    const path = bed.file('app.log', content);
    const source = await RemoteSource.open(bed.host, path);
    expect(source.size).toBe(content.length);
    expect(source.identity === null).toBe(kind === 'sftp-only');
    for (const from of places)
      expect(isSame(await source.read(from, 200_000), content.subarray(from, from + 200_000))).toBe(
        true,
      );
    await expect.poll(() => source.transport, { timeout: 25_000 }).toBe(transport);
    expect(isSame(await source.read(0, 1e9), content)).toBe(true);

    appendFileSync(path, 'more\n');
    expect(await source.refresh()).toBe('grown');
    expect(await source.refresh()).toBe('same');
    expect((await source.read(source.size - 5, 10)).toString()).toBe('more\n');

    renameSync(path, `${path}.1`);
    expect(await source.refresh()).toBe('gone');
    expect(source.problem?.code).toBe('logs.path-missing');
    writeFileSync(path, 'new file\n');
    expect(await source.refresh()).toBe('replaced');
    expect((await source.read(0, 100)).toString()).toBe('new file\n');
    appendFileSync(path, 'longer\n');
    expect(await source.refresh()).toBe('grown');
    // Without inodes a file that begins anew is another one.
    const anew = kind === 'sftp-only' ? 'replaced' : 'truncated';
    truncateSync(path, 3);
    expect(await source.refresh()).toBe(anew);
    expect((await source.read(0, 100)).toString()).toBe('new');
    // Written anew and longer than before: only its bytes tell.
    writeFileSync(path, 'other and longer\n');
    expect(await source.refresh()).toBe(anew);
    await source.close();
  });

  it('tell the places of their lines, all at once or one part after the other', async () => {
    const lines = Array.from({ length: 4000 }, (_, n) =>
      n % 7 === 0 ? `^12: 错误 ${n}` : n % 5 === 0 ? `${n} ERROR 错误 late` : `${n} plain 12`,
    );
    const body = `${lines.join('\n')}\n`;
    const path = bed.file(`places\n'it' "$x".log`, body);
    const identity = (await RemoteSource.open(bed.host, path)).identity;
    const of = (text: string, regex = false) => Expression.of({ text, regex, ignoreCase: false });
    const find = async (
      expressions: Parameters<typeof findPlaces>[1]['expressions'],
      more: Partial<Parameters<typeof findPlaces>[1]> = {},
    ) => {
      const places: number[] = [];
      const end = await findPlaces(bed.host, {
        path,
        expressions,
        encoding: 'utf-8',
        identity,
        unpacker: null,
        from: 0,
        before: 0,
        to: null,
        most: 100_000,
        seconds: 60,
        signal: AbortSignal.timeout(60_000),
        onCommand: (command) => bed.commands.push(command),
        onPlaces: (found) => places.push(...found),
        onPosition: () => undefined,
        ...more,
      });
      return { places, ...end };
    };
    if (!searches && kind !== 'gnu') {
      // A bare host still has awk; without commands there is nothing.
      const code = kind === 'bare' ? null : 'logs.host-without-commands';
      const found = await find([{ expression: of('错误'), exclude: false }]).catch(
        (error: AppError) => error.code,
      );
      if (code) return expect(found).toBe(code);
    }
    const placesOf = (holds: (line: string) => boolean): number[] => {
      let at = 0;
      return lines.flatMap((each) => {
        const from = at;
        at += Buffer.byteLength(each) + 1;
        return holds(each) ? [from] : [];
      });
    };
    const error = { expression: of('错误'), exclude: false };
    const all = placesOf((each) => each.includes('错误'));
    expect(await find([error])).toMatchObject({ places: all, stopped: null });
    const first = await find([error], { most: 10 });
    expect(first).toMatchObject({ places: all.slice(0, 10), stopped: 'hits' });
    const from = all[9]! + 1;
    const next = all.findIndex((place) => place >= from);
    const lineFrom = placesOf(() => true).find((place) => place >= from)!;
    expect((await find([error], { from: lineFrom })).places).toEqual(all.slice(next));
    // What stands before a line is not of it; \`^\` is its begin.
    const start = { expression: of('^\\^12', true), exclude: false };
    const late = { expression: of('late'), exclude: true };
    expect((await find([error, start, late])).places).toEqual(
      placesOf((each) => each.startsWith('^12')),
    );
    const digits = { expression: of('3999'), exclude: true };
    expect((await find([error, digits, late])).places).toEqual(
      placesOf((each) => each.includes('错误') && !each.includes('late') && !each.includes('3999')),
    );
    expect((await find([{ expression: of('12'), exclude: true }])).places).toEqual(
      placesOf((each) => !each.includes('12')),
    );
    renameSync(path, `${path}.1`);
    bed.file(`places\n'it' "$x".log`, body);
    await expect(find([error])).rejects.toMatchObject({ code: 'logs.file-exchanged' });
  });

  if (kind === 'busybox' || kind === 'solaris')
    it('are unpacked there, as far as they are read', async () => {
      const path = bed.file('packed.gz', gzipSync(content));
      const stored = await RemoteSource.open(bed.host, path);
      const source = await HostUnpacked.open(bed.host, path, stored, 'gzip');
      expect(source.complete).toBe(false);
      for (const from of [0, 1_048_570, 2_500_000])
        expect(isSame(await source.read(from, 100), content.subarray(from, from + 100))).toBe(true);
      expect([source.complete, source.size]).toEqual([true, content.length]);
      expect((await source.read(content.length, 10)).length).toBe(0);
      writeFileSync(path, gzipSync(content).subarray(0, 5000));
      await source.close();
      const cut = await RemoteSource.open(bed.host, path);
      await expect(HostUnpacked.open(bed.host, path, cut, 'gzip')).rejects.toMatchObject({
        code: 'logs.host-unpack-failed',
      });
      await cut.close();
    });

  it('are read in many small parts by one question, and noticed when they are cut off', async () => {
    const path = bed.file('many.log', content);
    const source = await RemoteSource.open(bed.host, path);
    await expect.poll(() => source.transport, { timeout: 25_000 }).toBe(transport);
    const spans = Array.from({ length: 60 }, (_, n) => ({ from: n * 49_999, length: 700 }));
    spans.push({ from: content.length - 10, length: 99 });
    bed.commands.length = 0;
    const read = await source.readMany(spans);
    for (const [index, { from, length }] of spans.entries())
      expect(isSame(read[index]!, content.subarray(from, from + length))).toBe(true);
    expect(bed.commands.length).toBeLessThan(2);
    // Copied and cut off, and written on beyond what was known: the same file with other bytes.
    truncateSync(path, 0);
    appendFileSync(path, Buffer.alloc(content.length + 5, 'y'));
    await expect(source.readMany(spans)).rejects.toMatchObject({ code: 'logs.file-exchanged' });
    await expect(source.read(2_000_000, 10)).rejects.toMatchObject({
      code: 'logs.file-exchanged',
    });
    await source.close();
  });

  it('are listed, the newest first, or those of a pattern', async () => {
    const folder = join(bed.server.home, 'logs it\'s "$x"');
    mkdirSync(folder);
    const names = ['old.log.gz', 'app log.1', '日志.log', 'new.log'];
    for (const [index, name] of names.entries()) {
      bed.file(`logs it's "$x"/${name}`, 'x'.repeat(index));
      utimesSync(join(folder, name), 1_700_000_000, 1_700_000_000 + index * 3600);
    }
    mkdirSync(join(folder, 'sub'));
    utimesSync(join(folder, 'sub'), 1, 1_600_000_000);
    symlinkSync('nowhere', join(folder, 'dangling'));
    const { entries, truncated, ...listing } = await browse(bed.host, folder);
    expect([listing.folder, truncated]).toEqual([folder, false]);
    const files = entries.filter(({ name }) => name !== 'dangling');
    expect(files.map(({ name }) => name)).toEqual([...names.toReversed(), 'sub']);
    expect(files.at(-2)).toEqual({
      name: 'old.log.gz',
      path: join(folder, 'old.log.gz'),
      kind: 'file',
      bytes: 0,
      changedAt: kind === 'bare' ? null : 1_700_000_000_000,
      packed: true,
    });
    expect(files.at(-1)?.kind).toBe('folder');
    const some = await browse(bed.host, `~/logs it's "$x"/*lo*[1g]`);
    expect(some.entries.map(({ name }) => name)).toEqual(['new.log', '日志.log', 'app log.1']);
    expect((await browse(bed.host, `${folder}/nothing*.log`)).entries).toEqual([]);
    expect((await browse(bed.host, '~')).folder).toBe(bed.server.home);
    await expect(browse(bed.host, '/nowhere/at/all')).rejects.toMatchObject({
      code: 'logs.path-missing',
    });
  });

  if (searches)
    it('are counted and searched there, with the bytes that lines begin at', async () => {
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
      const missing = ['logs.path-missing', 'logs.is-folder'];
      expect(found.map(({ lines, error }) => error?.code ?? lines)).toEqual([
        50,
        50,
        50,
        0,
        ...missing,
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
      expect(utf8?.command).toMatch(/grep -ca?F -e '连接超时'/);
      expect(bed.commands).toContain(utf8?.command);

      const regex = await search({
        paths: paths.slice(0, 3),
        text: '^last.*end$',
        regex: true,
        hitsPerFile: 5,
        count: false,
        encodingOf: () => 'utf-8',
      });
      const last = (bytes: number) => [{ offset: bytes - 22, text: 'last ERROR without end' }];
      const length = Buffer.byteLength(text);
      expect(regex.map(({ hits }) => hits)).toEqual([last(length), last(gbk.length), last(length)]);
      await expect(
        search({ paths, text: '\\bERROR', regex: true, hitsPerFile: 0 }),
      ).rejects.toMatchObject({ code: 'logs.host-cannot-search', params: { part: '\\b' } });
    });

  if (kind === 'sftp-only')
    it('cannot be searched there where an account runs no commands', async () => {
      const path = bed.file('app.log', text);
      await expect(search({ paths: [path], text: 'x', hitsPerFile: 0 })).rejects.toMatchObject({
        code: expect.stringMatching(/^ssh\.(no-shell|exec-failed)$/),
      });
    });
});
