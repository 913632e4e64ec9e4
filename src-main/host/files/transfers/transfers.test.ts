import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFileDesk } from '../../../../test/servers/file-desk';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import {
  startFaultProxy,
  startSshServer,
  type FaultProxy,
  type SshServer,
} from '../../../../test/servers/index';
import { transferDesk, type TransferDesk } from '../../../../test/servers/transfer-desk';
import { describeWith } from '../../../../test/servers/vitest';

const patience = { timeout: 25_000, interval: 20 };
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

let folder: string;
beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'transfers-'));
  await fs.mkdir(join(folder, 'here'));
  await fs.mkdir(join(folder, 'there'));
});
afterEach(() => fs.rm(folder, { recursive: true, force: true }));
const here = (name = '') => join(folder, 'here', name);
const there = (name = '') => join(folder, 'there', name);

describeWith(['sshd'], 'transfers', () => {
  let server: SshServer;
  let proxy: FaultProxy;
  let test: TestHost;
  let endpointId: string;
  let use: TransferDesk;

  beforeAll(async () => {
    server = await startSshServer();
    proxy = await startFaultProxy({ target: server });
    test = await startTestHost();
    endpointId = await openFileDesk(test, {
      host: proxy.host,
      port: proxy.port,
      user: server.user,
      identityPath: server.keys.ed25519.path,
      hostKeyFingerprint: server.hostKeyFingerprint,
    });
    use = transferDesk(test, endpointId, { here, there });
  });
  afterAll(async () => {
    await test?.close();
    await proxy?.stop();
    await server?.stop();
  });
  afterEach(() => proxy.setDelay(0));

  it.each(['up', 'down'] as const)(
    'bring a file %s with its checksum, mode and time, and write it down',
    async (way) => {
      const content = randomBytes(3_000_000);
      const [from, to] = way === 'up' ? [here, there] : [there, here];
      await fs.writeFile(from('库 存.bin'), content, { mode: 0o640 });
      await fs.utimes(from('库 存.bin'), 1_700_000_000, 1_700_000_000);
      const { id } = await use[way](from('库 存.bin'));
      const done = await use.end(id);
      expect(done).toMatchObject({
        state: 'done',
        name: '库 存.bin',
        files: 1,
        filesDone: 1,
        bytes: content.length,
        bytesDone: content.length,
        verified: 'by-host',
        sha256: sha256(content),
        host: 'nc-app-01',
      });
      expect((await fs.readFile(to('库 存.bin'))).equals(content)).toBe(true);
      const state = await fs.stat(to('库 存.bin'));
      expect(state.mode & 0o7777).toBe(0o640);
      expect(state.mtimeMs).toBe(1_700_000_000_000);
      expect(await fs.readdir(to())).toEqual(['库 存.bin']);
      const { entries } = await test.client.audit.list({ kinds: ['transfer'] });
      expect(entries[0]).toMatchObject({
        target: 'nc-app-01',
        detail: {
          path: to('库 存.bin'),
          bytes: content.length,
          sha256: sha256(content),
          result: 'done',
        },
      });
    },
  );

  it.each(['up', 'down'] as const)(
    'go on by themselves after the link was cut under way: %s',
    async (way) => {
      const content = randomBytes(12_000_000);
      const [from, to] = way === 'up' ? [here, there] : [there, here];
      await fs.writeFile(from('big.bin'), content);
      proxy.setDelay(4);
      const { id } = await use[way](from('big.bin'));
      await use.until(id, ({ bytesDone }) => bytesDone > 3_000_000);
      proxy.cut({ refuseNew: true });
      await use.until(id, ({ state }) => state === 'waiting');
      proxy.setDelay(0);
      proxy.resume();
      test.host.features().ssh.networkChanged();
      const done = await use.end(id);
      expect(done).toMatchObject({ state: 'done', error: null, sha256: sha256(content) });
      expect(done.resumedFrom).toBeGreaterThan(0);
      expect((await fs.readFile(to('big.bin'))).equals(content)).toBe(true);
    },
  );

  it('go on after a cancel from what both ends agree on, also when the part was hurt', async () => {
    const content = randomBytes(6_000_000);
    await fs.writeFile(here('big.bin'), content);
    proxy.setDelay(3);
    const { id } = await use.up(here('big.bin'));
    await use.until(id, ({ bytesDone }) => bytesDone > 2_000_000);
    await test.client.files.cancelTransfer({ id });
    expect(await use.end(id)).toMatchObject({ state: 'cancelled', error: null });
    proxy.setDelay(0);
    const part = there('.big.bin.fieldbench-part');
    const kept = await fs.stat(part);
    // Zeros at the end, as after a power cut, and one wrong byte far before it.
    const hurt = await fs.open(part, 'r+');
    await hurt.write(Buffer.alloc(70_000), 0, 70_000, kept.size - 70_000);
    await hurt.write(Buffer.from([(content[10] ?? 0) ^ 1]), 0, 1, 10);
    await hurt.close();
    await test.client.files.resumeTransfer({ id });
    expect(await use.end(id)).toMatchObject({ state: 'done', sha256: sha256(content) });
    expect((await fs.readFile(there('big.bin'))).equals(content)).toBe(true);
    expect(await fs.readdir(there())).toEqual(['big.bin']);
  });

  it('copy folders: links to files as files, no links to folders, names that are odd', async () => {
    await fs.mkdir(there('app/conf/empty'), { recursive: true });
    const names = ['a b', `q'"$x`, 'new\nline', '; rm -rf x', '中文'];
    for (const name of names) await fs.writeFile(there(`app/conf/${name}`), name);
    const gbk = Buffer.from([0xd6, 0xd0, 0xce, 0xc4]);
    await fs.writeFile(Buffer.concat([Buffer.from(there('app/')), gbk]), 'gbk');
    await fs.symlink('conf/a b', there('app/link'));
    await fs.symlink('.', there('app/loop'));
    await fs.symlink('nowhere', there('app/broken'));
    for (let number = 0; number < 70; number += 1)
      await fs.writeFile(there(`app/f${number}`), `content ${number}`);
    const { id } = await use.down(there('app'));
    expect(await use.end(id)).toMatchObject({
      state: 'done',
      error: null,
      files: 77,
      filesDone: 77,
      skipped: 2,
      verified: 'by-host',
    });
    for (const name of names)
      expect(await fs.readFile(here(`app/conf/${name}`), 'utf8')).toBe(name);
    expect(await fs.readFile(here('app/中文'), 'utf8')).toBe('gbk');
    expect((await fs.lstat(here('app/link'))).isFile()).toBe(true);
    expect(await fs.readdir(here('app/conf/empty'))).toEqual([]);
    expect((await fs.readdir(here('app'))).toSorted()).not.toContain('loop');

    await fs.rm(there('app'), { recursive: true });
    const back = await use.up(here('app'));
    expect(await use.end(back.id)).toMatchObject({ state: 'done', files: 77, filesDone: 77 });
    expect(await fs.readFile(there('app/f69'), 'utf8')).toBe('content 69');
  });

  it('ask about a file that is there, and do as they are told', async () => {
    const { files } = test.client;
    await fs.mkdir(here('set'));
    for (const name of ['a.txt', 'b.txt', 'c.txt']) {
      await fs.writeFile(here(`set/${name}`), `new ${name}`);
      if (name !== 'c.txt') await fs.mkdir(there('set'), { recursive: true });
      if (name !== 'c.txt') await fs.writeFile(there(`set/${name}`), 'old');
    }
    const { id } = await use.up(here('set'));
    const asked = await use.until(id, ({ question }) => question !== null);
    expect(asked.question).toMatchObject({ sourceBytes: 9, targetBytes: 3, resumable: true });
    expect(asked.question?.name).toMatch(/^set\/[ab]\.txt$/);
    await files.answerTransfer({ id, onExisting: 'overwrite', forAll: true });
    expect(await use.end(id)).toMatchObject({ state: 'done', filesDone: 3 });
    expect(await fs.readFile(there('set/b.txt'), 'utf8')).toBe('new b.txt');

    await fs.writeFile(here('a.txt'), 'another');
    await fs.writeFile(there('a.txt'), 'kept');
    await use.end((await use.up(here('a.txt'), 'skip')).id);
    expect(await fs.readFile(there('a.txt'), 'utf8')).toBe('kept');
    await use.end((await use.up(here('a.txt'), 'rename')).id);
    expect(await fs.readFile(there('a (2).txt'), 'utf8')).toBe('another');
    await use.end((await use.up(here('a.txt'), 'overwrite')).id);
    expect(await fs.readFile(there('a.txt'), 'utf8')).toBe('another');

    await fs.writeFile(here('half'), 'the whole text');
    await fs.writeFile(there('half'), 'the wh');
    const resumed = await use.end((await use.up(here('half'), 'resume')).id);
    expect(resumed).toMatchObject({ state: 'done', resumedFrom: 6 });
    expect(await fs.readFile(there('half'), 'utf8')).toBe('the whole text');
    expect((await fs.readdir(there())).filter((name) => name.includes('part'))).toEqual([]);
  });

  it('notice that the source was changed under them', async () => {
    await fs.writeFile(there('app.log'), randomBytes(8_000_000));
    proxy.setDelay(3);
    const growing = await use.down(there('app.log'));
    await use.until(growing.id, ({ bytesDone }) => bytesDone > 500_000);
    await fs.appendFile(there('app.log'), 'one more line\n');
    proxy.setDelay(0);
    expect(await use.end(growing.id)).toMatchObject({
      state: 'done',
      sourceGrew: true,
      bytesDone: 8_000_000,
    });

    proxy.setDelay(3);
    const rewritten = await use.down(there('app.log'), 'overwrite');
    await use.until(rewritten.id, ({ bytesDone }) => bytesDone > 500_000);
    await fs.writeFile(there('app.log'), 'rotated');
    proxy.setDelay(0);
    expect(await use.end(rewritten.id)).toMatchObject({
      state: 'failed',
      error: { code: 'files.changed-meanwhile' },
    });
  });

  it('report a file that may not be read and copy the others', async () => {
    await fs.mkdir(here('set'));
    await fs.writeFile(here('set/good'), 'good');
    await fs.mkdir(there('set/good'), { recursive: true });
    await fs.writeFile(here('set/also'), 'also');
    const failed = await use.end((await use.up(here('set'))).id);
    expect(failed).toMatchObject({
      state: 'failed',
      files: 2,
      filesDone: 1,
      error: { code: 'files.exists', params: { path: there('set/good') } },
    });
    expect(await fs.readFile(there('set/also'), 'utf8')).toBe('also');
    const missing = await use.end((await use.down(there('nothing'))).id);
    expect(missing).toMatchObject({ state: 'failed', error: { code: 'files.missing' } });
  });

  it('never write through a link that somebody put in the place of a part', async () => {
    await fs.writeFile(here('file'), 'content');
    await fs.writeFile(join(folder, 'victim'), 'precious');
    await fs.symlink(join(folder, 'victim'), there('.file.fieldbench-part'));
    await use.end((await use.up(here('file'))).id);
    expect(await fs.readFile(join(folder, 'victim'), 'utf8')).toBe('precious');
    expect((await fs.lstat(there('file'))).isFile()).toBe(true);
  });

  it('run two at a time for a host; the others stand in line and can be taken out of it', async () => {
    proxy.setDelay(20);
    const sources = [1, 2, 3].map((number) => here(`f${number}`));
    for (const source of sources) await fs.writeFile(source, randomBytes(1_000_000));
    const started = await test.client.files.transfer({
      sources: sources.map((path) => ({ endpointId: null, path })),
      target: { endpointId, path: there() },
    });
    const [first, , third] = started;
    await use.until(first?.id ?? '', ({ state }) => state === 'running');
    expect(await use.get(third?.id ?? '')).toMatchObject({ state: 'queued' });
    await test.client.files.cancelTransfer({ id: third?.id ?? '' });
    proxy.setDelay(0);
    for (const { id } of started) await use.end(id);
    expect((await fs.readdir(there())).toSorted()).toEqual(['f1', 'f2']);
    await test.client.files.clearTransfers({});
    expect(await test.client.files.transfers({})).toEqual([]);
  });

  describe('of files that were dropped onto the page', () => {
    const drop = (name: string, bytes: number, onExisting?: 'overwrite') =>
      test.client.files.dropBegin({
        target: { endpointId, path: there() },
        name,
        bytes,
        ...(onExisting ? { onExisting } : {}),
      });
    const piece = (id: string, offset: number, bytes: Buffer) =>
      test.client.files.dropPiece({ id, offset, data: bytes.toString('base64') });

    it('write pieces as they come, over a cut link too, and verify', async () => {
      const content = randomBytes(2_000_000);
      const { id } = await drop('照片/一.jpg', content.length);
      await piece(id, 0, content.subarray(0, 700_000));
      await expect(piece(id, 5, content)).rejects.toMatchObject({ code: 'wire.bad-input' });
      proxy.cut();
      const second = piece(id, 700_000, content.subarray(700_000, 1_700_000));
      await use.until(id, ({ state }) => state === 'waiting');
      test.host.features().ssh.networkChanged();
      await second;
      await piece(id, 1_700_000, content.subarray(1_700_000));
      const done = await test.client.files.dropEnd({ id });
      expect(done).toMatchObject({ state: 'done', verified: 'by-host', sha256: sha256(content) });
      expect((await fs.readFile(there('照片/一.jpg'))).equals(content)).toBe(true);
      expect(await fs.readdir(there('照片'))).toEqual(['一.jpg']);
    });

    it('ask, refuse names that lead elsewhere, and are cancelled', async () => {
      await expect(drop('../out', 1)).rejects.toMatchObject({ code: 'wire.bad-input' });
      await fs.writeFile(there('a'), 'old');
      const { id, question } = await drop('a', 3);
      expect(question).toMatchObject({ name: 'a', targetBytes: 3, resumable: false });
      await test.client.files.answerTransfer({ id, onExisting: 'overwrite' });
      await use.until(id, (transfer) => transfer.question === null);
      await piece(id, 0, Buffer.from('new'));
      await test.client.files.dropEnd({ id });
      expect(await fs.readFile(there('a'), 'utf8')).toBe('new');
      const other = await drop('b', 3);
      await test.client.files.cancelTransfer({ id: other.id });
      await use.end(other.id);
      await expect(piece(other.id, 0, Buffer.from('x'))).rejects.toMatchObject({
        code: 'files.transfer-gone',
      });
    });
  });

  it('go on after the program was closed', async () => {
    const profile = await startTestHost();
    const id = await openFileDesk(profile, {
      host: proxy.host,
      port: proxy.port,
      user: server.user,
      identityPath: server.keys.ed25519.path,
      hostKeyFingerprint: server.hostKeyFingerprint,
    });
    const content = randomBytes(8_000_000);
    await fs.writeFile(here('big.bin'), content);
    proxy.setDelay(4);
    const first = transferDesk(profile, id, { here, there });
    const transfer = await first.up(here('big.bin'));
    await first.until(transfer.id, ({ bytesDone }) => bytesDone > 2_000_000);
    await profile.client.vault.lock();
    proxy.setDelay(0);
    await profile.client.vault.unlock({ passphrase: profile.passphrase });
    // As the faces with a window do at their start.
    profile.host.features().files.transfers.takeOver();
    const done = await first.end(transfer.id);
    expect(done).toMatchObject({ state: 'done', sha256: sha256(content) });
    expect(done.resumedFrom).toBeGreaterThan(0);
    await profile.close();
  });

  it('leave no channel, session or connection when they ended and the vault is locked', async () => {
    const { files, ssh } = test.host.features();
    await expect.poll(() => files.open.transfers, patience).toBe(0);
    await test.client.vault.lock();
    expect(files.open).toEqual({ sessions: 0, listings: 0, transfers: 0 });
    expect(ssh.openChannels).toBe(0);
    await expect.poll(() => proxy.connectionCount(), patience).toBe(0);
    await test.client.vault.unlock({ passphrase: test.passphrase });
  });
});
