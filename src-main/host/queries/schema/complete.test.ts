import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Dialect } from '../../../contract/dialects';
import { keptCatalog, type CatalogTable } from '../../../../test/servers/catalog-bed';
import { complete } from './complete';
import type { KeptSchema } from './file';

const tables: CatalogTable[] = [
  {
    name: 'bd_material',
    comment: '物料主数据',
    rows: 48_000,
    columns: [
      'pk_material int8 物料主键',
      'code varchar(40) 物料编码',
      'name varchar(200)',
      "state enum('draft','approved')",
    ],
    primary: ['pk_material'],
  },
  {
    name: 'bd_material_journal',
    columns: ['pk_journal int8', 'pk_material int8', 'op_time timestamp 操作时间', 'op_user text'],
    primary: ['pk_journal'],
    foreign: [[['pk_material'], 'bd_material', ['pk_material']]],
  },
  { name: 'orders', columns: ['id int8', 'material int8', 'order int4'] },
  { name: 'Mixed Case', columns: ['Some Column text'] },
  { schema: 'other', name: 'bd_material_old', visible: false, columns: ['pk_material int8'] },
  { name: 'purchaseOrderLine', columns: ['id int8'] },
];

const folder = mkdtempSync(join(tmpdir(), 'fieldbench-complete-'));
const kept = new Map<Dialect, KeptSchema>();
beforeAll(async () => {
  for (const dialect of ['postgresql', 'mysql', 'oracle'] as const) {
    const upper = dialect === 'oracle';
    const named = tables.map((table) =>
      upper && table.name === table.name.toLowerCase()
        ? {
            ...table,
            name: table.name.toUpperCase(),
            columns: (table.columns ?? []).map((text) =>
              text.replace(/^\w+/, (name) => name.toUpperCase()),
            ),
          }
        : table,
    );
    kept.set(dialect, await keptCatalog(dialect, folder, named));
  }
});
afterAll(() => {
  for (const schema of kept.values()) schema.close();
  rmSync(folder, { recursive: true });
});

/** Completes at `|`; gives what would be put in, first to last. */
function at(text: string, dialect: Dialect = 'postgresql', choices: string[] = []) {
  const offset = text.indexOf('|');
  const sql = text.replace('|', '');
  const schema = kept.get(dialect) ?? null;
  const parameters = [{ name: 'since', choices }];
  const { items, range } = complete({ dialect, sql, offset, schema, parameters, used: new Set() });
  return {
    inserts: items.map(({ insert }) => insert),
    items,
    written: sql.slice(range.start, range.end),
  };
}

describe('what is completed', () => {
  const firsts: [what: string, text: string, first: string][] = [
    ['a table after FROM', 'SELECT * FROM bd_m|', 'bd_material'],
    [
      'a table after JOIN, with the condition of a foreign key',
      'SELECT * FROM bd_material m JOIN |',
      'bd_material_journal bmj ON bmj.pk_material = m.pk_material',
    ],
    [
      'the table a foreign key points at',
      'SELECT * FROM bd_material_journal j LEFT JOIN |',
      'bd_material bm ON bm.pk_material = j.pk_material',
    ],
    ['a table in a list', 'SELECT * FROM orders o, purch|', '"purchaseOrderLine"'],
    [
      'a table in a subquery',
      'SELECT (SELECT max(op_time) FROM bd_material_j|) FROM orders',
      'bd_material_journal',
    ],
    ['a schema’s tables', 'SELECT * FROM other.|', 'bd_material_old'],
    [
      'a table outside the path with its schema',
      'SELECT * FROM material_old|',
      'other.bd_material_old',
    ],
    ['a table by the parts of its name', 'SELECT * FROM bmj|', 'bd_material_journal'],
    ['a table by the parts of a name in camel case', 'SELECT * FROM poL|', '"purchaseOrderLine"'],
    ['a table by the middle of its name', 'SELECT * FROM journal|', 'bd_material_journal'],
    ['a table by its Chinese comment', 'SELECT * FROM 物料|', 'bd_material'],
    ['a name that needs quotes', 'SELECT * FROM mixed|', '"Mixed Case"'],
    ['a name in quotes that are not closed', 'SELECT * FROM "Mixed| WHERE 1 = 1', '"Mixed Case"'],
    ['a column of the table', 'SELECT op_t| FROM bd_material_journal', 'op_time'],
    ['a column by its Chinese comment', 'SELECT 编码| FROM bd_material', 'code'],
    ['a column by an alias', 'SELECT j.op_u| FROM bd_material_journal j', 'op_user'],
    [
      'a column by an alias, before anything is written',
      'SELECT j.| FROM bd_material_journal j WHERE 1 = 1',
      'pk_journal',
    ],
    ['a column by the table’s name', 'SELECT * FROM orders WHERE orders.mat|', 'material'],
    [
      'a column by schema and table',
      'SELECT * FROM other.bd_material_old WHERE other.bd_material_old.pk|',
      'pk_material',
    ],
    ['a reserved word in quotes', 'SELECT o.ord| FROM orders o', '"order"'],
    [
      'a column that two tables have, with its alias',
      'SELECT pk_mat| FROM bd_material m JOIN bd_material_journal j ON true',
      'm.pk_material',
    ],
    [
      'a column of the query around',
      'SELECT * FROM orders o WHERE EXISTS (SELECT 1 FROM bd_material WHERE pk_material = o.mat|)',
      'material',
    ],
    [
      'a column of a subquery',
      'SELECT s.| FROM (SELECT code AS kind, count(*) AS number FROM bd_material GROUP BY 1) s',
      'kind',
    ],
    [
      'a column of a star in a subquery',
      'SELECT s.op| FROM (SELECT j.* FROM bd_material_journal j) s',
      'op_time',
    ],
    [
      'a column of WITH',
      'WITH late AS (SELECT op_user, op_time FROM bd_material_journal) SELECT l.op_t| FROM late l',
      'op_time',
    ],
    [
      'a column WITH gives by a list of names',
      'WITH late(who, at) AS (SELECT 1, 2) SELECT wh| FROM late',
      'who',
    ],
    ['a name of WITH', 'WITH late AS (SELECT 1) SELECT * FROM la|', 'late'],
    [
      'a recursive name of WITH',
      'WITH RECURSIVE up(id, above) AS (SELECT 1, 2 UNION ALL SELECT u.ab| FROM up u) SELECT * FROM up',
      'above',
    ],
    [
      'a column in the second part of a UNION',
      'SELECT code FROM bd_material UNION SELECT op_u| FROM bd_material_journal',
      'op_user',
    ],
    [
      'a condition from a foreign key',
      'SELECT * FROM bd_material m JOIN bd_material_journal j ON |',
      'j.pk_material = m.pk_material',
    ],
    ['a column in a function', 'SELECT coalesce(m.na|, 1) FROM bd_material m', 'name'],
    ['a column in ORDER BY', 'SELECT code AS kind FROM bd_material ORDER BY ki|', 'kind'],
    ['a value of the column’s type', 'SELECT * FROM bd_material WHERE state = |', "'draft'"],
    [
      'a value in a string that is not closed',
      "SELECT * FROM bd_material WHERE state IN ('draft', 'app|",
      "'approved'",
    ],
    ['a parameter', 'SELECT * FROM bd_material WHERE code > :si|', ':since'],
    ['a parameter after its colon', 'SELECT * FROM bd_material WHERE code > :|', ':since'],
    ['a keyword as the others are written', 'select * fr|', 'from'],
    ['a keyword at the begin', 'SEL|', 'SELECT'],
    ['a keyword after a table', 'SELECT * FROM orders WHE|', 'WHERE'],
    ['a function', 'SELECT coal|', 'coalesce'],
    [
      'the statement the place is in',
      'SELECT 1; SELECT op_t| FROM bd_material_journal; SELECT 2',
      'op_time',
    ],
  ];
  test.each(firsts)('%s', (_, text, first) => {
    expect(at(text).inserts[0]).toBe(first);
  });

  test('values of pick lists beside those of the type', () => {
    const { inserts } = at('SELECT * FROM bd_material WHERE code = |', 'postgresql', ['A1']);
    expect(inserts[0]).toBe("'A1'");
  });

  test.each([
    ['comments', 'SELECT 1 -- bd_ma|'],
    ['numbers', 'SELECT 12|'],
    ['strings that are compared with nothing', "SELECT 'bd_ma|'"],
  ])('nothing in %s', (_, text) => {
    expect(at(text).inserts).toEqual([]);
  });

  test('names as the server folds them, or as they are typed', () => {
    expect(at('SELECT * FROM BD_MAT|', 'oracle').inserts[0]).toBe('BD_MATERIAL');
    expect(at('SELECT * FROM bd_mat|', 'oracle').inserts[0]).toBe('bd_material');
    expect(at('SELECT * FROM mixed|', 'mysql').inserts[0]).toBe('`Mixed Case`');
  });

  test('what is replaced is what is written of the name', () => {
    expect(at('SELECT * FROM "Mixed| WHERE 1 = 1').written).toBe('"Mixed');
    expect(at('SELECT m.na| FROM bd_material m').written).toBe('na');
    expect(at('SELECT * FROM bd_material WHERE code > :si|').written).toBe(':si');
  });

  test('without a schema there are keywords and functions', () => {
    const { items } = complete({
      dialect: 'hana',
      sql: 'SELECT cou',
      offset: 10,
      schema: null,
      parameters: [],
      used: new Set(),
    });
    expect(items.map(({ kind }) => kind)).toContain('function');
  });

  test('any text, cut anywhere, is answered', () => {
    const text = `WITH a(b) AS (SELECT "x FROM [y]), c AS (( SELECT 'z' UNION (SELECT * FROM t u JOIN LATERAL f(1) g ON (a.b = g.c))) SELECT a..b, :p FROM`;
    for (let end = 0; end <= text.length; end += 1)
      for (const dialect of ['postgresql', 'mysql', 'oracle'] as const)
        at(`${text.slice(0, end)}|${text.slice(end)}`, dialect);
    at(`${'SELECT (('.repeat(5_000)}|`);
  });
});
