import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FileEntry } from '../../contract/files';
import { openFileDesk } from '../../../test/servers/file-desk';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import { startSshServer, type SshServer } from '../../../test/servers/index';
import { describeWith } from '../../../test/servers/vitest';

const byName = { by: 'name', descending: false } as const;
const patience = { timeout: 20_000 };
/** For what takes seconds on a machine that is not busy. */
const slow = { timeout: 90_000 };
/** 中文.txt in GBK. */
const gbkName = Buffer.from([0xd6, 0xd0, 0xce, 0xc4, 0x2e, 0x74, 0x78, 0x74]);
const permitted = { reason: 'INC-7', changeId: 'C-1', typedNames: ['nc-app-01'] };

describeWith(['sshd'], 'files of a host', () => {
  let server: SshServer;
  let test: TestHost;
  let endpointId: string;
  let folder: string;
  const identity = () => ({ ...server, identityPath: server.keys.ed25519.path });

  beforeAll(async () => {
    server = await startSshServer();
    test = await startTestHost();
    endpointId = await openFileDesk(test, {
      ...identity(),
      hostKeyFingerprint: server.hostKeyFingerprint,
    });
  });
  afterAll(async () => {
    await test?.close();
    await server?.stop();
  });
  beforeEach(async () => {
    folder = await fs.mkdtemp(join(server.home, 'files-'));
  });

  /** A folder when it has been read. */
  async function listed(path: string, endpoint: string | null = endpointId): Promise<FileEntry[]> {
    const { files } = test.client;
    const { id } = await files.open({ endpointId: endpoint, path });
    await expect.poll(async () => (await files.listing({ id })).complete, patience).toBe(true);
    const { total } = await files.listing({ id });
    const entries: FileEntry[] = [];
    for (let from = 0; from < total; from += 1000)
      entries.push(...(await files.window({ id, from, count: 1000, sort: byName })).entries);
    await files.closeListing({ id });
    return entries;
  }

  it.each(['host', 'device'])('shows all kinds of entries of the %s', async (side) => {
    await fs.mkdir(join(folder, 'folder'));
    await fs.writeFile(join(folder, 'a b "q"\n.txt'), 'text', { mode: 0o640 });
    await fs.writeFile(Buffer.concat([Buffer.from(`${folder}/`), gbkName]), '');
    await fs.writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0x41])]), '');
    await fs.symlink('folder', join(folder, 'to-folder'));
    await fs.symlink('nowhere', join(folder, 'broken'));
    await fs.symlink('around', join(folder, 'around'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const entries = await listed(folder, side === 'host' ? endpointId : null);
    const found = new Map(entries.map((entry) => [entry.name, entry]));
    expect(entries.slice(0, 2).map(({ name }) => name)).toEqual(['folder', 'to-folder']);
    expect(found.get('a b "q"\n.txt')).toMatchObject({
      kind: 'file',
      bytes: 4,
      mode: 0o640,
      path: `${folder}/a b "q"\n.txt`,
      owner: side === 'host' ? server.user : execFileSync('id', ['-un']).toString().trim(),
    });
    expect(found.get('中文.txt')?.path).toMatch(/^bytes:/);
    expect(found.get('to-folder')).toMatchObject({ kind: 'link', target: 'folder' });
    expect(found.get('broken')).toMatchObject({ kind: 'link', target: 'broken' });
    expect(found.get('around')).toMatchObject({ kind: 'link', target: 'broken' });
    expect(found.get('pipe')).toMatchObject({ kind: 'other', target: null });
    expect(entries).toHaveLength(8);
  });

  it('begins at home, shows the way there, and says what is no folder', async () => {
    const { files } = test.client;
    const home = await files.open({ endpointId, path: '' });
    expect(home.place.path).toBe(server.home);
    expect(home.crumbs.map(({ name }) => name)).toEqual(['/', ...server.home.split('/').slice(1)]);
    expect((await files.open({ endpointId, path: '~/.' })).place.path).toBe(server.home);
    expect((await files.open({ endpointId, path: `${folder}/x/..//` })).place.path).toBe(folder);
    await fs.writeFile(join(folder, 'file'), '');
    await expect(files.open({ endpointId, path: `${folder}/file` })).rejects.toMatchObject({
      code: 'files.not-a-folder',
    });
    await expect(files.open({ endpointId, path: '/none/here' })).rejects.toMatchObject({
      code: 'files.missing',
      params: { path: '/none/here', host: 'nc-app-01' },
    });
    await files.closeListing({ id: home.id });
    await expect(files.listing({ id: home.id })).rejects.toMatchObject({
      code: 'files.listing-gone',
    });
  });

  it('sorts as people do, filters and finds by the first letters', async () => {
    const { files } = test.client;
    for (const name of ['log10', 'log2', 'LOG1', '.hidden', '张三', '李四', 'b.txt'])
      await fs.writeFile(join(folder, name), name);
    const { id } = await files.open({ endpointId, path: folder, showHidden: false });
    const names = async (filter = '', descending = false) =>
      (
        await files.window({ id, from: 0, count: 100, sort: { by: 'name', descending }, filter })
      ).entries.map(({ name }) => name);
    const all = await names();
    expect(all.filter((name) => /log/i.test(name))).toEqual(['LOG1', 'log2', 'log10']);
    expect(all.indexOf('李四')).toBeLessThan(all.indexOf('张三'));
    expect(all).toHaveLength(6);
    expect(await names('', true)).toEqual(all.toReversed());
    expect(await names('og1')).toEqual(['LOG1', 'log10']);
    expect(await names('*.t?t')).toEqual(['b.txt']);
    const seek = (text: string, from: number) =>
      files.seek({ id, text, from, sort: byName }).then(({ row }) => row);
    expect(await seek('lo', 0)).toBe(all.indexOf('LOG1'));
    expect(await seek('lo', all.indexOf('log10') + 1)).toBe(all.indexOf('LOG1'));
    expect(await seek('nothing', 0)).toBeNull();
  });

  it('shows 20,000 entries, the first ones before the last ones are read', slow, async () => {
    execFileSync('sh', ['-c', 'cd "$0" && seq -f f%g 0 19999 | xargs touch', folder]);
    const { files } = test.client;
    const { id, total } = await files.open({ endpointId, path: folder });
    const early = await files.window({ id, from: 0, count: 50, sort: byName });
    expect(early.entries).toHaveLength(Math.min(50, total));
    const complete = async () => (await files.listing({ id })).complete;
    await expect.poll(complete, { timeout: 80_000 }).toBe(true);
    const all = { id, count: 50, sort: byName };
    expect((await files.window({ ...all, from: 0 })).entries[10]?.name).toBe('f10');
    const last = await files.window({ ...all, from: 19_990 });
    expect(last.listing).toMatchObject({ total: 20_000, matched: 20_000, error: null });
    expect(last.entries.map(({ name }) => name)).toContain('f19999');
    const found = await files.window({ ...all, from: 0, filter: '1999' });
    expect(found.listing.matched).toBe(12);
  });

  it('makes, renames, changes and removes, and writes it down', async () => {
    const { files } = test.client;
    const parent = { endpointId, path: folder };
    await files.makeFolder({ parent, name: '新建' });
    await expect(files.makeFolder({ parent, name: '新建' })).rejects.toMatchObject({
      code: 'files.exists',
    });
    await expect(files.makeFolder({ parent, name: 'a/b' })).rejects.toMatchObject({
      code: 'wire.bad-input',
    });
    const place = { endpointId, path: `${folder}/新建` };
    await files.rename({ place, name: 'made' });
    await fs.writeFile(join(folder, 'other'), '');
    await expect(
      files.rename({ place: { endpointId, path: `${folder}/made` }, name: 'other' }),
    ).rejects.toMatchObject({ code: 'files.exists' });
    await files.setMode({ place: { endpointId, path: `${folder}/made` }, mode: 0o750 });
    expect((await fs.stat(join(folder, 'made'))).mode & 0o7777).toBe(0o750);
    await fs.mkdir(join(folder, 'kept'));
    await fs.writeFile(join(folder, 'kept', 'file'), '');
    await fs.mkdir(join(folder, 'made', 'deep', 'er'), { recursive: true });
    await fs.symlink(join(folder, 'kept'), join(folder, 'made', 'deep', 'link'));
    const places = [{ endpointId, path: `${folder}/made` }];
    await expect(files.remove({ places, recursive: false })).rejects.toMatchObject({
      code: 'files.failed',
    });
    await files.remove({ places, recursive: true });
    expect((await fs.readdir(folder)).toSorted()).toEqual(['kept', 'other']);
    expect(await fs.readdir(join(folder, 'kept'))).toEqual(['file']);
    const { entries } = await test.client.audit.list({ kinds: ['file-changed'], count: 500 });
    const removed = entries.filter(({ detail }) => detail['path'] === `${folder}/made`);
    expect(removed.map(({ detail }) => `${detail['action']} ${detail['result']}`)).toEqual(
      expect.arrayContaining([
        'remove begun',
        'remove files.failed',
        'remove done',
        'rename begun',
      ]),
    );
  });

  it('works on names in GBK by their bytes, and makes new ones in the encoding of the host', async () => {
    const gbkHost = await openFileDesk(
      test,
      {
        ...identity(),
        hostKeyFingerprint: server.hostKeyFingerprint,
      },
      { encoding: 'gb18030' },
    );
    const { files } = test.client;
    const old = Buffer.concat([Buffer.from(`${folder}/`), gbkName]);
    await fs.writeFile(old, '');
    const [entry] = await listed(folder, gbkHost);
    expect(entry?.name).toBe('中文.txt');
    await files.rename({
      place: { endpointId: gbkHost, path: entry?.path ?? '' },
      name: '新中文.txt',
    });
    const names = await fs.readdir(folder, { encoding: 'buffer' });
    expect(names.map((name) => name.toString('hex'))).toEqual([
      Buffer.concat([Buffer.from([0xd0, 0xc2]), gbkName]).toString('hex'),
    ]);
  });

  it('asks before every write to a production host', async () => {
    const { files } = test.client;
    const production = await openFileDesk(
      test,
      { ...identity(), hostKeyFingerprint: server.hostKeyFingerprint },
      { environment: 'production' },
    );
    const parent = { endpointId: production, path: folder };
    await expect(files.makeFolder({ parent, name: 'x' })).rejects.toMatchObject({
      code: 'change.reason-missing',
    });
    await expect(
      files.transfer({ sources: [{ endpointId: null, path: folder }], target: parent }),
    ).rejects.toMatchObject({ code: 'change.reason-missing' });
    expect(await fs.readdir(folder)).toEqual([]);
    await files.makeFolder({ parent, name: 'x', statement: permitted });
    expect(await fs.readdir(folder)).toEqual(['x']);
    expect((await test.client.changes.permits())[0]).toMatchObject({
      action: `files.make-folder ${folder}/x`,
      reason: 'INC-7',
    });
  });

  describe('text', () => {
    const read = (name: string) =>
      test.client.files.readText({ endpointId, path: join(folder, name) });
    const write = async (name: string, text: string) => {
      const { encoding, byteOrderMark, version } = await read(name);
      const place = { endpointId, path: join(folder, name) };
      return test.client.files.writeText({ place, text, encoding, byteOrderMark, version });
    };

    it.each([
      ['utf-8', 'lf', Buffer.from('端口=80\n名=a\n'), Buffer.from('端口=81\n名=a\n')],
      [
        'gb18030',
        'crlf',
        Buffer.from([0xb6, 0xcb, 0xbf, 0xda, 0x3d, 0x38, 0x30, 0x0d, 0x0a]),
        Buffer.from([0xb6, 0xcb, 0xbf, 0xda, 0x3d, 0x38, 0x31, 0x0d, 0x0a]),
      ],
      [
        'utf-16le',
        'lf',
        Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('端口=80\n', 'utf16le')]),
        Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('端口=81\n', 'utf16le')]),
      ],
      [
        'utf-8',
        'cr',
        Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('端口=80\r')]),
        Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('端口=81\r')]),
      ],
      ['utf-8', 'mixed', Buffer.from('a\r\n端口=80\nb\r\nc'), Buffer.from('a\r\n端口=81\nb\r\nc')],
      [
        'windows-1252',
        'lf',
        Buffer.from('caf\xe9 =80\nd\xe9j\xe0 \n', 'latin1'),
        Buffer.from('caf\xe9 =81\nd\xe9j\xe0 \n', 'latin1'),
      ],
    ] as const)('keeps %s with line breaks %s', async (encoding, lineBreak, before, after) => {
      await fs.writeFile(join(folder, 'app.conf'), before, { mode: 0o640 });
      const found = await read('app.conf');
      expect(found).toMatchObject({ encoding, lineBreak, broken: false });
      // As an editor on a page gives it back: with LF only.
      const edited = found.text.replace('80', '81').replaceAll(/\r\n?/g, '\n');
      const { backupPath, version } = await write('app.conf', edited);
      expect(await fs.readFile(join(folder, 'app.conf'))).toEqual(after);
      expect(backupPath).toMatch(/app\.conf\.bak-\d{14}$/);
      expect(await fs.readFile(backupPath)).toEqual(before);
      expect((await fs.stat(join(folder, 'app.conf'))).mode & 0o7777).toBe(0o640);
      expect((await fs.stat(backupPath)).mode & 0o7777).toBe(0o640);
      expect((await read('app.conf')).version).toBe(version);
    });

    it('writes through a link to the file it leads to, and keeps two backups of one second apart', async () => {
      await fs.writeFile(join(folder, 'real.conf'), 'a\n');
      await fs.symlink('real.conf', join(folder, 'link.conf'));
      const first = await write('link.conf', 'b\n');
      const second = await write('link.conf', 'c\n');
      expect(await fs.readFile(join(folder, 'real.conf'), 'utf8')).toBe('c\n');
      expect((await fs.lstat(join(folder, 'link.conf'))).isSymbolicLink()).toBe(true);
      expect(first.backupPath).not.toBe(second.backupPath);
      expect(await fs.readFile(second.backupPath, 'utf8')).toBe('b\n');
    });

    it('refuses what the encoding has not, what was changed meanwhile, and what is no text', async () => {
      const gbk = Buffer.from([0xb6, 0xcb, 0xbf, 0xda, 0x0a]);
      await fs.writeFile(join(folder, 'gbk.txt'), Buffer.concat([gbk, gbk]));
      const place = { endpointId, path: join(folder, 'gbk.txt') };
      const { version } = await read('gbk.txt');
      await expect(
        test.client.files.writeText({
          place,
          text: 'a\n端\nż café\n',
          encoding: 'windows-1252',
          byteOrderMark: false,
          version,
        }),
      ).rejects.toMatchObject({
        code: 'files.not-encodable',
        params: { character: '端', line: 2, encoding: 'windows-1252' },
      });
      await fs.appendFile(join(folder, 'gbk.txt'), 'x');
      await expect(
        test.client.files.writeText({
          place,
          text: 'a',
          encoding: 'gb18030',
          byteOrderMark: false,
          version,
        }),
      ).rejects.toMatchObject({ code: 'files.changed-meanwhile' });
      expect((await fs.readdir(folder)).filter((name) => name.includes('bak'))).toEqual([]);

      await fs.writeFile(join(folder, 'binary'), Buffer.from([0, 1, 2, 3, 0, 0, 9]));
      await expect(read('binary')).rejects.toMatchObject({ code: 'files.not-text' });
      await fs.writeFile(join(folder, 'large'), Buffer.alloc(2_000_001, 'a'));
      await expect(read('large')).rejects.toMatchObject({ code: 'files.too-large-to-edit' });
      await fs.writeFile(
        join(folder, 'hurt'),
        Buffer.from('好的\n好的\n好\xff\n', 'utf8').subarray(0),
      );
      await fs.writeFile(
        join(folder, 'hurt'),
        Buffer.concat([Buffer.from('好的\n也好\n'), Buffer.from([0xe5, 0xa5, 0x0a])]),
      );
      expect(await read('hurt')).toMatchObject({ encoding: 'utf-8', broken: true });
    });
  });

  it('leaves nothing open when the vault is locked', async () => {
    const other = await startTestHost();
    const id = await openFileDesk(other, {
      ...identity(),
      hostKeyFingerprint: server.hostKeyFingerprint,
    });
    await other.client.files.open({ endpointId: id, path: '' });
    const { files, ssh } = other.host.features();
    expect(files.open).toMatchObject({ sessions: 1, listings: 1 });
    await other.close();
    expect(files.open).toEqual({ sessions: 0, listings: 0, transfers: 0 });
    expect(ssh.openChannels).toBe(0);
  });
});

describeWith(['sshd'], 'servers with less than files', () => {
  it('says what to do where SFTP is off', async () => {
    const server = await startSshServer({ config: ['Subsystem sftp /bin/false'] });
    const test = await startTestHost();
    try {
      const endpointId = await openFileDesk(test, {
        ...server,
        identityPath: server.keys.ed25519.path,
        hostKeyFingerprint: server.hostKeyFingerprint,
      });
      await expect(test.client.files.open({ endpointId, path: '' })).rejects.toMatchObject({
        code: 'files.sftp-unavailable',
        params: { host: 'nc-app-01' },
      });
    } finally {
      await test.close();
      await server.stop();
    }
  });
});
