/** Takes the pictures of queries that the simulated plant is too small for: a million rows, a plan that warns. */
import { expect, test } from '@playwright/test';
import { startPostgres, type PostgresServer } from '../../servers';
import { makeDesk, passphrase, startProgram, type Desk, type Program } from '../program';
import { seedProfile } from '../seed';
import * as steps from '../steps';
import { wordsOf } from '../words';
import { both, small } from './camera';

const connection = 'erp-db-01';
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
  ANALYZE;`;

test.beforeAll(async () => {
  [desk, postgres] = await Promise.all([makeDesk(), startPostgres()]);
  await postgres.query(schema);
  await seedProfile(desk, {
    environment: 'production',
    secrets: { reader: postgres.reader.password },
    endpoints: [
      {
        kind: 'database',
        dialect: 'postgresql',
        name: connection,
        host: postgres.host,
        port: postgres.port,
        database: postgres.database,
        username: postgres.reader.user,
        secret: 'reader',
        tls: 'off',
      },
    ],
  });
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

    test('a million rows, and the plan of a statement that reads them all', async ({ page }) => {
      const screen = { page, say };
      await page.goto(await program.url());
      await steps.expectWorkbench(screen);
      await steps.showActivity(screen, 'queries');
      await steps
        .sideList(screen, 'queries')
        .getByRole('listbox', { name: say('queries:side.connections') })
        .getByRole('option', { name: connection })
        .click();
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
  });
}
