import { createServer } from 'node:net';
import { once } from 'node:events';
import { SocksClient } from 'socks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../../test/servers/index';
import { ask, dial, hear, portOf } from '../../../test/servers/talk';
import { TunnelBed } from '../../../test/servers/tunnel-bed';
import { describeWith } from '../../../test/servers/vitest';

const patience = { timeout: 25_000 };

describeWith(['sshd'], 'tunnels', () => {
  let bed: TunnelBed;

  beforeAll(async () => {
    bed = await TunnelBed.start();
  });
  afterAll(() => bed?.stop());

  it('carry connections both ways, each end on its own, and count them', async () => {
    const targetPort = await bed.echo();
    const { id, listen, state } = await bed.open({ targetPort });
    expect({ state, loopback: listen?.startsWith('127.0.0.1:') }).toEqual({
      state: 'open',
      loopback: true,
    });
    const large = 'x'.repeat(3_000_000);
    expect(await ask(listen, large)).toBe(large);
    expect(await ask(listen, 'hello')).toBe('hello');
    await expect
      .poll(() => bed.state(id), patience)
      .toMatchObject({
        connections: 0,
        connectionsTotal: 2,
        bytesIn: large.length + 5,
        bytesOut: large.length + 5,
      });

    const waiting = await dial(listen);
    const heard = hear(waiting);
    await expect.poll(async () => (await bed.state(id)).connections, patience).toBe(1);
    await bed.client.tunnels.stop({ id });
    expect(await heard).toBe('reset');
    expect(await ask(listen, 'hello')).toBe('refused');
    expect(await bed.state(id)).toMatchObject({ state: 'closed', listen: null, connections: 0 });
    expect(bed.at.host.features().tunnels.openTunnels).toBe(0);
  });

  it('are written down with where they listen and lead', async () => {
    const targetPort = await bed.echo();
    const { id, listen } = await bed.open({ name: 'written down', targetPort });
    await ask(listen, 'hello');
    await bed.client.tunnels.stop({ id });
    const { entries } = await bed.client.audit.list({ text: 'written down' });
    const way = { listen, target: `127.0.0.1:${targetPort}`, name: 'written down', kind: 'local' };
    expect(entries.toReversed()).toMatchObject([
      { kind: 'tunnel-opened', target: bed.proxy.host, detail: way },
      {
        kind: 'tunnel-closed',
        detail: { ...way, connections: 1, bytesIn: 5, bytesOut: 5, reason: '' },
      },
    ]);
  });

  it('lead wherever a SOCKS client says', async () => {
    const port = await bed.echo();
    const { id, listen } = await bed.open({ kind: 'dynamic' });
    for (const [type, host] of [
      [5, 'localhost'],
      [4, '127.0.0.1'],
    ] as const) {
      const { socket } = await SocksClient.createConnection({
        proxy: { host: '127.0.0.1', port: portOf(listen), type },
        command: 'connect',
        destination: { host, port },
      });
      const heard = hear(socket);
      socket.end('hello');
      expect(await heard).toBe('hello');
    }
    const nowhere = SocksClient.createConnection({
      proxy: { host: '127.0.0.1', port: portOf(listen), type: 5 },
      command: 'connect',
      destination: { host: '127.0.0.1', port: await freePort() },
    });
    await expect(nowhere).rejects.toThrow('ConnectionRefused');
    expect(await bed.state(id)).toMatchObject({
      state: 'open',
      error: { code: 'ssh.forward-refused' },
    });
    await bed.client.tunnels.stop({ id });
  });

  it('lead from the server to this side, and say when nobody listens here', async () => {
    const targetPort = await bed.echo();
    const { id, listen } = await bed.open({ kind: 'remote', targetPort });
    expect(await ask(listen, 'from there')).toBe('from there');
    await bed.client.tunnels.stop({ id });
    await expect.poll(() => ask(listen, 'still?'), patience).toBe('refused');

    const nobody = await freePort();
    const other = await bed.open({ kind: 'remote', targetPort: nobody });
    await ask(other.listen, 'anybody?');
    await expect
      .poll(() => bed.state(other.id), patience)
      .toMatchObject({
        state: 'open',
        error: { code: 'tunnels.target-unreachable', params: { port: nobody } },
      });
    await bed.client.tunnels.remove({ id: other.id });
    await expect(bed.state(other.id)).rejects.toThrow('no such tunnel');
  });

  it('stay open when the server refuses a target, and tell which', async () => {
    const targetPort = await freePort();
    const { id, listen } = await bed.open({ targetPort });
    expect(await ask(listen, 'anybody?')).toBe('reset');
    expect(await bed.state(id)).toMatchObject({
      state: 'open',
      error: { code: 'ssh.forward-refused', params: { port: targetPort } },
    });
    const server = createServer((socket) => socket.end('now'));
    server.listen(targetPort, '127.0.0.1');
    await once(server, 'listening');
    expect(await ask(listen, '')).toBe('now');
    await expect.poll(async () => (await bed.state(id)).error, patience).toBeNull();
    server.close();
    await bed.client.tunnels.stop({ id });
  });

  it('name who has their port', async () => {
    const stranger = createServer();
    stranger.listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const { port } = stranger.address() as { port: number };
    const id = await bed.save({ listenPort: port, targetPort: 1 });
    await expect(bed.client.tunnels.start({ id })).rejects.toMatchObject({
      code: expect.stringMatching(/^tunnels\.port-taken/) as string,
      params: { host: '127.0.0.1', port },
    });
    expect(await bed.state(id)).toMatchObject({ state: 'failed', listen: null });
    stranger.close();

    const first = await bed.open({ name: 'the first', targetPort: 1 });
    const second = await bed.save({ listenPort: portOf(first.listen), targetPort: 1 });
    await expect(bed.client.tunnels.start({ id: second })).rejects.toMatchObject({
      code: 'tunnels.port-taken-by',
      params: { owner: 'the first' },
    });
    await bed.client.tunnels.stop({ id: first.id });
  });

  it('open for other computers only when somebody agreed', async () => {
    const targetPort = await bed.echo();
    const id = await bed.save({ listenHost: '0.0.0.0', targetPort });
    await expect(bed.client.tunnels.start({ id })).rejects.toMatchObject({
      code: 'tunnels.not-local',
      params: { listen: '0.0.0.0:0' },
    });
    const { listen } = await bed.client.tunnels.start({ id, allowNetwork: true });
    expect(await ask(listen, 'hello')).toBe('hello');
    await bed.client.tunnels.stop({ id });
  });

  it('may get another name while they are open, but no other way', async () => {
    const { id, definition } = await bed.open({ targetPort: 1 });
    if (!definition) throw new Error('it was saved');
    await bed.client.tunnels.save({ ...definition, name: 'renamed' });
    await expect(bed.client.tunnels.save({ ...definition, targetPort: 2 })).rejects.toMatchObject({
      code: 'entity.in-use',
    });
    expect(await bed.state(id)).toMatchObject({ name: 'renamed', state: 'open' });
    await expect(bed.client.tunnels.save({ ...definition, targetHost: '' })).rejects.toMatchObject({
      code: 'wire.bad-input',
    });
    await bed.client.tunnels.stop({ id });
  });

  it('hold a fast sender back in both directions', async () => {
    const flood = await bed.serve((socket) => {
      const piece = Buffer.alloc(256 * 1024);
      const more = (): void => {
        while (!socket.destroyed && socket.write(piece));
      };
      socket.on('drain', more);
      more();
    });
    const sink = await bed.serve((socket) => socket.pause());
    const [down, up] = [
      await bed.open({ targetPort: flood }),
      await bed.open({ targetPort: sink }),
    ];
    const [reader, writer] = [await dial(down.listen), await dial(up.listen)];
    reader.pause();
    writer.write(Buffer.alloc(64 * 1024 * 1024));
    const bytes = async (): Promise<number> => {
      const { bytesIn } = await bed.state(down.id);
      return bytesIn + (await bed.state(up.id)).bytesOut;
    };
    // Until it stands still: what fits into windows and sockets on the way has gone.
    let before = -1;
    await expect
      .poll(
        async () => {
          const [last, now] = [before, await bytes()];
          before = now;
          return now > 0 && now === last;
        },
        { ...patience, interval: 500 },
      )
      .toBe(true);
    expect(before).toBeLessThan(32 * 1024 * 1024);
    reader.destroy();
    writer.destroy();
    await Promise.all([down, up].map(({ id }) => bed.client.tunnels.stop({ id })));
  });

  it('come back by themselves after a cut, on the same port', async () => {
    const targetPort = await bed.echo();
    const local = await bed.open({ targetPort });
    const remote = await bed.open({ kind: 'remote', targetPort });
    const heard = hear(await dial(local.listen));
    await expect.poll(async () => (await bed.state(local.id)).connections, patience).toBe(1);
    bed.proxy.cut({ refuseNew: true });
    expect(await heard).toBe('reset');
    await expect
      .poll(() => bed.state(local.id), patience)
      .toMatchObject({
        state: 'waiting',
        listen: local.listen,
        error: { code: expect.stringMatching(/^ssh\./) as string },
      });
    expect(await ask(local.listen, 'hello')).toBe('reset');
    bed.proxy.resume();
    for (const { id, listen } of [local, remote]) {
      await expect
        .poll(() => bed.state(id), patience)
        .toMatchObject({ state: 'open', listen, error: null });
      expect(await ask(listen, 'again')).toBe('again');
      await bed.client.tunnels.stop({ id });
    }
  });

  it('end with the vault, and leave nobody connected', async () => {
    const { listen } = await bed.open({ targetPort: await bed.echo() });
    await bed.client.vault.lock({});
    expect(await ask(listen, 'hello')).toBe('refused');
    await expect.poll(() => bed.ssh.sessionProcessCount(), patience).toBe(0);
    await bed.client.vault.unlock({ passphrase: bed.at.passphrase });
    expect((await bed.client.tunnels.list({})).every(({ state }) => state === 'closed')).toBe(true);
  });
});
