import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../kit/database';
import { DeviceClock } from '../../kit/clock';
import { Journal, type EntityStore, type Json } from '../../kit/journal';
import { DocumentStore } from '../queries/documents-store';
import { migrations } from './index';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldbench-migration-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('saved queries of version 3 become documents, and the journal says so', () => {
  const path = join(folder, 'store.db');
  const key = randomBytes(32);
  const old = openDatabase(path, key, migrations.slice(0, 3));
  const fields: Record<string, Json> = {
    name: '锁等待',
    description: 'Who waits',
    dialect: 'postgresql',
    sql: "select ':x' where :n > 0",
    parameters: [{ name: 'n', type: 'number', label: '个数', default: '5' }],
  };
  // As the store of version 3 wrote it.
  const store: EntityStore = {
    create: (id, { name, description, dialect, sql, parameters }, at) =>
      void old
        .prepare('INSERT INTO saved_query VALUES (?, ?, ?, ?, ?, ?, 1, ?)')
        .run(id, name, description, dialect, sql, JSON.stringify(parameters), at),
    set: () => undefined,
  };
  const journal = new Journal(old, new DeviceClock());
  journal.register('query', store);
  journal.commit([{ kind: 'create', entity: 'query', id: 'q', fields }]);
  const before = journal.version('query', 'q', 'description');
  old.close();

  const db = openDatabase(path, key, migrations);
  expect(new DocumentStore(db).one('q')).toMatchObject({
    document: {
      title: { zh: '锁等待', en: '' },
      description: { zh: '', en: 'Who waits' },
      folder: '',
      statements: [
        { dialect: 'postgresql', sql: "select ':x' where :n > 0", product: null, minimum: null },
      ],
      parameters: [{ name: 'n', type: 'number', label: { zh: '个数', en: '' }, default: '5' }],
      thresholds: [],
      key: [],
    },
    version: 1,
    archived: true,
  });
  const after = new Journal(db, new DeviceClock());
  const { counter, ops, highest } = after.health() ?? {};
  expect([ops, highest]).toEqual([counter, counter]);
  const op = db
    .prepare("SELECT value, base_version FROM op WHERE field = 'description' AND kind = 'set'")
    .get();
  expect(op).toEqual({ value: '{"zh":"","en":"Who waits"}', base_version: before });
  expect(after.version('query', 'q', 'title')).not.toBeNull();

  // A device that is still of version 3 may send its fields: they change nothing of a document.
  after.register('query', new DocumentStore(db));
  after.commit([{ kind: 'create', entity: 'query', id: 'other', fields }]);
  expect(new DocumentStore(db).one('other')?.document.parameters).toEqual([]);
  db.close();
});
