/**
 * Before and after on a real ERP schema (jshERP): a query runs, data changes, it runs again; what
 * differs is seen, exported and put into the case, and is there without the server.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, type Page } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import { startMariaDb, startPostgres, type MariaDbServer, type PostgresServer } from '../servers';
import { requireProgram } from '../servers/parts';
import { skipWithout } from '../servers/playwright';
import { sharedData } from '../shared-data';
import { chooseDatabase, seedDatabases } from './databases';
import { exportCase, textOf } from './main-job';
import { makeDesk, passphrase, startProgram, type Desk, type Program } from './program';
import * as steps from './steps';
import { wordsOf, type Language } from './words';

/** Public schemas beside the project; see its README. */
const { folder: schemas, absent, titled } = sharedData('sql');
skipWithout('chromium', 'postgres', 'mariadb');
test.skip(absent, titled('comparisons of jshERP'));
test.use({ locale: 'en-US', colorScheme: 'light' });

const say = wordsOf('en');
let desk: Desk;
let program: Program;
let postgres: PostgresServer;
let mariadb: MariaDbServer;

/** Loads jshERP with its volume: 20,000 documents from 100000 on. */
async function loadErp(): Promise<void> {
  const psql = promisify(execFile);
  for (const name of ['jsherp-postgres.sql', 'jsherp-volume-postgres.sql']) {
    const file = join(schemas, name);
    await psql(requireProgram('psql'), ['-q', '-v', 'ON_ERROR_STOP=1', '-f', file, postgres.url]);
  }
  for (const name of ['jsherp-mysql.sql', 'jsherp-volume-mysql.sql'])
    await mariadb.query(await readFile(join(schemas, name), 'utf8'));
}

test.beforeAll(async () => {
  [desk, postgres, mariadb] = await Promise.all([makeDesk(), startPostgres(), startMariaDb()]);
  await loadErp();
  await seedDatabases(desk, [
    { name: 'erp-postgresql', server: postgres },
    { name: 'erp-mysql', server: mariadb },
  ]);
  program = await startProgram({ profile: desk.profile, passphrase });
});
test.afterAll(async () => {
  await program?.stop();
  await Promise.all([postgres?.stop(), mariadb?.stop()]);
  await desk?.remove();
});

async function openWorkbench(page: Page, language: Language = 'en'): Promise<steps.Screen> {
  const screen = { page, say: wordsOf(language) };
  await page.goto(await program.url());
  await steps.expectWorkbench(screen);
  return screen;
}

/** Runs a statement in the console on the screen and waits for its end. */
async function run(screen: steps.Screen, sql: string, rows: number): Promise<void> {
  const { page } = screen;
  await steps.typeStatement(screen, sql);
  const button = page.getByRole('button', { name: screen.say('queries:console.run'), exact: true });
  await expect(button).not.toHaveAttribute('aria-disabled', 'true');
  await steps.runStatement(screen);
  const shown = screen.say('queries:result.rows', { count: rows, rows: rows.toLocaleString('en') });
  const result = page.getByRole('region', {
    name: screen.say('queries:result.title'),
    exact: true,
  });
  await expect(result.getByText(shown, { exact: true })).toBeVisible();
  const compare = page.getByRole('button', { name: screen.say('compare:command.compareShort') });
  await expect(compare).not.toHaveAttribute('aria-disabled', 'true');
}

/** Opens “Compare with…” and takes what it offers first, or what is searched for. */
async function compareWith({ page, say: words }: steps.Screen, search = ''): Promise<void> {
  await page.getByRole('button', { name: words('compare:command.compareShort') }).click();
  const dialog = page.getByRole('dialog', { name: words('compare:pick.title') });
  const field = dialog.getByRole('textbox', { name: words('compare:pick.search') });
  await field.fill(search);
  await expect(dialog.getByRole('option').first()).toBeVisible();
  await field.press('Enter');
  await expect(dialog).toBeHidden();
}

const documents = `SELECT id, number, status, total_price, remark FROM jsh_depot_head
  WHERE id BETWEEN 100000 AND 130000 ORDER BY id`;
const changes = [
  "UPDATE jsh_depot_head SET status = '9', remark = NULL WHERE id = 100097",
  'DELETE FROM jsh_depot_head WHERE id = 100010',
  `INSERT INTO jsh_depot_head (id, number, status, total_price, remark, tenant_id)
   VALUES (125000, 'DJ-NEW', '1', 12.5, '=cmd', 63)`,
];

for (const language of ['en', 'zh-CN'] as const)
  test(`results of other keys and columns are refused or warned of (${language})`, async ({
    browser,
  }) => {
    const locale = language === 'en' ? 'en-US' : 'zh-CN';
    const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const screen = await openWorkbench(page, language);
    const words = screen.say;
    await chooseDatabase(screen, 'erp-postgresql');
    const mark = `marker_${language.slice(0, 2)}`;
    await run(screen, `SELECT 1 AS "${mark}"`, 1);
    await run(screen, `SELECT 1 AS k, 2 AS note, 0 AS only_${mark} UNION ALL SELECT 1, 3, 0`, 2);
    await compareWith(screen, `AS "${mark}"`);
    await expect(
      page.getByText(words('compare:run.noCommon')).filter({ visible: true }),
    ).toBeVisible();

    await steps.openTab(screen, 'erp-postgresql');
    const other = "SELECT 1 AS k, 'x' AS note, 5 AS more UNION ALL SELECT NULL, 'y', 6";
    await run(screen, other, 2);
    await compareWith(screen, `only_${mark}`);
    const key = page.getByRole('button', {
      name: words('compare:key.button', { columns: 'note' }),
    });
    await key.click();
    const roleOf = (column: string) =>
      page.getByRole('combobox', { name: words('compare:key.role', { column }) });
    await roleOf('k').selectOption('key');
    await roleOf('note').selectOption('compared');
    await page.getByRole('button', { name: words('compare:key.submit'), exact: true }).click();
    for (const told of [
      words('compare:warnings.duplicates', { before: 1, after: 0 }),
      words('compare:warnings.nullKey', { columns: 'k', before: 0, after: 1 }),
      words('compare:warnings.onlyBefore', { columns: `only_${mark}` }),
      words('compare:warnings.onlyAfter', { columns: 'more' }),
      words('compare:warnings.kinds', { columns: 'note' }),
      words('compare:warnings.statements'),
    ])
      await expect(page.getByText(told, { exact: true }).filter({ visible: true })).toBeVisible();
    await context.close();
  });

for (const dialect of ['postgresql', 'mysql'] as const) {
  test(`before and after in ${dialect}: compared, exported, in the case, and there offline`, async ({
    page,
    browser,
  }) => {
    const screen = await openWorkbench(page);
    const number = await steps.createCase(screen, { title: `Posting hangs ${dialect}` });
    const server = dialect === 'mysql' ? mariadb : postgres;
    await chooseDatabase(screen, `erp-${dialect}`);
    await run(screen, documents, 20_000);
    for (const change of changes) await server.query(change);
    await run(screen, documents, 20_000);
    await steps.dock(screen).getByRole('tab', { name: say('queries:tabs.result', { number: 1 }) }).dblclick(); // prettier-ignore
    const rename = page.getByRole('dialog', { name: say('compare:rename.title') });
    await rename.getByRole('textbox', { name: say('compare:rename.name') }).fill('After the fix');
    await page.keyboard.press('Enter');
    await expect(rename).toBeHidden();
    await compareWith(screen);

    const grid = page.getByRole('grid', { name: say('compare:grid.label') });
    const counts = { added: '1', removed: '1', changed: '1', same: '19,998' };
    const footer = page.getByText(say('compare:footer.counts', counts)).filter({ visible: true });
    await expect(footer).toBeVisible();
    // By `id`, which nobody had to choose.
    await expect(
      page.getByRole('button', { name: say('compare:key.button', { columns: 'id' }) }),
    ).toBeVisible();
    const row = (text: string) => grid.getByRole('row').filter({ hasText: text });
    await expect(row('100097')).toContainText(/~ changed.*1.*9/);
    // Without colour, too.
    const after = row('100097').getByRole('img', { name: say('compare:grid.after') });
    await expect(after.first()).toBeVisible();
    await expect(row('100010')).toContainText('− removed');
    await expect(row('DJ-NEW')).toContainText('+ added');

    await test.step('F7 goes through the changes among all rows', async () => {
      await page.getByRole('button', { name: /19,998 same/ }).click();
      await expect(grid).toHaveAttribute('aria-rowcount', '20002');
      await page.keyboard.press('F7');
      await expect(row('100010')).toHaveAttribute('aria-selected', 'true');
      await page.keyboard.press('F7');
      await page.keyboard.press('F7');
      await expect(row('DJ-NEW')).toHaveAttribute('aria-selected', 'true');
      await page.keyboard.press('Shift+F7');
      await expect(row('100097')).toHaveAttribute('aria-selected', 'true');
      await page.getByRole('button', { name: /19,998 same/ }).click();
    });

    await test.step('the differences go into a file and come back', async () => {
      const path = join(desk.folder, `differences-${dialect}.csv`);
      await page.getByRole('button', { name: say('results:command.export'), exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(say('results:export.path')).fill(path);
      await dialog.getByRole('button', { name: say('results:export.run'), exact: true }).click();
      await expect(dialog).toBeHidden();
      const lines = parse(await readFile(path), { bom: true });
      expect(lines.map(([change, id]) => [change, id])).toEqual([
        ['change', 'id'],
        ['removed', '100010'],
        ['before', '100097'],
        ['after', '100097'],
        ['added', '125000'],
      ]);
      expect(lines.at(-1)?.at(-1)).toBe("'=cmd");
    });

    await test.step('they are evidence of the case, with both hashes, and in its report', async () => {
      await grid.focus();
      await steps.addEvidence(screen, 'E1', number);
      await expect(
        steps.dock(screen).getByText('E1', { exact: true }).filter({ visible: true }).first(),
      ).toBeVisible();
      await steps.openTab(screen, number);
      await steps.openEvidence(screen, 'E1');
      const provenance = steps.dock(screen).getByRole('region', { name: say('cases:provenance.title') }); // prettier-ignore
      await expect(provenance).toContainText(say('cases:provenance.differenceCounts', { added: 1, removed: 1, changed: 1, same: 19998 })); // prettier-ignore
      const download = page.waitForEvent('download');
      await exportCase(screen, number, 'markdown');
      const report = await textOf(await download);
      for (const part of ['DJ-NEW', '100010', 'After the fix', documents.split('\n')[0] ?? ''])
        expect(report).toContain(part);
    });

    await test.step('without the server, in another session, in Chinese', async () => {
      await server.stop();
      await program.stop();
      program = await startProgram({ profile: desk.profile, passphrase });
      const context = await browser.newContext({ locale: 'zh-CN', colorScheme: 'dark' });
      const other = await openWorkbench(await context.newPage(), 'zh-CN');
      await steps.runCommand(other, 'compare:command.kept');
      const kept = other.page.getByRole('grid', { name: other.say('compare:kept.title') });
      await expect(
        kept.getByRole('row').filter({ hasText: 'After the fix' }).first(),
      ).toBeVisible();
      const search = other.page.getByRole('textbox', { name: other.say('compare:kept.search') });
      await search.fill(dialect === 'mysql' ? 'mariadb' : 'postgresql');
      for (const index of [1, 2]) await kept.getByRole('row').nth(index).getByRole('checkbox').check(); // prettier-ignore
      await other.page.getByRole('button', { name: other.say('compare:kept.compare'), exact: true }).click(); // prettier-ignore
      await expect(
        other.page.getByText(other.say('compare:footer.counts', counts)).filter({ visible: true }),
      ).toBeVisible();
      await context.close();
    });
  });
}
