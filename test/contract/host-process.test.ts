/** The host as a process of its own, given a passphrase by the environment of the desktop face. */
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { buildStale } from '../../scripts/build.mjs';
import { root } from '../../scripts/node.mjs';
import { connect, type Connection } from '../../src-main/contract/wire/index';
import { fromHostSchema, Relay, type ToHost } from '../../src-main/contract/wire/relay';

const folder = mkdtempSync(join(tmpdir(), 'fieldbench-process-'));
const profile = join(folder, 'profile');
let child: ChildProcess;

beforeAll(() => buildStale(['main']));
afterEach(() => child.kill('SIGKILL'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the host with a passphrase and connects a view, once it is ready. */
async function startHost(passphrase: string | null): Promise<Connection> {
  child = fork(join(root, 'out', 'main', 'host.cjs'), {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const post = (message: ToHost): void => void child.send(message);
  const relay = new Relay(post);
  await new Promise<void>((resolve, reject) => {
    child.on('exit', () => reject(new Error('the host ended')));
    child.on('message', (data) => {
      const message = fromHostSchema.parse(data);
      if (message.type === 'ready') resolve();
      if (message.type === 'frame') relay.deliver(message.view, message);
    });
    post({ type: 'start', folder: profile, demo: false, passphrase });
  });
  const channel = relay.channel(1);
  post({ type: 'view', view: 1 });
  return connect(channel);
}

it('makes no vault by itself: its recovery key would be seen by nobody', async () => {
  const { client } = await startHost('correct horse');
  expect((await client.vault.status()).state).toBe('none');
  expect(existsSync(join(profile, 'vault.json'))).toBe(false);
  await client.vault.create({ passphrase: 'correct horse' });
});

it('opens the profile with the right passphrase, and with a wrong one lets the page ask', async () => {
  const right = await startHost('correct horse');
  expect((await right.client.vault.status()).state).toBe('unlocked');
  child.kill('SIGKILL');
  const wrong = await startHost('wrong');
  expect((await wrong.client.vault.status()).state).toBe('locked');
  await wrong.client.vault.unlock({ passphrase: 'correct horse' });
  expect((await wrong.client.vault.status()).state).toBe('unlocked');
});
