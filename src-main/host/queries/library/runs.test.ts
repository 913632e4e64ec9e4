/** What was sent, runs on several systems and repeated runs, on a real PostgreSQL. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startPostgres, type PostgresServer } from '../../../../test/servers/postgres';
import { endless, QueryBed, until } from '../../../../test/servers/query-bed';
import { describeWith } from '../../../../test/servers/vitest';
import type { QueryGroup, WatchState } from '../../../contract/query-history';
import { readStream } from '../../../contract/wire/index';
import { newId } from '../../../kit/ids';
import { keptStatements } from '../history';
import { HistoryStore } from '../history-store';

describeWith(['postgres'], 'queries that are run', () => {
  let server: PostgresServer;
  let bed: QueryBed;
  beforeAll(async () => {
    server = await startPostgres();
    await server.query(`
      CREATE TABLE job (id int PRIMARY KEY, state text, minutes int);
      INSERT INTO job VALUES (1, '正常', 1), (2, '卡住', 45);
      GRANT SELECT ON job TO ${server.reader.user};`);
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    bed = await QueryBed.start(server);
  });
  afterEach(() => bed.at.close());

  const jobs = (more: object = {}) =>
    bed.client.queries.save({
      title: { zh: '作业', en: 'Jobs' },
      statements: [
        { dialect: 'postgresql', minimum: '99', sql: 'select from nothing' },
        { dialect: 'postgresql', sql: 'select * from job where minutes >= :minutes order by id' },
      ],
      parameters: [{ name: 'minutes', type: 'number', default: '0' }],
      thresholds: [
        { column: 'minutes', is: '>=', value: 30, level: 'warning' },
        { column: 'minutes', is: '>=', value: 60, level: 'critical' },
      ],
      key: ['id'],
      ...more,
    });

  async function ended(id: string): Promise<QueryGroup> {
    let last: QueryGroup | undefined;
    for await (const groups of readStream(bed.client, bed.client.queries.followGroup({ id })))
      last = groups.at(-1);
    if (!last) throw new Error('no state came');
    return last;
  }

  it('offer choices of a parameter, asked of the connection once for a console', async () => {
    const { queries, audit } = bed.client;
    // What is too long to be chosen is left out.
    const choicesFrom =
      "select state from job union all select 'x' from job union all select repeat('y', 9999) order by 1";
    const parameter = { choices: ['自定'], choicesFrom };
    const ask = (consoleId: string, fresh = false) =>
      queries.choices({ parameter, endpointId: bed.endpointId, consoleId, fresh });
    const values = ['自定', 'x', '卡住', '正常'];
    expect(await ask('a')).toEqual({ values: expect.arrayContaining(values), truncated: false });
    expect((await ask('a')).values).toHaveLength(4);
    const sent = async () =>
      (await audit.list({ kinds: ['statement'] })).entries.filter(
        ({ detail }) => detail['purpose'] === undefined,
      ).length;
    expect(await sent()).toBe(1);
    await ask('b');
    await ask('a', true);
    expect(await sent()).toBe(3);
    const writes = { choices: [], choicesFrom: 'delete from job returning state' };
    await expect(
      queries.choices({ parameter: writes, endpointId: bed.endpointId, consoleId: 'a' }),
    ).rejects.toMatchObject({ code: 'sql.refused' });
  });

  it('stand in the history, which is searched by words, connection and time', async () => {
    const { queries } = bed.client;
    const other = await bed.endpoint();
    const state = await bed.run("select '库存' as kind where :n = 1", {
      parameters: { n: '1' },
      types: { n: 'number' },
    });
    for (let time = 0; time < 3; time++) await bed.run('select 1 as Again', { title: '盘点' });
    await bed.run('select nothing', { endpointId: other });
    await expect(bed.run('delete from job')).rejects.toMatchObject({ code: 'sql.refused' });

    const all = (await queries.history({})).statements;
    expect(all).toMatchObject([
      { sql: 'select nothing', state: 'failed', error: { code: 'sql.failed' }, endpointId: other },
      { sql: 'select 1 as Again', title: '盘点', times: 3, state: 'done', rows: 1 },
      {
        resultId: state.id,
        parameters: { n: '1' },
        types: { n: 'number' },
        state: 'done',
        times: 1,
      },
    ]);
    const found = async (filter: Parameters<typeof queries.history>[0]) =>
      (await queries.history(filter)).statements.map(({ sql }) => sql.slice(0, 8));
    expect(await found({ text: '库存' })).toEqual(["select '"]);
    expect(await found({ text: '盘点 AGAIN' })).toEqual(['select 1']);
    // A saved query is found by the title it was not run under, too.
    expect(await found({ text: 'stocktaking' })).toEqual([]);
    const statements = [{ dialect: 'postgresql', sql: 'select 1 as Again' }] as const;
    await queries.save({ title: { zh: '盘点', en: 'Stocktaking' }, statements: [...statements] });
    expect(await found({ text: 'stocktaking' })).toEqual(['select 1']);
    expect(await found({ endpointId: other })).toEqual(['select n']);
    expect(await found({ to: (all[2]?.at ?? 0) - 1 })).toEqual([]);
    const first = await queries.history({ count: 2 });
    expect(first.more).toBe(true);
    expect(await found({ after: first.statements[1]?.id ?? '' })).toEqual(["select '"]);

    await queries.discard({ id: state.id });
    expect((await queries.history({ text: '库存' })).statements[0]?.resultId).toBeNull();
    await queries.forget({ id: null });
    expect(await found({})).toEqual([]);
  });

  it('are forgotten by the oldest when there are too many', async () => {
    await bed.run('select 1');
    const { db } = bed.at.host.features().profile;
    const store = new HistoryStore(db);
    const [sent] = (await bed.client.queries.history({})).statements;
    if (!sent) throw new Error('nothing was written down');
    db.transaction(() => {
      for (let n = 0; n < keptStatements + 5; n++)
        store.put({ ...sent, id: newId(), at: n, sql: n === keptStatements ? '第一条' : 'x' });
    })();
    store.trim(keptStatements);
    const count = (): unknown => db.prepare('SELECT count(*) AS n FROM query_history').get();
    expect(count()).toEqual({ n: keptStatements });
    expect((await bed.client.queries.history({ text: '第一条' })).statements).toHaveLength(1);
    // Statement and parameters: ten characters of the first, five of another, three of each other.
    await bed.at.host.features().queries.room.history.trimLength(1000);
    expect(count()).toEqual({ n: 330 });
  });

  it('on several systems each have their state; what fails on one stops no other', async () => {
    const { queries } = bed.client;
    const { id } = await jobs();
    const bad = await bed.endpoint({ database: 'nowhere' });
    const others = await Promise.all(Array.from({ length: 5 }, () => bed.endpoint()));
    const endpointIds = [bed.endpointId, bad, ...others];
    const what = { kind: 'query', id } as const;
    const started = await queries.runOn({ what, endpointIds, parameters: { minutes: '30' } });
    const group = await ended(started.id);
    expect(group).toMatchObject({ running: false, title: '作业', queryId: id });
    expect(group.members.map(({ state }) => state)).toEqual([
      'done',
      'failed',
      ...others.map(() => 'done'),
    ]);
    const [own, failed] = group.members;
    expect(own).toMatchObject({ rows: 1, severity: 'warning', system: 'ERP', error: null });
    expect(failed).toMatchObject({ resultId: null, error: { code: 'sql.database-unknown' } });
    const result = (await bed.states()).find((state) => state.id === own?.resultId);
    expect(result).toMatchObject({ groupId: group.id, queryId: id, queryVersion: 1 });
    expect((await queries.groups({}))[0]).toEqual(group);
  });

  it('of a saved query carry its name and thresholds only as they were saved', async () => {
    const { id: queryId } = await jobs();
    const saved = 'select * from job where minutes >= :minutes order by id';
    const parameters = { minutes: '0' };
    const own = await bed.run(`${saved};\n`, { parameters, queryId });
    const edited = await bed.run(`${saved} desc`, { parameters, queryId });
    expect([own.queryId, own.queryVersion]).toEqual([queryId, 1]);
    expect([edited.queryId, edited.queryVersion]).toEqual([null, null]);
    const levels = async (id: string) =>
      (await bed.client.queries.window({ id, from: 0, count: 9 })).severities.map(
        (severity) => severity?.level,
      );
    expect(await levels(own.id)).toContain('warning');
    expect(await levels(edited.id)).toEqual([undefined, undefined]);

    // Straight into a file too, at the end of each row.
    const path = join(bed.at.folder, 'jobs.csv');
    const severities = async (sql: string) => {
      const options = { format: 'csv' as const, severity: true };
      const { endpointId, client } = bed;
      const asked = { endpointId, sql, parameters, queryId, path, replace: true, options };
      await client.queries.exportStatement(asked);
      const [head, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n');
      expect(head?.endsWith(',severity')).toBe(true);
      return rows.map((row) => row.split(',').at(-1) || undefined);
    };
    expect(await severities(saved)).toEqual(await levels(own.id));
    expect(await severities(`${saved} desc`)).toEqual([undefined, undefined]);
  });

  it('on several systems are stopped together', async () => {
    const { queries } = bed.client;
    const endpointIds = await Promise.all(Array.from({ length: 6 }, () => bed.endpoint()));
    const { id } = await queries.runOn({ what: { kind: 'sql', sql: endless }, endpointIds });
    expect((await queries.groups({}))[0]).toMatchObject({ sql: endless, queryId: null });
    await until(async () =>
      ((await queries.groups({}))[0]?.members ?? []).some(({ state }) => state === 'running'),
    );
    const [alone] = endpointIds;
    await queries.cancelGroup({ id, endpointId: alone ?? '' });
    await until(async () => {
      const states = ((await queries.groups({}))[0]?.members ?? []).map(({ state }) => state);
      return states[0] === 'cancelled' && states.includes('running');
    });
    await queries.cancelGroup({ id });
    const { members } = await ended(id);
    expect(new Set(members.map(({ state }) => state))).toEqual(new Set(['cancelled']));
    await bed.nobodyLeft();
  });

  it('say clearly that a parameter vanished, and that a server has no statement', async () => {
    const { queries } = bed.client;
    const { id } = await jobs();
    const sql = 'select * from job';
    await queries.save({
      id,
      title: { zh: '作业', en: '' },
      statements: [{ dialect: 'postgresql', sql }],
    });
    const endpointIds = [bed.endpointId];
    const what = { kind: 'query', id } as const;
    const gone = await queries.runOn({ what, endpointIds, parameters: { minutes: '30' } });
    expect((await ended(gone.id)).members).toMatchObject([
      {
        state: 'failed',
        error: { code: 'queries.parameter-gone', params: { title: '作业', name: 'minutes' } },
      },
    ]);
    const mysql = { kind: 'query', id: 'mysql.blocking-sessions' } as const;
    const none = await queries.runOn({ what: mysql, endpointIds });
    expect((await ended(none.id)).members).toMatchObject([
      { state: 'failed', error: { code: 'queries.no-statement' } },
    ]);
    expect((await queries.history({})).statements).toEqual([]);
  });

  it('again and again tell what changed, and end when nobody looks', async () => {
    const { queries } = bed.client;
    const { id: queryId } = await jobs();
    const sql = 'select * from job where minutes >= :minutes order by id';
    const first = await bed.run(sql, { parameters: { minutes: '0' }, queryId });
    const stop = new AbortController();
    const input = { resultId: first.id, seconds: 1 };
    const seen: WatchState[] = [];
    const frames = queries.watch(input, { signal: stop.signal });
    try {
      for await (const [state] of readStream(bed.client, frames)) {
        if (!state) continue;
        seen.push(state);
        // Told of between two rounds: what is changed now is seen by the next round or the one after.
        if (state.rounds === 0 && !state.running)
          await server.query(
            "UPDATE job SET minutes = 50 WHERE id = 2; INSERT INTO job VALUES (3, '新', 0)",
          );
        if (state.rounds === 2 && !state.running)
          await server.query('DELETE FROM job WHERE id = 3');
        if (state.rounds === 4) break;
      }
    } finally {
      stop.abort();
    }
    const ends = seen.filter(({ running }) => !running);
    expect(ends.map(({ rounds }) => rounds)).toEqual([0, 1, 2, 3, 4]);
    const sum = (of: 'added' | 'removed' | 'changed') =>
      ends.reduce((so, { changes }) => so + (changes?.[of] ?? 0), 0);
    expect([sum('added'), sum('removed'), sum('changed')]).toEqual([1, 1, 1]);
    expect(ends[4]).toMatchObject({ compared: [0, 1, 2], key: ['id'] });
    expect(ends[4]?.previousId).toBe(ends[3]?.resultId);
    const [, second] = ends.map(({ comparisonId }) => comparisonId);
    await expect(
      queries.differences({ id: second ?? '', from: 0, count: 10 }),
    ).rejects.toMatchObject({ code: 'sql.comparison-gone' });
    // Kept are the one it began with, the newest and the one before.
    const kept = async () => (await bed.states()).map(({ id }) => id);
    await expect.poll(async () => (await kept()).length, { timeout: 25_000 }).toBe(3);
    expect(await kept()).toContain(first.id);
    await bed.nobodyLeft();
  });

  it('again and again wait longer after each failure', async () => {
    const { queries, systems } = bed.client;
    const first = await bed.run('select count(*) from job');
    const { endpoints } = await systems.inventory({});
    const endpoint = endpoints.find(({ id }) => id === bed.endpointId);
    if (endpoint?.detail.kind !== 'database') throw new Error('no such endpoint');
    await systems.saveEndpoint({ ...endpoint, detail: { ...endpoint.detail, port: 1 } });
    // The clock stands still, so that the time of the next round tells the pause.
    bed.at.host.features().profile.clock.now = () => first.startedAt;
    const stop = new AbortController();
    const pauses: number[] = [];
    const input = { resultId: first.id, seconds: 1 };
    const frames = queries.watch(input, { signal: stop.signal });
    for await (const [state] of readStream(bed.client, frames)) {
      if (state?.nextAt) pauses.push(state.nextAt - first.startedAt);
      if (state?.rounds === 2) {
        expect(state.error?.code).toBe('sql.connection-failed');
        break;
      }
    }
    stop.abort();
    expect(pauses).toEqual([1000, 2000, 4000]);
  });
});
