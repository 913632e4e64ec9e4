import { expect, test } from 'vitest';
import { runbookParameterSchema } from '../../../src-main/contract/runbooks';
import { initialValues, problemOf, sentValues } from './parameters-model';

const parameter = (rest: object) =>
  runbookParameterSchema.parse({ name: 'p', label: { zh: '参', en: 'P' }, type: 'text', ...rest });

test('a form starts with what was kept, then with defaults, and never without an answer to yes or no', () => {
  const parameters = [
    parameter({ name: 'days', type: 'number', default: 7 }),
    parameter({ name: 'folder', type: 'path' }),
    parameter({ name: 'force', type: 'boolean' }),
  ];
  expect(initialValues(parameters, { folder: '/var/log' })).toEqual({
    days: '7',
    folder: '/var/log',
    force: 'false',
  });
});

test('each kind of value is checked as what it is', () => {
  const days = parameter({ type: 'number', minimum: 1, maximum: 90 });
  expect(['', 'x', '0', '91', '7'].map((value) => problemOf(days, value))).toEqual([
    'missing',
    'number',
    'minimum',
    'maximum',
    null,
  ]);
  const path = parameter({ type: 'path' });
  expect(['logs', '/logs', 'C:\\logs', '\\\\nas\\logs'].map((v) => problemOf(path, v))).toEqual([
    'path',
    null,
    null,
    null,
  ]);
  expect(problemOf(parameter({ pattern: '[a-z]+' }), 'abc; rm -rf /')).toBe('pattern');
  expect(problemOf(parameter({ type: 'choice', choices: ['a'] }), 'b')).toBe('choice');
  expect(problemOf(parameter({ required: false }), '')).toBeNull();
});

test('what was left empty does not travel, and a text keeps its spaces', () => {
  const parameters = [parameter({ name: 'a' }), parameter({ name: 'b', type: 'number' })];
  expect(sentValues(parameters, { a: ' x ', b: ' ' })).toEqual({ a: ' x ' });
});
