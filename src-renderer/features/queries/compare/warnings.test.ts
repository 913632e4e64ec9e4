import { expect, it } from 'vitest';
import { resultStateSchema, type Comparison } from '../../../../src-main/contract/index';
import type { PairFacts } from './compare-key';
import { isGrave, warningsOf } from './warnings';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const result = (change: object = {}) =>
  resultStateSchema.parse({
    id,
    endpointId: id,
    title: '',
    state: 'done',
    error: null,
    place: null,
    columns: [
      { name: 'id', type: 'int4', align: 'right', kind: 'integer' },
      { name: 'amount', type: 'numeric', align: 'right', kind: 'decimal' },
    ],
    rows: 2,
    truncated: false,
    clippedCells: 0,
    bytes: 0,
    sha256: null,
    firstRowMs: null,
    elapsedMs: 0,
    startedAt: 1,
    sql: 'SELECT 1',
    parameters: {},
    dialect: 'postgresql',
    system: 'ERP',
    environment: 'test',
    host: 'db:5432',
    server: 'PostgreSQL 15',
    database: 'erp',
    username: 'reader',
    clockOffsetMs: null,
    guard: 'read',
    pinned: false,
    groupId: null,
    queryId: null,
    queryVersion: null,
    ...change,
  });
const column = (name: string, role: 'key' | 'compared', place: number) => ({
  name,
  role,
  type: '',
  align: 'left' as const,
  kind: 'text' as const,
  before: place,
  after: place,
  changed: 0,
});
const comparison: Comparison = {
  id,
  beforeId: id,
  afterId: id,
  key: ['id'],
  columns: [column('id', 'key', 0), column('amount', 'compared', 1)],
  onlyBefore: [],
  onlyAfter: [],
  counts: { added: 0, removed: 0, changed: 0, same: 2 },
  duplicates: { before: 0, after: 0 },
  elapsedMs: 1,
};

it('two whole results of one statement need no warning', () => {
  expect(warningsOf(comparison, result(), result({ startedAt: 2 }), new Map())).toEqual([]);
});

it('what makes counts doubtful is told first and is grave, what is to be known after it', () => {
  const facts = new Map<string, PairFacts>([
    ['id', { before: { rows: 2, nulls: 1, distinct: 1 }, after: { rows: 2, nulls: 0, distinct: 2 } }],
  ]); // prettier-ignore
  const before = result({ truncated: true, startedAt: 5, parameters: { day: '1' } });
  const after = result({
    truncated: true,
    state: 'cancelled',
    clippedCells: 3,
    sql: ' SELECT 2',
    host: 'other:5432',
    columns: [
      { name: 'ID', type: 'int4', align: 'right', kind: 'integer' },
      { name: 'amount', type: 'text', align: 'left', kind: 'text' },
    ],
  });
  const told = warningsOf(
    { ...comparison, duplicates: { before: 2, after: 0 }, onlyAfter: ['note'] },
    before,
    after,
    facts,
  );
  expect(told).toEqual([
    { id: 'truncated', side: 'both' },
    { id: 'partial', side: 'after' },
    { id: 'clipped', side: 'after' },
    { id: 'duplicates', before: 2, after: 0 },
    { id: 'nullKey', columns: ['id'], before: 1, after: 0 },
    { id: 'onlyAfter', columns: ['note'] },
    { id: 'kinds', columns: ['amount'] },
    { id: 'statements' },
    { id: 'servers' },
    { id: 'reversed' },
  ]);
  expect(told.map(isGrave)).toEqual([true, true, true, true, true, ...Array<boolean>(5).fill(false)]); // prettier-ignore
});

it('one statement with other values is told, and a key of all columns', () => {
  const told = warningsOf(
    { ...comparison, columns: [column('id', 'key', 0)] },
    result({ parameters: { day: '1', site: null } }),
    result({ parameters: { day: '2', site: null }, startedAt: 2 }),
    new Map(),
  );
  expect(told).toEqual([{ id: 'keyOnly' }, { id: 'parameters' }]);
});
