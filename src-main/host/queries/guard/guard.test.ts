import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dialects } from '../../../contract/dialects';
import { readQueryPacks } from '../packs/read';
import { judge } from './index';
import { isNested } from './nesting';
import { labelled } from './lists/labelled';

const resources = join(import.meta.dirname, '../../../../resources');

describe('the guard', () => {
  it.each(dialects)('says of each labelled statement of %s what people say', async (dialect) => {
    const list = labelled(dialect);
    expect(list.length).toBeGreaterThanOrEqual(60);
    for (const { label, sql } of list) {
      const { verdict, used } = await judge(dialect, sql);
      expect(verdict.reasons[0]?.reason ?? 'read', sql).toBe(label);
      expect(verdict.verdict, sql).toBe(label === 'read' ? 'read' : 'refused');
      expect(used === null, sql).toBe(label !== 'read');
    }
  });

  it.each([
    ['', 'empty'],
    ['  \n ', 'empty'],
    ['SELECT 1\0; DROP TABLE t', 'unreadable-character'],
    ['SELECT \ud800', 'unreadable-character'],
  ])('refuses what nobody can read: %j', async (sql, reason) => {
    for (const dialect of dialects) {
      const { verdict } = await judge(dialect, sql);
      expect(verdict.reasons[0]?.reason, dialect).toBe(reason);
    }
  });

  it.each(dialects)('lets pass what people ask of %s', async (dialect) => {
    for (const { label, sql } of labelled(`honest-${dialect}`)) {
      const { verdict } = await judge(dialect, sql);
      expect([verdict.verdict, verdict.reasons], sql).toEqual([label, []]);
    }
  });

  it.each(dialects)('withstands the attacks on %s', async (dialect) => {
    for (const { label, sql } of labelled(`attack-${dialect}`))
      expect((await judge(dialect, sql)).verdict.verdict, sql).toBe(label);
  });

  it.each([' ', '\f', '\v', '\u0085', '\u00a0', '\u3000', '\u2003', '\ufeff'])(
    'is not led astray by the blank %j before another statement',
    async (blank) => {
      for (const dialect of dialects) {
        const { verdict } = await judge(dialect, `SELECT 1 AS a${blank}DELETE FROM t`);
        expect(verdict.verdict, dialect).toBe('refused');
      }
    },
  );

  it('lets all shipped statements pass', async () => {
    for (const { id, statements } of await readQueryPacks(resources))
      for (const { dialect, sql } of statements)
        expect((await judge(dialect, sql)).verdict, id).toMatchObject({ verdict: 'read' });
  });

  it('holds nobody up where its parser would try for hours', async () => {
    const honest = `SELECT ${'CAST('.repeat(12)}1${' AS CHAR)'.repeat(12)}`;
    const [hopeless, judged] = await Promise.all([
      judge('mysql', `SELECT ${'CAST('.repeat(40)}a`),
      judge('mysql', honest),
    ]);
    expect(hopeless.verdict.reasons).toEqual([{ reason: 'too-deep', params: {}, place: null }]);
    expect(hopeless.statement.text).toContain('CAST(CAST(');
    expect(judged.verdict.verdict).toBe('read');
    expect(isNested('mysql', `SELECT ${'INTERVAL '.repeat(40)}1`)).toBe(true);
    expect(isNested('mysql', 'SELECT NOT a AND NOT b, CASE WHEN c THEN 1 END FROM t')).toBe(false);
  });

  it('names all reasons, each with its place', async () => {
    const { verdict } = await judge(
      'sqlserver',
      'SELECT * FROM t WITH (TABLOCKX)\nWHERE dbo.f(a) = @x DELETE FROM u',
    );
    expect(
      verdict.reasons.map(({ reason, place }) => [reason, place?.line, place?.column]),
    ).toEqual([
      ['variable', 2, 18],
      ['statement-inside', 2, 21],
      ['function-not-allowed', 2, 7],
      ['locks', 1, 23],
    ]);
    expect(verdict.checks).toEqual(['characters', 'one-statement']);
  });

  it('tells the names that only the server knows', async () => {
    const { used } = await judge('oracle', 'SELECT erp.pkg.f, "x", SYSDATE, UPPER(t.a) FROM t');
    expect([...(used?.names ?? [])]).toEqual(['ERP.PKG.F', 'x', 'T.A']);
    expect([...(used?.functions ?? [])]).toEqual(['UPPER']);
  });

  it('names the place of what it refuses in the text as typed, after parameters and wide characters', async () => {
    const { verdict } = await judge(
      'postgresql',
      "SELECT :long_name, '电机 😀' AS 名称,\n  :b, pg_read_file(:path)\nFROM t",
    );
    expect(verdict).toEqual({
      dialect: 'postgresql',
      verdict: 'refused',
      reasons: [
        {
          reason: 'function-not-allowed',
          params: { name: 'pg_read_file' },
          place: { line: 2, column: 7, length: 12 },
        },
      ],
      statements: 1,
      parameters: ['long_name', 'b', 'path'],
      checks: ['characters', 'one-statement', 'reading', 'locks'],
      reviewed: false,
    });
  });

  it('names the beginning of a statement that it refuses as a whole', async () => {
    const { verdict } = await judge('postgresql', '-- tidy up\n  DELETE FROM stock');
    expect(verdict.reasons).toMatchObject([
      { reason: 'not-reading', place: { line: 2, column: 3, length: 6 } },
    ]);
  });

  it('names the place of a syntax error in the text as typed', async () => {
    const { verdict, syntaxError } = await judge(
      'postgresql',
      "SELECT :parameter, '😀电'\nFORM orders WHERE x",
    );
    expect(syntaxError).toBe('syntax error at or near "orders"');
    expect(verdict.reasons[0]?.place).toEqual({ line: 2, column: 6, length: 6 });
  });

  it('names the place of clauses that have none in the tree', async () => {
    const sql = "SELECT 'FOR UPDATE', a -- FOR UPDATE\n INTO x FROM t\n  FOR /* x */ NO KEY UPDATE";
    const { verdict } = await judge('postgresql', sql);
    expect(verdict.reasons).toMatchObject([
      { reason: 'into', place: { line: 2, column: 2 } },
      { reason: 'locks', place: { line: 3, column: 3 } },
    ]);
  });

  it('counts statements and marks the second one', async () => {
    const { verdict } = await judge('postgresql', 'SELECT 1;\n -- and\n DROP TABLE t; SELECT 2');
    expect(verdict.statements).toBe(3);
    expect(verdict.reasons).toMatchObject([
      { reason: 'one-statement', params: { count: '3' }, place: { line: 3, column: 2, length: 4 } },
      { reason: 'not-reading', params: { statement: 'DROP' } },
    ]);
  });

  // PostgreSQL's grammar holds more of some; whatever the answer, the guard lives on.
  it.each([
    ['parentheses', `SELECT ${'('.repeat(20_000)}1${')'.repeat(20_000)}`],
    ['signs', `SELECT ${'- '.repeat(20_000)}1`],
    ['negations', `SELECT ${'NOT '.repeat(20_000)}true`],
    ['subqueries', `SELECT ${'(SELECT '.repeat(5_000)}1${')'.repeat(5_000)}`],
    ['sums', `SELECT ${'1+'.repeat(20_000)}1`],
    ['conditions', `SELECT 1 FROM t WHERE ${'a = 1 AND '.repeat(1_000)}b`],
    ['comparisons', `SELECT ${'1 = '.repeat(1_000)}1`],
    ['unions', `SELECT 1 ${'UNION SELECT 1 '.repeat(1_000)}`],
    ['texts', `SELECT ${'1,'.repeat(500_000)}1`],
  ])('refuses %s nested without end, and works after it', async (_name, sql) => {
    for (const dialect of dialects) {
      const { verdict } = (await judge(dialect, sql)).verdict;
      if (dialect !== 'postgresql') expect(verdict, dialect).toBe('refused');
      expect((await judge(dialect, 'SELECT 1')).verdict.verdict, dialect).toBe('read');
    }
  });
});
