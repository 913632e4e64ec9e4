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
