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
    expect(await plan('mysql', 'KILL 5')).toEqual(['KILL calls']);
    for (const [dialect, sql, flags] of [
      ['postgresql', 'INSERT INTO t SELECT mend(id) FROM u', 'INSERT calls'],
      ['postgresql', "INSERT INTO t (id, at) VALUES (nextval('s'), now())", 'INSERT'],
      ['mysql', 'UPDATE t SET a = mend(a) WHERE id = 1', 'UPDATE calls'],
      ['mysql', "INSERT INTO t (a, b) VALUES (CAST('1' AS DECIMAL(10, 2)), NOW())", 'INSERT'],
      ['mysql', "DELETE FROM t WHERE id IN (1, 2) AND (a = 'x')", 'DELETE'],
      ['oracle', "INSERT INTO t (a) VALUES (TO_DATE('2026-01-01', 'YYYY-MM-DD'))", 'INSERT'],
      ['oracle', 'UPDATE t SET a = pkg.mend(a) WHERE id = 1', 'UPDATE calls'],
      ['sqlserver', 'UPDATE t SET a = dbo.mend(a) WHERE id = 1', 'UPDATE calls'],
      ['sqlserver', 'INSERT INTO dbo.t (a) SELECT COUNT(*) FROM db.dbo.u WHERE a IN (1)', 'INSERT'],
      ['hana', 'UPSERT t (a, b) VALUES (1, CURRENT_DATE) WHERE a = 1', 'UPSERT'],
    ] as const)
      expect(await plan(dialect, sql), sql).toEqual([flags]);
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
      ['postgresql', "SELECT pg_read_file('/etc/passwd')", 'outside'],
      [
        'postgresql',
        "INSERT INTO t SELECT * FROM dblink('host=x', 'SELECT 1') AS d(i int)",
        'outside',
      ],
      ['postgresql', "UPDATE t SET a = lo_export(1, '/tmp/x') WHERE id = 1", 'outside'],
      ['postgresql', "SELECT set_config('role', 'postgres', false)", 'session'],
      ['postgresql', 'ALTER SYSTEM SET work_mem = 1', 'own-transaction'],
      ['postgresql', "DO $$ BEGIN PERFORM lo_export(1, '/tmp/x'); END $$", 'block'],
      ['postgresql', 'CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw', 'outside'],
      ['postgresql', 'CREATE EXTENSION IF NOT EXISTS dblink', 'outside'],
      ['postgresql', 'LISTEN x', 'not-understood'],
      ['mysql', "INSERT INTO t SELECT LOAD_FILE('/etc/passwd')", 'outside'],
      ['mysql', "CREATE FUNCTION f RETURNS string SONAME 'x.so'", 'block'],
      ['mysql', "CREATE TABLE t (i int) ENGINE=FEDERATED CONNECTION='mysql://x/y/z'", 'outside'],
      ['mysql', 'STOP SLAVE', 'not-understood'],
      ['sqlserver', "EXEC sp_configure 'show advanced options', 1", 'session'],
      ['sqlserver', "EXEC xp_cmdshell 'dir'", 'outside'],
      ['sqlserver', "EXEC [sp_OACreate] 'x', @y", 'outside'],
      ['sqlserver', 'UPDATE srv.db.dbo.t SET a = 1 WHERE id = 1', 'outside'],
      ['sqlserver', 'EXEC srv.db..p', 'outside'],
      ['oracle', 'ALTER SESSION SET CURRENT_SCHEMA = sys', 'session'],
      ['oracle', 'ALTER SYSTEM SWITCH LOGFILE', 'session'],
      ['oracle', 'UPDATE t@prod SET a = 1 WHERE id = 1', 'outside'],
      ['oracle', "INSERT INTO t SELECT utl_http.request('http://x') FROM dual", 'outside'],
      ['oracle', "CALL dbms_session.set_role('dba')", 'session'],
      ['oracle', "CREATE PUBLIC DATABASE LINK l USING 'x'", 'outside'],
      ['oracle', "ALTER TABLESPACE t ADD DATAFILE '/x'", 'outside'],
      ['hana', "ALTER SYSTEM ALTER CONFIGURATION ('x', 'SYSTEM') SET ('a','b') = 'c'", 'session'],
      ['hana', 'CREATE VIRTUAL TABLE v AT "s"."d"."x"."t"', 'outside'],
      ['postgresql', 'CREATE INDEX CONCURRENTLY i ON t (a)', 'own-transaction'],
      ['postgresql', 'VACUUM t', 'own-transaction'],
      ['sqlserver', 'ALTER DATABASE d SET OFFLINE', 'own-transaction'],
      ['oracle', 'DECLARE x NUMBER', 'block'],
      ['mysql', 'CREATE PROCEDURE p() SELECT 1', 'block'],
      ['mysql', 'UPDATE t SET a = 1 /*! , b = 2 */ WHERE id = 1', 'executable-comment'],
      ['postgresql', "UPDATE t SET a = 'x", 'unterminated'],
      ['sqlserver', 'UPDATE t SET a = 1 WHERE id = 1 DELETE FROM u WHERE id = 2', 'several'],
      ['sqlserver', 'INSERT INTO t VALUES (1) EXEC p', 'several'],
      ['sqlserver', 'UPDATE t SET a = 1 WHERE id = 1 SELECT * INTO u FROM t', 'several'],
      ['sqlserver', 'INSERT INTO t VALUES (1) SELECT * INTO u FROM t', 'several'],
      ['sqlserver', 'INSERT INTO t SELECT 1 SELECT * INTO u FROM t', 'several'],
      ['sqlserver', 'WITH x AS (SELECT 1 AS a) INSERT INTO t VALUES (1) DELETE FROM u', 'several'],
      ['sqlserver', 'WITH x AS (SELECT 1 AS a) DELETE FROM x SELECT * INTO u FROM t', 'several'],
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
      'INSERT INTO t (a) SELECT 1 UNION ALL SELECT 2 EXCEPT SELECT 3',
      'INSERT INTO t (a) VALUES ((SELECT 1)), (2)',
      'WITH x AS (SELECT 1 AS a) INSERT INTO t SELECT a FROM x',
      'WITH x AS (SELECT 1 AS a), y (b) AS (SELECT 2) SELECT * INTO u FROM x',
      'UPDATE t SET a = (SELECT 1) FROM t JOIN (SELECT 2 AS b) s ON s.b = t.b',
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
