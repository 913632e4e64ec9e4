import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMariaDb, type MariaDbServer } from '../../../test/servers/mariadb';
import { describeWith } from '../../../test/servers/vitest';
import { AppError } from '../../contract/errors';
import { driverOf } from './drivers/registry';
import { runStatement, StatementFailed } from './drivers/run';
import { assertReading, judge, type Place } from './guard/index';
import { labelled } from './guard/lists/labelled';
import { readQueryPacks } from './packs/read';
import { targetOfUrl } from './target-url';

const hostile = labelled('hostile-mysql');
const refused = [...labelled('mysql'), ...labelled('attack-mysql')].filter(
  ({ label }) => label !== 'read',
);
const packs = await readQueryPacks(join(import.meta.dirname, '../../../resources'));
const honest = [
  ...[...labelled('honest-mysql'), ...labelled('mysql')].filter(({ label }) => label === 'read'),
  ...packs
    .flatMap(({ statements }) => statements)
    .filter(({ dialect, product }) => dialect === 'mysql' && product !== 'mysql'),
];
/** The guard knows these functions of other servers; here they are a user's. */
const shadowed = [
  'SELECT TIDB_VERSION()',
  'SELECT ANY_VALUE(1)',
  'SELECT any_value (1) FROM t',
  'SELECT grouping(1)',
  'SELECT value, GROUPING (value) FROM t GROUP BY value',
];

/** The code of an expected failure. @throws whatever else it is */
function codeOf(error: unknown): string {
  const failure = error instanceof StatementFailed ? error.failure.error : error;
  if (failure instanceof AppError) return failure.code;
  throw error;
}

/** Where the failure points in the statement. */
function placeOf(error: unknown): Place | null {
  if (error instanceof StatementFailed) return error.failure.place;
  throw error;
}

describeWith(['mariadb'], 'hostile statements on MariaDB', () => {
  let server: MariaDbServer;
  let folder: string;

  beforeAll(async () => {
    server = await startMariaDb({
      settings: ['--log-bin=binary', '--server-id=1', '--log-bin-trust-function-creators=1'],
    });
    folder = mkdtempSync(join(tmpdir(), 'bypass-'));
    execFileSync('chmod', ['777', folder]);
    // Aria has no transactions: what a function writes there stays.
    await server.query(`
      CREATE TABLE t (value INT);
      INSERT INTO t VALUES (1), (2);
      CREATE TABLE orders
        (id INT PRIMARY KEY, customer VARCHAR(20), amount INT, created DATETIME, doc TEXT);
      INSERT INTO orders VALUES (1, 'a', 5, NOW(), '[]');
      CREATE SEQUENCE s;
      CREATE TABLE trace (value INT) ENGINE = Aria TRANSACTIONAL = 0;
      DELIMITER //
      CREATE FUNCTION evil() RETURNS INT MODIFIES SQL DATA
        BEGIN INSERT INTO trace VALUES (1); RETURN 1; END //
      CREATE FUNCTION any_value(x INT) RETURNS INT MODIFIES SQL DATA
        BEGIN INSERT INTO trace VALUES (2); RETURN 1; END //
      CREATE FUNCTION tidb_version() RETURNS INT MODIFIES SQL DATA
        BEGIN INSERT INTO trace VALUES (3); RETURN 1; END //
      CREATE FUNCTION grouping(x INT) RETURNS INT MODIFIES SQL DATA
        BEGIN INSERT INTO trace VALUES (4); RETURN 1; END //
      CREATE PROCEDURE evil_procedure() DELETE FROM t //
      DELIMITER ;`);
  });
  afterAll(async () => {
    await server?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  /** All that the server holds: data, objects, accounts, settings, binary log, locks, files. */
  async function state(): Promise<string> {
    const list = (what: string, source: string): string =>
      `(SELECT GROUP_CONCAT(${what} ORDER BY ${what} SEPARATOR '\\n') FROM ${source})`;
    const rows = await server.query(`
      SET SESSION group_concat_max_len = 10000000;
      SELECT ${list('value', 't')} AS t, ${list('value', 'trace')} AS trace,
        (SELECT next_not_cached_value FROM s) AS s, ${list('id', 'orders')} AS orders,
        ${list("CONCAT(table_schema, '.', table_name, table_type)", 'information_schema.TABLES')} AS tables,
        ${list('CONCAT(table_name, column_name, column_type)', 'information_schema.COLUMNS WHERE table_schema = DATABASE()')} AS columns,
        ${list('index_name', 'information_schema.STATISTICS WHERE table_schema = DATABASE()')} AS indexes,
        ${list('CONCAT(routine_name, MD5(routine_definition))', 'information_schema.ROUTINES')} AS routines,
        ${list('event_name', 'information_schema.EVENTS')} AS events,
        ${list('trigger_name', 'information_schema.TRIGGERS')} AS triggers,
        ${list('CONCAT(user, host, priv)', 'mysql.global_priv')} AS accounts,
        ${list('server_name', 'mysql.servers')} AS servers,
        ${list('CONCAT(plugin_name, plugin_status)', 'information_schema.PLUGINS')} AS plugins,
        ${list("CONCAT(variable_name, '=', variable_value)", 'information_schema.GLOBAL_VARIABLES')} AS variables,
        IS_USED_LOCK('x') AS locked`);
    const log = await server.query('SHOW MASTER STATUS');
    expect(Object.keys(rows[0] ?? {})).toHaveLength(15);
    return JSON.stringify([rows, log, readdirSync(folder)], null, 1);
  }

  /** Sends a statement the whole way: guard, session, cursor. */
  async function send(sql: string, url: string): Promise<void> {
    const judgement = await judge('mysql', sql);
    assertReading(judgement);
    await runStatement(
      await targetOfUrl(url),
      {
        judgement,
        typed: sql,
        values: judgement.statement.parameters.map(() => '1'),
        maxRows: 1000,
        timeoutMs: 5000,
      },
      { begin: () => undefined, rows: () => undefined },
      new AbortController().signal,
    );
  }

  it(
    'change nothing: neither data nor server nor files, and no session ends',
    { timeout: 120_000 },
    async () => {
      const victim = await createConnection(server.url);
      const before = await state();
      for (const url of [server.url, server.readerUrl]) {
        for (const { sql: template } of [
          ...hostile,
          ...refused,
          ...shadowed.map((sql) => ({ sql })),
        ]) {
          const sql = template
            .replaceAll('{file}', join(folder, 'stolen'))
            .replaceAll('{id}', String(victim.threadId));
          const outcome = await send(sql, url).then(() => 'passed', codeOf);
          expect(outcome, sql).toBe('sql.refused');
        }
      }
      expect(await state()).toBe(before);
      expect(existsSync(join(folder, 'stolen'))).toBe(false);
      expect((await victim.query('SELECT 1 AS alive'))[0]).toEqual([{ alive: 1 }]);
      await victim.end();
    },
  );

  it(
    'are told from honest ones: at most 2 % of these are refused, and none leaves a trace',
    { timeout: 120_000 },
    async () => {
      expect(hostile.length + refused.length).toBeGreaterThanOrEqual(200);
      expect(honest.length).toBeGreaterThanOrEqual(200);
      const before = await state();
      const wrong: string[] = [];
      const waiting = honest.map(({ sql }) => sql);
      const take = async (): Promise<void> => {
        for (let sql = waiting.pop(); sql !== undefined; sql = waiting.pop()) {
          // Some name what only MySQL has: the server's answer is an answer, a refusal is none.
          const outcome = await send(sql, server.url).then(() => 'read', codeOf);
          if (outcome === 'sql.refused') wrong.push(sql);
        }
      };
      // A few at a time: each statement has a connection of its own.
      await Promise.all(Array.from({ length: 6 }, take));
      expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(honest.length * 0.02);
      expect(await state()).toBe(before);
    },
  );

  it('are refused behind a view, also to a reader, and where it is only planned', async () => {
    const file = join(folder, 'written');
    await server.query(`
      DELIMITER //
      CREATE FUNCTION writes() RETURNS INT BEGIN SELECT 1 INTO OUTFILE '${file}'; RETURN 1; END //
      CREATE FUNCTION wraps() RETURNS INT DETERMINISTIC NO SQL RETURN writes() //
      CREATE FUNCTION looks() RETURNS INT RETURN (SELECT MAX(x) FROM \`view of it\`) //
      CREATE FUNCTION changes() RETURNS INT BEGIN SET GLOBAL max_error_count = 63; RETURN 1; END //
      CREATE FUNCTION \`a\`\`b\`() RETURNS INT BEGIN DECLARE x TEXT DEFAULT '\\\\'; RETURN (SELECT MAX(b.x) FROM t AS a, nested AS b); END //
      SET sql_mode = 'ANSI_QUOTES' //
      CREATE FUNCTION quotes() RETURNS INT RETURN "writes"() //
      SET sql_mode = '' //
      CREATE PROCEDURE written() SELECT 1 INTO OUTFILE '${file}' //
      CREATE FUNCTION tells() RETURNS INT BEGIN CALL written; RETURN 1; END //
      CREATE FUNCTION twice(x INT) RETURNS INT BEGIN DECLARE y INT; SET y = 2; RETURN x * y; END //
      DELIMITER ;
      CREATE VIEW \`view of it\` AS SELECT writes() AS x;
      CREATE SQL SECURITY INVOKER VIEW nested AS SELECT * FROM \`view of it\`;
      CREATE VIEW called AS SELECT value, wraps() AS x FROM t;
      CREATE VIEW read_by AS SELECT looks() AS x;
      CREATE VIEW setting AS SELECT changes() AS x;
      CREATE VIEW \`c\`\`d\` AS SELECT '\\\\' AS \`/*\`, \`a\`\`b\`() AS x;
      CREATE VIEW ansi AS SELECT quotes() AS x;
      CREATE VIEW telling AS SELECT tells() AS x;
      CREATE VIEW slow AS SELECT SLEEP(0) AS x;
      CREATE VIEW honest AS SELECT UPPER(value) AS x, CAST(NOW() AS DATE) AS day FROM t;
      CREATE VIEW pure AS SELECT twice(value) AS x FROM t;
      CREATE USER shown IDENTIFIED BY 'shown';
      GRANT SELECT, SHOW VIEW ON plant.* TO shown;`);
    const shown = server.readerUrl.replace(/\/\/.*@/, '//shown:shown@');
    const names = [
      '`view of it`',
      'nested',
      'plant.called',
      'read_by',
      '`c``d`',
      'ansi',
      'telling',
    ];
    const writing = [
      ...names.map((name) => `SELECT * FROM ${name}`),
      'EXPLAIN SELECT * FROM t, (SELECT x FROM nested LIMIT 1) AS d',
    ];
    for (const sql of writing) {
      // What the server does by itself, though the transaction only reads; a second row finds the file there.
      const run = server.query(`START TRANSACTION READ ONLY; ${sql}; ROLLBACK`);
      await run.catch((error: Error) => expect(error.message).toContain('already exists'));
      expect(existsSync(file), sql).toBe(true);
      rmSync(file);
      for (const url of [server.url, server.readerUrl, shown])
        expect(await send(sql, url).then(() => 'read', codeOf), sql).toBe('sql.refused');
      expect(existsSync(file), sql).toBe(false);
    }
    for (const url of [server.url, shown])
      for (const name of ['setting', 'slow'])
        expect(await send(`SELECT * FROM ${name}`, url).then(() => 'read', codeOf)).toBe('sql.refused'); // prettier-ignore
    for (const url of [server.url, server.readerUrl, shown])
      await send('WITH c (a) AS (SELECT x FROM honest) SELECT a, TABLE_NAME FROM c, information_schema.TABLES', url); // prettier-ignore
    await send('SELECT * FROM pure', server.url);
    // What cannot be seen may do anything.
    expect(await send('SELECT * FROM pure', shown).catch(placeOf)).toEqual({ line: 1, column: 15, length: 4 }); // prettier-ignore
    await server.query('DROP USER shown');
  });

  it('find a session that can only read, even without the guard', async () => {
    const limits = { connectMs: 5000, statementMs: 5000, lockMs: 1000 };
    const before = await state();
    const judged = await judge('mysql', 'SELECT 1');
    const driver = await driverOf('mysql');
    for (const sql of [
      'INSERT INTO t VALUES (99)',
      'DELETE FROM t',
      'CREATE TABLE stolen (a INT)',
      'DROP TABLE t',
      'TRUNCATE t',
      'ALTER TABLE t ADD COLUMN stolen INT',
      'SELECT NEXTVAL(s)',
      'SELECT evil()',
      'SELECT * FROM t FOR UPDATE; DELETE FROM t',
    ]) {
      const target = await targetOfUrl(server.url);
      const session = await driver.open(target, limits, 'read', new AbortController().signal);
      const unguarded = { ...judged, statement: { ...judged.statement, text: sql } };
      await expect(session.cursor(unguarded, []).read(10), sql).rejects.toThrow();
      await session.close();
    }
    expect(await state()).toBe(before);
  });
});
