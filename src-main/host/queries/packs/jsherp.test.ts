/**
 * The job the shipped checks are for, on a real ERP schema (jshERP) in real servers: a lock and a
 * missing index are found, what changed is told, and the case has it when the server is gone.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  startMariaDb,
  startPostgres,
  type MariaDbServer,
  type PostgresServer,
} from '../../../../test/servers/index';
import { requireProgram } from '../../../../test/servers/parts';
import { sharedData } from '../../../../test/shared-data';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import { until } from '../../../../test/servers/query-bed';
import { describeWith } from '../../../../test/servers/vitest';
import type { GroupMember } from '../../../contract/query-history';
import { readStream } from '../../../contract/wire/index';

const root = join(import.meta.dirname, '../../../..');
/** Public schemas beside the project; see its README. */
const { folder: schemas, absent, titled } = sharedData('sql');
const grants = (file: string): string => readFileSync(join(root, 'resources/packs', file), 'utf8');
const load = promisify(execFile);
const stop = ['-q', '-v', 'ON_ERROR_STOP=1'];
const dump = (name: string): string => readFileSync(join(schemas, name), 'utf8');

/** A connection of an application, which holds a lock or waits for one. */
interface Session {
  run(sql: string): Promise<unknown>;
  end(): Promise<void>;
}

/** What differs between the two servers. */
interface Plant {
  dialect: 'postgresql' | 'mysql';
  /** Folder of the checks, which begins their ids. */
  platform: 'postgresql' | 'mysql';
  host: string;
  port: number;
  database: string;
  /** As administrator. */
  query(sql: string): Promise<Record<string, unknown>[]>;
  session(): Promise<Session>;
  /** Every index of the schema as `table.index`. */
  indexes: string;
  dropIndex: string;
  /** What was dropped, as the check names it. */
  dropped: string;
  stop(): Promise<void>;
}

const lock = "UPDATE jsh_depot_head SET remark = '过账中' WHERE id = 100000";

function job(start: () => Promise<Plant>): void {
  let plant: Plant;
  let folder: string;
  let at: TestHost;
  let endpointId: string;
  let systemId: string;
  const sessions: Session[] = [];

  beforeAll(async () => {
    plant = await start();
  }, 60_000);
  afterAll(() => plant?.stop());
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fieldbench-jsherp-'));
    at = await startTestHost({ folder: join(folder, 'profile') });
    const { client } = at;
    await client.secrets.set({ name: 'reader', value: 'CHANGE_ME' });
    const customer = await client.systems.saveCustomer({ name: '华东电机' });
    const site = await client.systems.saveSite({ customerId: customer.id, name: '一厂' });
    const place = { name: 'jshERP', platform: plant.platform, environment: 'production' } as const;
    ({ id: systemId } = await client.systems.saveSystem({ siteId: site.id, ...place }));
    const { dialect, host, port, database } = plant;
    const login = { username: 'fieldbench_read', secret: 'reader' };
    const detail = { kind: 'database', dialect, host, port, database, ...login } as const;
    ({ id: endpointId } = await client.systems.saveEndpoint({ systemId, name: '业务库', detail }));
  });
  afterEach(async () => {
    await Promise.all(sessions.splice(0).map((session) => session.end()));
    await at.close();
    rmSync(folder, { recursive: true });
  });

  /** Runs a shipped check and waits for its end. */
  async function check(
    name: string,
    parameters: Record<string, string> = {},
  ): Promise<GroupMember & { resultId: string }> {
    const { queries } = at.client;
    const what = { kind: 'query', id: `${plant.platform}.${name}` } as const;
    const { id } = await queries.runOn({ what, endpointIds: [endpointId], parameters });
    let member: GroupMember | undefined;
    for await (const groups of readStream(at.client, queries.followGroup({ id })))
      member = groups.at(-1)?.members[0];
    expect(member).toMatchObject({ state: 'done', error: null });
    if (!member?.resultId) throw new Error('nothing was sent');
    return { ...member, resultId: member.resultId };
  }

  it('is done: lock and lost index are found, compared, kept and reported', async () => {
    const { client } = at;
    const list = (await plant.query(plant.indexes)).map(({ name }) => name).join(',');
    const before = await check('expected-indexes', { expected: list });
    expect(before).toMatchObject({ rows: 0, severity: null });
    await plant.query(plant.dropIndex);
    const after = await check('expected-indexes', { expected: list });
    expect(after).toMatchObject({ rows: 1, severity: 'critical' });
    const key = ['expected_index'];
    const { id: comparisonId, counts } = await client.queries.compare({
      beforeId: before.resultId,
      afterId: after.resultId,
      key,
    });
    expect(counts).toMatchObject({ added: 1, removed: 0, changed: 0 });

    const holder = await plant.session();
    const waiter = await plant.session();
    sessions.push(holder, waiter);
    await holder.run('BEGIN');
    await holder.run(lock);
    const waiting = waiter.run(lock).catch(() => undefined);
    let locked = await check('blocking-sessions');
    await until(async () => (locked = await check('blocking-sessions')).rows > 0);
    if (plant.dialect === 'postgresql') {
      // Statements are hidden from a login without the right, but not that somebody waits.
      await plant.query('REVOKE pg_monitor FROM fieldbench_read');
      expect((await check('blocking-sessions')).rows).toBeGreaterThan(0);
      await plant.query('GRANT pg_monitor TO fieldbench_read');
    }
    await holder.run('ROLLBACK');
    await waiting;
    const window = { id: locked.resultId, from: 0, count: 10 };
    const { rows } = await client.queries.window(window);
    expect(JSON.stringify(rows)).toContain('过账中');

    const made = await client.cases.create({ title: '单据保存卡住', priority: 'P1', systemId });
    const caseId = made.id;
    for (const source of [
      { kind: 'result', resultId: locked.resultId, rows: null },
      { kind: 'result', resultId: after.resultId, rows: null },
      { kind: 'comparison', comparisonId },
    ] as const)
      await client.cases.addEvidence({ caseId, source });

    // Elsewhere, without the server.
    await Promise.all(sessions.splice(0).map((session) => session.end()));
    await at.close();
    await plant.stop();
    at = await startTestHost({ folder: join(folder, 'profile') });
    expect((await at.client.queries.window(window)).rows).toEqual(rows);
    const kept = (await at.client.queries.results({})).find(({ id }) => id === after.resultId);
    expect(kept).toMatchObject({
      queryId: `${plant.platform}.expected-indexes`,
      parameters: { expected: list },
      database: plant.database,
      username: expect.stringContaining('fieldbench_read'),
      rows: 1,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const { severities } = await at.client.queries.window({ ...window, id: after.resultId });
    expect(severities).toMatchObject([{ level: 'critical' }]);
    const report = { id: caseId, format: 'md', language: 'zh-CN' } as const;
    const { text } = await at.client.cases.export(report);
    for (const said of ['过账中', plant.dropped, kept?.server ?? '']) expect(text).toContain(said);
  }, 60_000);
}

if (absent) it.skip(titled('checks on jshERP'), () => undefined);
else {
  describeWith(['postgres'], 'checks on jshERP in PostgreSQL', () =>
    job(async (): Promise<Plant> => {
      const server: PostgresServer = await startPostgres();
      for (const name of ['jsherp-postgres.sql', 'jsherp-volume-postgres.sql'])
        await load(requireProgram('psql'), [...stop, '-f', join(schemas, name), server.url]);
      await server.query(grants('postgresql/grants/postgresql.sql'));
      return {
        ...server,
        dialect: 'postgresql',
        platform: 'postgresql',
        query: (sql) => server.query(sql),
        session: async () => {
          const client = new pg.Client(server.url);
          await client.connect();
          return { run: (sql) => client.query(sql), end: () => client.end() };
        },
        indexes: `SELECT tablename || '.' || indexname AS name FROM pg_indexes
                   WHERE tablename LIKE 'jsh%' ORDER BY 1`,
        dropIndex: 'DROP INDEX jsh_depot_item_header_id_idx',
        dropped: 'jsh_depot_item.jsh_depot_item_header_id_idx',
        stop: () => server.stop(),
      };
    }),
  );
  describeWith(['mariadb'], 'checks on jshERP in MariaDB', () =>
    job(async (): Promise<Plant> => {
      const server: MariaDbServer = await startMariaDb();
      for (const name of ['jsherp-mysql.sql', 'jsherp-volume-mysql.sql'])
        await server.query(dump(name));
      await server.query(grants('mysql/grants/mariadb.sql'));
      return {
        ...server,
        dialect: 'mysql',
        platform: 'mysql',
        query: (sql) => server.query(sql),
        session: async () => {
          const client = await mysql.createConnection(server.url.replace(/^mariadb:/, 'mysql:'));
          return { run: (sql) => client.query(sql), end: () => client.end() };
        },
        indexes: `SELECT DISTINCT CONCAT(table_name, '.', index_name) AS name
                    FROM information_schema.statistics
                   WHERE table_schema = '${server.database}' ORDER BY 1`,
        dropIndex: 'ALTER TABLE jsh_depot_item DROP INDEX FK2A819F475D61CCF7',
        dropped: 'jsh_depot_item.FK2A819F475D61CCF7',
        stop: () => server.stop(),
      };
    }),
  );
}
