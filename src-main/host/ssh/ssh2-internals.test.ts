import { expect, it } from 'vitest';
import { openFileDesk } from '../../../test/servers/file-desk';
import { startTestHost } from '../../../test/servers/host';
import { startSshServer } from '../../../test/servers/index';
import { describeWith } from '../../../test/servers/vitest';
import { runCommand } from './run';

describeWith(['sshd'], 'what is changed inside of ssh2', () => {
  it('leaves a connection sound over key exchanges under way', async () => {
    const server = await startSshServer({ config: ['RekeyLimit 1M'] });
    const test = await startTestHost();
    try {
      const endpointId = await openFileDesk(test, {
        ...server,
        identityPath: server.keys.ed25519.path,
        hostKeyFingerprint: server.hostKeyFingerprint,
      });
      const lease = await test.host.features().ssh.open(endpointId);
      const { stdout } = await runCommand(lease, 'head -c 9000000 /dev/zero', 10_000_000);
      expect(stdout).toHaveLength(9_000_000);
      const after = await runCommand(lease, 'echo whole');
      expect(after.stdout.toString()).toBe('whole\n');
      lease.release();
    } finally {
      await test.close();
      await server.stop();
    }
  });
});
