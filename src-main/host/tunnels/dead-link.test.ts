import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPostgres, type PostgresServer } from '../../../test/servers/index';
import { endless, QueryBed } from '../../../test/servers/query-bed';
import { ask, dial, hear } from '../../../test/servers/talk';
import { TunnelBed } from '../../../test/servers/tunnel-bed';
import { describeWith } from '../../../test/servers/vitest';

const patience = { timeout: 25_000 };

describeWith(['sshd', 'postgres'], 'tunnels on a link that is dead', () => {
  let postgres: PostgresServer;
  let queries: QueryBed;
  let bed: TunnelBed;

  beforeAll(async () => {
    postgres = await startPostgres();
    queries = await QueryBed.start(postgres);
    bed = await TunnelBed.start(queries.at);
  });
  afterAll(async () => {
    await bed?.stop();
    await postgres?.stop();
  });

  const consoles = async () =>
    (await bed.client.tunnels.list({})).filter(({ startedBy }) => startedBy === 'queries');

  it('show the tunnels of query consoles while they are used', async () => {
    const endpointId = await queries.endpoint({ sshId: bed.endpointId });
    expect(await queries.run('SELECT 1', { endpointId })).toMatchObject({ state: 'done' });
    const id = await queries.start(endless, { endpointId });
    await queries.underWay(id);
    expect(await consoles()).toMatchObject([
      {
        definition: null,
        endpointId: bed.endpointId,
        listen: null,
        target: `127.0.0.1:${postgres.port}`,
        state: 'open',
        connections: 1,
        error: null,
      },
    ]);
    // Closing the tunnel under a console tells the console.
    await bed.client.tunnels.stop({ id: (await consoles())[0]?.id ?? '' });
    expect(await queries.ended(id)).toMatchObject({
      state: 'failed',
      error: { code: 'sql.connection-lost' },
    });
    expect(await consoles()).toEqual([]);
  });

  it('end what goes through them, refuse at once, leave others alone and come back', async () => {
    const endpointId = await queries.endpoint({ sshId: bed.endpointId });
    const local = await bed.open({ targetPort: await bed.echo() });
    const lease = await bed.at.host.features().ssh.open(bed.endpointId);
    const other = await lease.exec('cat', { stdin: true });
    const heard = hear(await dial(local.listen));
    const query = await queries.start(endless, { endpointId });
    await queries.underWay(query);
    await expect.poll(async () => (await bed.state(local.id)).connections, patience).toBe(1);

    bed.proxy.stall();
    expect(await heard).toBe('reset');
    expect(await queries.ended(query)).toMatchObject({
      state: 'failed',
      error: { code: 'tunnels.stalled', params: { host: bed.proxy.host } },
    });
    expect(await bed.state(local.id)).toMatchObject({
      state: 'stalled',
      listen: local.listen,
      connections: 0,
      error: { code: 'tunnels.stalled' },
    });
    expect(await ask(local.listen, 'hello')).toBe('reset');
    // A console that comes now is told too, instead of waiting for ever.
    expect(await queries.run('SELECT 1', { endpointId })).toMatchObject({
      state: 'failed',
      error: { code: 'tunnels.stalled' },
    });

    bed.proxy.resume();
    await expect
      .poll(() => bed.state(local.id), patience)
      .toMatchObject({ state: 'open', error: null });
    expect(await ask(local.listen, 'hello')).toBe('hello');
    other.stdin.end('still the same connection');
    const said: Buffer[] = [];
    other.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    expect(await other.exit).toMatchObject({ code: 0 });
    expect(Buffer.concat(said).toString()).toBe('still the same connection');
    lease.release();
    expect(await queries.run('SELECT 1', { endpointId })).toMatchObject({ state: 'done' });
    await bed.client.tunnels.stop({ id: local.id });
    expect(bed.at.host.features().tunnels.openTunnels).toBe(0);
  }, 90_000);
});
