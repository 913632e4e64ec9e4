/** Databases of other kinds: what is asked of each, and what a test of the connection says. */
import { expect, test } from '@playwright/test';
import { startMariaDb, type MariaDbServer } from '../servers/mariadb';
import { skipWithout } from '../servers/playwright';
import { makeDesk, passphrase, startProgram, type Desk, type Program } from './program';
import { seedProfile } from './seed';
import * as steps from './steps';
import { wordsOf } from './words';

skipWithout('chromium', 'mariadb');
test.use({
  locale: 'en-US',
  colorScheme: 'light',
  permissions: ['clipboard-read', 'clipboard-write'],
});

const say = wordsOf('en');
let desk: Desk;
let program: Program;
let server: MariaDbServer;

test.beforeAll(async () => {
  [desk, server] = await Promise.all([makeDesk(), startMariaDb()]);
  await seedProfile(desk, { endpoints: [] });
  program = await startProgram({ profile: desk.profile, passphrase });
});
test.afterAll(async () => {
  await program?.stop();
  await server?.stop();
  await desk?.remove();
});

test('a MariaDB is added and tested: the login may too much, and the script for a better one is at hand', async ({
  page,
}) => {
  const screen = { page, say };
  await page.goto(await program.url());
  await steps.expectWorkbench(screen);
  await steps.showActivity(screen, 'systems');
  await steps.sideList(screen, 'systems').getByRole('treeitem', { name: 'NC test' }).click();
  const { admin, host, port, database } = server;
  const login = { host, port, database, ...admin, tunnel: false };
  await steps.addDatabase(screen, { ...login, name: 'plant', dialect: 'mysql' });
  const row = steps.endpointRow(screen, 'plant');
  await row.getByRole('button', { name: say('systems:endpoint.test'), exact: true }).click();
  await expect(row).toContainText(/MariaDB 1\d\./);
  await expect(row).toContainText(say('systems:test.superuser', { username: `${admin.user}@%` }));
  await row.getByRole('button', { name: say('systems:test.grantScript'), exact: true }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toContain("CREATE USER 'fieldbench_read'@'%'");
});
