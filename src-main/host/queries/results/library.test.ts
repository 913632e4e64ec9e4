import { createHash } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { columnOf, identityOf, resultOf } from '../../../../test/servers/results';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import { newId } from '../../../kit/ids';
import { sealedNames } from '../../profile/index';
import { ResultStore, type StoredResult } from '../store';
import { ResultLibrary } from './library';

describe('the library of results', () => {
  let at: TestHost;
  let store: ResultStore;
  let library: ResultLibrary;
  beforeEach(async () => {
    at = await startTestHost();
    const { profile } = at.host.features();
    store = new ResultStore(profile.db);
    library = new ResultLibrary(profile, store);
  });
  afterEach(async () => {
    library.close();
    await at.close();
  });

  it('drops what a dead process left without rows, and nothing of a living one', () => {
    const { profile } = at.host.features();
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const [left, living] = [resultOf(), resultOf()];
    for (const [each, owner] of [
      [left, dead],
      [living, process.ppid],
    ] as const) {
      store.putResult(each, { pid: owner, started: null });
      profile.createSealed('results', each.state.id).close();
    }
    profile.createSealed('results', newId()).close();
    const again = new ResultLibrary(profile, store);
    expect(again.all().map(({ id }) => id)).toEqual([living.state.id]);
    expect(sealedNames(profile, 'results')).toEqual([living.state.id]);
  });

  it('keeps the rows that a dead process had written, and says that it was cut off', async () => {
    const { profile } = at.host.features();
    const one = resultOf();
    const file = library.begin(one);
    file.begin(one.state.columns);
    const rows = Array.from({ length: 2500 }, (_, index) => [String(index)]);
    await file.append(rows.slice(0, 1500));
    // Only what the first thousand rows were is known in the store.
    library.checkpoint({ ...one.state, rows: 1000 }, file);
    await file.append(rows.slice(1500));
    library.close();
    store.putResult(
      { ...store.result(one.state.id)!, state: { ...one.state, columns: [] } },
      { pid: spawnSync(process.execPath, ['-e', '']).pid, started: null },
    );
    const again = new ResultLibrary(profile, store);
    const [state] = again.all();
    expect(state).toMatchObject({
      state: 'failed',
      error: { code: 'sql.interrupted' },
      rows: 2000,
      columns: one.state.columns,
    });
    expect(again.file(one.state.id).row(1999).row).toEqual(['1999']);
    expect(store.unfinished()).toEqual([]);
    const kept = rows.slice(0, 2000).map((row) => `${JSON.stringify(row)}\n`);
    const sha256 = createHash('sha256').update(kept.join('')).digest('hex');
    await expect.poll(() => again.all()[0]?.sha256, { timeout: 25_000 }).toBe(sha256);
    again.close();
  });

  it('keeps rows readable while they come, after they came and when opened again', async () => {
    const { profile } = at.host.features();
    const one = resultOf();
    const file = library.begin(one);
    const column = one.state.columns[0]!;
    file.begin([column, column]);
    const rows = Array.from({ length: 2500 }, (_, index) => [String(index), null]);
    await file.append(rows);
    const read = (from: ResultLibrary, number: number) => from.file(one.state.id).row(number).row;
    for (const number of [0, 999, 1000, 2499]) expect(read(library, number)).toEqual(rows[number]);
    library.finish({ ...one.state, state: 'done', rows: file.rows }, file);
    expect(read(library, 0)).toEqual(['0', null]);
    library.close();
    const again = new ResultLibrary(profile, store);
    for (const number of [0, 1999, 2499]) expect(read(again, number)).toEqual(rows[number]);
    expect(store.unfinished()).toEqual([]);
    again.close();
  });

  it('opens what older versions kept: rows as JSON lines, and less that is said of them', () => {
    const { profile } = at.host.features();
    const { state } = resultOf({ state: 'done', rows: 3 });
    const older = Object.fromEntries(
      [
        'id',
        'endpointId',
        'title',
        'state',
        'rows',
        'bytes',
        'startedAt',
        'sql',
        'parameters',
        'error',
        'place',
        'truncated',
        'firstRowMs',
        'elapsedMs',
        'server',
        'database',
        'username',
      ].map((field) => [field, state[field as keyof typeof state]]),
    );
    const columns = [
      { name: 'n', type: 'int8', align: 'right' },
      { name: 'at', type: 'date', align: 'left' },
    ];
    const stored = {
      state: { ...older, columns },
      system: 'ERP',
      environment: 'test',
      host: 'db:1',
      counts: [2, 1],
    };
    store.putResult(stored as unknown as StoredResult, null);
    const file = profile.createSealed('results', state.id);
    file.append(Buffer.from('["1",null]\n["2","2026-01-02"]'));
    file.append(Buffer.from('["3","a\\nb"]'));
    file.close();
    expect(library.get(state.id).state).toMatchObject({
      system: 'ERP',
      environment: 'test',
      host: 'db:1',
      dialect: 'postgresql',
      pinned: false,
      columns: [{ kind: 'integer' }, { kind: 'time' }],
    });
    const read = library.file(state.id);
    expect([0, 1, 2].map((row) => read.row(row).row)).toEqual([
      ['1', null],
      ['2', '2026-01-02'],
      ['3', 'a\nb'],
    ]);
  });

  it('never drops what is pinned', () => {
    const pinned = resultOf();
    const first = library.begin(pinned);
    library.finish({ ...pinned.state, state: 'done' }, first);
    library.change(pinned.state.id, { pinned: true });
    for (let more = 0; more < 201; more += 1) {
      const one = resultOf();
      one.state.startedAt = more + 1;
      store.putResult({ ...one, state: { ...one.state, state: 'done' } }, null);
    }
    const last = resultOf();
    library.finish({ ...last.state, state: 'done', startedAt: 1000 }, library.begin(last));
    expect(library.get(pinned.state.id).state.pinned).toBe(true);
    expect(library.all()).toHaveLength(201);
  });
});

describe('a disk that is full', () => {
  it('ends a run with the rows so far, readable now and at the next start', async (context) => {
    const disk = mkdtempSync(join(tmpdir(), 'full-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk], { stdio: 'pipe' });
    } catch {
      return context.skip('mounting a small file system needs root');
    }
    try {
      const folder = join(disk, 'profile');
      const own = await startTestHost({ folder });
      writeFileSync(join(disk, 'ballast'), 'x'.repeat(1024 * 1024));
      const { results } = own.host.features().queries;
      const one = resultOf({ state: 'connecting' });
      const columns = [columnOf('n', 'integer'), columnOf('text', 'text')];
      let sent = 0;
      results.record(one, async (sink) => {
        await sink.begin(columns, identityOf());
        for (;;) {
          const rows = Array.from({ length: 1000 }, () => [String((sent += 1)), 'x'.repeat(300)]);
          await sink.rows(rows, []);
        }
      });
      let last = one.state;
      for await (const [state] of results.follow(one.state.id)) if (state) last = state;
      expect(last).toMatchObject({ state: 'failed', error: { code: 'profile.disk-full' } });
      expect(last.rows).toBeGreaterThan(1000);
      expect(last.rows % 1000).toBe(0);
      const read = (from: typeof own): Promise<unknown> =>
        from.client.queries.window({ id: one.state.id, from: last.rows - 1, count: 5 });
      expect(await read(own)).toMatchObject({
        numbers: [last.rows - 1],
        rows: [[String(last.rows), expect.any(String)]],
      });
      await own.close();
      rmSync(join(disk, 'ballast'));
      const again = await startTestHost({ folder, passphrase: own.passphrase });
      expect(await again.client.queries.result({ id: one.state.id })).toMatchObject({
        state: 'failed',
        rows: last.rows,
      });
      expect(await read(again)).toMatchObject({ numbers: [last.rows - 1] });
      await again.close();
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });
});
