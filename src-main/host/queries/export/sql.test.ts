import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { Column } from '../../../contract/query-results';
import { insertStatements } from './sql';

it('an INSERT names each column once, however often a result has the name', () => {
  const column = (name: string): Column => ({
    name,
    type: 'int4',
    kind: 'integer',
    align: 'right',
  });
  const insert = insertStatements('t', ['id', 'id', 'id_2'].map(column), 'postgresql');
  expect(insert(['1', '2', null])).toBe(
    'INSERT INTO "t" ("id", "id_3", "id_2") VALUES (1, 2, NULL);\n',
  );
});

it('an infinite number stays one where SQLite takes the statement in', () => {
  const column: Column = { name: 'x', type: 'REAL', kind: 'float', align: 'right' };
  const insert = insertStatements('t', [column], 'sqlite');
  const db = new Sqlite(':memory:');
  db.exec(`CREATE TABLE t (x REAL); ${['Inf', '-Inf', '2.5'].map((x) => insert([x])).join('')}`);
  expect(db.prepare('SELECT x FROM t').pluck().all()).toEqual([Infinity, -Infinity, 2.5]);
  db.close();
});
