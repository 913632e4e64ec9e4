/** Asking databases: shipped checks that fit, the history, and a change that is let through. */
import { expect, test, type Page } from '@playwright/test';
import { startMariaDb, startPostgres, type MariaDbServer, type PostgresServer } from '../servers';
import { skipWithout } from '../servers/playwright';
import { openConsoleOn, seedDatabases } from './databases';
import { makeDesk, passphrase, startProgram, type Desk, type Program } from './program';
import * as steps from './steps';
import { wordsOf } from './words';

skipWithout('chromium', 'postgres', 'mariadb');
test.use({ locale: 'en-US', colorScheme: 'light' });

const say = wordsOf('en');
let desk: Desk;
let program: Program;
let postgres: PostgresServer;
let mariadb: MariaDbServer;

test.beforeAll(async () => {
  [desk, postgres, mariadb] = await Promise.all([makeDesk(), startPostgres(), startMariaDb()]);
  await postgres.query(
    "CREATE TABLE gl_voucher (id int PRIMARY KEY, state text); INSERT INTO gl_voucher VALUES (1, 'stuck'), (2, 'posted');",
  );
  await mariadb.query(
    "CREATE TABLE stock_move (id int PRIMARY KEY, note text); INSERT INTO stock_move VALUES (1, 'held'), (2, 'held')",
  );
  await seedDatabases(desk, [
    { name: 'ledger', server: postgres, login: postgres.admin },
    { name: 'stock', server: mariadb },
    { name: 'plant', server: mariadb, login: mariadb.admin },
  ]);
  program = await startProgram({ profile: desk.profile, passphrase });
});
test.afterAll(async () => {
  await program?.stop();
  await Promise.all([postgres?.stop(), mariadb?.stop()]);
  await desk?.remove();
});

async function openConsole(page: Page, connection: string): Promise<steps.Screen> {
  const screen = { page, say };
  await openConsoleOn(screen, program, connection);
  return screen;
}

test('a shipped check that fits the connection runs, and stands in the history', async ({
  page,
}) => {
  const screen = await openConsole(page, 'stock');
  const side = steps.sideList(screen, 'queries');
  const shipped = side.getByRole('tree', { name: say('queries:side.shipped') });
  await expect(shipped.getByRole('treeitem').first()).toHaveAccessibleName(
    new RegExp(say('queries:category.locks')),
  );
  await side.getByRole('textbox', { name: say('queries:side.filter') }).fill('最大的表');
  await expect(shipped.getByRole('treeitem', { name: /PostgreSQL/ })).toHaveCount(0);
  await shipped.getByRole('treeitem', { name: /largest tables/i }).click();
  await steps.runStatement(screen);
  const grid = steps.dock(screen).getByRole('grid', { name: /largest tables/i });
  await expect(grid.getByText('stock_move')).toBeVisible();

  await side.getByRole('button', { name: say('queries:command.history') }).click();
  const history = steps.dock(screen).getByRole('grid', { name: say('queries:history.title') });
  await expect(history.getByRole('row', { name: /largest tables/i })).toBeVisible();
  const search = page.getByRole('textbox', { name: say('queries:history.search') });
  await search.fill('no such words');
  await expect(page.getByText(say('queries:history.nothingFound'))).toBeVisible();
  await search.fill('largest');
  await history.getByRole('row', { name: /largest tables/i }).click();
  await page.getByRole('button', { name: say('queries:history.openResult') }).click();
  await expect(grid.getByText('stock_move')).toBeVisible();
});

test('a check for another database says so, and is found only when it is asked for', async ({
  page,
}) => {
  const screen = await openConsole(page, 'stock');
  const side = steps.sideList(screen, 'queries');
  await side.getByRole('textbox', { name: say('queries:side.filter') }).fill('wraparound');
  const shipped = side.getByRole('tree', { name: say('queries:side.shipped') });
  await expect(shipped).toHaveCount(0);
  const name = say('queries:side.onlyFitting');
  await side.getByRole('checkbox', { name }).uncheck();
  await shipped.getByRole('treeitem', { level: 2 }).first().click();
  const told = say('queries:console.fitsNot', { name: 'stock' });
  await expect(steps.dock(screen).getByText(told)).toBeVisible();
});

test('several statements run in turn, each into a tab; a pinned result stays', async ({ page }) => {
  const screen = await openConsole(page, 'stock');
  await steps.typeStatement(screen, 'select 41 as first;\nselect 42 as second');
  await page.keyboard.press('Control+Alt+Enter');
  const tabs = steps.dock(screen).getByRole('tablist', { name: say('queries:tabs.title') });
  const tab = (number: number) =>
    tabs.getByRole('tab', { name: say('queries:tabs.result', { number }) });
  await expect(tab(2)).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('columnheader', { name: /second/ })).toBeVisible();
  await tab(1).click();
  await expect(page.getByRole('columnheader', { name: /first/ })).toBeVisible();
  await page.getByRole('button', { name: say('queries:tabs.pin') }).click();
  await expect(page.getByRole('button', { name: say('queries:tabs.unpin') })).toBeVisible();
  await steps.typeStatement(screen, 'select 43 as third');
  await steps.runStatement(screen);
  await expect(tab(3)).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('button', { name: say('queries:tabs.close') }).click();
  await expect(tab(3)).toHaveCount(0);

  await steps.typeStatement(screen, 'select 1;\ndelete from stock_move');
  await page.getByRole('button', { name: say('queries:command.runAll') }).click();
  await expect(
    page.getByText(say('queries:console.allRefused', { number: 2 })).first(),
  ).toBeVisible();
  await expect(tabs.getByRole('tab')).toHaveCount(2);
});

test('Esc stops a run at its first press; what was typed is there when the console opens again', async ({
  page,
}) => {
  const screen = await openConsole(page, 'ledger');
  const text = 'select count(*) from generate_series(1, 2000000000) long';
  const stop = page.getByRole('button', { name: say('queries:result.stop'), exact: true });
  const stopped = page
    .getByRole('group', { name: say('queries:result.tools') })
    .getByText(say('queries:result.state.cancelled'), { exact: true });
  await steps.typeStatement(screen, 'select 1');
  await steps.typeStatement(screen, text);
  await page.keyboard.press('Control+Enter');
  await expect(stop).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(stopped).toBeVisible();
  await steps.runStatement(screen);
  await expect(stop).toBeVisible();
  // A tooltip says by now why it cannot be pressed again.
  await page.mouse.move(0, 0);
  await page.getByRole('button', { name: say('queries:console.run'), exact: true }).hover();
  await expect(page.getByText(say('queries:reason.running'))).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(stopped).toBeVisible();

  await steps.runCommand(screen, 'commands:frame.closePanel');
  await steps
    .sideList(screen, 'queries')
    .getByRole('listbox', { name: say('queries:side.connections') })
    .getByRole('option', { name: 'ledger' })
    .click();
  await expect(steps.dock(screen).locator('.view-lines:visible')).toHaveText(
    text.replaceAll(' ', '\u00a0'),
  );
});

test('a shipped check is saved as an own one, in a folder, and found by its tag', async ({
  page,
}) => {
  const screen = await openConsole(page, 'stock');
  const side = steps.sideList(screen, 'queries');
  const filter = side.getByRole('textbox', { name: say('queries:side.filter') });
  await filter.fill('largest');
  await side.getByRole('treeitem', { name: /largest tables/i }).click();
  await page.getByRole('button', { name: say('queries:console.save'), exact: true }).click();
  const dialog = page.getByRole('dialog', { name: say('queries:save.title') });
  await dialog
    .getByRole('textbox', { name: say('queries:save.name'), exact: true })
    .fill('Stock by size');
  await dialog.getByRole('combobox', { name: say('queries:save.folder') }).fill('Huaxing / Stock');
  await dialog.getByRole('textbox', { name: say('queries:save.tags') }).fill('monthly，stock');
  await dialog.getByRole('button', { name: say('queries:save.submit'), exact: true }).click();
  await expect(dialog).toBeHidden();
  await filter.fill('monthly');
  const own = side.getByRole('tree', { name: say('queries:side.saved') });
  await expect(own.getByRole('treeitem', { name: 'Huaxing', level: 1 })).toBeVisible();
  await expect(own.getByRole('treeitem', { name: /Stock by size/, level: 3 })).toBeVisible();
});

/** Lets the script on the screen through the change gate. */
async function openWrite(page: Page, host: string): Promise<void> {
  await page
    .getByRole('group', { name: say('queries:write.tools') })
    .getByRole('button', { name: say('queries:write.openAsk') })
    .click();
  const gate = page.getByRole('dialog', { name: say('changes:title.other') });
  await gate.getByRole('textbox', { name: say('changes:reason') }).fill('Stuck voucher');
  await gate.getByRole('textbox', { name: say('changes:changeId') }).fill('CHG-1042');
  await gate.getByRole('textbox', { name: say('changes:typedName', { name: host }) }).fill(host);
  await gate.getByRole('button', { name: say('queries:write.open') }).click();
}

test('what the console refuses is written under a change, and committed', async ({ page }) => {
  const screen = await openConsole(page, 'ledger');
  await steps.typeStatement(screen, "UPDATE gl_voucher SET state = 'open' WHERE id = 1");
  const refusal = say('queries:guard.not-reading', { statement: 'UPDATE' });
  await expect(steps.dock(screen).getByText(refusal)).toBeVisible();
  await page.getByRole('button', { name: say('queries:write.openAsk'), exact: true }).click();
  await expect(page.getByText(say('queries:write.rightClosed'))).toBeVisible();
  await openWrite(page, postgres.host);
  await page.getByRole('button', { name: say('queries:write.next'), exact: false }).click();
  await expect(page.getByText(say('queries:write.affected_one', { rows: '1' }))).toBeVisible();
  const state = 'SELECT state FROM gl_voucher WHERE id = 1';
  expect(await postgres.query(state)).toEqual([{ state: 'stuck' }]);
  // A page that comes later takes up the open write.
  await page.reload();
  await expect(page.getByText(say('queries:write.affected_one', { rows: '1' }))).toBeVisible();
  await page.getByRole('button', { name: say('queries:write.commit'), exact: true }).click();
  await expect(page.getByText(say('queries:write.ended.committed'))).toBeVisible();
  expect(await postgres.query(state)).toEqual([{ state: 'open' }]);
});

test('a script is written into MariaDB: taken back once, then committed', async ({ page }) => {
  const screen = await openConsole(page, 'plant');
  await steps.typeStatement(
    screen,
    "UPDATE stock_move SET note = 'free';\nDELETE FROM stock_move WHERE id = 2",
  );
  await page.getByRole('button', { name: say('queries:write.openAsk'), exact: true }).click();
  const button = (key: string) =>
    page.getByRole('button', { name: say(`queries:write.${key}`), exact: true });
  const rows = 'SELECT id, note FROM stock_move ORDER BY id';
  const held = await mariadb.query(rows);
  for (const end of ['rollback', 'commit'] as const) {
    // All rows of a table are changed only by whoever says to know it.
    await page.getByRole('checkbox', { name: say('queries:write.see.no-where') }).check();
    await openWrite(page, mariadb.host);
    await button('all').click();
    await expect(page.getByText(say('queries:write.affected_other', { rows: '2' }))).toBeVisible();
    await expect(page.getByText(say('queries:write.affected_one', { rows: '1' }))).toBeVisible();
    expect(await mariadb.query(rows)).toEqual(held);
    await button(end).click();
    const ended = end === 'commit' ? 'committed' : 'rolled-back';
    await expect(page.getByText(say(`queries:write.ended.${ended}`))).toBeVisible();
    const outcomes = page.getByRole('list', { name: say('queries:write.statements') });
    const word = say(
      end === 'commit' ? 'queries:write.state.done' : 'queries:write.end.rolled-back',
    );
    await expect(outcomes.getByText(word, { exact: true })).toHaveCount(2);
  }
  expect(await mariadb.query(rows)).toEqual([{ id: '1', note: 'free' }]);
});
