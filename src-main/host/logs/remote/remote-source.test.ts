import { appendFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { openRemoteBed, type HostKind, type RemoteBed } from '../../../../test/servers/remote-bed';
import { RemoteSource } from './index';

let bed: RemoteBed;
afterEach(() => bed.close());

/** Bytes of which each place can be told. */
function pattern(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at + 16 <= length; at += 16)
    bytes.write(`${String(at).padStart(15, '.')}\n`, at);
  return bytes;
}

const content = pattern(3_000_000);
const places = [0, 1, 65_535, 131_072, 1_499_990, 2_700_000, 2_999_900];

describe.each<[HostKind, boolean, 'shell' | 'sftp']>([
  ['gnu', false, 'sftp'],
  ['gnu', true, 'shell'],
  ['busybox', false, 'sftp'],
  ['bare', false, 'sftp'],
  // Stand-ins after the manuals: unproven on real ones.
  ['aix', false, 'shell'],
  ['solaris', true, 'shell'],
  ['sftp-only', false, 'sftp'],
])('a file on a host (%s, shell with a banner: %s)', (kind, noise, transport) => {
  it('is read by ranges, grows, and is known again when it is exchanged', async () => {
    bed = await openRemoteBed(kind, { noise, noSftp: transport === 'shell' });
    const path = bed.file('app.log', content);
    const source = await RemoteSource.open(bed.host, path);
    expect(source.size).toBe(content.length);
    expect(source.identity === null).toBe(kind === 'sftp-only');
    for (const from of places)
      expect(await source.read(from, 200_000)).toEqual(content.subarray(from, from + 200_000));
    await expect.poll(() => source.transport).toBe(transport);
    expect(await source.read(0, 1e9)).toEqual(content);

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
    truncateSync(path, 3);
    expect(await source.refresh()).toBe(kind === 'sftp-only' ? 'replaced' : 'truncated');
    expect((await source.read(0, 100)).toString()).toBe('new');
    // Written anew and longer than before: only its bytes tell.
    writeFileSync(path, 'other and longer\n');
    expect(await source.refresh()).toBe(kind === 'sftp-only' ? 'replaced' : 'truncated');
    await source.close();
  });
});

describe('a file on a host', () => {
  it('is refused in words where it is missing, closed, a folder or a pipe', async () => {
    bed = await openRemoteBed();
    const open = (path: string): Promise<unknown> => RemoteSource.open(bed.host, path);
    await expect(open('/nowhere/a b.log')).rejects.toMatchObject({ code: 'logs.path-missing' });
    await expect(open('/tmp')).rejects.toMatchObject({ code: 'logs.is-folder' });
    await expect(open('/dev/null')).rejects.toMatchObject({ code: 'logs.not-a-file' });
  });

  it('opens with one command and its name may hold anything', async () => {
    bed = await openRemoteBed();
    bed.file(`it's "a" $HOME \`x\` 日志.log`, content);
    const path = `~/it's "a" $HOME \`x\` 日志.log`;
    const source = await RemoteSource.open(bed.host, path);
    expect(bed.commands).toHaveLength(1);
    expect(await source.read(0, 1000)).toEqual(content.subarray(0, 1000));
    expect(await source.read(content.length - 200_000, 200_000)).toEqual(
      content.subarray(-200_000),
    );
    expect(bed.commands).toHaveLength(1);
    await source.close();
  });

  it('is read on after the connection was cut, and never as another file', async () => {
    bed = await openRemoteBed();
    const path = bed.file('app.log', content);
    const source = await RemoteSource.open(bed.host, path);
    await expect.poll(() => source.transport).toBe('sftp');
    bed.server.dropConnections();
    expect(await source.read(1_000_000, 100)).toEqual(content.subarray(1_000_000, 1_000_100));
    bed.server.dropConnections();
    renameSync(path, `${path}.1`);
    writeFileSync(path, Buffer.alloc(content.length, 'x'));
    await expect(source.read(2_000_000, 100)).rejects.toMatchObject({
      code: 'logs.file-exchanged',
    });
    expect(await source.refresh()).toBe('replaced');
    expect((await source.read(2_000_000, 3)).toString()).toBe('xxx');
    await source.close();
  });

  it('is empty, and then is not', async () => {
    bed = await openRemoteBed();
    const path = bed.file('app.log', '');
    const source = await RemoteSource.open(bed.host, path);
    expect([source.size, (await source.read(0, 10)).length]).toEqual([0, 0]);
    appendFileSync(path, 'first\n');
    expect(await source.refresh()).toBe('grown');
    expect((await source.read(0, 10)).toString()).toBe('first\n');
    await source.close();
  });
});
