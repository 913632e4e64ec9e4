import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import type { Inputs } from '../../../contract/index';

let at: TestHost;
beforeEach(async () => {
  at = await startTestHost();
});
afterEach(() => at.close());

const locks: Inputs['queries']['save'] = {
  title: { zh: '锁等待', en: '' },
  description: { zh: '谁在等锁', en: '' },
  folder: '账套/月结',
  tags: ['锁'],
  statements: [
    { dialect: 'postgresql', sql: 'select * from pg_locks where pid > :pid' },
    { dialect: 'mysql', product: 'mariadb', sql: 'select :mode' },
  ],
  parameters: [
    { name: 'pid', type: 'number', default: '7', choices: ['7', '8'] },
    { name: 'gone', type: 'text' },
  ],
};
const list = async (filter: Inputs['queries']['library'] = {}) =>
  (await at.client.queries.library(filter)).queries;

/** A connection whose server was never seen, unless it is said what it was. */
async function endpoint(seen?: { product: string; version: number[] }): Promise<string> {
  const { client } = at;
  const customer = await client.systems.saveCustomer({ name: `C${Math.random()}` });
  const site = await client.systems.saveSite({ customerId: customer.id, name: 'S' });
  const system = await client.systems.saveSystem({
    siteId: site.id,
    name: 'ERP',
    platform: 'mysql',
    environment: 'test',
  });
  const { id } = await client.systems.saveEndpoint({
    systemId: system.id,
    name: 'db',
    detail: { kind: 'database', dialect: 'mysql', host: 'h', database: 'd', username: 'u' },
  });
  const { profile } = at.host.features();
  if (seen)
    profile.db
      .prepare('INSERT INTO query_server (endpoint_id, seen_at, identity) VALUES (?, ?, ?)')
      .run(id, profile.clock.now(), JSON.stringify(seen));
  return id;
}

describe('own queries', () => {
  it('keep what their statements need, and no two have one name in a folder', async () => {
    const { queries } = at.client;
    const saved = await queries.save(locks);
    expect(saved).toMatchObject({
      origin: 'own',
      dialects: ['postgresql', 'mysql'],
      parameters: [
        { name: 'pid', default: '7', choices: ['7', '8'] },
        { name: 'mode', type: 'text' },
      ],
      version: 1,
      archived: false,
    });
    await expect(queries.save(locks)).rejects.toMatchObject({ code: 'entity.duplicate-name' });
    await expect(queries.save({ ...locks, title: { zh: ' ', en: '' } })).rejects.toMatchObject({
      code: 'queries.title-missing',
    });
    const other = await queries.save({ ...locks, folder: '' });
    await queries.archive({ ids: [other.id], archived: true });
    expect(await list({ origin: 'own' })).toHaveLength(1);
    expect(await list({ origin: 'own', archived: true })).toHaveLength(2);
    await expect(queries.saved({ id: 'nowhere' })).rejects.toMatchObject({
      code: 'queries.unknown',
    });
  });

  it('are changed field by field, and each version of what they say can come back', async () => {
    const { queries } = at.client;
    const { id } = await queries.save(locks);
    const sql = 'select 2 where :pid > 0';
    const second = { ...locks, id, statements: [{ dialect: 'postgresql', sql }] as const };
    await at.client.settings.set({ key: 'engineer', value: '张工' });
    await queries.save({ ...second, statements: [...second.statements], note: 'shorter' });
    await queries.save({ ...second, statements: [...second.statements], folder: 'elsewhere' });
    expect(await queries.versions({ id })).toMatchObject([
      { version: 2, current: true, sql, author: '张工', note: 'shorter' },
      {
        version: 1,
        current: false,
        author: '',
        note: '',
        sql: 'select * from pg_locks where pid > :pid',
      },
    ]);
    const ops = at.host
      .features()
      .profile.db.prepare("SELECT field FROM op WHERE entity = 'query' AND kind = 'set'")
      .all();
    expect(ops.map((op) => (op as { field: string }).field)).toEqual([
      'statements',
      'parameters',
      'note',
      'author',
      'folder',
    ]);
    expect(await queries.version({ id, version: 1 })).toMatchObject({ folder: '账套/月结' });
    expect(await queries.restoreVersion({ id, version: 1 })).toMatchObject({
      version: 3,
      folder: 'elsewhere',
      statements: [{ dialect: 'postgresql' }, { dialect: 'mysql', product: 'mariadb' }],
    });
    await expect(queries.version({ id, version: 9 })).rejects.toMatchObject({
      code: 'queries.version-gone',
    });
  });

  it('move and take tags together or not at all, which makes no version', async () => {
    const { queries } = at.client;
    const one = await queries.save(locks);
    const two = await queries.save({ ...locks, title: { zh: '', en: 'Two' } });
    const ids = [one.id, two.id];
    await queries.place({ ids, folder: 'all', addTags: ['new'], removeTags: ['锁'] });
    expect(await list({ folder: 'all', tags: ['new'] })).toMatchObject([
      { version: 1, tags: ['new'] },
      { version: 1, tags: ['new'] },
    ]);
    const three = await queries.save({ ...locks, title: { zh: '', en: 'two' }, folder: 'x' });
    await expect(queries.place({ ids: [one.id, three.id], folder: 'all' })).rejects.toMatchObject({
      code: 'entity.duplicate-name',
      params: { name: 'two' },
    });
    await expect(queries.archive({ ids: [one.id, 'gone'], archived: true })).rejects.toThrow();
    expect(await list({ folder: 'all' })).toHaveLength(2);
  });

  it('may begin as a copy of a shipped one', async () => {
    const { queries } = at.client;
    const shipped = await queries.saved({ id: 'postgresql.blocking-sessions' });
    expect(shipped).toMatchObject({
      origin: 'shipped',
      folder: 'postgresql/locks',
      signed: 'signed',
    });
    const copy = await queries.copyQuery({ id: shipped.id, folder: 'mine' });
    expect(copy).toMatchObject({ origin: 'own', folder: 'mine', title: shipped.title });
    expect(copy.thresholds).toEqual(shipped.thresholds);
    const again = await queries.copyQuery({ id: copy.id, folder: 'mine' });
    expect(again.title.en).toBe(`${shipped.title.en} (2)`);
    expect((await queries.saved({ id: shipped.id })).origin).toBe('shipped');
  });
});

describe('the library', () => {
  it('is searched in both languages and narrowed; titles stand first', async () => {
    await at.client.queries.save(locks);
    const chinese = await list({ text: '锁等待' });
    expect(chinese[0]?.title.zh).toBe('锁等待');
    const english = await list({ text: 'WHO  blocks', platform: 'postgresql' });
    expect(english[0]?.id).toBe('postgresql.blocking-sessions');
    expect((await list({ text: 'pg_stat_archiver' })).map(({ id }) => id)).toContain(
      'postgresql.archiver',
    );
    expect(await list({ folder: '账套' })).toHaveLength(1);
    expect(await list({ folder: '账' })).toEqual([]);
    expect(await list({ tags: ['锁', '没有'] })).toEqual([]);
    const signed = (await list({ origin: 'shipped' })).map((query) => query.signed);
    expect(new Set(signed)).toEqual(new Set(['signed']));
    const { queries, facets } = await at.client.queries.library({ platform: 'sap' });
    expect(queries).toHaveLength(facets.platforms['sap'] ?? 0);
    expect(facets.dialects['oracle']).toBeGreaterThan(10);
    expect(facets.folders['账套/月结']).toBe(1);
  });

  it('tells what fits a connection, and what it would be sent', async () => {
    const { queries } = at.client;
    const unseen = await endpoint();
    const fits = async (id: string, endpointId: string) =>
      (await list({ endpointId })).find((query) => query.id === id)?.fits;
    expect(await fits('mysql.replication-channels', unseen)).toBe('unknown');
    expect(await fits('postgresql.archiver', unseen)).toBe('no');
    const mariadb = await endpoint({ product: 'mariadb', version: [10, 11, 6] });
    expect(await fits('mysql.replication-channels', mariadb)).toBe('no');
    expect(await fits('mysql.blocking-sessions', mariadb)).toBe('yes');
    const id = 'mysql.blocking-sessions';
    const own = await queries.statementOf({ id, endpointId: mariadb });
    const mysql = await endpoint({ product: 'mysql', version: [8, 0, 36] });
    const other = await queries.statementOf({ id, endpointId: mysql });
    expect(own?.sql).not.toBe(other?.sql);
    expect(await queries.statementOf({ id: 'postgresql.archiver', endpointId: mysql })).toBeNull();
    const fitting = await list({ endpointId: mysql, onlyFitting: true });
    expect(new Set(fitting.map(({ fits: all }) => all))).toEqual(new Set(['yes']));
  });
});

describe('queries as files of the library', () => {
  let room: string;
  beforeEach(async () => {
    room = await mkdtemp(join(tmpdir(), 'fieldbench-library-'));
  });
  afterEach(() => rm(room, { recursive: true }));

  it('go to another library, where what is there already is updated, left or kept beside', async () => {
    const { queries } = at.client;
    const saved = await queries.save(locks);
    const path = join(room, 'mine.zip');
    await queries.exportQueries({
      ids: [saved.id, 'mysql.blocking-sessions'],
      form: 'zip',
      path,
    });
    const home = await queries.exportQueries({ ids: [saved.id], form: 'folder' });
    expect(home).toEqual({ path: join(at.folder, 'queries'), files: 3 });
    const own = await queries.importQueries({ from: { kind: 'path' } });
    expect(own).toMatchObject({ added: [], updated: [], skipped: ['账套/月结/锁等待'] });
    const from = { kind: 'path', path } as const;
    const other = await startTestHost();
    const there = other.client.queries;
    const dry = await there.importQueries({ from, dryRun: true });
    expect(dry).toMatchObject({
      added: ['mysql/locks/谁在阻塞谁', '账套/月结/锁等待'],
      problems: [],
    });
    expect((await there.library({ origin: 'own' })).queries).toEqual([]);
    expect((await there.importQueries({ from })).added).toHaveLength(2);
    expect((await there.importQueries({ from })).skipped).toHaveLength(2);
    await there.archive({ ids: [saved.id], archived: true });
    expect((await there.importQueries({ from })).updated).toEqual(['账套/月结/锁等待']);
    const came = await there.saved({ id: saved.id });
    expect(came).toEqual({ ...saved, updatedAt: came.updatedAt });

    await there.save({ ...came, tags: ['changed'] });
    const left = await there.importQueries({ from, duplicates: 'skip' });
    expect(left.skipped).toHaveLength(2);
    const older = await there.importQueries({ from, dryRun: true });
    expect(older.queries.map(({ there: met }) => met?.relation)).toEqual(['same', 'changed']);
    await there.save({ ...came, statements: came.statements.toReversed() });
    const file = older.queries[1]?.file ?? '';
    const held = await there.importQueries({ from, ways: { [file]: 'skip' } });
    expect(held.queries[1]).toMatchObject({ outcome: 'skipped', there: { relation: 'older' } });
    const { data, files } = await queries.packQueries({ ids: [saved.id] });
    expect(files).toBe(3);
    const sent = { kind: 'files', files: [{ name: 'mine.zip', data }] } as const;
    const again = await there.importQueries({ from: { ...sent, files: [...sent.files] } });
    expect(again.updated).toEqual(['账套/月结/锁等待']);
    await there.save({ ...came, tags: ['changed'] });
    const both = await there.importQueries({ from, duplicates: 'both' });
    expect(both.added).toEqual(['账套/月结/锁等待 (2)']);
    expect((await there.saved({ id: saved.id })).tags).toEqual(['changed']);
    expect((await there.importQueries({ from })).updated).toEqual(['账套/月结/锁等待']);
    expect((await there.saved({ id: saved.id })).tags).toEqual(['锁']);
    await other.close();
  });
});
