import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPostgres, type PostgresServer } from '../../../../../test/servers/postgres';
import { describeWith } from '../../../../../test/servers/vitest';
import { assertReading, judge } from '../../guard/index';
import { targetOfUrl } from '../../target-url';
import { runStatement, StatementFailed } from '../run';

/** Relations that run a program on the server when they are read, or only planned. */
const hostile: Readonly<Record<string, string>> = {
  called: 'CREATE VIEW called AS SELECT leak() AS x',
  through: 'CREATE VIEW through AS SELECT * FROM called',
  operator: "CREATE VIEW operator AS SELECT 1 @@@ 'x'::text AS x",
  aggregate: 'CREATE VIEW aggregate AS SELECT leaked(value) AS x FROM t',
  checked: "CREATE VIEW checked AS SELECT 'x'::leaking AS x",
  atomic: `CREATE FUNCTION in_body() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT leak(); END;
    CREATE VIEW atomic AS SELECT in_body() AS x`,
  // The server trusts the word IMMUTABLE, and keeps such a function from writing only by itself.
  named: `CREATE FUNCTION "two words"() RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN Leak(); END $$;
    CREATE FUNCTION in_words() RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN "two words"(); END $$;
    CREATE VIEW named AS SELECT in_words() AS x`,
  dynamic: `CREATE FUNCTION run(sql text) RETURNS int LANGUAGE plpgsql AS $$ BEGIN EXECUTE sql; RETURN 1; END $$;
    CREATE VIEW dynamic AS SELECT run('SELECT le' || 'ak()') AS x`,
  xml: "CREATE VIEW xml AS SELECT query_to_xml('SELECT le' || 'ak()', true, true, '') AS x",
  planned: `CREATE FUNCTION quiet(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN 1; END $$;
    CREATE TABLE planned (a int); INSERT INTO planned VALUES (1);
    CREATE INDEX ON planned ((a + quiet(1)));
    CREATE OR REPLACE FUNCTION quiet(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN leak(); END $$`,
  doubled: `CREATE FUNCTION "le""ak"() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN leak(); END $$;
    CREATE FUNCTION in_quotes() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN "le""ak"(); END $$;
    CREATE VIEW doubled AS SELECT in_quotes() AS x`,
  stated: `CREATE FUNCTION still(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN 1; END $$;
    CREATE TABLE stated (a int); INSERT INTO stated VALUES (1);
    CREATE STATISTICS of_stated ON (a + still(1)) FROM stated;
    CREATE TABLE keyed (a int) PARTITION BY LIST ((a + still(1)));
    CREATE TABLE keyed_1 PARTITION OF keyed FOR VALUES IN (2);
    CREATE OR REPLACE FUNCTION still(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN leak(); END $$`,
  divided: `CREATE TABLE divided (a int) PARTITION BY LIST (a);
    CREATE TABLE divided_1 PARTITION OF divided FOR VALUES IN (1);
    CREATE INDEX ON divided_1 (a) WHERE quiet(2) > 0`,
};

describeWith(['postgres'], 'what stands behind relations of PostgreSQL', () => {
  let server: PostgresServer;
  let folder: string;
  let mark: string;

  beforeAll(async () => {
    server = await startPostgres();
    folder = mkdtempSync(join(tmpdir(), 'behind-'));
    execFileSync('chmod', ['777', folder]);
    mark = join(folder, 'written');
    const leak = `BEGIN COPY (SELECT 1) TO PROGRAM 'cat > ${mark}'; RETURN 1; END`;
    await server.query(`
      CREATE TABLE t (value int); INSERT INTO t VALUES (1), (2);
      CREATE TYPE colour AS ENUM ('red');
      CREATE FUNCTION leak() RETURNS int LANGUAGE plpgsql AS $$ ${leak} $$;
      CREATE FUNCTION leak_for_all() RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS $$ ${leak} $$;
      CREATE FUNCTION leak_of(colour) RETURNS json LANGUAGE plpgsql AS
        $$ BEGIN PERFORM leak(); RETURN 1; END $$;
      CREATE CAST (colour AS json) WITH FUNCTION leak_of(colour) AS IMPLICIT;
      CREATE FUNCTION leak_compared(int, text) RETURNS bool LANGUAGE plpgsql AS
        $$ BEGIN RETURN leak() = 1; END $$;
      CREATE OPERATOR @@@ (LEFTARG = int, RIGHTARG = text, FUNCTION = leak_compared);
      CREATE FUNCTION leak_next(int, int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN leak(); END $$;
      CREATE AGGREGATE leaked(int) (SFUNC = leak_next, STYPE = int, INITCOND = '0');
      CREATE FUNCTION leak_checked(text) RETURNS bool LANGUAGE plpgsql AS
        $$ BEGIN RETURN leak() = 1; END $$;
      CREATE DOMAIN leaking AS text CHECK (leak_checked(VALUE));
      CREATE TABLE painted (c colour[]); INSERT INTO painted VALUES ('{red}');
      CREATE TABLE ruled (a int); INSERT INTO ruled VALUES (1);
      ALTER TABLE ruled ENABLE ROW LEVEL SECURITY;
      CREATE POLICY leaking ON ruled USING (leak_for_all() = 1);
      CREATE VIEW for_all AS SELECT leak_for_all() AS x;
      CREATE FUNCTION twice(int) RETURNS int LANGUAGE plpgsql AS
        $$ BEGIN -- Volatile, as who forgets to say otherwise leaves it.
          RETURN $1 * 2; END $$;
      CREATE VIEW honest AS
        SELECT twice(value) AS x, random() AS y, now() AS z, upper(value::text) AS u FROM t;
      CREATE MATERIALIZED VIEW kept AS
        SELECT query_to_xml('SELECT count(*) FROM t', true, true, '') AS x;`);
    for (const sql of Object.values(hostile)) await server.query(sql);
    await server.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${server.reader.user}`);
    rmSync(mark, { force: true });
  });
  afterAll(async () => {
    await server?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  /** `read`, or why it was refused or failed. */
  async function outcome(sql: string, url = server.url): Promise<string> {
    const judgement = await judge('postgresql', sql);
    assertReading(judgement);
    try {
      await runStatement(
        await targetOfUrl(url),
        { judgement, typed: sql, values: [], maxRows: 10, timeoutMs: 5000 },
        { begin: () => undefined, rows: () => undefined },
        new AbortController().signal,
      );
      return 'read';
    } catch (error) {
      if (!(error instanceof StatementFailed)) throw error;
      const { code, params } = error.failure.error;
      const { place } = error.failure;
      return code === 'sql.refused'
        ? `${String(params['reason'])} ${String(params['name'])} ${place?.line}:${place?.column}`
        : code;
    }
  }

  it('is refused where it acts beyond the transaction, as one who may', async () => {
    const statements = [
      ...Object.keys(hostile).map((name) => `SELECT * FROM ${name}`),
      'EXPLAIN SELECT * FROM planned',
      'SELECT * FROM keyed',
      'SELECT row_to_json(p) FROM painted AS p',
      "SELECT to_jsonb('red'::colour)",
    ];
    for (const sql of statements) {
      // What the server does by itself, in a transaction that only reads.
      await server.query(`BEGIN READ ONLY; ${sql}; ROLLBACK`);
      expect(existsSync(mark), sql).toBe(true);
      rmSync(mark);
      expect(await outcome(sql), sql).toMatch(
        /^shadowed-view .*leak|^shadowed-view .*(?:run|_xml|in_quotes)/,
      );
      expect(existsSync(mark), sql).toBe(false);
    }
    expect(await outcome('SELECT value,\n  x FROM t, through')).toBe(
      'shadowed-view public.leak 2:13',
    );
  });

  it('is refused to a reader only where it runs with the rights of another', async () => {
    for (const name of ['for_all', 'ruled'])
      expect(await outcome(`SELECT * FROM ${name}`, server.readerUrl)).toBe(
        'shadowed-view public.leak_for_all 1:15',
      );
    expect(await outcome('SELECT * FROM called', server.readerUrl)).toBe('sql.failed');
    expect(await outcome('SELECT * FROM painted', server.readerUrl)).toBe('read');
    // A role that may be taken on is as good as had.
    await server.query(`GRANT ${server.admin.user} TO ${server.reader.user}`);
    expect(await outcome('SELECT * FROM called', server.readerUrl)).toMatch(/^shadowed-view/);
    await server.query(`REVOKE ${server.admin.user} FROM ${server.reader.user}`);
    expect(existsSync(mark)).toBe(false);
  });

  it('is refused to all where it is a built-in function that acts', async () => {
    await server.query(`
      CREATE VIEW told AS SELECT pg_logical_emit_message(false, 'x', 'y') AS x;
      CREATE VIEW locked AS SELECT pg_try_advisory_lock(1) AS x;
      CREATE AGGREGATE ended(int) (SFUNC = int4larger, STYPE = int, FINALFUNC = pg_cancel_backend);
      CREATE VIEW in_aggregate AS SELECT ended(value) AS x FROM t;
      CREATE OPERATOR !~> (RIGHTARG = int, FUNCTION = pg_cancel_backend);
      CREATE VIEW in_operator AS SELECT !~> value AS x FROM t;
      CREATE FUNCTION left_out(int, bool DEFAULT pg_cancel_backend(0)) RETURNS int LANGUAGE sql AS 'SELECT 1';
      CREATE VIEW in_default AS SELECT left_out(value) AS x FROM t;
      CREATE DOMAIN ending AS int CHECK (pg_cancel_backend(VALUE));
      CREATE VIEW in_domain AS SELECT value::ending AS x FROM t;
      GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${server.reader.user}`);
    const names = ['told', 'locked', 'in_aggregate', 'in_operator', 'in_default', 'in_domain'];
    for (const url of [server.url, server.readerUrl])
      for (const name of names)
        expect(await outcome(`SELECT * FROM ${name}`, url), name).toMatch(/^shadowed-view pg_catalog\.pg_/); // prettier-ignore
  });

  it('is read where it only reads', async () => {
    for (const url of [server.url, server.readerUrl])
      expect(await outcome('SELECT * FROM honest, t, kept', url)).toBe('read');
    expect(await outcome('SELECT * FROM information_schema.tables, pg_stat_activity')).toBe('read');
  });
});
