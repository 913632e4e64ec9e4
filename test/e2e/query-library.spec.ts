/** A query of one's own: copied, changed, judged by a rule, compared with what it was, taken out and in again. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  await postgres.query(
    "CREATE TABLE gl_voucher (id int PRIMARY KEY, state text); INSERT INTO gl_voucher VALUES (1, 'stuck'), (2, 'posted'), (3, 'stuck');",
  );
  await seedDatabases(desk, [{ name: 'ledger', server: postgres, login: postgres.admin }]);
  program = await startProgram({ profile: desk.profile, passphrase });
});
test.afterAll(async () => {
  await program?.stop();
  await postgres?.stop();
  await desk?.remove();
});

async function openQueries(page: Page): Promise<steps.Screen> {
  const screen = { page, say };
  await openConsoleOn(screen, program, 'ledger');
  return screen;
}

test('a shipped check is copied into the own ones by its menu', async ({ page }) => {
  const screen = await openQueries(page);
  const side = steps.sideList(screen, 'queries');
  await side.getByRole('textbox', { name: say('queries:side.filter') }).fill('largest tables');
  await side.getByRole('treeitem', { name: /largest tables/i }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: say('query-library:menu.copyToEdit') }).click();
  const own = side.getByRole('tree', { name: say('queries:side.saved') });
  await expect(own.getByRole('treeitem', { name: /largest tables/i })).toBeVisible();
});

test('a saved query has a pick list and a rule, versions, files and an archive', async ({
  page,
}) => {
  const screen = await openQueries(page);
  const side = steps.sideList(screen, 'queries');
  const own = side.getByRole('tree', { name: say('queries:side.saved') });
  await steps.typeStatement(screen, 'select id, state from gl_voucher where id >= :least');
  const dialog = page.getByRole('dialog');
  const part = (name: string) =>
    dialog
      .getByRole('radiogroup', { name: say('query-library:save.pages') })
      .getByText(new RegExp(`^${say(`query-library:save.page.${name}`)}`));
  await page.getByRole('button', { name: say('queries:console.save'), exact: true }).click();
  await dialog.getByRole('button', { name: say('queries:save.submit'), exact: false }).click();
  await expect(dialog.getByText(say('query-library:problem.titleMissing')).first()).toBeVisible();
  await dialog
    .getByRole('textbox', { name: say('queries:save.name'), exact: true })
    .fill('Stuck vouchers');
  await part('parameters').click();
  await dialog
    .getByRole('combobox', { name: say('query-library:save.type') })
    .selectOption('number');
  await dialog.getByRole('textbox', { name: say('query-library:save.default') }).fill('1');
  await dialog.getByText(say('query-library:save.way.query'), { exact: true }).click();
  await dialog
    .getByRole('textbox', { name: say('query-library:save.choicesFrom') })
    .fill('select id from gl_voucher order by 1');
  await dialog.getByRole('button', { name: say('query-library:save.try') }).click();
  await expect(
    dialog.getByText(say('query-library:save.tried', { values: '1 · 2 · 3' })),
  ).toBeVisible();
  await part('severity').click();
  await dialog.getByRole('button', { name: say('query-library:save.addThreshold') }).click();
  await dialog.getByRole('combobox', { name: say('query-library:save.column') }).fill('state');
  await dialog.getByRole('combobox', { name: say('query-library:save.is') }).selectOption('=');
  await dialog.getByRole('textbox', { name: say('query-library:save.value') }).fill('stuck');
  await dialog
    .getByRole('combobox', { name: say('query-library:save.level') })
    .selectOption('critical');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  const row = own.getByRole('treeitem', { name: /Stuck vouchers/ });
  await expect(row).toBeVisible();
  // The console is that of the saved query from here on.
  await expect(page.getByRole('tab', { name: /Stuck vouchers/ })).toBeVisible();
  await page
    .getByRole('button', { name: say('queries:parameters.choices', { name: 'least' }) })
    .click();
  await page.getByRole('menuitem', { name: '3', exact: true }).click();
  const value = page.getByRole('textbox', {
    name: say('queries:parameters.value', { name: 'least' }),
  });
  await expect(value).toHaveValue('3');
  await steps.runStatement(screen);
  const grid = steps.dock(screen).getByRole('grid', { name: /Stuck vouchers/ });
  await expect(grid.getByText('stuck').first()).toBeVisible();
  const promises = page.getByText(say('query-library:guard.check.reading'));
  await expect(promises).toBeVisible();

  // A second version; what it was comes back as a third.
  await row.click({ button: 'right' });
  await page.getByRole('menuitem', { name: say('query-library:menu.edit') }).click();
  await dialog.getByRole('textbox', { name: say('query-library:save.note') }).fill('Milder');
  await part('severity').click();
  await dialog
    .getByRole('combobox', { name: say('query-library:save.level') })
    .selectOption('warning');
  await expect(dialog.getByText(say('query-library:save.preview'))).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await row.click({ button: 'right' });
  await page.getByRole('menuitem', { name: say('query-library:menu.versions') }).click();
  const versions = steps
    .dock(screen)
    .getByRole('grid', { name: say('query-library:versions.title') });
  await expect(versions.getByRole('row', { name: /Milder/ })).toBeVisible();
  await expect(steps.dock(screen).getByText('Critical: state').first()).toBeVisible();
  await versions.getByText(say('query-library:versions.number', { version: 1 })).click();
  await page.keyboard.press('r');
  await expect(
    versions.getByText(say('query-library:versions.number', { version: 3 })),
  ).toBeVisible();

  // Out as a zip, into the archive, and back from the file.
  await row.click({ button: 'right' });
  await page
    .getByRole('menuitem', { name: say('query-library:menu.export', { count: 1 }) })
    .click();
  const download = page.waitForEvent('download');
  await dialog
    .getByRole('button', { name: say('query-library:export.submit', { count: 1 }) })
    .click();
  const zip = join(desk.folder, 'queries.zip');
  await (await download).saveAs(zip);
  expect((await readFile(zip)).subarray(0, 2).toString()).toBe('PK');
  await row.focus();
  await page.keyboard.press('Delete');
  await expect(row).toHaveCount(0);
  await steps.runCommand(screen, 'query-library:command.import');
  await dialog.locator('input[type=file]').first().setInputFiles(zip);
  await expect(
    dialog
      .getByText(say('query-library:import.relation.archived'))
      .or(dialog.getByText(say('query-library:import.relation.other'))),
  ).toBeVisible();
  await dialog
    .getByRole('button', { name: say('query-library:import.submit', { count: 1 }) })
    .click();
  await expect(dialog).toBeHidden();
  await expect(row).toBeVisible();
});

test('hostile files are told by line, and nothing of them is written', async ({ page }) => {
  const screen = await openQueries(page);
  const bad = join(desk.folder, 'bad.yaml');
  const wild = join(desk.folder, 'wild.yaml');
  await writeFile(bad, 'dialect: postgresql\ntitle: "<img src=x onerror=alert(1)>"\nsurprise: 1\n');
  await writeFile(wild, 'title: [\n');
  await steps.runCommand(screen, 'query-library:command.import');
  const dialog = page.getByRole('dialog', { name: say('query-library:import.title') });
  await dialog.locator('input[type=file]').first().setInputFiles([bad, wild]);
  await expect(dialog.getByText(/bad\.yaml, line 3/)).toBeVisible();
  await expect(dialog.getByText(/wild\.yaml, line \d/).first()).toBeVisible();
  await expect(dialog.locator('img')).toHaveCount(0);
  const submit = dialog.getByRole('button', {
    name: say('query-library:import.submit', { count: 0 }),
  });
  await expect(submit).toHaveAttribute('aria-disabled', 'true');
});
