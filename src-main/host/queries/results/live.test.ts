import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startPostgres, type PostgresServer } from '../../../../test/servers/postgres';
import { QueryBed } from '../../../../test/servers/query-bed';
import { describeWith } from '../../../../test/servers/vitest';
import { wholeCellBytes } from '../../../contract/query-results';

describeWith(['postgres'], 'results of a real server', () => {
  let server: PostgresServer;
  let bed: QueryBed;
  let folder: string;

  beforeAll(async () => {
    server = await startPostgres();
    folder = mkdtempSync(join(tmpdir(), 'live-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await server?.stop();
  });
  beforeEach(async () => {
    bed = await QueryBed.start(server);
  });
  afterEach(() => bed.at.close());

  it('give a clipped cell whole when it is asked for, unless it is another one by now', async () => {
    await server.query(
      "CREATE TABLE long AS SELECT i AS id, repeat('长 ' || i, 700000) AS note FROM generate_series(1, 3) i",
    );
    const { client } = bed;
    const state = await bed.run('SELECT id, note FROM long WHERE id >= :from ORDER BY id', {
      parameters: { from: '2' },
    });
    expect(state).toMatchObject({ rows: 2, clippedCells: 2 });
    const window = await client.queries.window({ id: state.id, from: 1, count: 1, cellLimit: 10 });
    const whole = '长 3'.repeat(700_000);
    expect(window.clipped).toEqual([{ row: 0, column: 1, bytes: Buffer.byteLength(whole) }]);
    const cell = { id: state.id, row: 1, column: 1 };
    expect(await client.queries.cell({ ...cell, count: 4 })).toMatchObject({
      text: '长 3长',
      clipped: { bytes: Buffer.byteLength(whole) },
    });
    const sha256 = createHash('sha256').update(whole).digest('hex');
    const told = { bytes: Buffer.byteLength(whole), sha256, cut: false };
    const path = join(folder, 'cell.txt');
    expect(await client.queries.fetchCell({ ...cell, path })).toEqual(told);
    expect(readFileSync(path, 'utf8') === whole).toBe(true);
    await expect(client.queries.fetchCell({ ...cell, path })).rejects.toMatchObject({
      code: 'file.exists',
    });
    expect(await client.queries.fetchCell({ ...cell, path: null })).toEqual(told);
    const end = await client.queries.cell({ ...cell, from: whole.length - 3 });
    expect(end).toEqual({ text: '长 3', length: whole.length, clipped: null });
    await server.query("UPDATE long SET note = 'other' || note WHERE id = 3");
    await expect(client.queries.fetchCell({ ...cell, path: null })).rejects.toMatchObject({
      code: 'sql.cell-changed',
    });
  });

  it('say of a cell that is longer than is kept at hand how long it is, also when it was fetched', async () => {
    const { client } = bed;
    const { id } = await bed.run("SELECT repeat('x', 70000000)");
    const cell = { id, row: 0, column: 0 };
    const told = await client.queries.fetchCell({ ...cell, path: null });
    expect(told).toMatchObject({ bytes: 70_000_000, cut: true });
    expect(await client.queries.cell({ ...cell, from: wholeCellBytes - 1 })).toEqual({
      text: 'x',
      length: wholeCellBytes,
      clipped: { bytes: 70_000_000 },
    });
  });

  it('go straight into a file in the order of the server, and say what they are', async () => {
    const path = join(folder, 'straight.jsonl');
    const { endpointId } = bed;
    const sql = 'SELECT i, NULL AS nothing FROM generate_series(1, 3000) i';
    const told = await bed.client.queries.exportStatement({
      endpointId,
      sql,
      path,
      maxRows: 2500,
      options: { format: 'jsonl' },
    });
    expect(told).toMatchObject({ rows: 2500, truncated: true, clippedCells: 0, path });
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect([lines.length, lines[2499]]).toEqual([2500, '{"i":2500,"nothing":null}']);
    const { entries } = await bed.client.audit.list({ kinds: ['statement'] });
    expect(entries.map(({ detail }) => detail['sql'])).toContain(sql);
  });

  it('of several runs at the same time have the hashes of their own rows', async () => {
    const sql = (word: string): string =>
      `SELECT i, '${word} ' || repeat('x', 200) FROM generate_series(1, 30000) i`;
    const states = await Promise.all(['a', 'b', 'c'].map((word) => bed.run(sql(word))));
    for (const [at, word] of ['a', 'b', 'c'].entries()) {
      const hash = createHash('sha256');
      for (let row = 1; row <= 30_000; row += 1)
        hash.update(`["${row}","${word} ${'x'.repeat(200)}"]\n`);
      expect(states[at]?.sha256).toBe(hash.digest('hex'));
    }
  });
});
