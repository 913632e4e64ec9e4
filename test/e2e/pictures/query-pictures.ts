/**
 * Takes the pictures of queries that the simulated plant is too small for: a million rows, a plan
 * that warns, a chart, a refusal, two results compared, a check on several systems, a write.
 */
import { expect, test } from '@playwright/test';
import { Client } from 'pg';
import { freePort, startPostgres, type PostgresServer } from '../../servers';
import { openConsoleOn, seedDatabases } from '../databases';
import { makeDesk, passphrase, startProgram, type Desk, type Program } from '../program';
import * as steps from '../steps';
import { wordsOf } from '../words';
import { both, closeToasts, small } from './camera';

const connection = 'erp-db-01';
/** How far the numbers of vouchers have come in databases of other plants. */
const plants = { 'wuxi-db': 2_093_000_000, 'ningbo-db': 1_611_000_000, 'kunshan-db': 40_000_000 };
let desk: Desk;
let program: Program;
let postgres: PostgresServer;

/** A million lines of purchase orders: the table has no index but its key. */
const schema = `
  CREATE TABLE po_order_b (
    pk_order_b bigint PRIMARY KEY, vbillcode text, dbilldate date, pk_material text,
    material_name text, supplier text, nnum numeric(20, 8), nastnum numeric(20, 8),
    norigtaxprice numeric(28, 8), norigtaxmny numeric(28, 8), currency text, fstatus smallint,
    warehouse text, creator text, creationtime timestamp, ts timestamp, note text);
  INSERT INTO po_order_b SELECT n, 'PO2026' || lpad((n / 7)::text, 8, '0'),
    date '2026-01-01' + (n % 300)::int, 'MAT-' || lpad((n % 4200)::text, 6, '0'),
    (ARRAY['热轧钢板 6 mm','不锈钢法兰 DN80','深沟球轴承 6205','O 形圈 25×3.5','液压油 L-HM46','铜排 40×4'])[1 + n % 6],
    (ARRAY['苏州华兴钢铁','Yangtze Motors','无锡恒力轴承','Bosch Rexroth','宁波海天'])[1 + n % 5],
    round((n % 977) * 1.25, 8), round((n % 977) / 8.0, 8), round(3 + (n % 311) * 0.37, 8),
    round((n % 977) * 1.25 * (3 + (n % 311) * 0.37), 8), 'CNY', (n % 4)::smallint,
    'WH0' || (1 + n % 6), (ARRAY['liqiang','wangfang','zhangwei','sunlei'])[1 + n % 4],
    timestamp '2026-01-01 08:00' + n * interval '21 seconds',
    timestamp '2026-01-01 08:00' + n * interval '21 seconds',
    CASE n % 9 WHEN 0 THEN NULL WHEN 4 THEN '' ELSE '第 ' || n % 40 || ' 批' END
    FROM generate_series(1, 1000000) n;
  CREATE TABLE sm_space AS SELECT date '2026-05-01' + n AS day,
    round((212 + n * 0.93 + 11 * sin(n / 4.5))::numeric, 1) AS used_gb,
    round((40 + (n % 30) * 4.1)::numeric, 1) AS archived_gb FROM generate_series(0, 200) n;
  ANALYZE;`;

/** Vouchers as they are before somebody repairs them. */
const vouchers = `
  DROP TABLE IF EXISTS gl_voucher;
  CREATE TABLE gl_voucher (
    pk_voucher bigint PRIMARY KEY, num text, prepareddate date, explanation text, status text,
    totaldebit numeric(28, 8), errmessage text);
  INSERT INTO gl_voucher SELECT 100000 + n, 'JZ-' || lpad(n::text, 6, '0'),
    date '2026-11-01' + (n % 20)::int,
    (ARRAY['采购入库 钢板','销售出库 法兰','计提折旧 11 月','Freight Yangtze Motors'])[1 + n % 4],
    CASE WHEN n % 611 = 0 THEN 'posting' ELSE 'posted' END, round((n % 977) * 12.35, 8),
    CASE WHEN n % 611 = 0 THEN 'ORA-00060 / deadlock detected' END
    FROM generate_series(1, 5000) n`;
const repair = `
  UPDATE gl_voucher SET status = 'posted', errmessage = NULL WHERE status = 'posting';
  UPDATE gl_voucher SET totaldebit = totaldebit + 0.01 WHERE pk_voucher = 102777;
  DELETE FROM gl_voucher WHERE pk_voucher IN (103001, 103002);
  INSERT INTO gl_voucher VALUES
    (106001, 'JZ-006001', '2026-11-20', '=冲销 JZ-003001', 'posted', -4272.60, NULL)`;
const script = `UPDATE gl_voucher SET status = 'posting' WHERE pk_voucher = 100611;
UPDATE gl_voucher SET errmessage = NULL;
DROP TABLE tmp_import_1120;`;

/** Makes a database beside the large one, with a sequence that has come so far. */
async function makePlant(name: string, last: number): Promise<void> {
  await postgres.query(`CREATE DATABASE "${name}"`);
  const url = new URL(postgres.url);
  url.pathname = name;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query(`CREATE TABLE gl_voucher (pk_voucher serial PRIMARY KEY, num text);
    CREATE TABLE ic_onhand (pk_onhand serial PRIMARY KEY);
    GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO ${postgres.reader.user};
    SELECT setval('gl_voucher_pk_voucher_seq', ${last});
    SELECT setval('ic_onhand_pk_onhand_seq', ${Math.round(last * 0.83)})`);
  await client.end();
}

test.beforeAll(async () => {
  [desk, postgres] = await Promise.all([makeDesk(), startPostgres()]);
  await postgres.query(schema);
  for (const [name, last] of Object.entries(plants)) await makePlant(name, last);
  const server = postgres;
  await seedDatabases(
    desk,
    [
      { name: connection, server },
      ...Object.keys(plants).map((name) => ({ name, server, database: name })),
      { name: 'qingdao-db', server, port: await freePort() },
    ],
    'production',
  );
  program = await startProgram({ profile: desk.profile, passphrase });
});
test.afterAll(async () => {
  await program?.stop();
  await postgres?.stop();
  await desk?.remove();
});

for (const language of ['zh-CN', 'en'] as const) {
  const short = language === 'zh-CN' ? 'zh' : 'en';
  const say = wordsOf(language);
  test.describe(language, () => {
    test.use({ locale: language, viewport: small });
    let screen: steps.Screen;

    test.beforeEach(async ({ page }) => {
      screen = { page, say };
      await openConsoleOn(screen, program, connection);
    });

    test('a million rows, and the plan of a statement that reads them all', async ({ page }) => {
      await steps.typeStatement(screen, 'SELECT * FROM po_order_b');
      await steps.runStatement(screen);
      const grid = page.getByRole('grid').last();
      await expect(grid).toHaveAttribute('aria-rowcount', '1000001', { timeout: 120_000 });
      await grid.evaluate((list) => {
        list.scrollTop = (list.scrollHeight - list.clientHeight) / 2;
      });
      await both(screen, short, 'query-million');

      await steps.typeStatement(
        screen,
        "SELECT vbillcode, material_name, norigtaxmny\n  FROM po_order_b\n WHERE vbillcode = 'PO202600071428'",
      );
      await page.getByRole('button', { name: say('plans:title'), exact: true }).click();
      const inspector = page.locator('[data-region="inspector"]');
      await expect(inspector.getByRole('tree', { name: say('plans:tree') })).toBeVisible();
      await both(screen, short, 'query-plan');
    });

    test('a refusal with its reasons, and a chart', async ({ page }) => {
      await steps.typeStatement(
        screen,
        "WITH gone AS (DELETE FROM po_order_b WHERE fstatus = 3 RETURNING *)\nSELECT g.vbillcode, pg_read_file('/etc/passwd')\n  FROM gone g FOR UPDATE",
      );
      await expect(
        page.getByText(say('queries:verdict.refusedMany', { count: 3 }), { exact: true }),
      ).toBeVisible();
      await both(screen, short, 'query-refused');

      await steps.typeStatement(
        screen,
        'SELECT day, used_gb, archived_gb\nFROM sm_space ORDER BY day',
      );
      await steps.runStatement(screen);
      const chart = page.getByRole('button', { name: say('results:command.chart'), exact: true });
      await expect(chart).not.toHaveAttribute('aria-disabled', 'true', { timeout: 60_000 });
      await chart.click();
      const drawn = page.getByRole('region', { name: say('results:chart.title') });
      await expect(drawn.locator('canvas').first()).toBeVisible();
      await both(screen, short, 'query-chart');
    });

    test('two results compared, before and after a repair', async ({ page }) => {
      const compare = page.getByRole('button', { name: say('compare:command.compareShort') });
      await postgres.query(vouchers);
      await steps.typeStatement(
        screen,
        'SELECT pk_voucher, status, totaldebit, errmessage\n  FROM gl_voucher ORDER BY pk_voucher',
      );
      for (const change of ['', repair]) {
        if (change !== '') await postgres.query(change);
        await steps.runStatement(screen);
        const rows = (change === '' ? 5000 : 4999).toLocaleString('en');
        const shown = say('queries:result.rows', { count: 5000, rows });
        await expect(
          page
            .getByRole('region', { name: say('queries:result.title'), exact: true })
            .getByText(shown, { exact: true }),
        ).toBeVisible();
        await expect(compare).not.toHaveAttribute('aria-disabled', 'true');
      }
      await compare.click();
      const dialog = page.getByRole('dialog', { name: say('compare:pick.title') });
      await expect(dialog.getByRole('option').first()).toBeVisible();
      await dialog.getByRole('textbox', { name: say('compare:pick.search') }).press('Enter');
      const counts = { added: '1', removed: '2', changed: '9', same: '4,989' };
      await expect(
        page.getByText(say('compare:footer.counts', counts)).filter({ visible: true }),
      ).toBeVisible();
      await page.getByRole('grid', { name: say('compare:grid.label') }).focus();
      await page.keyboard.press('F7');
      await both(screen, short, 'query-comparison');
    });

    test('a shipped check on several systems', async ({ page }) => {
      const title = language === 'en' ? 'Sequences near their end' : '快用完的序列';
      const side = steps.sideList(screen, 'queries');
      const search = side.getByRole('textbox', { name: say('queries:side.filter') });
      await search.fill(title);
      await side
        .getByRole('tree', { name: say('queries:side.shipped') })
        .getByRole('treeitem', { name: title })
        .click();
      await search.fill('');
      await page.keyboard.press('Escape');
      await steps.editor(screen, say('queries:console.editor')).focus();
      await page.keyboard.press('Shift+Alt+Enter');
      await page
        .getByRole('button', { name: say('query-runs:several.all', { count: 5 }), exact: true })
        .click();
      await page
        .getByRole('group', { name: say('query-runs:several.tools') })
        .getByRole('button', { name: say('query-runs:several.runOn', { count: 5 }) })
        .click();
      const systems = page.getByRole('grid', { name: say('query-runs:group.table') });
      const row = (name: string) => systems.getByRole('row').filter({ hasText: name });
      await expect(row('qingdao-db')).toContainText(say('query-runs:member.failed'));
      for (const name of Object.keys(plants))
        await expect(row(name)).toContainText(say('query-runs:member.done'));
      await row('wuxi-db').click();
      await expect(page.getByRole('gridcell', { name: 'gl_voucher_pk_voucher_seq' })).toBeVisible();
      await both(screen, short, 'query-several');
    });

    test('a script that writes, before the change gate', async ({ page }) => {
      await postgres.query(vouchers);
      await steps.typeStatement(screen, script);
      await steps.runCommand(screen, 'queries:command.write');
      await expect(
        page.getByRole('list', { name: say('queries:write.statements') }).getByRole('listitem'),
      ).toHaveCount(3);
      await closeToasts(screen);
      await both(screen, short, 'query-write');
    });
  });
}
