import { describe, expect, it } from 'vitest';
import {
  documentOf,
  draftOf,
  goneParameters,
  isOfType,
  newParameter,
  problemsOf,
  statementsWith,
  withParameters,
  type SaveDraft,
} from './save-draft';

const statement = {
  dialect: 'postgresql',
  sql: 'select :a',
  product: null,
  minimum: '9.6',
} as const;
const whole = {
  title: { zh: '锁', en: '' },
  description: { zh: '', en: '' },
  folder: '账套 / 月结/',
  tags: ['a'],
  key: ['id'],
  empty: { zh: '', en: '' },
  next: { zh: '', en: '' },
  statements: [statement],
  parameters: [],
  thresholds: [{ column: 'n', is: '>=', value: 5, level: 'critical' }] as const,
};
const draft = (change: Partial<SaveDraft> = {}): SaveDraft => ({
  ...draftOf({ ...whole, statements: [...whole.statements], thresholds: [...whole.thresholds] }),
  ...change,
});

describe('a query that is being saved', () => {
  it('comes back as it went', () => {
    expect(problemsOf(draft())).toEqual([]);
    expect(documentOf(draft())).toMatchObject({ ...whole, folder: '账套/月结', note: '' });
  });

  it('tells what must be mended, and where', () => {
    const wrong = draft({
      title: { zh: ' ', en: '' },
      parameters: [
        { ...newParameter('a', 'number'), default: 'x' },
        { ...newParameter('b', 'date'), way: 'values', choices: '2026-02-28\n2026-02-30' },
        { ...newParameter('c'), way: 'query' },
      ],
      thresholds: [{ column: '', is: '>', value: 'many', kind: 'number', level: 'warning' }],
      statements: [{ dialect: 'mysql', sql: ' ', product: '', minimum: 'ten' }],
    });
    expect(problemsOf(wrong).map(({ field, key }) => `${field} ${key}`)).toEqual([
      'title titleMissing',
      'parameters.0.default defaultType',
      'parameters.1.choices choiceType',
      'parameters.2.choicesFrom choicesQueryMissing',
      'thresholds.0.column columnMissing',
      'thresholds.0.value valueNumber',
      'statements.0.sql statementEmpty',
      'statements.0.minimum version',
    ]);
  });

  it('declares new parameters and tells of those that vanished', () => {
    const parameters = withParameters([newParameter('old')], ['a', 'b'], { b: 'number' });
    expect(parameters.map(({ name, type }) => [name, type])).toEqual([
      ['old', 'text'],
      ['a', 'text'],
      ['b', 'number'],
    ]);
    expect(goneParameters(draft({ parameters }), ['a', 'b'])).toEqual(['old']);
  });

  it('keeps the statements of other databases', () => {
    const other = { ...statement, dialect: 'mysql' } as const;
    const console = { dialect: 'mysql', opened: other.sql, sql: 'select 2' } as const;
    expect(statementsWith([statement, other], console)).toEqual([
      statement,
      { ...other, sql: 'select 2' },
    ]);
    expect(statementsWith([statement], console)).toHaveLength(2);
  });

  it('knows values of each type', () => {
    const right = [
      ['1e3', 'number'],
      ['2026-02-28', 'date'],
      ['08:00', 'time'],
      ['2026-02-28 08:00', 'time'],
      ['TRUE', 'boolean'],
    ] as const;
    const wrong = [
      ['１', 'number'],
      ['2026-2-28', 'date'],
      ['2026-02-28 08:00', 'date'],
      ['25:00', 'time'],
      ['1', 'boolean'],
    ] as const;
    expect(right.filter(([value, type]) => !isOfType(value, type))).toEqual([]);
    expect(wrong.filter(([value, type]) => isOfType(value, type))).toEqual([]);
  });
});
