import { connectSsh } from '../../src-main/host/ssh/connect';
import { loadPrivateKey } from '../../src-main/host/ssh/private-key';
import { superviseCommand } from '../../src-main/host/ssh/supervise';

/**
 * A process for tests that dies by kill -9 while a supervised command runs: connects as its
 * arguments say (host, port, user, key), runs the script and passes its output on.
 */
async function main(): Promise<void> {
  const [host = '', port = '', username = '', key = '', script = ''] = process.argv.slice(2);
  const link = await connectSsh({
    host,
    port: Number(port),
    username,
    auth: { kind: 'key', key: loadPrivateKey(key, null) },
    verifyHostKey: () => undefined,
  });
  const remote = await link.exec(superviseCommand(script, { graceSeconds: 1 }), { stdin: true });
  remote.stdout.pipe(process.stdout);
}

void main();
