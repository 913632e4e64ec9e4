/** `fieldbench serve` as scripts and people run it: through the launcher, as processes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildStale } from '../../scripts/build.mjs';
import { root } from '../../scripts/node.mjs';
import { connect, socketChannel, type Connection } from '../../src-main/contract/wire/index';
import { ask, cookieOf, openView } from './browser';

const passphrase = 'correct horse battery staple';
let folder: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  await buildStale(['main']);
  folder = await mkdtemp(join(tmpdir(), 'fieldbench-command-'));
});
afterAll(async () => {
  for (const child of running) if (child.exitCode === null) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Starts the launcher in the test's folder. */
function launch(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const { FIELDBENCH_PASSPHRASE: _passphrase, ...inherited } = process.env;
  const child = spawn(process.execPath, [join(root, 'scripts', 'fieldbench.mjs'), ...args], {
    env: { ...inherited, INIT_CWD: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  return child;
}

interface FirstLine {
  url: string;
  port: number;
  pid: number;
}

async function serve(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<FirstLine & { launcher: ChildProcess }> {
  const launcher = launch(['--json', 'serve', '--no-open', ...args], env);
  if (!launcher.stdout) throw new Error('no output');
  const [line] = (await once(createInterface({ input: launcher.stdout }), 'line')) as [string];
  return { ...(JSON.parse(line) as FirstLine), launcher };
}

async function view({ port, url }: FirstLine): Promise<Connection> {
  return connect(socketChannel(await openView(port, await cookieOf(port, url))));
}

/** Exit code and the error on the last line of stderr. */
async function failureOf(child: ChildProcess): Promise<unknown> {
  if (!child.stderr) throw new Error('no output');
  const [words, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  const last = words.trim().split('\n').at(-1) ?? '';
  return {
    code: code as number,
    error: (JSON.parse(last) as { error: { code: string } }).error.code,
  };
}

const announcements = (profile: string): string[] =>
  readdirSync(join(folder, profile)).filter((name) => name.startsWith('serve-'));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('fieldbench serve', () => {
  it('creates the profile where the user is, serves it, and closes cleanly on a signal to its pid', async () => {
    const server = await serve(['--data', 'first'], { FIELDBENCH_PASSPHRASE: passphrase });
    const words = text(server.launcher.stderr!);
    const { client, closed } = await view(server);
    expect(await client.vault.status()).toMatchObject({ state: 'unlocked', profile: 'first' });
    expect(announcements('first')).toEqual([`serve-${server.pid}.json`]);
    process.kill(server.pid, 'SIGTERM');
    expect(await once(server.launcher, 'exit')).toEqual([0, null]);
    expect(await closed).toBe('the server closes');
    // The recovery key of a new profile is said here or nowhere.
    expect(await words).toMatch(/^([0-9A-Z]{5}-){7}[0-9A-Z]{5}$/m);
    expect(announcements('first')).toEqual([]);
    await expect(ask(server.port, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('starts locked without a passphrase, and the page opens it', async () => {
    const server = await serve(['--data', 'first']);
    const { client } = await view(server);
    expect((await client.vault.status()).state).toBe('locked');
    await client.vault.unlock({ passphrase });
    expect((await client.vault.status()).state).toBe('unlocked');
    server.launcher.kill('SIGINT');
    expect(await once(server.launcher, 'exit')).toEqual([0, null]);
  });

  it('refuses a wrong passphrase and a taken port, each by its code', async () => {
    const server = await serve(['--data', 'first']);
    const wrong = launch(['--json', '--data', 'first', 'serve', '--no-open'], {
      FIELDBENCH_PASSPHRASE: 'wrong',
    });
    expect(await failureOf(wrong)).toEqual({ code: 1, error: 'vault.wrong-passphrase' });
    const taken = ['--json', 'serve', '--data', 'first', '--no-open', '--port'];
    expect(await failureOf(launch([...taken, String(server.port)]))).toEqual({
      code: 1,
      error: 'serve.port-taken',
    });
    expect(await failureOf(launch([...taken, 'http']))).toEqual({ code: 2, error: 'cli.usage' });
    process.kill(server.pid, 'SIGTERM');
    await once(server.launcher, 'exit');
  });

  it('gives another terminal a fresh address while it runs', async () => {
    const server = await serve(['--data', 'first']);
    const open = launch(['--json', '--data', 'first', 'serve', 'open']);
    if (!open.stdout) throw new Error('no output');
    const { url, port } = JSON.parse(await text(open.stdout)) as FirstLine;
    expect([port, url === server.url]).toEqual([server.port, false]);
    expect(await cookieOf(port, url)).not.toBe('');
    process.kill(server.pid, 'SIGTERM');
    await once(server.launcher, 'exit');
    expect(await failureOf(launch(['--json', '--data', 'first', 'serve', 'open']))).toEqual({
      code: 1,
      error: 'serve.not-running',
    });
  });

  it('ends cleanly when its launcher is killed', async () => {
    const server = await serve(['--data', 'first']);
    server.launcher.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(server.pid)).toBe(false), { timeout: 20_000 });
    expect(announcements('first')).toEqual([]);
  });

  it('opens the demo plant beside a profile, hands it no secret, and takes it along when it ends', async () => {
    const server = await serve(['--data', 'first'], { FIELDBENCH_PASSPHRASE: passphrase });
    const { client } = await view(server);
    const { url } = await client.app.openDemo();
    const demoPort = Number(new URL(url ?? '').port);
    const demo = await view({ url: url ?? '', port: demoPort, pid: 0 });
    expect(await demo.client.vault.status()).toMatchObject({ state: 'unlocked', demo: true });
    expect((await demo.client.systems.inventory({})).systems.length).toBeGreaterThan(0);
    // Asked for again, the same one answers with a fresh address.
    const again = await client.app.openDemo();
    expect(new URL(again.url ?? '').port).toBe(String(demoPort));
    expect(again.url).not.toBe(url);
    const [announcement] = announcements('first-demo');
    const demoPid = Number(/\d+/.exec(announcement ?? '')?.[0]);
    const environment = `/proc/${demoPid}/environ`;
    if (existsSync(environment))
      expect(readFileSync(environment, 'utf8')).not.toContain('FIELDBENCH_PASSPHRASE');
    process.kill(server.pid, 'SIGTERM');
    expect(await once(server.launcher, 'exit')).toEqual([0, null]);
    expect(isAlive(demoPid)).toBe(false);
    expect(announcements('first-demo')).toEqual([]);
  });
});
