import { expect, it } from 'vitest';
import { queryDocumentSchema } from '../../../../src-main/contract/query-document';
import { documentText } from './document-text';

it('a query reads as comments and statements, a line for each thing that may change', () => {
  const document = queryDocumentSchema.parse({
    title: { zh: '锁', en: 'Locks' },
    description: { zh: '第一行\n第二行', en: '' },
    key: ['pid'],
    thresholds: [{ column: 's', is: '>', value: 5, level: 'critical' }],
    parameters: [
      { name: 'n', type: 'number', default: '3', choices: ['3', '4'], whenEmpty: 'null' },
    ],
    statements: [
      { dialect: 'postgresql', sql: 'select :n\n', minimum: '9.6' },
      { dialect: 'mysql', sql: 'select 1' },
    ],
  });
  expect(documentText(document, (key) => key)).toBe(`-- title (zh): 锁
-- title (en): Locks
-- description (zh): 第一行
--     第二行
-- key: pid
-- critical: s > 5
-- :n  number = 3
--   whenEmpty: null
--   - 3
--   - 4

-- postgresql 9.6
select :n

-- mysql
select 1
`);
});
