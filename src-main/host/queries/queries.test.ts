import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors';
import type { ResultState } from '../../contract/queries';
import { readStream } from '../../contract/wire/index';
import { startFaultProxy } from '../../../test/servers/fault-proxy';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import { startPostgres, type PostgresServer } from '../../../test/servers/postgres';
import { startSshServer } from '../../../test/servers/ssh';
import { asOrdinaryUser } from '../../../test/servers/unprivileged';
import { freePort } from '../../../test/servers/process';
import { describeWith } from '../../../test/servers/vitest';

/** Keeps the server busy until it is stopped. */
const endless = 'SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b';

describeWith(['postgres', 'sshd'], 'queries on PostgreSQL', () => {
  let server: PostgresServer;
  let at: TestHost;
  let systemId: string;
  let endpointId: string;
  let named = 0;

  beforeAll(async () => {
    server = await startPostgres();
    await server.query(`
      CREATE TABLE orders (id int PRIMARY KEY, customer text, amount numeric(20,4), at timestamptz);
      INSERT INTO orders VALUES
        (1, '华东电机', 12345678901234.5678, '2026-01-02 03:04:05.678901+08'),
        (2, 'Müller', NULL, NULL), (3, '', 0, 'infinity');
      CREATE TYPE colour AS ENUM ('red', 'green');`);
  });
  afterAll(() => server?.stop());

  beforeEach(async () => {
    at = await startTestHost();
    const { client } = at;
    const customer = await client.systems.saveCustomer({ name: 'Yangtze Motors' });
    const site = await client.systems.saveSite({ customerId: customer.id, name: 'Plant 1' });
    const system = await client.systems.saveSystem({
      siteId: site.id,
      name: 'ERP',
      platform: 'postgresql',
      environment: 'production',
    });
    systemId = system.id;
    await client.secrets.set({ name: 'reader', value: server.reader.password });
    endpointId = await database({});
  });
  afterEach(() => at.close());

  /** A database endpoint of the system, as the reader unless said otherwise. */
  async function database(change: {
    port?: number;
    secret?: string;
    username?: string;
    tls?: 'off' | 'prefer' | 'require';
    database?: string;
    sshId?: string;
  }): Promise<string> {
    const endpoint = await at.client.systems.saveEndpoint({
      systemId,
      name: `database ${(named += 1)}`,
      detail: {
        kind: 'database',
        dialect: 'postgresql',
        host: server.host,
        port: server.port,
        database: server.database,
        username: server.reader.user,
        secret: 'reader',
        sshId: null,
        tls: 'prefer',
        ...change,
      },
    });
    return endpoint.id;
  }

  /** Runs a statement and waits for its end. */
  async function run(
    sql: string,
    more: Partial<Parameters<TestHost['client']['queries']['run']>[0]> = {},
  ): Promise<ResultState> {
    const { id } = await at.client.queries.run({ endpointId, sql, ...more });
    return ended(id);
  }

  async function ended(id: string): Promise<ResultState> {
    let last: ResultState | undefined;
    for await (const states of readStream(at.client, at.client.queries.follow({ id }))) {
      last = states.at(-1);
    }
    if (!last) throw new Error('no state came');
    return last;
  }

  async function rowsOf(id: string, from = 0, count = 1000) {
    return (await at.client.queries.window({ id, from, count })).rows;
  }

  it('keep every value exactly as the server writes it', async () => {
    const state = await run(
      `SELECT id, customer, amount, at, 0.1::float8 + 0.2::float8 AS f, '\\xdead'::bytea AS b,
        9223372036854775807 AS big, ARRAY[1,NULL] AS list, 'red'::colour AS colour, true AS t
       FROM orders ORDER BY id`,
    );
    expect(state).toMatchObject({ state: 'done', rows: 3, truncated: false, error: null });
    expect(state.columns).toEqual([
      { name: 'id', type: 'int4', align: 'right' },
      { name: 'customer', type: 'text', align: 'left' },
      { name: 'amount', type: 'numeric', align: 'right' },
      { name: 'at', type: 'timestamptz', align: 'left' },
      { name: 'f', type: 'float8', align: 'right' },
      { name: 'b', type: 'bytea', align: 'left' },
      { name: 'big', type: 'int8', align: 'right' },
      { name: 'list', type: 'int4[]', align: 'left' },
      { name: 'colour', type: 'colour', align: 'left' },
      { name: 't', type: 'bool', align: 'left' },
    ]);
    const rest = ['0.30000000000000004', '\\xdead', '9223372036854775807', '{1,NULL}', 'red', 't'];
    const rows = await rowsOf(state.id);
    expect(rows[0]?.slice(0, 3)).toEqual(['1', '华东电机', '12345678901234.5678']);
    expect(rows[0]?.slice(4)).toEqual(rest);
    expect(rows[1]).toEqual(['2', 'Müller', null, null, ...rest]);
    expect(rows[2]).toEqual(['3', '', '0.0000', 'infinity', ...rest]);
    expect(state).toMatchObject({
      server: expect.stringMatching(/^PostgreSQL 15\./),
      database: 'plant',
      username: 'fieldbench_reader',
    });
  });

  it('bind parameters as values, whatever they contain', async () => {
    const state = await run(
      'SELECT customer FROM orders WHERE customer = :name OR id = :id AND :flag ORDER BY id LIMIT :n',
      {
        parameters: { name: "'; DROP TABLE orders; --", id: '2', flag: 'yes', n: '5' },
        types: { id: 'number', flag: 'boolean', n: 'number' },
      },
    );
    expect(state).toMatchObject({ state: 'done', rows: 1 });
    expect(state.parameters).toEqual({
      name: "'; DROP TABLE orders; --",
      id: '2',
      flag: 'true',
      n: '5',
    });
    expect(await rowsOf(state.id)).toEqual([['Müller']]);
  });

  it.each([
    [{}, {}, 'sql.parameter-missing'],
    [{ a: 'x' }, { a: 'number' }, 'sql.parameter-invalid'],
    [{ a: '' }, { a: 'date' }, 'sql.parameter-missing'],
    [{ a: '2026-02-30' }, { a: 'date' }, 'sql.parameter-invalid'],
    [{ a: '25:00' }, { a: 'time' }, 'sql.parameter-invalid'],
    [{ a: 'perhaps' }, { a: 'boolean' }, 'sql.parameter-invalid'],
    [{ a: 'x\0y' }, {}, 'sql.parameter-invalid'],
  ] as const)('are not sent with parameters %j of types %j', async (parameters, types, code) => {
    const sql = 'SELECT :a::text';
    await expect(run(sql, { parameters, types })).rejects.toMatchObject({ code });
    expect(await at.client.queries.results({})).toEqual([]);
  });

  it('show SHOW and EXPLAIN, and a result without rows', async () => {
    const shown = await run('SHOW transaction_read_only');
    expect(await rowsOf(shown.id)).toEqual([['on']]);
    const plan = await run('EXPLAIN SELECT * FROM orders');
    expect((await rowsOf(plan.id))[0]?.[0]).toContain('Seq Scan on orders');
    const none = await run('SELECT id FROM orders WHERE false');
    expect(none).toMatchObject({ state: 'done', rows: 0, firstRowMs: null });
    expect(none.columns).toHaveLength(1);
  });

  it('stop at the row limit and say that there is more', async () => {
    const cut = await run('SELECT generate_series(1, 150)', { maxRows: 149 });
    expect(cut).toMatchObject({ state: 'done', rows: 149, truncated: true });
    const whole = await run('SELECT generate_series(1, 150)', { maxRows: 150 });
    expect(whole).toMatchObject({ state: 'done', rows: 150, truncated: false });
    const few = await run('SELECT generate_series(1, 150)', { maxRows: 5 });
    expect(few).toMatchObject({ state: 'done', rows: 5, truncated: true });
  });

  it('reach the far end of a large result at once, and open it again without a server', async () => {
    const sql = "SELECT i, 'row ' || i AS text FROM generate_series(1, 200000) i";
    const state = await run(sql, { title: 'many' });
    expect(state).toMatchObject({ state: 'done', rows: 200_000, truncated: false });
    expect(await rowsOf(state.id, 199_998, 10)).toEqual([
      ['199999', 'row 199999'],
      ['200000', 'row 200000'],
    ]);
    expect(await rowsOf(state.id, 200_000, 10)).toEqual([]);
    expect(await rowsOf(state.id, 100_500, 2)).toEqual([
      ['100501', 'row 100501'],
      ['100502', 'row 100502'],
    ]);
    const { client } = at;
    await client.vault.lock({});
    await client.vault.unlock({ passphrase: at.passphrase });
    expect(await client.queries.results({})).toEqual([state]);
    expect(await rowsOf(state.id, 199_999, 1)).toEqual([['200000', 'row 200000']]);
    await client.queries.discard({ id: state.id });
    expect(await client.queries.results({})).toEqual([]);
    await expect(rowsOf(state.id)).rejects.toMatchObject({ code: 'sql.result-gone' });
  });

  it('cut windows of very wide rows instead of one giant answer', async () => {
    const state = await run("SELECT repeat('x', 1000000), i FROM generate_series(1, 20) i");
    expect(state).toMatchObject({ state: 'done', rows: 20 });
    const first = await rowsOf(state.id, 0, 20);
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(20);
    const rest = await rowsOf(state.id, 19, 1);
    expect(rest[0]?.[1]).toBe('20');
  });

  it('are refused before anything is sent, with reason and place', async () => {
    const refusal = await at.client.queries
      .run({ endpointId, sql: 'SELECT 1,\n pg_terminate_backend(1)' })
      .catch((error: unknown) => error);
    expect((refusal as AppError).toData()).toMatchObject({
      code: 'sql.refused',
      params: {
        reason: 'function-not-allowed',
        name: 'pg_terminate_backend',
        line: 2,
        column: 2,
        length: 20,
      },
    });
    await expect(run('SELEC 1')).rejects.toMatchObject({
      code: 'sql.syntax',
      params: { message: 'syntax error at or near "SELEC"', line: 1, column: 1, length: 5 },
    });
    expect(
      await at.client.queries.classify({ dialect: 'postgresql', sql: 'DROP TABLE x' }),
    ).toEqual({
      verdict: 'refused',
      reason: 'not-reading',
      params: { statement: 'DROP' },
      statements: 1,
      place: null,
      parameters: [],
    });
  });

  it('mark the place the server complains about in the text as typed', async () => {
    const state = await run("SELECT :long_parameter_name, '😀'\n  , no_such_column FROM orders", {
      parameters: { long_parameter_name: 'x' },
    });
    expect(state).toMatchObject({
      state: 'failed',
      error: { code: 'sql.failed', params: { sqlstate: '42703' } },
      place: { line: 2, column: 5, length: 14 },
    });
  });

  it('keep the rows that came before a failure', async () => {
    const state = await run('SELECT 1 / (5000 - i) FROM generate_series(1, 10000) i');
    expect(state).toMatchObject({
      state: 'failed',
      error: { code: 'sql.failed', params: { sqlstate: '22012' } },
    });
    expect(state.rows).toBeGreaterThan(0);
    expect((await rowsOf(state.id, state.rows - 1, 5)).length).toBe(1);
  });

  it('are cancelled while the server works, and while rows come', async () => {
    const { client } = at;
    const { id } = await client.queries.run({ endpointId, sql: endless });
    await until(async () => (await states()).some((state) => state.state === 'running'));
    await client.queries.cancel({ id });
    expect(await ended(id)).toMatchObject({ state: 'cancelled', error: null, rows: 0 });

    const long = "SELECT generate_series(1, 100000000), repeat('x', 100)";
    const second = await client.queries.run({ endpointId, sql: long, maxRows: 10_000_000 });
    await until(async () => (await states()).some((state) => state.rows > 1000));
    const [task] = (await client.tasks.list({})).filter((entry) => entry.state === 'running');
    expect(task).toMatchObject({ kind: 'query', cancellable: true });
    await client.tasks.cancel({ id: task?.id ?? '' });
    const state = await ended(second.id);
    expect(state.state).toBe('cancelled');
    expect((await rowsOf(second.id, state.rows - 1, 1)).length).toBe(1);
    await until(noOtherSession);
    expect(at.host.features().queries.openRuns).toBe(0);
  });

  it('end at their time limit', async () => {
    const state = await run(endless, { timeoutMs: 300 });
    expect(state).toMatchObject({
      state: 'failed',
      error: { code: 'sql.timeout', params: { seconds: 0.3 } },
    });
    await until(noOtherSession);
  });

  it('say when another session holds a lock', async () => {
    const { Client } = await import('pg');
    const holder = new Client({ connectionString: server.url });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE');
    const state = await run('SELECT * FROM orders', { timeoutMs: 60_000 });
    await holder.end();
    expect(state).toMatchObject({
      state: 'failed',
      error: { code: 'sql.locked', params: { seconds: 5 } },
    });
  });

  it('report a connection that is cut while rows come, and keep what came', async () => {
    const proxy = await startFaultProxy({ target: server });
    const { client } = at;
    const through = await database({ port: proxy.port });
    const sql = "SELECT generate_series(1, 100000000), repeat('x', 100)";
    const { id } = await client.queries.run({ endpointId: through, sql, maxRows: 10_000_000 });
    await until(async () => (await states()).some((state) => state.rows > 1000));
    proxy.cut();
    const state = await ended(id);
    expect(state).toMatchObject({ state: 'failed', error: { code: 'sql.connection-lost' } });
    expect(state.rows).toBeGreaterThan(1000);
    await proxy.stop();
  });

  it('report a session that the administrator ended', async () => {
    const { id } = await at.client.queries.run({ endpointId, sql: endless });
    await until(async () => (await states()).some((state) => state.state === 'running'));
    await server.dropConnections();
    expect(await ended(id)).toMatchObject({
      state: 'failed',
      error: { code: 'sql.connection-lost' },
    });
  });

  it('give up a server that fell silent, by its time limit', async () => {
    const proxy = await startFaultProxy({ target: server });
    const through = await database({ port: proxy.port });
    const { id } = await at.client.queries.run({
      endpointId: through,
      sql: endless,
      timeoutMs: 500,
    });
    await until(async () => (await states()).some((state) => state.state === 'running'));
    proxy.stall();
    expect(await ended(id)).toMatchObject({ state: 'failed', error: { code: 'sql.timeout' } });
    await proxy.stop();
  });

  it('can be cancelled while the server is silent', async () => {
    const proxy = await startFaultProxy({ target: server });
    const through = await database({ port: proxy.port });
    proxy.stall();
    const { id } = await at.client.queries.run({ endpointId: through, sql: 'SELECT 1' });
    await at.client.queries.cancel({ id });
    expect(await ended(id)).toMatchObject({ state: 'cancelled' });
    await proxy.stop();
  });

  it.each([
    ['a wrong password', { secret: 'wrong' }, 'sql.auth-failed'],
    ['an unknown user', { username: 'nobody_here' }, 'sql.auth-failed'],
    ['an unknown database', { database: 'nowhere' }, 'sql.connection-failed'],
    ['a server without the demanded TLS', { tls: 'require' }, 'sql.connection-failed'],
    ['a port where nobody listens', { port: 0 }, 'sql.connection-failed'],
  ] as const)('name the cause of %s', async (_name, change, code) => {
    await at.client.secrets.set({ name: 'wrong', value: 'not-the-password' });
    const port = 'port' in change ? await freePort() : server.port;
    const endpoint = await database({ ...change, port });
    const { id } = await at.client.queries.run({ endpointId: endpoint, sql: 'SELECT 1' });
    const state = await ended(id);
    expect(state).toMatchObject({ state: 'failed', error: { code } });
    expect(JSON.stringify([state, at.log])).not.toContain('not-the-password');
    await expect(at.client.queries.testConnection({ endpointId: endpoint })).rejects.toMatchObject({
      code,
    });
  });

  it('are not sent when the secret is missing', async () => {
    const endpoint = await database({ secret: 'reader' });
    await at.host.features().systems.saveEndpoint({
      id: endpoint,
      systemId,
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
      },
    });
    await expect(
      at.client.queries.run({ endpointId: endpoint, sql: 'SELECT 1' }),
    ).rejects.toMatchObject({ code: 'secret.missing', params: { name: 'nowhere' } });
  });

  it('tell what a connection may do', async () => {
    const reader = await at.client.queries.testConnection({ endpointId });
    expect(reader).toMatchObject({
      server: expect.stringMatching(/^PostgreSQL 15\./),
      username: 'fieldbench_reader',
      superuser: false,
      rights: [],
      readOnlyDefault: false,
    });
    await at.client.secrets.set({ name: 'admin', value: server.admin.password });
    const admin = await database({ username: server.admin.user, secret: 'admin' });
    expect(await at.client.queries.testConnection({ endpointId: admin })).toMatchObject({
      superuser: true,
      rights: ['superuser'],
    });
  });

  it('become evidence with their origin, row by row', async () => {
    const state = await run('SELECT id, customer FROM orders WHERE id > :n ORDER BY id', {
      title: 'Customers',
      parameters: { n: '0' },
    });
    const service = at.host.features().queries;
    const { title, pieces, origin } = await service.excerpt(state.id, [2, 0]);
    expect(title).toBe('Customers');
    expect(await text(pieces)).toBe('["3",""]\n["1","华东电机"]\n');
    expect(origin).toEqual({
      system: 'ERP',
      environment: 'production',
      server: state.server,
      host: `${server.host}:${server.port}`,
      database: 'plant',
      username: 'fieldbench_reader',
      sql: state.sql,
      parameters: { n: '0' },
      startedAt: state.startedAt,
      columns: state.columns,
      rows: [2, 0],
      rowCount: 2,
      truncated: false,
    });
    const all = await service.excerpt(state.id, null);
    expect(await text(all.pieces)).toBe('["1","华东电机"]\n["2","Müller"]\n["3",""]\n');
    expect(all.origin).toMatchObject({ rows: null, rowCount: 3 });
  });

  it('stop when the vault is locked, and leave nobody connected', async () => {
    const sql = "SELECT generate_series(1, 100000000), repeat('x', 100)";
    const { id } = await at.client.queries.run({ endpointId, sql, maxRows: 10_000_000 });
    await until(async () => (await states()).some((state) => state.rows > 1000));
    await at.client.vault.lock({});
    await until(noOtherSession);
    await at.client.vault.unlock({ passphrase: at.passphrase });
    const [state] = await states();
    expect(state).toMatchObject({ id, state: 'cancelled' });
    expect((await rowsOf(id, (state?.rows ?? 0) - 1, 1)).length).toBe(1);
  });

  it('run through an SSH tunnel, are cancelled through it, and give it back', async () => {
    const ssh = await startSshServer();
    const { client } = at;
    await client.ssh.trust({
      host: ssh.host,
      port: ssh.port,
      fingerprint: ssh.hostKeyFingerprint,
    });
    const gateway = await client.systems.saveEndpoint({
      systemId,
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
    const through = await database({ sshId: gateway.id });
    const state = await run('SELECT id FROM orders', { endpointId: through });
    expect(state).toMatchObject({ state: 'done', rows: 3 });
    expect(await client.queries.testConnection({ endpointId: through })).toMatchObject({
      username: 'fieldbench_reader',
    });
    const { id } = await client.queries.run({ endpointId: through, sql: endless });
    await until(async () => (await states()).some((each) => each.state === 'running'));
    await client.queries.cancel({ id });
    expect(await ended(id)).toMatchObject({ state: 'cancelled' });
    await until(async () => (await client.ssh.connections({})).length === 0);
    expect(at.host.features().ssh.openChannels).toBe(0);

    const nowhere = await database({ sshId: gateway.id, port: await freePort() });
    const failed = await run('SELECT 1', { endpointId: nowhere });
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'ssh.forward-refused' } });

    const cut = await client.queries.run({ endpointId: through, sql: endless });
    await until(async () => (await states()).some((each) => each.state === 'running'));
    ssh.dropConnections();
    expect(await ended(cut.id)).toMatchObject({
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
    await at.client.secrets.set({ name: 'other', value: encrypted.reader.password });
    const sql = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
    const used: Record<string, unknown> = {};
    for (const tls of ['off', 'prefer', 'require'] as const) {
      const endpoint = await database({ port: encrypted.port, secret: 'other', tls });
      const { id } = await run(sql, { endpointId: endpoint });
      used[tls] = (await rowsOf(id))[0]?.[0];
    }
    expect(used).toEqual({ off: 'f', prefer: 't', require: 't' });
    const endpoint = await database({ port: encrypted.port, secret: 'other', tls: 'require' });
    const { id } = await at.client.queries.run({ endpointId: endpoint, sql: endless });
    await until(async () => (await states()).some((state) => state.state === 'running'));
    await at.client.queries.cancel({ id });
    expect(await ended(id)).toMatchObject({ state: 'cancelled' });
    expect(encrypted.log()).toContain('canceling statement due to user request');
    await encrypted.stop();
    rmSync(folder, { recursive: true });
  });

  async function states(): Promise<ResultState[]> {
    return at.client.queries.results({});
  }

  async function noOtherSession(): Promise<boolean> {
    const rows = await server.query(
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'FieldBench'",
    );
    return rows.length === 0;
  }
});

describe('saved queries', () => {
  it('are kept with typed parameters, changed and archived through the journal', async () => {
    const at = await startTestHost();
    const { client } = at;
    const saved = await client.queries.save({
      name: 'Long sessions',
      sql: 'SELECT * FROM pg_stat_activity WHERE now() - state_change > :age::interval',
      parameters: [{ name: 'age', type: 'text', label: 'Age', default: '5 min' }],
    });
    expect(saved).toMatchObject({ name: 'Long sessions', description: '', archived: false });
    const changed = await client.queries.save({ ...saved, description: 'who waits' });
    expect(changed).toEqual({ ...saved, description: 'who waits', updatedAt: changed.updatedAt });
    await expect(
      client.queries.save({ name: 'Long sessions', sql: 'SELECT 1' }),
    ).rejects.toMatchObject({
      code: 'entity.duplicate-name',
    });
    await client.queries.archive({ id: saved.id, archived: true });
    expect(await client.queries.saved({})).toEqual([]);
    expect(await client.queries.saved({ archived: true })).toHaveLength(1);
    const journal = at.host
      .features()
      .profile.db.prepare("SELECT kind, field FROM op WHERE entity = 'query' ORDER BY counter")
      .all();
    expect(journal.slice(-2)).toEqual([
      { kind: 'set', field: 'description' },
      { kind: 'set', field: 'archived' },
    ]);
    await at.close();
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function text(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all).toString();
}
