import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openFileDesk } from '../../../../test/servers/file-desk';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import { startSshServer } from '../../../../test/servers/index';
import { transferDesk, type TransferDesk } from '../../../../test/servers/transfer-desk';
import { describeWith } from '../../../../test/servers/vitest';

const isRoot = process.getuid?.() === 0;
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

describeWith(['sshd'], 'transfers with special servers', () => {
  let test: TestHost;
  beforeAll(async () => {
    test = await startTestHost();
  });
  afterAll(() => test?.close());

  async function withServer(
    config: readonly string[],
    work: (use: TransferDesk) => Promise<void>,
  ): Promise<void> {
    const server = await startSshServer({ config });
    try {
      const endpointId = await openFileDesk(test, {
        ...server,
        identityPath: server.keys.ed25519.path,
        hostKeyFingerprint: server.hostKeyFingerprint,
      });
      await work(transferDesk(test, endpointId, { here, there }));
    } finally {
      await server.stop();
    }
  }

  it('are verified by reading where the host runs no command', async () => {
    await withServer(['ForceCommand internal-sftp'], async (use) => {
      const content = randomBytes(1_000_000);
      await fs.writeFile(here('a'), content);
      const up = await use.end((await use.up(here('a'))).id);
      expect(up).toMatchObject({ state: 'done', verified: 'by-reading', sha256: sha256(content) });
      await fs.rm(here('a'));
      const down = await use.end((await use.down(there('a'))).id);
      expect(down).toMatchObject({
        state: 'done',
        verified: 'by-reading',
        sha256: sha256(content),
      });
    });
  });

  it.runIf(isRoot)('say that the disk of the host is full', async () => {
    // A small disk that only this server's sessions see.
    const script = join(folder, 'small-disk');
    await fs.writeFile(
      script,
      `mount -t tmpfs -o size=2m tmpfs '${there()}' && exec /usr/lib/openssh/sftp-server\n`,
    );
    await withServer([`Subsystem sftp /usr/bin/unshare -m /bin/sh ${script}`], async (use) => {
      await fs.writeFile(here('a'), randomBytes(4_000_000));
      const { id } = await use.up(here('a'));
      expect(await use.end(id)).toMatchObject({
        state: 'failed',
        error: { code: 'files.no-space', params: { host: 'nc-app-01' } },
      });
    });
  });

  it.runIf(isRoot)(
    'say that the disk of this device is full, and keep what has arrived',
    async () => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', here()]);
      try {
        await withServer([], async (use) => {
          await fs.writeFile(there('a'), randomBytes(4_000_000));
          const failed = await use.end((await use.down(there('a'))).id);
          expect(failed).toMatchObject({ state: 'failed', error: { code: 'files.no-space' } });
          const part = await fs.stat(here('.a.fieldbench-part'));
          expect(part.size).toBeGreaterThan(1_000_000);
        });
      } finally {
        execFileSync('umount', ['-l', here()]);
      }
    },
  );
});
