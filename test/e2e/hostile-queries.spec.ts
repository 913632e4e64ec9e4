/** What can go wrong between a statement and its rows. */
import { expect, test, type Page } from '@playwright/test';
import { startFaultProxy, startPostgres, type FaultProxy, type PostgresServer } from '../servers';
import { skipWithout } from '../servers/playwright';
import { openConsoleOn, seedDatabases } from './databases';
import { makeDesk, passphrase, startProgram, type Desk, type Program } from './program';
import * as steps from './steps';
import { wordsOf } from './words';

skipWithout('chromium', 'postgres');
test.use({ locale: 'en-US', colorScheme: 'light' });

const say = wordsOf('en');
const rows = 300_000;
let desk: Desk;
let program: Program;
let postgres: PostgresServer;
let proxy: FaultProxy;

test.beforeAll(async () => {
  [desk, postgres] = await Promise.all([
    makeDesk(),
    startPostgres({ settings: ['log_statement=all'] }),
  ]);
  proxy = await startFaultProxy({ target: postgres });
  await postgres.query(
    `CREATE TABLE stock AS
     SELECT n AS id, 'M-' || n AS material, repeat('x', 40) AS remark
     FROM generate_series(1, ${rows}) AS n;`,
  );
  await seedDatabases(desk, [
    { name: 'plant', server: postgres },
    { name: 'shaky', server: postgres, port: proxy.port },
    { name: 'mistyped', server: postgres, login: { ...postgres.reader, password: 'not it' } },
  ]);
  program = await startProgram({ profile: desk.profile, passphrase });
});
test.afterAll(async () => {
  await program?.stop();
  await proxy?.stop();
  await postgres?.stop();
  await desk?.remove();
});

/** Opens a console on a database of the seeded system and puts a statement into it. */
async function ask(page: Page, database: string, sql: string): Promise<steps.Screen> {
  const screen = { page, say };
  await openConsoleOn(screen, program, database);
  await steps.typeStatement(screen, sql);
  return screen;
}

function runButton(page: Page) {
  return page.getByRole('button', { name: say('queries:console.run'), exact: true });
}

test('marks what the grammar cannot read, and sends nothing', async ({ page }) => {
  await ask(page, 'plant', 'SELECT id\nFROM stock WHER id = 1');
  await expect(page.getByText(say('queries:verdict.refused'), { exact: true })).toBeVisible();
  await expect(page.getByText(/^Not sent: refused at line 2/)).toBeVisible();
  await expect(page.locator('.squiggly-error').locator('visible=true')).toHaveCount(1);
  await expect(runButton(page)).toHaveAttribute('aria-disabled', 'true');
});

test('marks the place where the database reports an error', async ({ page }) => {
  const screen = await ask(page, 'plant', 'SELECT id, colour FROM stock');
  await steps.runStatement(screen);
  await expect(page.getByText(/column "colour" does not exist/).first()).toBeVisible();
  await expect(page.getByText(say('queries:result.at', { line: 1, column: 12 }))).toBeVisible();
  await expect(page.locator('.squiggly-error').locator('visible=true')).toHaveCount(1);
});

test('refuses a writing statement before it is sent, and says where', async ({ page }) => {
  const refused = [
    { sql: 'DELETE FROM stock', at: say('queries:verdict.refusedAt', { line: 1, column: 1 }) },
    {
      sql: "SELECT 1;\nSELECT pg_read_file('/etc/passwd')",
      // Of several statements the one with the cursor is judged.
      at: say('queries:verdict.refusedAt', { line: 2, column: 8 }),
    },
    {
      sql: 'WITH gone AS (DELETE FROM stock RETURNING id)\nSELECT * FROM gone',
      at: say('queries:verdict.refusedAt', { line: 1, column: 6 }),
    },
  ];
  const screen = await ask(page, 'plant', 'SELECT 1');
  for (const { sql, at } of refused) {
    await steps.typeStatement(screen, sql);
    await expect(page.getByText(at)).toBeVisible();
    await expect(runButton(page)).toHaveAttribute('aria-disabled', 'true');
    await page.keyboard.press('Control+Enter');
  }
  expect(postgres.log()).not.toMatch(/DELETE FROM|pg_read_file/);
});

test('reads 300,000 rows and shows the last one', async ({ page }) => {
  const screen = await ask(page, 'plant', 'SELECT * FROM stock ORDER BY id');
  await steps.runStatement(screen);
  await expect(
    page.getByText(say('queries:result.rows', { count: rows, rows: '300,000' })),
  ).toBeVisible({ timeout: 60_000 });
  const grid = steps.resultGrid(screen, say('queries:result.untitled'));
  await grid.getByRole('gridcell', { name: 'M-1', exact: true }).click();
  await page.keyboard.press('Control+End');
  await expect(grid.getByRole('gridcell', { name: `M-${rows}`, exact: true })).toBeVisible();
  expect(await page.getByRole('row').count()).toBeLessThan(100);
});

test('keeps the rows that came when the connection breaks, and says so', async ({ page }) => {
  proxy.setDelay(30);
  const screen = await ask(page, 'shaky', 'SELECT * FROM stock ORDER BY id');
  await steps.runStatement(screen);
  const grid = steps.resultGrid(screen, say('queries:result.untitled'));
  await expect(grid.getByRole('gridcell', { name: 'M-1', exact: true })).toBeVisible();
  proxy.cut();
  await expect(page.getByText(/was lost while the query ran/)).toBeVisible();
  await expect(grid.getByRole('gridcell', { name: 'M-2', exact: true })).toBeVisible();
  proxy.setDelay(0);
  await steps.runStatement(screen);
  await expect(page.getByText(/was lost while the query ran/)).toBeHidden();
});

test('says that the database did not let us in', async ({ page }) => {
  const screen = await ask(page, 'mistyped', 'SELECT 1');
  await steps.runStatement(screen);
  await expect(page.getByText(/did not let fieldbench_reader in/)).toBeVisible();
  await expect(page.getByRole('button', { name: say('ssh:editEndpoint') })).toBeVisible();
});
