/** What can go wrong, or be sent to do harm, on the way to a log. */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { freePort, startSshServer, type SshServer } from '../servers';
import { skipWithout } from '../servers/playwright';
import { makeDesk, passphrase, startProgram, type Desk, type Program } from './program';
import { seedProfile } from './seed';
import * as steps from './steps';
import { wordsOf } from './words';

skipWithout('chromium', 'ssh-password');
test.use({ locale: 'en-US', colorScheme: 'light' });

const say = wordsOf('en');
let desk: Desk;
let program: Program;
let server: SshServer;
let silentPort: number;

/** Sends nothing but acting characters: colours, markup, a turned word, a million letters. */
const hostileLines = [
  '2026-11-20 09:00:00.000 ERROR \u001b[31mred\u001b[0m \u001b]0;title\u0007 done',
  '2026-11-20 09:00:01.000 WARN  <img src=x onerror="window.hacked=1"><b>bold</b>',
  '2026-11-20 09:00:02.000 INFO  user \u202egnp.exe\u202c opened',
  `2026-11-20 09:00:03.000 INFO  long ${'x'.repeat(1_000_000)} end`,
];
/** “物料主数据保存失败” in GBK. */
const gbkWords = Buffer.from('CEEFC1CFD6F7CAFDBEDDB1A3B4E6CAA7B0DC', 'hex');

test.beforeAll(async () => {
  // Not root, so that file permissions bite.
  [desk, server, silentPort] = await Promise.all([
    makeDesk(),
    startSshServer({ unprivileged: true }),
    freePort(),
  ]);
  const file = (name: string) => join(server.home, name);
  await writeFile(file('plain.log'), '2026-11-20 09:00:00.000 INFO  ready\n');
  await writeFile(file('hostile.log'), `${hostileLines.join('\n')}\n`);
  await writeFile(
    file('gbk.log'),
    Buffer.concat([Buffer.from('2026-11-20 09:00:00.000 ERROR '), gbkWords, Buffer.from('\n')]),
  );
  await writeFile(file('closed.log'), 'secret\n');
  await chmod(file('closed.log'), 0o000);
  const host = {
    kind: 'ssh',
    host: server.host,
    port: server.port,
    username: server.user,
    auth: 'key',
  } as const;
  await seedProfile(desk, {
    trusted: [server],
    secrets: { 'wrong password': 'not it' },
    endpoints: [
      { ...host, name: 'app01', identity: server.keys.ed25519.path },
      { ...host, name: 'stranger', identity: server.strangerKey.path },
      { ...host, name: 'mistyped', auth: 'password', secret: 'wrong password' },
      { ...host, name: 'silent', port: silentPort, identity: server.keys.ed25519.path },
      { name: 'plain', kind: 'log', via: 'app01', path: file('plain.log') },
      { name: 'hostile', kind: 'log', via: 'app01', path: file('hostile.log') },
      { name: 'gbk', kind: 'log', via: 'app01', path: file('gbk.log') },
      { name: 'closed', kind: 'log', via: 'app01', path: file('closed.log') },
      { name: 'missing', kind: 'log', via: 'app01', path: file('missing.log') },
      { name: 'by stranger', kind: 'log', via: 'stranger', path: file('plain.log') },
      { name: 'by mistyped', kind: 'log', via: 'mistyped', path: file('plain.log') },
      { name: 'by silent', kind: 'log', via: 'silent', path: file('plain.log') },
    ],
  });
  program = await startProgram({ profile: desk.profile, passphrase });
});
test.afterAll(async () => {
  await program?.stop();
  await server?.stop();
  await desk?.remove();
});

/** Opens a log of the seeded system from the list of logs. */
async function openLog(page: Page, name: string): Promise<steps.Screen> {
  const screen = { page, say };
  await page.goto(await program.url());
  await steps.expectWorkbench(screen);
  await steps.showActivity(screen, 'logs');
  await steps.sideList(screen, 'logs').getByRole('treeitem', { name, exact: true }).click();
  return screen;
}

function alert(screen: steps.Screen): Locator {
  // The dock keeps an empty one for its announcements.
  return steps.dock(screen).getByRole('alert').filter({ hasText: /\S/ });
}

test('shows acting characters and a line of a megabyte as harmless text', async ({ page }) => {
  const screen = await openLog(page, 'hostile');
  const line = (text: string) => steps.logLine(screen, 'hostile', text);
  await expect(line('red ⟦ESC⟧]0;title⟦BEL⟧ done')).toBeVisible();
  await expect(line('<img src=x onerror="window.hacked=1"><b>bold</b>')).toBeVisible();
  await expect(line('user ⟦RLO⟧gnp.exe⟦PDF⟧ opened')).toBeVisible();
  const more = line('long xxx').getByRole('button', {
    name: say('logs:row.whole', { size: '977 KB' }),
  });
  await more.click();
  const whole = page.getByRole('dialog');
  await expect(whole.getByText(say('logs:whole.cut'))).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(whole).toBeHidden();
  expect(await page.evaluate('window.hacked')).toBeUndefined();
});

test('reads a GBK log and names its encoding', async ({ page }) => {
  const screen = await openLog(page, 'gbk');
  await expect(steps.logLine(screen, 'gbk', '物料主数据保存失败')).toBeVisible();
  await expect(steps.dock(screen).getByText(/^GBK/).first()).toBeVisible();
});

const refusals = [
  { log: 'missing', key: 'logs.path-missing' },
  { log: 'closed', key: 'logs.path-unreadable' },
  { log: 'by stranger', key: 'ssh.auth-failed' },
  { log: 'by mistyped', key: 'ssh.auth-failed' },
  { log: 'by silent', key: 'ssh.refused' },
];
for (const { log, key } of refusals) {
  test(`says what is wrong with the log “${log}”, and leads to its connection`, async ({
    page,
  }) => {
    const screen = await openLog(page, log);
    const words = say(`errors:${key}`, {
      path: join(server.home, `${log}.log`),
      host: server.host,
      port: silentPort,
      username: server.user,
      methods: '#',
    });
    await expect(alert(screen)).toContainText(words.split('#')[0] ?? '');
    await alert(screen)
      .getByRole('button', { name: say('ssh:editEndpoint') })
      .click();
    await expect(page.getByRole('tab', { name: 'NC test' })).toHaveAttribute(
      'aria-selected',
      'true',
    );
  });
}

test('refuses a changed host key, says what it may mean, and trusts anew only on purpose', async ({
  page,
}) => {
  const screen = await openLog(page, 'plain');
  const ready = steps.logLine(screen, 'plain', 'ready');
  await expect(ready).toBeVisible();
  const known = server.hostKeyFingerprint;
  const found = await server.replaceHostKey();
  await expect(alert(screen)).toContainText(say('ssh:changed.safe'));
  await expect(alert(screen)).toContainText(known);
  await expect(alert(screen)).toContainText(found);
  await expect(ready).toBeVisible();

  await alert(screen)
    .getByRole('button', { name: say('ssh:changed.forget') })
    .click();
  const dialog = page.getByRole('dialog', { name: say('ssh:forget.title') });
  await dialog.getByRole('textbox', { name: say('ui:dialog.typedName') }).fill(server.host);
  await dialog.getByRole('button', { name: say('ssh:forget.confirm') }).click();
  await steps.trustHostKey(screen, found);
  await expect(alert(screen)).toBeHidden();
  await expect(steps.dock(screen).getByText(/connected again/)).toBeVisible();
  await expect(ready).toBeVisible();
});
