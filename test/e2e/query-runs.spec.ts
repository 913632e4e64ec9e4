/** One statement on several systems, and one that is repeated while its rows change. */
import { expect, test, type Page } from '@playwright/test';
import {
  freePort,
  startMariaDb,
  startPostgres,
  type MariaDbServer,
  type PostgresServer,
} from '../servers';
import { skipWithout } from '../servers/playwright';
import { openConsoleOn, seedDatabases } from './databases';
import { makeDesk, passphrase, startProgram, type Desk, type Program } from './program';
import * as steps from './steps';
import { wordsOf } from './words';

skipWithout('chromium', 'postgres', 'mariadb');
test.use({ locale: 'en-US', colorScheme: 'light' });

const say = wordsOf('en');
const statement = 'SELECT id, state FROM gl_voucher ORDER BY id';
let desk: Desk;
let program: Program;
let postgres: PostgresServer;
let mariadb: MariaDbServer;

test.beforeAll(async () => {
  [desk, postgres, mariadb] = await Promise.all([makeDesk(), startPostgres(), startMariaDb()]);
  const table = 'CREATE TABLE gl_voucher (id int PRIMARY KEY, state varchar(20));';
  await postgres.query(`${table} INSERT INTO gl_voucher VALUES (1, 'stuck'), (2, 'posted');
    GRANT SELECT ON gl_voucher TO ${postgres.reader.user};`);
  await mariadb.query(`${table} INSERT INTO gl_voucher VALUES (1, 'posted'), (2, 'posted')`);
  await seedDatabases(
    desk,
    [
      { name: 'ledger', server: postgres },
      { name: 'unreachable', server: postgres, port: await freePort() },
      { name: 'locked out', server: postgres, login: { ...postgres.reader, password: 'wrong' } },
      { name: 'stock', server: mariadb },
    ],
    'production',
  );
  program = await startProgram({ profile: desk.profile, passphrase });
});
test.afterAll(async () => {
  await program?.stop();
  await Promise.all([postgres?.stop(), mariadb?.stop()]);
  await desk?.remove();
});

async function openLedger(page: Page): Promise<steps.Screen> {
  const screen = { page, say };
  await openConsoleOn(screen, program, 'ledger');
  await steps.typeStatement(screen, statement);
  return screen;
}

test('a statement runs on several systems; what fails on one stops no other, and two are compared', async ({
  page,
}) => {
  const screen = await openLedger(page);
  await page.keyboard.press('Shift+Alt+Enter');
  const tools = page.getByRole('group', { name: say('query-runs:several.tools') });
  await expect(page.getByRole('checkbox', { name: 'ledger', exact: true })).toBeChecked();
  await page
    .getByRole('button', { name: say('query-runs:several.all', { count: 4 }), exact: true })
    .click();
  await tools.getByRole('button', { name: say('query-runs:several.runOn', { count: 4 }) }).click();

  const systems = page.getByRole('grid', { name: say('query-runs:group.table') });
  const row = (name: string) => systems.getByRole('row').filter({ hasText: name });
  const done = say('query-runs:member.done');
  for (const name of ['ledger', 'stock']) await expect(row(name)).toContainText(done);
  for (const name of ['unreachable', 'locked out'])
    await expect(row(name)).toContainText(say('query-runs:member.failed'));
  await expect(row('stock')).toContainText(/MariaDB 1\d\./);

  await test.step('a failure says its cause, and its system is asked again', async () => {
    await row('locked out').click();
    const alert = page
      .getByRole('region', { name: say('queries:result.title') })
      .getByRole('alert');
    await expect(alert).toContainText(postgres.reader.user);
    await row('unreachable').click();
    await expect(alert).not.toContainText(postgres.reader.user);
    await expect(alert).toContainText(/127\.0\.0\.1/);
  });

  await test.step('two of them are compared row by row', async () => {
    await row('ledger').click();
    await expect(page.getByRole('gridcell', { name: 'stuck', exact: true })).toBeVisible();
    await row('ledger').getByRole('checkbox').check();
    await row('stock').getByRole('checkbox').check();
    await page.getByRole('button', { name: say('query-runs:group.compare') }).click();
    const counts = { changed: 1, removed: 0, added: 0, same: 1 };
    await expect(page.getByText(say('compare:footer.counts', counts))).toBeVisible();
  });

  await test.step('the run is found again, and its choice is remembered', async () => {
    await steps
      .sideList(screen, 'queries')
      .getByRole('listbox', { name: say('query-runs:groups.title') })
      .getByRole('option')
      .first()
      .click();
    await page.getByRole('button', { name: say('query-runs:group.again') }).click();
    await page.getByRole('menuitem', { name: say('query-runs:group.choose') }).click();
    await expect(page.getByText(say('query-runs:several.chosen', { count: 4 }))).toBeVisible();
  });
});

test('a result repeats and marks the row that changed, is paused and ended', async ({ page }) => {
  const screen = await openLedger(page);
  await steps.runStatement(screen);
  await expect(page.getByRole('gridcell', { name: 'stuck', exact: true })).toBeVisible();
  await page.getByRole('button', { name: say('query-runs:repeat.button'), exact: true }).click();
  await page.getByRole('combobox', { name: say('query-runs:repeat.every') }).selectOption('2');
  await expect(page.getByRole('checkbox', { name: 'id', exact: true })).toBeChecked();
  await page.getByRole('button', { name: say('query-runs:repeat.begin') }).click();

  const bar = page.getByRole('group', { name: say('query-runs:watch.title') });
  await expect(bar).toContainText(say('query-runs:watch.same'));
  await postgres.query(
    "UPDATE gl_voucher SET state = 'open' WHERE id = 1; INSERT INTO gl_voucher VALUES (3, 'new')",
  );
  // Marked until the run after it: the first that sees the change is kept by pausing it.
  const before = say('query-runs:mark.changed', { before: 'stuck' });
  const mark = page.getByRole('gridcell', { name: new RegExp(before) });
  await expect(mark).toBeVisible();
  await bar.getByRole('button', { name: say('query-runs:watch.pause') }).click();
  await expect(bar).toContainText(say('query-runs:watch.phase.paused'));
  await bar.getByRole('button', { name: say('query-runs:watch.history') }).click();
  const runs = page.getByRole('menu');
  await expect(runs).toContainText(say('query-runs:watch.changed', { rows: 1 }));
  await page.keyboard.press('Escape');
  await bar.getByRole('button', { name: say('query-runs:watch.resume') }).click();
  await expect(bar).toContainText(say('query-runs:watch.same'));
  await bar.getByRole('button', { name: say('query-runs:watch.stop') }).click();
  await expect(bar).toContainText(say('query-runs:watch.phase.ended'));
});
