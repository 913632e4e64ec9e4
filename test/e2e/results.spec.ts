/** What can be done with a result: order, filter, find, a cell, copies, a file. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { startPostgres, type PostgresServer } from '../servers';
import { skipWithout } from '../servers/playwright';
import { openConsoleOn, seedDatabases } from './databases';
import { makeDesk, passphrase, startProgram, type Desk, type Program } from './program';
import * as steps from './steps';
import { wordsOf } from './words';

skipWithout('chromium', 'postgres');
test.use({
  locale: 'en-US',
  colorScheme: 'light',
  permissions: ['clipboard-read', 'clipboard-write'],
});

const say = wordsOf('en');
let desk: Desk;
let program: Program;
let postgres: PostgresServer;

test.beforeAll(async () => {
  [desk, postgres] = await Promise.all([makeDesk(), startPostgres()]);
  await seedDatabases(desk, [{ name: 'plant', server: postgres }]);
  program = await startProgram({ profile: desk.profile, passphrase });
});
test.afterAll(async () => {
  await program?.stop();
  await postgres?.stop();
  await desk?.remove();
});

/** 5,000 rows: numbers that text would order wrongly, a NULL, a hostile text, JSON. */
const statement = `SELECT n AS id, CASE WHEN n % 2 = 0 THEN 'even' ELSE 'odd' END AS parity,
  CASE n WHEN 3 THEN NULL WHEN 4321 THEN '=cmd()<b>needle</b>' ELSE 'row ' || n END AS note,
  '{"n": 10000000000000000.10}'::json AS doc FROM generate_series(1, 5000) n`;

/** Runs a statement; it must give a cell of this text. */
async function openResult(
  page: Page,
  sql = statement,
  shows: string | RegExp = 'row 1',
): Promise<steps.Screen> {
  const screen = { page, say };
  await openConsoleOn(screen, program, 'plant');
  await steps.typeStatement(screen, sql);
  await steps.runStatement(screen);
  await expect(page.getByRole('gridcell', { name: shows, exact: true }).first()).toBeVisible();
  return screen;
}

test('rows are ordered, filtered by values, found, looked into, copied and written to a file', async ({
  page,
}) => {
  await openResult(page);
  const grid = page.getByRole('grid');
  const first = grid.locator('[aria-rowindex="2"]');

  await test.step('order by the arrow in the head: numbers as numbers', async () => {
    const arrow = page.getByRole('button', { name: say('ui:grid.order', { column: 'id' }) });
    await arrow.click();
    await arrow.click();
    await expect(first.getByRole('gridcell').first()).toHaveText('5000');
    // The number of the row in the result, not its place now.
    await expect(first.getByRole('rowheader')).toHaveText('5,000');
  });

  await test.step('filter by a value from the menu of the head', async () => {
    await page
      .getByRole('button', { name: say('ui:grid.menu', { column: 'parity' }), exact: true })
      .click();
    await page.getByRole('menuitem', { name: say('results:menu.filter') }).click();
    await page.getByRole('checkbox', { name: /^odd/ }).check();
    await page.getByRole('button', { name: say('results:filter.keep'), exact: true }).click();
    await expect(
      page.getByText(say('results:chip.rows', { rows: '2,500', of: '5,000' })),
    ).toBeVisible();
    await expect(first.getByRole('gridcell').first()).toHaveText('4999');
  });

  await test.step('find what is far out of sight', async () => {
    await grid.focus();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('needle');
    await page.keyboard.press('Enter');
    const hit = page.getByRole('gridcell', { name: '=cmd()<b>needle</b>', exact: true });
    await expect(hit).toBeVisible();
    await expect(hit.locator('mark')).toHaveText('needle');
    await page.keyboard.press('Escape');
    await hit.click();
  });

  await test.step('copy the row as CSV with the columns in sight, a formula disarmed', async () => {
    await page
      .getByRole('button', { name: say('ui:grid.menu', { column: 'doc' }), exact: true })
      .click();
    await page.getByRole('menuitem', { name: say('results:menu.hide') }).click();
    await page.getByRole('button', { name: say('results:copy.menu'), exact: true }).click();
    await page.getByRole('menuitem', { name: say('results:copy.csv') }).click();
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toMatch(/^id,parity,note\r?\n4321,odd,'?=cmd\(\)<b>needle<\/b>/);
    await page
      .getByRole('button', { name: say('results:chip.showHidden', { count: 1 }), exact: true })
      .click();
  });

  await test.step('a cell of JSON is laid out, its number untouched', async () => {
    await page.getByRole('button', { name: say('results:chip.clear'), exact: true }).click();
    await expect(first.getByRole('gridcell').first()).toHaveText('1');
    await first.getByRole('gridcell').nth(3).dblclick();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('"n": 10000000000000000.10')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });

  await test.step('the result goes into a file', async () => {
    const path = join(desk.folder, 'rows.csv');
    await page.getByRole('button', { name: say('results:command.export'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(say('results:export.path')).fill(path);
    await dialog.getByRole('button', { name: say('results:export.run'), exact: true }).click();
    await expect(dialog).toBeHidden();
    const text = await readFile(path, 'utf8');
    expect(text.startsWith('\uFEFFid,parity,note,doc\r\n')).toBe(true);
    expect(text.trimEnd().split('\r\n')).toHaveLength(5001);
  });
});

test('a range of cells is copied and summed up, and a result is drawn as a chart', async ({
  page,
}) => {
  await openResult(page);
  const cell = (row: number, column: number) =>
    page.locator(`[aria-rowindex="${row + 2}"] [data-column="${column}"]`);

  await test.step('choose by click and Shift with arrows, copy just that', async () => {
    await cell(1, 0).click();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowRight');
    await expect(cell(2, 1)).toHaveAttribute('aria-selected', 'true');
    await expect(cell(3, 1)).toHaveAttribute('aria-selected', 'false');
    await page.keyboard.press('Control+c');
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toMatch(/^2\teven\r?\n3\todd\r?\n?$/);
  });

  await test.step('a head chooses its column, summed up exactly', async () => {
    await page.getByRole('columnheader', { name: /^id/ }).getByText('id', { exact: true }).click();
    await expect(
      page.getByText(say('results:summary.sum', { value: '12502500' })).first(),
    ).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(cell(1, 0)).toHaveAttribute('aria-selected', 'false');
  });

  await test.step('the chart says what is left out, and has its points as a table', async () => {
    await page.getByRole('button', { name: say('results:command.chart'), exact: true }).click();
    const chart = page.getByRole('region', { name: say('results:chart.title') });
    await expect(chart.locator('canvas').first()).toBeVisible();
    await expect(
      chart.getByText(say('results:chart.thinned', { points: '2,000', rows: '5,000' })),
    ).toBeVisible();

    // Esc ends the choice of values and not the chart, though a tooltip may be open besides.
    await chart
      .getByRole('button', { name: say('results:chart.ysChosen', { count: 1 }), exact: true })
      .click();
    await expect(page.getByRole('checkbox', { name: 'id', exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('checkbox', { name: 'id', exact: true })).toBeHidden();
    await expect(chart).toBeVisible();

    // A picture can be read, however low the chart is: width of a PNG at twice its size.
    const download = page.waitForEvent('download');
    await chart.getByRole('button', { name: say('results:chart.save'), exact: true }).click();
    await page.getByRole('menuitem', { name: 'PNG' }).click();
    const picture = join(desk.folder, 'chart.png');
    await (await download).saveAs(picture);
    expect((await readFile(picture)).readUInt32BE(16)).toBeGreaterThanOrEqual(1920);

    await chart.getByRole('button', { name: say('results:chart.asTable'), exact: true }).click();
    await expect(chart.getByRole('columnheader', { name: 'id', exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(cell(0, 0)).toHaveText('1');
  });
});

test('hostile names and values do nothing but show, and XML is laid out', async ({ page }) => {
  const acted: string[] = [];
  page.on('dialog', (dialog) => {
    acted.push(dialog.message());
    void dialog.dismiss();
  });
  const picture = '<img src=x onerror=alert(1)>';
  await openResult(
    page,
    `SELECT 1 AS id, 2 AS id, '${picture}' AS "${picture}",
      'a' || chr(8238) || 'gnp.exe' || chr(27) || ']0;x' || chr(7) AS U&"b\\202Eexe",
      '<a><b c="1">ü</b></a>'::xml AS doc`,
    picture,
  );
  const grid = page.getByRole('grid');

  await test.step('equal names stand side by side, acting characters are said', async () => {
    await expect(grid.getByRole('columnheader', { name: /^id/ })).toHaveCount(2);
    await expect(grid.getByRole('columnheader').nth(3)).toContainText(picture);
    await expect(grid.getByRole('columnheader').nth(4)).toContainText('b⟦RLO⟧exe');
    await expect(grid.getByRole('gridcell').nth(3)).toHaveText('a⟦RLO⟧gnp.exe⟦ESC⟧]0;x⟦BEL⟧');
    await expect(grid.locator('img')).toHaveCount(0);
  });

  await test.step('a copy is what the database gave', async () => {
    await grid.getByRole('gridcell').nth(3).click();
    await page.keyboard.press('Control+c');
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toBe('a\u202egnp.exe\u001b]0;x\u0007');
  });

  await test.step('a cell of XML', async () => {
    await grid.getByRole('gridcell').nth(4).dblclick();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('<b c="1">ü</b>')).toBeVisible();
    await page.keyboard.press('Escape');
  });
  expect(acted).toEqual([]);
});

test('a result of 1,600 columns is walked through, searched and written', async ({ page }) => {
  const names = Array.from({ length: 1600 }, (_, at) => `c${at}`);
  const values = names.map((name, at) => `${at} AS ${name}`).join(', ');
  await openResult(page, `SELECT ${values}`, '1');
  const grid = page.getByRole('grid');
  await grid.getByRole('gridcell', { name: '0', exact: true }).click();
  await page.keyboard.press('End');
  await expect(grid.getByRole('columnheader', { name: /^c1599/ })).toBeVisible();
  await expect(grid.getByRole('gridcell', { name: '1599', exact: true })).toBeVisible();

  await page.keyboard.press('Control+f');
  await page.keyboard.type('813');
  await page.keyboard.press('Enter');
  await expect(grid.getByRole('gridcell', { name: '813', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');

  const path = join(desk.folder, 'wide.csv');
  await page.getByRole('button', { name: say('results:command.export'), exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(say('results:export.path')).fill(path);
  await dialog.getByRole('button', { name: say('results:export.run'), exact: true }).click();
  await expect(dialog).toBeHidden();
  const [head, row] = (await readFile(path, 'utf8')).replace('\uFEFF', '').split('\r\n');
  expect(head).toBe(names.join(','));
  expect(row?.split(',').at(-1)).toBe('1599');
});

test('a long cell is fetched whole into a file and to look at, copied whole; bytes are saved as they are', async ({
  page,
}) => {
  const sql = `SELECT 1 AS id, repeat('x', 4100000) AS note, decode('89504e470d0a1a0a00', 'hex') AS picture`;
  await openResult(page, sql, '1');
  const cell = page.getByRole('grid').locator('[aria-rowindex="2"]').getByRole('gridcell');
  const dialog = page.getByRole('dialog');
  const press = (key: string) =>
    dialog.getByRole('button', { name: say(`results:cell.${key}`), exact: true }).click();

  await cell.nth(1).dblclick();
  await press('file');
  const path = join(desk.folder, 'cell.txt');
  await dialog.getByLabel(say('results:export.path')).fill(path);
  await press('fileWrite');
  await expect(page.getByText(say('results:cell.fileDone'))).toBeVisible();
  expect((await readFile(path, 'utf8')).length).toBe(4_100_000);

  await press('fetch');
  await expect(dialog.getByText(say('results:cell.clipped'))).toBeHidden();
  await press('copy');
  await expect
    .poll(() => page.evaluate(async () => (await navigator.clipboard.readText()).length))
    .toBe(4_100_000);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await cell.nth(2).dblclick();
  const saved = page.waitForEvent('download');
  await press('save');
  const download = await saved;
  expect(download.suggestedFilename()).toBe('picture-1.png');
  expect((await readFile(await download.path())).toString('hex')).toBe('89504e470d0a1a0a00');
});
