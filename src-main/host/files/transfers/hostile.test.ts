import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openFileDesk } from '../../../../test/servers/file-desk';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import { startSshServer, type SshServer } from '../../../../test/servers/index';
import { transferDesk, type TransferDesk } from '../../../../test/servers/transfer-desk';
import { describeWith } from '../../../../test/servers/vitest';

let folder: string;
beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'transfers-'));
  await fs.mkdir(join(folder, 'here'));
  await fs.mkdir(join(folder, 'there'));
});
afterEach(() => fs.rm(folder, { recursive: true, force: true }));
const here = (name = '') => join(folder, 'here', name);
const there = (name = '') => join(folder, 'there', name);

describeWith(['sshd'], 'transfers that something works against', () => {
  let test: TestHost;
  let server: SshServer;
  let use: TransferDesk;
  beforeAll(async () => {
    [test, server] = await Promise.all([startTestHost(), startSshServer()]);
    const endpointId = await openFileDesk(test, {
      ...server,
      identityPath: server.keys.ed25519.path,
      hostKeyFingerprint: server.hostKeyFingerprint,
    });
    use = transferDesk(test, endpointId, { here, there });
  });
  afterAll(async () => {
    await test?.close();
    await server?.stop();
  });

  it('make no program here that runs as this user for others', async () => {
    await fs.writeFile(there('tool'), '#!/bin/sh\n');
    await fs.chmod(there('tool'), 0o6755);
    expect(await use.end((await use.down(there('tool'))).id)).toMatchObject({ state: 'done' });
    expect((await fs.stat(here('tool'))).mode & 0o7777).toBe(0o755);
  });

  it('never mix two files whose names are one on this device', async () => {
    // 数据 in GBK and in UTF-8: two files over there, one name here.
    const names = [Buffer.from('cafdbedd', 'hex'), Buffer.from('数据')];
    const folderThere = `${there('set')}/`;
    await fs.mkdir(folderThere);
    const contents = ['a', 'b'].map((letter) => letter.repeat(400_000));
    for (const [index, name] of names.entries())
      await fs.writeFile(Buffer.concat([Buffer.from(folderThere), name]), contents[index] ?? '');
    const done = await use.end((await use.down(there('set'), 'rename')).id);
    expect(done).toMatchObject({ state: 'done', filesDone: 2 });
    const made = await fs.readdir(here('set'));
    expect(made.sort()).toEqual(['数据', '数据 (2)'].sort());
    const arrived = await Promise.all(made.map((name) => fs.readFile(here(`set/${name}`), 'utf8')));
    expect(arrived.sort()).toEqual(contents);
  });

  it('end as they ended also when nothing of it can be kept', async () => {
    const { db } = test.host.features().profile;
    db.exec(
      "CREATE TRIGGER full BEFORE UPDATE ON transfer WHEN NEW.state <> 'queued' " +
        "BEGIN SELECT RAISE(FAIL, 'disk full'); END",
    );
    try {
      await fs.writeFile(there('a'), 'x');
      expect(await use.end((await use.down(there('a'))).id)).toMatchObject({ state: 'done' });
      expect(await fs.readFile(here('a'), 'utf8')).toBe('x');
      const lost = await use.end((await use.down(there('missing'))).id);
      expect(lost).toMatchObject({ state: 'failed', error: { code: 'files.missing' } });
    } finally {
      db.exec('DROP TRIGGER full');
    }
  });
});
