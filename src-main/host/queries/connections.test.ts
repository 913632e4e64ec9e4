import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startFaultProxy } from '../../../test/servers/fault-proxy';
import { startPostgres, type PostgresServer } from '../../../test/servers/postgres';
import { freePort } from '../../../test/servers/process';
import { endless, endlessRows, QueryBed, until } from '../../../test/servers/query-bed';
import { startSshServer } from '../../../test/servers/ssh';
import { asOrdinaryUser } from '../../../test/servers/unprivileged';
import { describeWith } from '../../../test/servers/vitest';

describeWith(['postgres', 'sshd'], 'queries and their connections', () => {
  let server: PostgresServer;
  let bed: QueryBed;

  beforeAll(async () => {
    server = await startPostgres();
    await server.query('CREATE TABLE orders AS SELECT generate_series(1, 3) AS id');
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    bed = await QueryBed.start(server);
  });
  afterEach(() => bed.at.close());

  it('are cancelled while the server works, and while rows come', async () => {
    const { client } = bed;
    const { id } = await client.queries.run({ endpointId: bed.endpointId, sql: endless });
    await bed.underWay(id);
    await client.queries.cancel({ id });
    expect(await bed.ended(id)).toMatchObject({ state: 'cancelled', error: null, rows: 0 });

    const long = "SELECT generate_series(1, 100000000), repeat('x', 100)";
    const second = await client.queries.run({
      endpointId: bed.endpointId,
      sql: long,
      maxRows: 10_000_000,
    });
    await until(async () => (await bed.states()).some((state) => state.rows > 1000));
    const [task] = (await client.tasks.list({})).filter((entry) => entry.state === 'running');
    expect(task).toMatchObject({ kind: 'query', cancellable: true });
    await client.tasks.cancel({ id: task?.id ?? '' });
    const state = await bed.ended(second.id);
    expect(state.state).toBe('cancelled');
    expect((await bed.rows(second.id, state.rows - 1, 1)).length).toBe(1);
    await bed.nobodyLeft();
    expect(bed.at.host.features().queries.results.openRuns).toBe(0);
  });

  it('end at their time limit', async () => {
    const state = await bed.run(endless, { timeoutMs: 300 });
    expect(state).toMatchObject({
      state: 'failed',
      error: { code: 'sql.timeout', params: { seconds: 0.3 } },
    });
    await bed.nobodyLeft();
  });

  it('say when another session holds a lock', async () => {
    const holder = new Client({ connectionString: server.url });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE');
    const state = await bed.run('SELECT * FROM orders', { timeoutMs: 60_000 });
    await holder.end();
    expect(state).toMatchObject({
      state: 'failed',
      error: { code: 'sql.locked', params: { seconds: 5 } },
    });
  });

  it('report a connection that is cut while rows come, and keep what came', async () => {
    const proxy = await startFaultProxy({ target: server });
    const { client } = bed;
    const through = await bed.endpoint({ port: proxy.port });
    const sql = endlessRows;
    const { id } = await client.queries.run({ endpointId: through, sql, maxRows: 10_000_000 });
    await until(async () => (await bed.states()).some((state) => state.rows > 1000));
    proxy.cut();
    const state = await bed.ended(id);
    expect(state).toMatchObject({ state: 'failed', error: { code: 'sql.connection-lost' } });
    expect(state.rows).toBeGreaterThan(1000);
    await proxy.stop();
  });

  it('report a session that the administrator ended', async () => {
    const { id } = await bed.client.queries.run({ endpointId: bed.endpointId, sql: endless });
    await bed.underWay(id);
    await server.dropConnections();
    expect(await bed.ended(id)).toMatchObject({
      state: 'failed',
      error: { code: 'sql.connection-lost' },
    });
  });

  it('give up a server that fell silent, by its time limit', async () => {
    const proxy = await startFaultProxy({ target: server });
    const through = await bed.endpoint({ port: proxy.port });
    const { id } = await bed.client.queries.run({
      endpointId: through,
      sql: endless,
      timeoutMs: 500,
    });
    await bed.underWay(id);
    proxy.stall();
    expect(await bed.ended(id)).toMatchObject({ state: 'failed', error: { code: 'sql.timeout' } });
    await proxy.stop();
  });

  it('can be cancelled while the server is silent', async () => {
    const proxy = await startFaultProxy({ target: server });
    const through = await bed.endpoint({ port: proxy.port });
    proxy.stall();
    const { id } = await bed.client.queries.run({ endpointId: through, sql: 'SELECT 1' });
    await bed.client.queries.cancel({ id });
    expect(await bed.ended(id)).toMatchObject({ state: 'cancelled' });
    await proxy.stop();
  });

  it('can be cancelled while the server is silent about names', async () => {
    const proxy = await startFaultProxy({ target: server });
    const through = await bed.endpoint({ port: proxy.port });
    proxy.setDelay(200);
    const timeoutMs = 600_000;
    const { id } = await bed.client.queries.run({ endpointId: through, sql: endless, timeoutMs });
    // The question stands in the audit log before it is on its way, which takes a while.
    await until(async () => {
      const { entries } = await bed.client.audit.list({ kinds: ['statement'] });
      return entries.some(({ detail }) => detail['purpose'] === 'question');
    });
    proxy.stall();
    expect((await bed.states()).find((state) => state.id === id)?.state).toBe('connecting');
    await bed.client.queries.cancel({ id });
    expect(await bed.ended(id)).toMatchObject({ state: 'cancelled' });
    await proxy.stop();
  });

  it.each([
    ['a wrong password', { secret: 'wrong' }, 'sql.auth-failed'],
    ['an unknown user', { username: 'nobody_here' }, 'sql.auth-failed'],
    ['an unknown database', { database: 'nowhere' }, 'sql.database-unknown'],
    ['a server without the demanded TLS', { tls: 'require' }, 'sql.connection-failed'],
    ['a port where nobody listens', { port: 0 }, 'sql.connection-failed'],
  ] as const)('name the cause of %s', async (_name, change, code) => {
    await bed.client.secrets.set({ name: 'wrong', value: 'not-the-password' });
    const port = 'port' in change ? await freePort() : server.port;
    const endpoint = await bed.endpoint({ ...change, port });
    const { id } = await bed.client.queries.run({ endpointId: endpoint, sql: 'SELECT 1' });
    const state = await bed.ended(id);
    expect(state).toMatchObject({ state: 'failed', error: { code } });
    expect(JSON.stringify([state, bed.at.log])).not.toContain('not-the-password');
    await expect(bed.client.queries.testConnection({ endpointId: endpoint })).rejects.toMatchObject(
      {
        code,
      },
    );
  });

  it('are not sent when the secret is missing', async () => {
    const endpoint = await bed.endpoint({ secret: 'reader' });
    bed.at.host.features().systems.saveEndpoint({
      id: endpoint,
      systemId: bed.systemId,
      name: 'no secret',
      detail: {
        kind: 'database',
        dialect: 'postgresql',
        host: server.host,
        port: server.port,
        database: server.database,
        username: server.reader.user,
        secret: 'nowhere',
        sshId: null,
        tls: 'off',
        authorityPath: '',
        schema: '',
        readOnlyIntent: true,
        oracle: { names: 'service', driver: 'thin', home: '' },
      },
    });
    await expect(
      bed.client.queries.run({ endpointId: endpoint, sql: 'SELECT 1' }),
    ).rejects.toMatchObject({ code: 'secret.missing', params: { name: 'nowhere' } });
  });

  it('tell what a connection may do', async () => {
    const reader = await bed.client.queries.testConnection({ endpointId: bed.endpointId });
    expect(reader).toMatchObject({
      server: expect.stringMatching(/^PostgreSQL 15\./),
      username: 'fieldbench_reader',
      superuser: false,
      rights: [],
      readOnlyDefault: false,
    });
    await bed.client.secrets.set({ name: 'admin', value: server.admin.password });
    const admin = await bed.endpoint({ username: server.admin.user, secret: 'admin' });
    expect(await bed.client.queries.testConnection({ endpointId: admin })).toMatchObject({
      superuser: true,
      rights: ['superuser'],
    });
  });

  it('stop when the vault is locked, and leave nobody connected', async () => {
    const sql = endlessRows;
    const { id } = await bed.client.queries.run({
      endpointId: bed.endpointId,
      sql,
      maxRows: 10_000_000,
    });
    await until(async () => (await bed.states()).some((state) => state.rows > 1000));
    await bed.client.vault.lock({});
    await bed.nobodyLeft();
    await bed.client.vault.unlock({ passphrase: bed.at.passphrase });
    const [state] = await bed.states();
    expect(state).toMatchObject({ id, state: 'cancelled' });
    expect((await bed.rows(id, (state?.rows ?? 0) - 1, 1)).length).toBe(1);
  });

  it('run through an SSH tunnel, are cancelled through it, and give it back', async () => {
    const ssh = await startSshServer();
    const { client } = bed;
    await client.ssh.trust({
      host: ssh.host,
      port: ssh.port,
      fingerprint: ssh.hostKeyFingerprint,
    });
    const gateway = await client.systems.saveEndpoint({
      systemId: bed.systemId,
      name: 'gateway',
      detail: {
        kind: 'ssh',
        host: ssh.host,
        port: ssh.port,
        username: ssh.user,
        auth: 'key',
        identityPath: ssh.keys.ed25519.path,
      },
    });
    const through = await bed.endpoint({ sshId: gateway.id });
    const state = await bed.run('SELECT id FROM orders', { endpointId: through });
    expect(state).toMatchObject({ state: 'done', rows: 3 });
    expect(await client.queries.testConnection({ endpointId: through })).toMatchObject({
      username: 'fieldbench_reader',
    });
    const { id } = await client.queries.run({ endpointId: through, sql: endless });
    await until(async () => (await bed.states()).some((each) => each.state === 'running'));
    await client.queries.cancel({ id });
    expect(await bed.ended(id)).toMatchObject({ state: 'cancelled' });
    await until(async () => (await client.ssh.connections({})).length === 0);
    expect(bed.at.host.features().ssh.openChannels).toBe(0);

    const nowhere = await bed.endpoint({ sshId: gateway.id, port: await freePort() });
    const failed = await bed.run('SELECT 1', { endpointId: nowhere });
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'ssh.forward-refused' } });

    const cut = await client.queries.run({ endpointId: through, sql: endless });
    await until(async () => (await bed.states()).some((each) => each.state === 'running'));
    ssh.dropConnections();
    expect(await bed.ended(cut.id)).toMatchObject({
      state: 'failed',
      error: { code: 'sql.connection-lost' },
    });
    await ssh.stop();
  });

  it('are encrypted where the server offers it, also when they are cancelled', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tls-'));
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const request = ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-subj', '/CN=plant'];
    execFileSync('openssl', [...request, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    await asOrdinaryUser(['postgres', 'nobody'], [folder, key, certificate]);
    const encrypted = await startPostgres({
      settings: ['ssl=on', `ssl_key_file=${key}`, `ssl_cert_file=${certificate}`],
    });
    await bed.client.secrets.set({ name: 'other', value: encrypted.reader.password });
    const sql = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
    const used: Record<string, unknown> = {};
    for (const tls of ['off', 'prefer', 'require'] as const) {
      const endpoint = await bed.endpoint({ port: encrypted.port, secret: 'other', tls });
      const { id } = await bed.run(sql, { endpointId: endpoint });
      used[tls] = (await bed.rows(id))[0]?.[0];
    }
    expect(used).toEqual({ off: 'f', prefer: 't', require: 't' });
    const endpoint = await bed.endpoint({ port: encrypted.port, secret: 'other', tls: 'require' });
    const { id } = await bed.client.queries.run({ endpointId: endpoint, sql: endless });
    await bed.underWay(id);
    await bed.client.queries.cancel({ id });
    expect(await bed.ended(id)).toMatchObject({ state: 'cancelled' });
    expect(encrypted.log()).toContain('canceling statement due to user request');
    await encrypted.stop();
    rmSync(folder, { recursive: true });
  });
});
