import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleForNode } from '../../../test/servers/bundle';
import { startSshServer, type SshServer } from '../../../test/servers/index';
import { describeWith } from '../../../test/servers/vitest';
import { connectSsh } from './connect';
import type { SshLink } from './link';
import { loadPrivateKey } from './private-key';
import { runCommand, shellQuote } from './run';
import { shellCommand, superviseCommand } from './supervise';

const patience = { timeout: 20_000 };

describe('the command line of a script', () => {
  it('holds no character that a log-in shell takes for its own, but for the outer quotes', () => {
    const text = shellCommand(`echo "a'b!c" \\\n\`$HOME\` 中文 %d`);
    expect(text).toMatch(/^exec sh -c '[^'!\n]*'$/);
    expect(text.slice(0, 30)).toBe(`exec sh -c 'eval "$(printf %b `);
  });
});

describeWith(['sshd', 'ssh-client'], 'a supervised command', () => {
  let server: SshServer;
  let link: SshLink;
  beforeAll(async () => {
    server = await startSshServer();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    link = await connectSsh({
      host: server.host,
      port: server.port,
      username: server.user,
      auth: { kind: 'key', key: loadPrivateKey(server.keys.ed25519.path, null) },
      verifyHostKey: () => undefined,
    });
  });
  afterEach(async () => {
    link.end();
    await link.closed;
  });

  /** Runs a job that writes its pids into a file, and waits until they are there. */
  const start = async (name: string, script: string, graceSeconds: number) => {
    const path = join(server.home, name);
    const command = superviseCommand(script.replaceAll('PIDS', shellQuote(path)), { graceSeconds });
    const remote = await link.exec(command, { stdin: true });
    remote.stdout.resume();
    remote.stderr.resume();
    await expect.poll(() => pidsIn(path).length, patience).toBe(2);
    return { remote, alive: () => pidsIn(path).filter(isAlive).length };
  };
  const twoThatIgnoreTerm =
    "trap '' TERM; (while :; do sleep 0.2; done) & echo $$ >>PIDS; echo $! >>PIDS; while :; do sleep 0.2; done";

  it('gives the exit code and both outputs of its script, whatever its text', async () => {
    const script = `printf '%s\\n' "a'b!c" '$HOME \\ \`x\` 中文 %d'\necho complaint >&2\nexit 7`;
    const { stdout, stderr, code } = await runSupervised(link, script);
    expect({ stdout, stderr, code }).toEqual({
      stdout: "a'b!c\n$HOME \\ `x` 中文 %d\n",
      stderr: 'complaint\n',
      code: 7,
    });
  });

  it('passes output on as it comes, and lives without input', async () => {
    const script = `cat; echo first; while [ ! -e ${shellQuote(join(server.home, 'go'))} ]; do sleep 0.1; done; echo last`;
    const remote = await link.exec(superviseCommand(script), { stdin: true });
    let output = '';
    remote.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    remote.stderr.resume();
    await expect.poll(() => output, patience).toBe('first\n');
    await runCommand(link, `touch ${shellQuote(join(server.home, 'go'))}`);
    await expect.poll(() => output, patience).toBe('first\nlast\n');
    expect(await remote.exit).toEqual({ code: 0, signal: null });
  });

  it('lives longer than the time after which the shells of its host end', async () => {
    // TMOUT is a matter of bash, which is sh on many hosts.
    const path = join(server.home, 'bash-is-sh');
    mkdirSync(path);
    symlinkSync('/bin/bash', join(path, 'sh'));
    const command = `export TMOUT=1 PATH=${path}:$PATH; ${superviseCommand('sleep 2; echo done')}`;
    const remote = await link.exec(command, { stdin: true });
    let output = '';
    remote.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    remote.stderr.resume();
    expect(await remote.exit).toEqual({ code: 0, signal: null });
    expect(output).toBe('done\n');
  });

  it('ends by TERM with its input, and says so by its exit code', async () => {
    const { remote, alive } = await start(
      'by-term',
      'sleep 1000 & echo $$ >>PIDS; echo $! >>PIDS; wait',
      30,
    );
    remote.stdin.end();
    expect(await remote.exit).toMatchObject({ code: 143 });
    await expect.poll(alive, patience).toBe(0);
  });

  it('ends by KILL, with everything it started, when it ignores TERM', async () => {
    const { remote, alive } = await start('by-kill', twoThatIgnoreTerm, 0.3);
    expect(alive()).toBe(2);
    remote.stdin.end();
    expect(await remote.exit).toMatchObject({ code: 137 });
    await expect.poll(alive, patience).toBe(0);
  });

  it('ends when its channel is closed, and when the connection is cut', async () => {
    const closed = await start('closed', twoThatIgnoreTerm, 0.3);
    closed.remote.close();
    await expect.poll(closed.alive, patience).toBe(0);
    const cut = await start('cut', twoThatIgnoreTerm, 0.3);
    link.end();
    await expect.poll(cut.alive, patience).toBe(0);
  });

  it('leaves no process over there after a kill -9 here', async () => {
    const bundle = await bundleForNode(
      join(import.meta.dirname, '..', '..', '..', 'test', 'servers', 'supervised-child.ts'),
    );
    try {
      const path = join(server.home, 'killed');
      const script = twoThatIgnoreTerm.replaceAll('PIDS', shellQuote(path));
      const { host, port, user, keys } = server;
      const child = spawn(
        process.execPath,
        [bundle.path, host, String(port), user, keys.ed25519.path, script],
        { stdio: 'ignore' },
      );
      await expect.poll(() => pidsIn(path).length, patience).toBe(2);
      child.kill('SIGKILL');
      await expect.poll(() => pidsIn(path).filter(isAlive).length, patience).toBe(0);
    } finally {
      bundle.remove();
    }
  });
});

async function runSupervised(link: SshLink, script: string) {
  const remote = await link.exec(superviseCommand(script), { stdin: true });
  let stdout = '';
  let stderr = '';
  remote.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  remote.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return { ...(await remote.exit), stdout, stderr };
}

function pidsIn(path: string): number[] {
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').map(Number) : [];
}

/** A zombie has ended; that nobody asked after it is the container's affair. */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
