import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startAskingSshServer } from '../../../test/servers/asking-ssh';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import {
  makeServerFolder,
  removeServerFolder,
  startSshServer,
  type SshServer,
} from '../../../test/servers/index';
import { openSshDesk, type SshDesk } from '../../../test/servers/ssh-desk';
import { describeWith } from '../../../test/servers/vitest';
import type { RemoteCommand } from './channels';
import type { SshLease } from './lease';
import { runCommand } from './run';
import type { SshService } from './service';
import { superviseCommand } from './supervise';

const patience = { timeout: 20_000 };

/**
 * A stand-in for sudo, which this machine need not have: asks on the standard error by the
 * given prompt, reads its answer from the input to the end of the line, no further, and runs
 * what follows. `free` lets it ask for nothing.
 */
const sudo = `#!/bin/sh
folder=$(dirname "$0")
case $1 in
-n) shift; [ -e "$folder/free" ] || { echo 'sudo: a password is required' >&2; exit 1; } ;;
-S) [ "$2" = -p ] || exit 9; prompt=$3; shift 3
  if [ ! -e "$folder/free" ]; then
    for try in 1 2 3; do
      printf %s "$prompt" >&2
      IFS= read -r given || exit 1
      [ "$given" = 'root word' ] && break
      [ $try = 3 ] && { echo 'sudo: 3 incorrect password attempts' >&2; exit 1; }
      echo 'Sorry, try again.' >&2
    done
  fi ;;
*) exit 9 ;;
esac
[ "$1" = -- ] || exit 9
shift
AS_ROOT=yes exec "$@"
`;

describeWith(['sshd', 'ssh-client', 'ssh-password'], 'what a lease can do', () => {
  let folder: string;
  let server: SshServer;
  let narrow: SshServer;
  let test: TestHost;
  let desk: SshDesk;
  let ssh: SshService;
  let host: string;
  let lease: SshLease;
  beforeAll(async () => {
    folder = await makeServerFolder('programs');
    mkdirSync(join(folder, 'free-sudo'));
    writeFileSync(join(folder, 'banner'), 'Authorised staff only.\n授权人员\u001b[31m\n');
    for (const path of [join(folder, 'sudo'), join(folder, 'free-sudo', 'sudo')]) {
      writeFileSync(path, sudo);
      chmodSync(path, 0o755);
    }
    writeFileSync(join(folder, 'free-sudo', 'free'), '');
    const banner = `Banner ${join(folder, 'banner')}`;
    [server, narrow] = await Promise.all([
      startSshServer({ config: [banner, `SetEnv PATH=${folder}:/usr/bin:/bin`] }),
      startSshServer({
        config: ['MaxSessions 1', `SetEnv PATH=${join(folder, 'free-sudo')}:/usr/bin:/bin`],
      }),
    ]);
    test = await startTestHost();
    desk = await openSshDesk(test);
    await Promise.all([server, narrow].map((each) => desk.trust(each)));
    await desk.secret('root', 'root word');
    await desk.secret('wrong', 'wrong word');
    host = await desk.endpoint(server, { sudo: 'password', sudoSecret: 'root' }, 'host');
  });
  afterAll(async () => {
    await desk?.close();
    await test?.close();
    await Promise.all([server, narrow].map((each) => each?.stop()));
    await removeServerFolder(folder);
  });
  beforeEach(async () => {
    ssh = desk.service({});
    lease = await ssh.open(host);
  });
  afterEach(async () => {
    lease.release();
    await ssh.dispose();
    expect([ssh.openLinks, ssh.openChannels]).toEqual([0, 0]);
  });

  it('feeds a command, and gives one without input the end of it', async () => {
    const fed = await lease.exec('cat; exit 3', { stdin: true });
    const output = textOf(fed);
    fed.stdin.write('一');
    fed.stdin.end('二\n');
    expect(await output).toEqual({ stdout: '一二\n', stderr: '', code: 3 });
    const unfed = await runCommand(lease, 'cat; echo end');
    expect(unfed.stdout.toString()).toBe('end\n');
  });

  it('keeps an exit code that comes long after the output has ended', async () => {
    const remote = await lease.exec('exec >&- 2>&-; sleep 0.3; exit 5', { stdin: true });
    remote.stdin.end();
    expect(await textOf(remote)).toEqual({ stdout: '', stderr: '', code: 5 });
  });

  it('passes more than a window of input and output through', async () => {
    const megabytes = 5 * 1024 * 1024;
    const remote = await lease.exec('cat', { stdin: true });
    let bytes = 0;
    remote.stdout.on('data', (chunk: Buffer) => (bytes += chunk.length));
    remote.stdin.end(Buffer.alloc(megabytes, 'x'));
    expect(await remote.exit).toMatchObject({ code: 0 });
    expect(bytes).toBe(megabytes);
  });

  it('opens a shell on a terminal whose size follows', async () => {
    const shell = await lease.shell({ columns: 100, rows: 30, term: 'xterm-256color' });
    let seen = '';
    shell.output.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    shell.input.write('PS1=; stty -echo; echo size $(stty size) $TERM\n');
    await expect.poll(() => seen, patience).toContain('size 30 100 xterm-256color');
    shell.resize(132, 43);
    shell.input.write('echo size $(stty size)\n');
    await expect.poll(() => seen, patience).toContain('size 43 132');
    shell.input.write('exit 4\n');
    expect(await shell.exit).toEqual({ code: 4, signal: null });
  });

  it('ends a shell that is hung up', async () => {
    const shell = await lease.shell({ columns: 80, rows: 24, term: 'xterm' });
    shell.close();
    // It may have ended by itself at the same moment, with a code of its own.
    expect(await shell.exit).toHaveProperty('signal');
    expect(ssh.openChannels).toBe(0);
  });

  it('opens a subsystem, and gives back the session of one that is refused', async () => {
    for (let again = 0; again < 12; again += 1)
      await expect(lease.subsystem('no-such-thing')).rejects.toMatchObject({
        code: 'ssh.exec-failed',
      });
    const stream = await lease.subsystem('sftp');
    // SSH_FXP_INIT and SSH_FXP_VERSION, version 3 (draft-ietf-secsh-filexfer-02).
    stream.write(Buffer.from([0, 0, 0, 5, 1, 0, 0, 0, 3]));
    const [answer] = (await once(stream, 'data')) as [Buffer];
    expect([answer[4], answer[8]]).toEqual([2, 3]);
    stream.destroy();
    await expect.poll(() => ssh.openChannels, patience).toBe(0);
    expect(ssh.openLinks).toBe(1);
  });

  it('lets the server listen, hands its connections over and ends that again', async () => {
    const listener = await lease.listen('127.0.0.1', 0, (stream) => {
      stream.on('data', (chunk: Buffer) => stream.write(chunk));
    });
    const client = connect(listener.port, '127.0.0.1');
    client.write('through');
    const [echo] = (await once(client, 'data')) as [Buffer];
    expect(echo.toString()).toBe('through');
    client.destroy();
    await listener.close();
    const refused = connect(listener.port, '127.0.0.1');
    await expect(once(refused, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const taken = lease.listen('127.0.0.1', server.port, () => undefined);
    await expect(taken).rejects.toMatchObject({ code: 'ssh.exec-failed' });
  });

  it('measures round trips, and keeps what the server says before the log-in', async () => {
    const round = await lease.ping();
    expect(lease.latencyMs).toBe(round);
    expect(lease.banner).toBe('Authorised staff only.\n授权人员\u001b[31m\n');
  });

  it('runs as root by a password that only sudo hears', async () => {
    const remote = await lease.exec('echo $AS_ROOT; cat; echo "$0 $*" >&2; exit 6', {
      sudo: true,
      stdin: true,
    });
    const output = textOf(remote);
    remote.stdin.end('own input\n');
    expect(await output).toEqual({ stdout: 'yes\nown input\n', stderr: 'sh \n', code: 6 });
    const { stdout } = await textOf(
      await lease.exec(superviseCommand('echo $AS_ROOT'), { sudo: true, stdin: true }),
    );
    expect(stdout).toBe('yes\n');
    const { entries } = await audited();
    expect(entries.map(({ detail }) => detail['command'])).toContain(
      'sudo echo $AS_ROOT; cat; echo "$0 $*" >&2; exit 6',
    );
    expect(JSON.stringify(entries)).not.toContain('root word');
  });

  it('ends a command as root also where its output is given up', async () => {
    const remote = await lease.exec('echo one; sleep 0.2; echo two; exit 3', { sudo: true });
    // Leaving the loop destroys the stream.
    for await (const chunk of remote.stdout) {
      expect(String(chunk)).toBe('one\n');
      break;
    }
    remote.stderr.resume();
    expect(await remote.exit).toEqual({ code: 3, signal: null });
  });

  it('says why sudo refused', async () => {
    const refusal = async (changes: object) => {
      const other = await ssh.open(await desk.endpoint(server, changes));
      const refused = await other
        .exec('true', { sudo: true })
        .catch((error: { code: string; params: Record<string, string> }) => error);
      other.release();
      return refused;
    };
    expect(await refusal({ sudo: 'password', sudoSecret: 'wrong' })).toMatchObject({
      code: 'ssh.sudo-refused',
      params: { host: server.host, username: server.user, detail: 'password' },
    });
    expect(await refusal({ sudo: 'free' })).toMatchObject({
      code: 'ssh.sudo-refused',
      params: { detail: 'sudo: a password is required' },
    });
    expect(await refusal({ sudo: 'password' })).toMatchObject({
      code: 'ssh.sudo-password-missing',
    });
    expect(await refusal({})).toMatchObject({ code: 'ssh.sudo-refused' });
  });

  it('gives sudo no password that it does not ask for, nor to the command', async () => {
    const free = await ssh.open(
      await desk.endpoint(narrow, { sudo: 'password', sudoSecret: 'root' }),
    );
    const output = await textOf(await free.exec('cat; echo $AS_ROOT', { sudo: true }));
    expect(output.stdout).toBe('yes\n');
    free.release();
    const without = await ssh.open(await desk.endpoint(narrow, { sudo: 'free' }));
    expect((await textOf(await without.exec('echo $AS_ROOT', { sudo: true }))).stdout).toBe(
      'yes\n',
    );
    without.release();
  });

  it('serves a tail and commands side by side where one session is all a connection has', async () => {
    const single = await ssh.open(await desk.endpoint(narrow));
    const tail = await single.exec('cat', { stdin: true });
    tail.stdout.resume();
    const outputs = await Promise.all([1, 2, 3].map((n) => runCommand(single, `echo ${n}`)));
    expect(outputs.map(({ stdout }) => stdout.toString())).toEqual(['1\n', '2\n', '3\n']);
    tail.stdin.end();
    expect(await tail.exit).toMatchObject({ code: 0 });
    single.release();
  });

  it('writes connections and commands into the audit log, probes only into the other one', async () => {
    await runCommand(lease, 'true');
    (await lease.exec('false', { audit: false })).stdout.resume();
    await textOf(await lease.exec('exec true', { audit: 'the script' }));
    const entries = (await audited()).entries.slice(0, 3);
    expect(entries.map(({ kind, target, detail }) => [kind, target, detail['command']])).toEqual([
      ['command', 'host', 'the script'],
      ['command', 'host', 'true'],
      ['connection-opened', 'host', undefined],
    ]);
    expect(entries.at(-1)?.detail).toMatchObject({
      host: server.host,
      port: server.port,
      username: server.user,
      method: 'publickey',
      hostKey: server.hostKeyFingerprint,
    });
  });

  it('says when a server runs no commands at all, and when there is no terminal', async () => {
    const gateway = await startAskingSshServer({ rounds: [], refusesCommands: true });
    const bare = await startSshServer({ config: ['PermitTTY no'] });
    try {
      const { port, hostKeyFingerprint: fingerprint } = gateway;
      await test.client.ssh.trust({ host: gateway.host, port, fingerprint });
      const mute = await ssh.open(await desk.endpoint(server, { auth: 'interactive', port }));
      await expect(mute.exec('true')).rejects.toMatchObject({ code: 'ssh.no-shell' });
      mute.release();
      await desk.trust(bare);
      const plain = await ssh.open(await desk.endpoint(bare));
      const shell = plain.shell({ columns: 80, rows: 24, term: 'xterm' });
      await expect(shell).rejects.toMatchObject({
        code: 'ssh.exec-failed',
        params: { detail: 'Unable to request a pseudo-terminal' },
      });
      plain.release();
    } finally {
      await Promise.all([gateway.stop(), bare.stop()]);
    }
  });

  const audited = () =>
    test.host
      .features()
      .audit.list(
        { text: '', kinds: ['connection-opened', 'command'], from: null, to: null },
        0,
        50,
      );
});

/** Everything a command says, and its exit code. */
async function textOf(remote: RemoteCommand) {
  let stdout = '';
  let stderr = '';
  remote.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  remote.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const { code } = await remote.exit;
  return { stdout, stderr, code };
}
