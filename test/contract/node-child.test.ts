import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildStale } from '../../scripts/build.mjs';
import { root } from '../../scripts/node.mjs';
import { connect, type Channel } from '../../src-main/contract/wire/index';
import { fromHostSchema, Relay, type ToHost } from '../../src-main/contract/wire/relay';
import { bundle } from './bundle';
import { describeTransport } from './suite';

/** A host process and the relay to it, as the desktop shell keeps them. */
class ChildHost {
  readonly child: ChildProcess;
  readonly relay: Relay;
  private next = 0;

  constructor(script: string, folder: string, passphrase: string | null = null) {
    this.child = fork(script);
    this.relay = new Relay((message) => this.post(message));
    this.child.on('message', (data) => {
      const message = fromHostSchema.parse(data);
      if (message.type === 'frame') this.relay.deliver(message.view, message);
      if (message.type === 'gone') this.relay.gone(message.view, message.reason);
    });
    this.child.once('exit', () => this.relay.endAll('the host ended'));
    this.post({ type: 'start', folder, demo: false, passphrase });
  }

  open(): Channel {
    const view = this.next++;
    this.post({ type: 'view', view });
    return this.relay.channel(view);
  }

  async end(signal?: NodeJS.Signals): Promise<number | null> {
    const ended = once(this.child, 'exit');
    if (signal) this.child.kill(signal);
    else this.post({ type: 'close' });
    const [code] = (await ended) as [number | null];
    return code;
  }

  private post(message: ToHost): void {
    if (this.child.connected) this.child.send(message, () => undefined);
  }
}

describeTransport('Node child, relayed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fieldbench-child-'));
  const script = await bundle('test/contract/probe-process.ts', folder, 'probe.cjs', 'cjs');
  let host = new ChildHost(script, folder);
  return {
    open: () => Promise.resolve(host.open()),
    kill: async () => {
      await host.end('SIGKILL');
      host = new ChildHost(script, folder);
    },
    close: async () => {
      await host.end();
      await rm(folder, { recursive: true });
    },
  };
});

describe('the host process as it is built', () => {
  const script = join(root, 'out', 'main', 'host.cjs');
  let folder: string;
  beforeAll(async () => {
    await buildStale(['main']);
    folder = await mkdtemp(join(tmpdir(), 'fieldbench-host-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('serves several views, closes its store when asked and opens it again', async () => {
    const profile = join(folder, 'profile');
    const passphrase = 'correct horse battery staple';
    // A vault that nobody made is not made for the passphrase alone: its recovery key must be seen.
    for (const found of ['none', 'unlocked']) {
      const host = new ChildHost(script, profile, passphrase);
      const views = [connect(host.open()), connect(host.open())];
      for (const { client } of views) expect((await client.vault.status()).state).toBe(found);
      if (found === 'none') await views[0]?.client.vault.create({ passphrase });
      expect(await host.end()).toBe(0);
      for (const { closed } of views) expect(await closed).not.toBe('');
    }
  });

  it('ends when the window process is gone', async () => {
    const host = new ChildHost(script, join(folder, 'other'));
    expect((await connect(host.open()).client.vault.status()).state).toBe('none');
    const ended = once(host.child, 'exit');
    host.child.disconnect();
    expect(await ended).toEqual([0, null]);
  });
});
