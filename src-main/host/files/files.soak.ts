import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFileDesk } from '../../../test/servers/file-desk';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import {
  startFaultProxy,
  startSshServer,
  type FaultProxy,
  type SshServer,
} from '../../../test/servers/index';
import { describeWith } from '../../../test/servers/vitest';

const patience = { timeout: 120_000, interval: 20 };

describeWith(['sshd'], 'files in the long form', () => {
  let server: SshServer;
  let proxy: FaultProxy;
  let test: TestHost;
  let endpointId: string;

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
  });
  afterAll(async () => {
    await test?.close();
    await proxy?.stop();
    await server?.stop();
  });

  it('shows 100,000 entries and serves windows while they are read', async () => {
    const folder = join(server.home, 'many');
    await fs.mkdir(folder);
    execFileSync('sh', ['-c', 'cd "$0" && seq -f "日志%g.log" 0 99999 | xargs touch', folder]);
    const { files } = test.client;
    const { id } = await files.open({ endpointId, path: folder });
    const window = (from: number) =>
      files.window({ id, from, count: 100, sort: { by: 'name', descending: false } });
    let looks = 0;
    for (;;) {
      const { listing, entries } = await window(0);
      expect(entries).toHaveLength(Math.min(100, listing.total));
      looks += 1;
      if (listing.complete) break;
    }
    expect(looks).toBeGreaterThan(1);
    const last = await window(99_900);
    expect(last.listing.total).toBe(100_000);
    expect(last.entries.at(-1)?.name).toBe('日志99999.log');
  });

  it('brings 200 MB up and down over a link that is cut again and again', async () => {
    const source = join(server.home, 'source.bin');
    execFileSync('sh', ['-c', 'head -c 200000000 /dev/urandom > "$0"', source]);
    const hashOf = async (path: string): Promise<string> => {
      const hash = createHash('sha256');
      for await (const part of createReadStream(path)) hash.update(part as Buffer);
      return hash.digest('hex');
    };
    const wanted = await hashOf(source);
    const { files } = test.client;
    for (const isUpload of [true, false]) {
      const target = join(server.home, isUpload ? 'up' : 'down');
      await fs.mkdir(target);
      const [started] = await files.transfer({
        sources: [{ endpointId: isUpload ? null : endpointId, path: source }],
        target: { endpointId: isUpload ? endpointId : null, path: target },
      });
      const now = async () => (await files.transfers()).find(({ id }) => id === started?.id);
      for (let cut = 1; cut <= 4; cut += 1) {
        const enough = async () => ((await now())?.bytesDone ?? 0) > cut * 40_000_000;
        await expect.poll(enough, patience).toBe(true);
        proxy.cut();
      }
      await expect.poll(async () => (await now())?.state, patience).toBe('done');
      expect(await now()).toMatchObject({ sha256: wanted, verified: 'by-host' });
      expect(await hashOf(join(target, 'source.bin'))).toBe(wanted);
    }
  });
});
