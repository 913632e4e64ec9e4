/** Writing SQL with the schema at hand: tree, completion, statement under the cursor, layout, plan. */
import { expect, test, type Page } from '@playwright/test';
import { startPostgres, type PostgresServer } from '../servers';
import { skipWithout } from '../servers/playwright';
import { openConsoleOn, seedDatabases } from './databases';
import { makeDesk, passphrase, startProgram, type Desk, type Program } from './program';
import * as steps from './steps';
import { wordsOf } from './words';

skipWithout('chromium', 'postgres');
test.use({ locale: 'en-US', colorScheme: 'light' });

const say = wordsOf('en');
let desk: Desk;
let program: Program;
let postgres: PostgresServer;

test.beforeAll(async () => {
  [desk, postgres] = await Promise.all([makeDesk(), startPostgres()]);
  await postgres.query(`
    CREATE TABLE bd_material (pk_material int PRIMARY KEY, code text);
    COMMENT ON TABLE bd_material IS '物料主数据';
    COMMENT ON COLUMN bd_material.code IS '物料编码';
    CREATE TABLE journal AS SELECT n AS id, 'x' || n AS note FROM generate_series(1, 150000) n;
    ANALYZE;`);
  await seedDatabases(desk, [{ name: 'plant', server: postgres }]);
  program = await startProgram({ profile: desk.profile, passphrase });
});
test.afterAll(async () => {
  await program?.stop();
  await postgres?.stop();
  await desk?.remove();
});

/** The text of the editor on the screen, its rows in order. */
async function written(page: Page): Promise<string> {
  const lines = page.locator('.view-line').locator('visible=true');
  const rows = await lines.evaluateAll((found) =>
    found
      .map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent ?? '' }))
      .sort((left, right) => left.top - right.top)
      .map(({ text }) => text.replaceAll('\u00a0', ' ')),
  );
  return rows.join('\n');
}

async function openConsole(page: Page): Promise<steps.Screen> {
  const screen = { page, say };
  await openConsoleOn(screen, program, 'plant');
  return screen;
}

test('the schema is read on command, unfolded by keys, and completes what is typed', async ({
  page,
}) => {
  const screen = await openConsole(page);
  await page.getByRole('button', { name: say('schema:title'), exact: true }).click();
  await page.getByRole('button', { name: say('schema:read'), exact: true }).click();
  const tree = page.getByRole('tree', { name: say('schema:tree') });
  await expect(tree.getByRole('treeitem', { name: /^public/ })).toBeVisible();
  await tree.focus();
  await page.keyboard.press('ArrowRight');
  await expect(tree.getByRole('treeitem', { name: /^bd_material, .*物料主数据/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(tree.getByRole('treeitem', { name: /^code, .*物料编码/ })).toBeVisible();

  await steps.typeStatement(screen, 'SELECT m.code FROM 物料');
  await page.keyboard.press('Control+Space');
  const offered = page.locator('.suggest-widget').locator('visible=true').getByRole('option');
  await expect(offered.first()).toContainText('bd_material');
  await page.keyboard.press('Enter');
  await expect.poll(() => written(page)).toBe('SELECT m.code FROM bd_material');
  const colourOf = (text: string): Promise<string> =>
    page
      .locator('.view-line span span')
      .getByText(text, { exact: true })
      .first()
      .evaluate((word) => getComputedStyle(word).color);
  expect(await colourOf('bd_material')).not.toBe(await colourOf('SELECT'));
  await page.keyboard.type(' m WHERE m.');
  await expect(offered.filter({ hasText: 'pk_material' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.type('code IS NULL');

  await page.keyboard.press('Control+Home');
  for (let right = 0; right < 'SELECT m.c'.length; right += 1)
    await page.keyboard.press('ArrowRight');
  await page.keyboard.press('F2');
  await expect(page.locator('.monaco-hover').locator('visible=true')).toContainText('物料编码');
});

test('the statement under the cursor is the one that runs, and one undo takes a layout back', async ({
  page,
}) => {
  const screen = await openConsole(page);
  await steps.typeStatement(screen, 'select 41 as first;\nselect 42 as second');
  await steps.runStatement(screen);
  await expect(page.getByRole('columnheader', { name: /second/ })).toBeVisible();
  await steps.editor(screen, say('queries:console.editor')).focus();
  await page.keyboard.press('Control+Home');
  await steps.runStatement(screen);
  await expect(page.getByRole('columnheader', { name: /first/ })).toBeVisible();
  await page.getByRole('button', { name: say('schema:format'), exact: true }).click();
  await expect.poll(() => written(page)).toContain('SELECT\n  41 AS first;');
  await page.keyboard.press('Control+z');
  await expect.poll(() => written(page)).toBe('select 41 as first;\nselect 42 as second');
});

test('a plan warns of a full scan and leads to the check', async ({ page }) => {
  const screen = await openConsole(page);
  await steps.typeStatement(screen, "SELECT * FROM journal WHERE note = 'x7'");
  await page.getByRole('button', { name: say('plans:title'), exact: true }).click();
  const inspector = page.locator('[data-region="inspector"]');
  await expect(inspector.getByText('Full scan: 150,000 rows')).toBeVisible();
  const plan = inspector.getByRole('tree', { name: say('plans:tree') });
  await expect(plan.getByRole('treeitem', { name: /Seq Scan public\.journal/ })).toBeVisible();
  await inspector
    .getByRole('button', { name: say('plans:runCheck') })
    .first()
    .click();
  await expect(steps.dock(screen).getByRole('tab', { name: /index/i })).toBeVisible();
});
