import { expect, test } from 'vitest';
import type { Connection } from '../connections';
import { bySystem, firstChoice, found } from './choice';

function connection(id: string, system: string, customer: string): Connection {
  return {
    endpoint: { id, name: `db-${id}` },
    detail: { dialect: 'mysql', host: 'db', port: 3306, database: id },
    system: { id: system, name: system, environment: 'test' },
    customer,
    via: null,
  } as unknown as Connection;
}

test('connections stand under their systems, and words find them by any of their names', () => {
  const groups = bySystem([
    connection('10', 'NC', '华兴'),
    connection('2', 'NC', '华兴'),
    connection('1', 'EAS', 'Bosheng'),
  ]);
  const told = (shown: typeof groups) =>
    shown.map(({ system, connections }) => [
      system,
      ...connections.map(({ endpoint }) => endpoint.id),
    ]);
  expect(told(groups)).toHaveLength(2);
  expect(told(groups)).toContainEqual(['NC', '2', '10']);
  expect(told(found(groups, '华兴 DB-10'))).toEqual([['NC', '10']]);
  expect(found(groups, 'nowhere')).toEqual([]);
});

test('the last choice counts as far as it fits; else where one comes from', () => {
  const fitting = new Set(['a', 'b']);
  expect([...firstChoice('["b","gone"]', 'a', fitting)]).toEqual(['b']);
  expect([...firstChoice('["gone"]', 'a', fitting)]).toEqual(['a']);
  expect([...firstChoice('not json', 'c', fitting)]).toEqual([]);
});
