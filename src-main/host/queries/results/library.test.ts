import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import { newId } from '../../../kit/ids';
import { sealedNames } from '../../profile/index';
import { QueryStore, type StoredResult } from '../store';
import { ResultLibrary } from './library';

function result(): StoredResult {
  return {
    state: {
      id: newId(),
      endpointId: newId(),
      title: '',
      state: 'running',
      error: null,
      place: null,
      columns: [{ name: 'n', type: 'int4', align: 'right' }],
      rows: 0,
      truncated: false,
      bytes: 0,
      firstRowMs: null,
      elapsedMs: 0,
      startedAt: 0,
      sql: 'SELECT 1',
      parameters: {},
      server: '',
      database: '',
      username: '',
    },
    system: 'ERP',
    environment: 'production',
    host: 'db:5432',
    counts: [],
  };
}

describe('the library of results', () => {
  let at: TestHost;
  beforeEach(async () => {
    at = await startTestHost();
  });
  afterEach(() => at.close());

  it('drops what a dead process left behind, and nothing of a living one', () => {
    const { profile } = at.host.features();
    const store = new QueryStore(profile.db);
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const [left, living] = [result(), result()];
    for (const [each, owner] of [
      [left, dead],
      [living, process.ppid],
    ] as const) {
      store.putResult(each, owner);
      profile.createSealed('results', each.state.id).close();
    }
    profile.createSealed('results', newId()).close();
    const library = new ResultLibrary(profile, store);
    expect(library.all().map(({ id }) => id)).toEqual([living.state.id]);
    expect(sealedNames(profile, 'results')).toEqual([living.state.id]);
  });

  it('keeps rows readable while they come, after they came and when opened again', () => {
    const { profile } = at.host.features();
    const store = new QueryStore(profile.db);
    const library = new ResultLibrary(profile, store);
    const one = result();
    const file = library.begin(one);
    const rows = Array.from({ length: 2500 }, (_, index) => [String(index), null]);
    file.append(rows);
    expect(library.window(one.state.id, 2498, 10)).toEqual(rows.slice(2498));
    expect(library.window(one.state.id, 999, 2)).toEqual(rows.slice(999, 1001));
    library.finish({ ...one, state: { ...one.state, state: 'done', rows: file.rows } });
    expect(library.window(one.state.id, 0, 1)).toEqual([['0', null]]);
    library.close();
    const again = new ResultLibrary(profile, store);
    expect(again.window(one.state.id, 1999, 1000)).toEqual(rows.slice(1999));
    expect(store.unfinished()).toEqual([]);
    again.close();
  });

  it('refuses a row that is too large to be shown, and keeps those before it', () => {
    const { profile } = at.host.features();
    const library = new ResultLibrary(profile, new QueryStore(profile.db));
    const one = result();
    const file = library.begin(one);
    expect(() => file.append([['small'], ['x'.repeat(17 * 1024 * 1024)]])).toThrow(
      'sql.row-too-large (row=2, megabytes=17)',
    );
    expect(library.window(one.state.id, 0, 10)).toEqual([['small']]);
    library.finish(one);
    library.close();
  });
});
