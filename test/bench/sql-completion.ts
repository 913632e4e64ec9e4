import { catalogOf, type CatalogTable } from '../servers/catalog-bed';
import { readSchema } from '../../src-main/host/queries/schema/read';
import { SchemaStore } from '../../src-main/host/queries/schema-store';
import { databaseBed } from '../servers/database-bed';
import { percentile, type Bench } from './figures';

const objects = 50_000;
const columns = 20;
/** Statements that are typed letter by letter; each letter asks. */
const typed = [
  'SELECT * FROM bd_mat',
  'SELECT * FROM 物料',
  'SELECT t.col_1 FROM zz_table_49999 t JOIN ',
  'SELECT col_0 FROM zz_table_17 a JOIN bd_material_2 b ON a.col_1 = b.',
  'WITH late AS (SELECT * FROM zz_table_5) SELECT l.col_ FROM late l WHERE l.col_2 = :s',
];

function* catalog(): Generator<CatalogTable> {
  for (let number = 0; number < objects; number += 1) {
    const material = number % 5 === 0;
    yield {
      schema: `app_${number % 8}`,
      visible: number % 8 < 2,
      name: material ? `bd_material_${number}` : `zz_table_${number}`,
      comment: material ? `物料主数据 ${number}` : '',
      rows: number,
      columns: Array.from({ length: columns }, (_, at) => `col_${at} varchar(40) 列 ${at} 的说明`),
      primary: ['col_0'],
      ...(material || number === 1
        ? {}
        : { foreign: [[['col_1'], `bd_material_${number - (number % 5)}`, ['col_0']]] as const }),
    };
  }
}

/** Completion over the wire, with the schema of a large ERP system kept on this device. */
export const sqlCompletion: Bench = async () => {
  const { at, endpointId } = await databaseBed('', {
    dialect: 'postgresql',
    host: '127.0.0.1',
    database: 'erp',
    username: 'nobody',
  });
  try {
    const { profile } = at.host.features();
    const readAt = profile.clock.now();
    const file = profile.createSealed('schemas', `${endpointId}.${readAt}`);
    await readSchema('postgresql', catalogOf('postgresql', [...catalog()]), file, () => undefined);
    const { bytes } = file;
    file.close();
    new SchemaStore(profile.db).put({ endpointId, readAt, server: 'PostgreSQL', objects, bytes });
    const ask = async (sql: string): Promise<number> => {
      const before = performance.now();
      const place = { endpointId, dialect: 'postgresql' as const, sql, offset: sql.length };
      await at.client.queries.complete(place);
      return performance.now() - before;
    };
    const opening = await ask('SELECT * FROM ');
    const samples: number[] = [];
    for (let round = 0; round < 3; round += 1)
      for (const sql of typed)
        for (let end = 1; end <= sql.length; end += 1) samples.push(await ask(sql.slice(0, end)));
    const rows: number[] = [];
    for (const filter of ['', 'b', 'bd_mat', '物料', 'table_4']) {
      const before = performance.now();
      await at.client.queries.schemaRows({ endpointId, filter, from: 0, count: 400 });
      rows.push(performance.now() - before);
    }
    return [
      {
        name: 'completion at 50,000 objects p95',
        value: percentile(samples, 0.95),
        unit: 'ms',
        target: 50,
        better: 'less',
      },
      {
        name: 'first completion after the start, schema unsealed',
        value: opening,
        unit: 'ms',
        target: 1_000,
        better: 'less',
      },
      {
        name: 'schema tree filtered at 50,000 objects, slowest of 5',
        value: Math.max(...rows),
        unit: 'ms',
        target: 100,
        better: 'less',
      },
    ];
  } finally {
    await at.close();
  }
};
