import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../../contract/dialects';
import { planWrite } from './plan';

/** Verb, flags and refusal of each statement. */
async function plan(dialect: Dialect, script: string): Promise<string[]> {
  const planned = await planWrite(dialect, script);
  return planned.map(({ verb, flags, refusal, reads }) =>
    [verb, ...(reads ? ['reads'] : []), ...flags, ...(refusal ? [`!${refusal.reason}`] : [])].join(
      ' ',
    ),
  );
}

describe('the plan of a script', () => {
  it('tells verbs, what is read between, and where each begins', async () => {
    const planned = await planWrite(
      'postgresql',
      '-- mend one row\nUPDATE t SET a = :a WHERE id = 1;\nSELECT * FROM t;\n\nDELETE FROM t WHERE id = 2',
    );
    expect(planned.map(({ verb, reads, place }) => [verb, reads, place.line])).toEqual([
      ['UPDATE', false, 2],
      ['SELECT', true, 3],
      ['DELETE', false, 5],
    ]);
    expect(planned[0]?.parameters).toEqual(['a']);
  });

  it('marks what touches every row, also inside WITH, and not what limits itself', async () => {
    expect(await plan('postgresql', 'UPDATE t SET a = 1')).toEqual(['UPDATE no-where']);
    expect(await plan('postgresql', 'DELETE FROM t USING u')).toEqual(['DELETE no-where']);
    expect(
      await plan(
        'postgresql',
        'WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d WHERE id = 1',
      ),
    ).toEqual(['SELECT no-where calls']);
    expect(await plan('postgresql', 'UPDATE t SET a = (SELECT 1 FROM u WHERE u.x = 2)')).toEqual([
      'UPDATE no-where',
    ]);
    expect(await plan('mysql', "DELETE FROM t WHERE name = 'x'")).toEqual(['DELETE']);
    expect(await plan('mysql', 'INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = 1')).toEqual([
      'INSERT',
    ]);
    expect(
      await plan('sqlserver', 'MERGE INTO t USING s ON t.i = s.i WHEN MATCHED THEN DELETE;'),
    ).toEqual(['MERGE']);
  });

  it('marks what commits by itself, drops, calls or changes rights', async () => {
    expect(await plan('mysql', 'ALTER TABLE t DROP COLUMN a')).toEqual([
      'ALTER TABLE drops commits',
    ]);
    expect(await plan('postgresql', 'DROP INDEX i')).toEqual(['DROP INDEX drops']);
    expect(await plan('oracle', 'TRUNCATE TABLE t')).toEqual(['TRUNCATE TABLE drops commits']);
    expect(await plan('sqlserver', 'EXEC dbo.mend 1')).toEqual(['EXEC calls']);
    expect(await plan('postgresql', 'SELECT pg_terminate_backend(1)')).toEqual(['SELECT calls']);
    expect(await plan('hana', 'GRANT SELECT ON t TO u')).toEqual(['GRANT commits rights']);
  });

  it('refuses what would leave the transaction, the session or the database', async () => {
    for (const [dialect, sql, reason] of [
      ['postgresql', 'COMMIT', 'transaction'],
      ['mysql', 'START TRANSACTION', 'transaction'],
      ['sqlserver', 'BEGIN TRAN', 'transaction'],
      ['postgresql', "COPY t TO PROGRAM 'sh'", 'outside'],
      ['mysql', "SELECT * INTO OUTFILE '/tmp/x' FROM t", 'outside'],
      ['mysql', 'SET GLOBAL read_only = 0', 'session'],
      ['postgresql', 'SET ROLE postgres', 'session'],
      ['postgresql', 'CREATE INDEX CONCURRENTLY i ON t (a)', 'own-transaction'],
      ['postgresql', 'VACUUM t', 'own-transaction'],
      ['sqlserver', 'ALTER DATABASE d SET OFFLINE', 'own-transaction'],
      ['oracle', 'DECLARE x NUMBER', 'block'],
      ['mysql', 'CREATE PROCEDURE p() SELECT 1', 'block'],
      ['mysql', 'UPDATE t SET a = 1 /*! , b = 2 */ WHERE id = 1', 'executable-comment'],
      ['postgresql', "UPDATE t SET a = 'x", 'unterminated'],
      ['sqlserver', 'UPDATE t SET a = 1 WHERE id = 1 DELETE FROM u WHERE id = 2', 'several'],
      ['sqlserver', 'INSERT INTO t VALUES (1) EXEC p', 'several'],
      ['sqlserver', 'UPDATE t SET a = 1 WHERE id = 1 COMMIT', 'several'],
      ['sqlserver', 'UPDATE t SET a = 1 WHERE id = 1 SHUTDOWN', 'several'],
      ['sqlserver', 'UPDATE t SET a = 1 WHERE id = 1 SET NOCOUNT ON', 'several'],
      ['sqlserver', 'GRANT SELECT ON t TO u REVERT', 'several'],
      ['sqlserver', 'sp_who', 'not-understood'],
      ['sqlserver', "EXEC ('COMMIT')", 'block'],
      ['sqlserver', "EXEC sp_executesql N'COMMIT'", 'block'],
      ['mysql', "EXECUTE IMMEDIATE 'COMMIT'", 'block'],
    ] as const) {
      const [first] = await planWrite(dialect, sql);
      expect(first?.refusal?.reason, sql).toBe(reason);
    }
  });

  it('lets one statement of SQL Server be one', async () => {
    for (const sql of [
      'INSERT INTO t EXEC p',
      'UPDATE t SET a = 1, b = 2 WHERE id = 1',
      'MERGE INTO t USING s ON t.i = s.i WHEN MATCHED THEN UPDATE SET a = 1 WHEN NOT MATCHED THEN INSERT (i) VALUES (1);',
      'WITH x AS (SELECT 1 AS a) DELETE FROM t WHERE id IN (SELECT a FROM x)',
      'CREATE TABLE t (i int REFERENCES u ON DELETE CASCADE)',
      'ALTER TABLE t DROP COLUMN a',
      'GRANT SELECT, INSERT, UPDATE ON t TO u',
    ])
      expect((await planWrite('sqlserver', sql))[0]?.refusal, sql).toBeNull();
  });
});
