import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  startFaultProxy,
  startSshServer,
  type FaultProxy,
  type SshServer,
} from '../../../../test/servers/index';
import { describeWith } from '../../../../test/servers/vitest';
import { followToFile } from './follow-to-file';
import type { FollowEvent } from './ports';

/** Events that only views show. */
const forViews: readonly FollowEvent['event'][] = ['caught-up', 'command', 'waiting'];

describeWith(['sshd', 'ssh-client'], 'copying a remote log with a ledger', () => {
  let server: SshServer;
  const proxies: FaultProxy[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  beforeAll(async () => {
    server = await startSshServer();
  });
  afterAll(async () => {
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  /** A log of its own behind a proxy of its own, and where it is copied to. */
  async function open() {
    const proxy = await startFaultProxy({ target: server });
    proxies.push(proxy);
    const near = mkdtempSync(join(folder, 'near-'));
    const known = readFileSync(server.knownHostsPath, 'utf8');
    const knownHostsPath = join(near, 'known_hosts');
    writeFileSync(knownHostsPath, known.replaceAll(`:${server.port}`, `:${proxy.port}`));
    const out = join(near, 'out');
    const ledger = join(near, 'ledger.json');
    const log = join(mkdtempSync(join(server.home, 'remote-')), 'app.log');
    const host = `127.0.0.1:${proxy.port}`;
    const copied = () => readFileSync(out, 'utf8');
    return {
      proxy,
      knownHostsPath,
      out,
      ledger,
      log,
      host,
      place: () => JSON.parse(readFileSync(ledger, 'utf8')) as { offset: number },
      has: (text: string) =>
        vi.waitFor(() => expect(copied()).toBe(text), { timeout: 25_000, interval: 50 }),
      /** Starts copying; `stop` ends it as a signal would. */
      start: (from: 'start' | 'end' = 'start', path = log) => {
        const events: FollowEvent[] = [];
        const stopping = new AbortController();
        const done = followToFile({
          host: '127.0.0.1',
          port: proxy.port,
          username: server.user,
          identityPath: server.keys.ed25519.path,
          knownHostsPath,
          path,
          out,
          ledger,
          from,
          onEvent: (event) => {
            if (!forViews.includes(event.event)) events.push(event);
          },
          signal: stopping.signal,
        });
        done.catch(() => undefined);
        return {
          events,
          done,
          stop: async () => {
            stopping.abort();
            await done;
            return events;
          },
        };
      },
    };
  }

  it.concurrent(
    'copies the whole log and what is written after, and remembers the place',
    async () => {
      const { log, has, start, place, host } = await open();
      writeFileSync(log, 'one\n');
      const copy = start();
      await has('one\n');
      appendFileSync(log, 'two');
      await has('one\ntwo');
      expect(await copy.stop()).toEqual([{ event: 'connected' }, { event: 'stopped', offset: 7 }]);
      expect(place()).toMatchObject({
        host,
        path: log,
        identity: `${statSync(log).dev}:${statSync(log).ino}`,
        offset: 7,
        outBytes: 7,
      });
    },
  );

  it.concurrent('begins at the end when asked to', async () => {
    const { log, has, start, place } = await open();
    writeFileSync(log, 'old\n');
    const copy = start('end');
    await vi.waitFor(() => expect(place().offset).toBe(4), { timeout: 20_000 });
    appendFileSync(log, 'new\n');
    await has('new\n');
    await copy.stop();
  });

  it.concurrent('goes on where it was, cutting off what the ledger does not know', async () => {
    const { log, has, start, out } = await open();
    writeFileSync(log, 'one\n');
    const first = start();
    await has('one\n');
    await first.stop();
    // What a crash between writing and the ledger leaves.
    appendFileSync(out, 'tw');
    appendFileSync(log, 'two\n');
    const second = start();
    await has('one\ntwo\n');
    expect(await second.stop()).toEqual([
      { event: 'connected' },
      { event: 'resumed', offset: 4 },
      { event: 'stopped', offset: 8 },
    ]);
  });

  it.concurrent(
    'reads a renamed log to its end, also what is written to it late, and later still',
    async () => {
      const { log, has, start } = await open();
      const line = (name: string) =>
        `2026-03-01 10:00:00,000 INFO [worker-1] nc.bs.${name} - 单据已保存\n`;
      writeFileSync(log, line('one'));
      const copy = start();
      await has(line('one'));
      renameSync(log, `${log}.1`);
      appendFileSync(`${log}.1`, line('two'));
      writeFileSync(log, line('three'));
      await has(line('one') + line('two') + line('three'));
      renameSync(`${log}.1`, `${log}.2`);
      appendFileSync(`${log}.2`, line('four'));
      await has(line('one') + line('two') + line('three') + line('four'));
      appendFileSync(log, line('five'));
      await has(line('one') + line('two') + line('three') + line('four') + line('five'));
      const events = await copy.stop();
      const told = ['rotated', 'gap', 'recovered'];
      expect(events.filter(({ event }) => told.includes(event))).toEqual([
        { event: 'rotated', how: 'renamed' },
        { event: 'recovered', bytes: Buffer.byteLength(line('two')), from: `${log}.1` },
        { event: 'recovered', bytes: Buffer.byteLength(line('four')), from: `${log}.2` },
      ]);
    },
  );

  it.concurrent('recovers from every file rotated while it was away', async () => {
    const { log, has, start } = await open();
    writeFileSync(log, 'a1\n');
    const first = start();
    await has('a1\n');
    await first.stop();
    appendFileSync(log, 'a2\n');
    renameSync(log, `${log}.2`);
    writeFileSync(`${log}.1`, 'b\n');
    writeFileSync(`${log}.conf`, 'of something else\n');
    writeFileSync(log, 'c\n');
    const second = start();
    await has('a1\na2\nb\nc\n');
    expect(await second.stop()).toEqual([
      { event: 'connected' },
      { event: 'resumed', offset: 3 },
      { event: 'rotated', how: 'renamed' },
      { event: 'recovered', bytes: 3, from: `${log}.2` },
      { event: 'rotated', how: 'renamed' },
      { event: 'recovered', bytes: 2, from: `${log}.1` },
      { event: 'stopped', offset: 2 },
    ]);
  });

  it.concurrent('recovers from the copy that was made before a truncation', async () => {
    const { log, has, start } = await open();
    writeFileSync(log, 'one\n');
    const first = start();
    await has('one\n');
    await first.stop();
    appendFileSync(log, 'two\n');
    copyFileSync(log, `${log}.1`);
    truncateSync(log, 0);
    appendFileSync(log, 'three, longer than all that was there before\n');
    const second = start();
    await has('one\ntwo\nthree, longer than all that was there before\n');
    const events = await second.stop();
    expect(events.slice(2, -1)).toEqual([
      { event: 'rotated', how: 'truncated' },
      { event: 'recovered', bytes: 4, from: `${log}.1` },
    ]);
  });

  it.concurrent('says that there is a gap when nothing holds the rest', async () => {
    const { log, has, start } = await open();
    writeFileSync(log, 'one\n');
    const first = start();
    await has('one\n');
    await first.stop();
    rmSync(log);
    writeFileSync(log, 'another\n');
    const second = start();
    await has('one\nanother\n');
    expect((await second.stop()).filter(({ event }) => event === 'gap')).toEqual([
      { event: 'gap', bytes: null },
    ]);
  });

  it.concurrent('connects again by itself', async () => {
    const { log, has, start, proxy } = await open();
    writeFileSync(log, 'one\n');
    const copy = start();
    await has('one\n');
    proxy.cut();
    appendFileSync(log, 'two\n');
    await has('one\ntwo\n');
    const events = await copy.stop();
    expect(events.slice(0, 4)).toEqual([
      { event: 'connected' },
      { event: 'disconnected', reason: 'network' },
      { event: 'connected' },
      { event: 'resumed', offset: 4 },
    ]);
  });

  it.concurrent('refuses a ledger in use, of another log, or without its output', async () => {
    const { log, has, start, out, ledger } = await open();
    writeFileSync(log, 'one\n');
    const copy = start();
    await has('one\n');
    await expect(start().done).rejects.toMatchObject({
      code: 'ledger.in-use',
      params: { path: ledger, pid: process.pid },
    });
    await copy.stop();
    // The lock of a process that was killed: its pid lives on as something else.
    writeFileSync(`${ledger}.lock`, JSON.stringify({ pid: process.pid, started: '1' }));
    const after = start();
    await vi.waitFor(() => expect(after.events.length).toBe(2), { timeout: 20_000 });
    await after.stop();

    await expect(start('start', `${log}.other`).done).rejects.toMatchObject({
      code: 'ledger.damaged',
    });
    truncateSync(out, 1);
    await expect(start().done).rejects.toMatchObject({ code: 'ledger.damaged' });
    writeFileSync(ledger, '{');
    await expect(start().done).rejects.toMatchObject({ code: 'ledger.damaged' });
  });

  it.concurrent('refuses what it cannot begin with', async () => {
    const { log, start, knownHostsPath } = await open();
    writeFileSync(log, 'one\n');
    writeFileSync(knownHostsPath, '');
    await expect(start().done).rejects.toMatchObject({ code: 'ssh.host-key-unknown' });
    rmSync(knownHostsPath);
    await expect(start().done).rejects.toMatchObject({ code: 'file.missing' });
  });
});
