/** Scripts that write, on real servers. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startMariaDb, type MariaDbServer } from '../../../../test/servers/mariadb';
import { startPostgres, type PostgresServer } from '../../../../test/servers/postgres';
import { describeWith } from '../../../../test/servers/vitest';
import { change, WriteBed } from '../../../../test/servers/write-bed';
import type { WriteState } from '../../../contract/query-write';

const states = ({ statements }: WriteState) =>
  statements.map(({ state, affected }) => [state, affected]);

describeWith(['postgres'], 'writing into PostgreSQL', () => {
  let server: PostgresServer;
  let bed: WriteBed;
  const prices = async () =>
    (await server.query('SELECT id, price FROM prices ORDER BY id')).map(Object.values);

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    await server.query(
      'DROP TABLE IF EXISTS prices; CREATE TABLE prices (id int PRIMARY KEY, price int); INSERT INTO prices VALUES (1, 10), (2, 20)',
    );
    bed = await WriteBed.start('postgresql', { ...server, ...server.admin });
  });
  afterEach(() => bed.at.close());

  it('sends nothing before the gate has been passed with number, reason and name', async () => {
    const { client } = bed.at;
    const base = { sql: 'UPDATE prices SET price = 1 WHERE id = 1' };
    const { endpoints } = await client.systems.inventory({});
    const endpointId = endpoints[0]?.id ?? '';
    for (const [statement, code] of [
      [{ ...change, reason: '' }, 'change.reason-missing'],
      [{ ...change, changeId: ' ' }, 'change.number-missing'],
      [{ ...change, typedNames: ['prices'] }, 'change.name-not-typed'],
    ] as const)
      await expect(
        client.queries.openWrite({
          ...base,
          endpointId,
          statement: { ...statement, typedNames: [...statement.typedNames] },
        }),
      ).rejects.toMatchObject({ code });
    const { entries } = await client.audit.list({ kinds: ['statement'] });
    expect(entries).toEqual([]);
  });

  it('shows touched rows and what is read between, and changes the data only by a commit', async () => {
    const script =
      'UPDATE prices SET price = :price WHERE id = 1; SELECT price FROM prices WHERE id = 1; DELETE FROM prices WHERE id > 5';
    const opened = await bed.open(script, { parameters: { price: '99' } });
    expect(states(opened)).toEqual([
      ['waiting', null],
      ['waiting', null],
      ['waiting', null],
    ]);
    const one = await bed.step(opened.id, false);
    expect(states(one)[0]).toEqual(['done', 1]);
    const all = await bed.step(opened.id);
    expect(states(all)).toEqual([
      ['done', 1],
      ['done', null],
      ['done', 0],
    ]);
    expect(all.statements[1]?.rows).toEqual([['99']]);
    expect(await prices()).toEqual([
      [1, 10],
      [2, 20],
    ]);
    expect((await bed.end(opened.id, 'commit')).state).toBe('committed');
    expect(await prices()).toEqual([
      [1, 99],
      [2, 20],
    ]);
    await expect(bed.step(opened.id)).rejects.toMatchObject({ code: 'sql.write-over' });
    const { entries } = await bed.at.client.audit.list({ kinds: ['statement'] });
    // What the driver asks for itself is there, too, and belongs to no change.
    const changing = entries.filter(({ detail }) => detail['change'] === 'CHG-31').reverse();
    expect(changing.map(({ detail }) => detail['sql'])).toEqual([
      'BEGIN',
      ...all.statements.map(({ sql }) => sql),
      'COMMIT',
    ]);
    expect(changing.map(({ detail }) => detail['parameters'])).toContain('{"price":"99"}');
    expect(await bed.ends()).toEqual([['committed', 1]]);
  });

  it('rolls back on command, after a failure and when the host ends', async () => {
    const first = await bed.open('UPDATE prices SET price = 1 WHERE id = 1');
    await bed.step(first.id);
    expect((await bed.end(first.id, 'rollback')).state).toBe('rolled-back');
    const second = await bed.open(
      'UPDATE prices SET price = 2 WHERE id = 1; INSERT INTO prices VALUES (1, 1); DELETE FROM prices WHERE id = 2',
    );
    const failed = await bed.step(second.id);
    expect(states(failed)).toEqual([
      ['done', 1],
      ['failed', null],
      ['waiting', null],
    ]);
    expect(failed.statements[1]?.error?.code).toBe('sql.failed');
    await expect(bed.step(second.id)).rejects.toMatchObject({ code: 'sql.write-failed' });
    await expect(bed.end(second.id, 'commit')).rejects.toMatchObject({ code: 'sql.write-failed' });
    await bed.end(second.id, 'rollback');
    const third = await bed.open('UPDATE prices SET price = 3 WHERE id = 1');
    await bed.step(third.id);
    await bed.at.close();
    expect(await prices()).toEqual([
      [1, 10],
      [2, 20],
    ]);
    bed = await WriteBed.start('postgresql', { ...server, ...server.admin });
  });

  it('does not send what nobody has seen, what reads only, and what leaves the transaction', async () => {
    await expect(bed.open('DELETE FROM prices')).rejects.toMatchObject({
      code: 'sql.write-unseen',
    });
    await expect(bed.open('SELECT 1')).rejects.toMatchObject({ code: 'sql.write-empty' });
    await expect(bed.open('DELETE FROM prices WHERE id = 1; COMMIT')).rejects.toMatchObject({
      code: 'sql.write-refused',
    });
    const all = await bed.open('DELETE FROM prices', { acknowledged: ['no-where'] });
    expect(states(await bed.step(all.id))).toEqual([['done', 2]]);
    await bed.end(all.id, 'rollback');
    expect(await prices()).toEqual([
      [1, 10],
      [2, 20],
    ]);
  });

  it('stops a statement that waits for a lock of another', async () => {
    const holder = await bed.open('UPDATE prices SET price = 7 WHERE id = 1');
    await bed.step(holder.id);
    const waiting = await bed.open('UPDATE prices SET price = 8 WHERE id = 1');
    const stepped = bed.step(waiting.id);
    const blocked = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    while ((await server.query(blocked)).length === 0)
      await new Promise((done) => setTimeout(done, 20));
    await bed.at.client.queries.cancelWrite({ id: waiting.id });
    expect(states(await stepped)).toEqual([['cancelled', null]]);
    await bed.end(waiting.id, 'rollback');
    await bed.end(holder.id, 'rollback');
    expect(await prices()).toEqual([
      [1, 10],
      [2, 20],
    ]);
  });
});

describeWith(['mariadb'], 'writing into MariaDB', () => {
  let server: MariaDbServer;
  let bed: WriteBed;
  beforeAll(async () => {
    server = await startMariaDb();
    bed = await WriteBed.start('mysql', { ...server, ...server.admin });
  });
  afterAll(async () => {
    await bed?.at.close();
    await server?.stop();
  });

  it('commits a change of structure by itself, as the plan said, and nothing after it', async () => {
    const create = await bed.open('CREATE TABLE prices (id int PRIMARY KEY, price int)', {
      acknowledged: ['commits'],
    });
    await bed.step(create.id);
    await bed.end(create.id, 'rollback');
    const write = await bed.open(
      'INSERT INTO prices VALUES (:id, 10); ALTER TABLE prices ADD COLUMN note text; INSERT INTO prices (id) VALUES (2); SELECT count(*) FROM prices',
      { acknowledged: ['commits'], parameters: { id: '1' } },
    );
    const done = await bed.step(write.id);
    expect(states(done)).toEqual([
      ['done', 1],
      ['done', 0],
      ['done', 1],
      ['done', null],
    ]);
    expect(done.statements[3]?.rows).toEqual([['2']]);
    await bed.end(write.id, 'rollback');
    const look = await bed.open('DELETE FROM prices WHERE id = 2; SELECT id FROM prices');
    const seen = await bed.step(look.id);
    expect(states(seen)[0]).toEqual(['done', 0]);
    expect(seen.statements[1]?.rows).toEqual([['1']]);
    await bed.end(look.id, 'rollback');
  });
});
