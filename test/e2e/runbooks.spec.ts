/** A runbook from its form to the case, and what the audit log knows of it afterwards. */
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { freePort, startSshServer, type SshServer } from '../servers';
import { skipWithout } from '../servers/playwright';
import { makeDesk, passphrase, startProgram, type Desk, type Program } from './program';
import { seedProfile } from './seed';
import * as steps from './steps';
import { wordsOf } from './words';

skipWithout('chromium', 'sshd');
test.use({ locale: 'en-US', colorScheme: 'light' });

const say = wordsOf('en');
let desk: Desk;
let program: Program;
let servers: SshServer[];
let logs: string;

test.beforeAll(async () => {
  let deadPort: number;
  [desk, servers, deadPort] = await Promise.all([
    makeDesk(),
    Promise.all([startSshServer(), startSshServer()]),
    freePort(),
  ]);
  logs = join(desk.folder, 'app', 'logs');
  await mkdir(logs, { recursive: true });
  await writeFile(join(logs, 'server.log.1'), 'old\n');
  await writeFile(join(logs, 'server.log'), 'new\n'.repeat(1000));
  await utimes(join(logs, 'server.log.1'), new Date(2020, 1, 1), new Date(2020, 1, 1));
  const endpoint = (server: SshServer, name: string, port = server.port) => ({
    kind: 'ssh' as const,
    name,
    host: server.host,
    port,
    username: server.user,
    auth: 'key' as const,
    identity: server.keys.ed25519.path,
  });
  const [first, second] = servers as [SshServer, SshServer];
  await seedProfile(desk, {
    environment: 'production',
    trusted: servers,
    endpoints: [
      endpoint(first, 'app01'),
      endpoint(second, 'app02'),
      endpoint(first, 'app03', deadPort),
    ],
  });
  program = await startProgram({ profile: desk.profile, passphrase });
});
test.afterAll(async () => {
  await program?.stop();
  await Promise.all((servers ?? []).map((server) => server.stop()));
  await desk?.remove();
});

/** Opens a runbook of the library and fills its folder. */
async function openRunbook(page: Page, title: string, folder: string): Promise<void> {
  const screen = { page, say };
  await steps.runCommand(screen, 'runbooks:command.open');
  const main = steps.dock(screen);
  await main.getByRole('textbox', { name: say('runbooks:library.search') }).fill(title);
  await main.getByRole('option', { name: title }).first().dblclick();
  await expect(main.getByRole('heading', { name: title })).toBeVisible();
  await main.getByRole('textbox', { name: /folder/i }).fill(folder);
}

test('runs on hosts side by side; the report, one failed host and the case agree', async ({
  page,
}) => {
  const screen = { page, say };
  const main = steps.dock(screen);
  await page.goto(await program.url());
  await steps.expectWorkbench(screen);
  await steps.createCase(screen, { title: 'Backups are late' });
  await openRunbook(page, 'Backup age', logs);
  await page.keyboard.press('Control+Enter');
  await expect(main.getByText(say('runbooks:targets.chooseOne'))).toBeVisible();
  for (const name of ['app01', 'app02', 'app03'])
    await main.getByRole('checkbox', { name, exact: true }).check();
  // Word for word what will be sent, with the folder as a quoted value.
  await main.getByRole('button', { name: /Shell/ }).first().click();
  await expect(main.locator('pre').first()).toContainText(`'${logs}'`);
  await page.keyboard.press('Control+Enter');

  const matrix = main.getByRole('grid', { name: say('runbooks:run.matrix') });
  await expect(matrix.getByRole('row').nth(1)).toContainText('app03');
  await expect(matrix.getByRole('row').nth(1)).toContainText(say('runbooks:state.failed'));
  await expect(
    main.getByText(say('runbooks:run.count.done', { count: 2 }), { exact: true }),
  ).toBeVisible();
  // The dead host's words stand beside it; another host's output one key away.
  await expect(main.getByRole('alert').first()).toBeVisible();
  await matrix.focus();
  await page.keyboard.press('ArrowDown');
  await expect(main.getByRole('grid', { name: /Output of/ })).toContainText('server.log');

  await page.keyboard.press('e');
  await expect(page.getByText(/^E1 /).first()).toBeVisible();
  await main.getByRole('tab', { name: say('runbooks:run.report') }).click();
  await expect(main.getByRole('document')).toContainText('app03');
});

test('changes a production host only after reason and name, and the log has it', async ({
  page,
}) => {
  const screen = { page, say };
  const main = steps.dock(screen);
  await page.goto(await program.url());
  await steps.expectWorkbench(screen);
  await openRunbook(page, 'Clean up old logs', logs);
  await main.getByRole('checkbox', { name: 'app01', exact: true }).check();
  // Dry first: nothing is deleted.
  await page.keyboard.press('Control+Enter');
  const ended = main.getByText(say('runbooks:run.count.done', { count: 1 }), { exact: true });
  await expect(ended).toBeVisible();
  expect(existsSync(join(logs, 'server.log.1'))).toBe(true);

  await main.getByRole('button', { name: say('runbooks:run.again') }).click();
  await main.getByRole('checkbox', { name: say('runbooks:runbook.dryRun'), exact: true }).uncheck();
  await page.keyboard.press('Control+Enter');
  const question = page.getByRole('dialog', { name: say('changes:title.production') });
  await question.getByRole('textbox', { name: say('changes:reason') }).fill('The disk is full');
  await question.getByRole('textbox').last().fill('app01');
  await page.keyboard.press('Control+Enter');
  await expect(question).toBeHidden();
  await expect.poll(() => existsSync(join(logs, 'server.log.1')), { timeout: 30_000 }).toBe(false);
  await expect(ended.filter({ visible: true })).toBeVisible();
  expect(existsSync(join(logs, 'server.log'))).toBe(true);

  await steps.runCommand(screen, 'audit:command.open');
  const log = main.getByRole('grid', { name: say('audit:title') });
  await expect(log).toContainText(say('audit:kind.change-permitted'));
  await main.getByRole('textbox', { name: say('audit:filter.text') }).fill('The disk is full');
  await expect(main.getByText(say('audit:rows', { count: 1, rows: 1 }))).toBeVisible();
  await main.getByRole('button', { name: say('audit:verify.do'), exact: true }).click();
  await expect(
    main.getByText(say('audit:verify.intact', { subject: say('audit:verify.log') })),
  ).toBeVisible();
});
