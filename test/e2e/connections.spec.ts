/** Hosts behind hosts: the test of a connection, a server's questions, and what stands open. */
import { expect, test } from '@playwright/test';
import { startSshServer, type SshServer } from '../servers';
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
let jump: SshServer;
let target: SshServer;

test.beforeAll(async () => {
  [desk, jump, target] = await Promise.all([makeDesk(), startSshServer(), startSshServer()]);
  const login = ({ host, port, user }: SshServer) => ({
    kind: 'ssh' as const,
    host,
    port,
    username: user,
  });
  await seedProfile(desk, {
    trusted: [jump],
    secrets: { middle: 'not it' },
    endpoints: [
      { ...login(jump), name: 'edge', auth: 'key', identity: jump.keys.ed25519.path },
      { ...login(target), name: 'middle', auth: 'password', secret: 'middle', jump: 'edge' },
      {
        ...login(jump),
        name: 'inner',
        auth: 'key',
        identity: jump.keys.ed25519.path,
        jump: 'middle',
      },
      { ...login(jump), name: 'asks', auth: 'interactive' },
    ],
  });
  program = await startProgram({ profile: desk.profile, passphrase });
});
test.afterAll(async () => {
  await program?.stop();
  await Promise.all([jump?.stop(), target?.stop()]);
  await desk?.remove();
});

test('tests a chain of three hops: an unknown key and a wrong password at the second are mended in place', async ({
  page,
}) => {
  const screen = { page, say };
  await page.goto(await program.url());
  await steps.expectWorkbench(screen);
  await steps.showActivity(screen, 'systems');
  const tree = steps.sideList(screen, 'systems');
  await tree.getByRole('treeitem', { name: 'NC test' }).click();
  await steps
    .endpointRow(screen, 'inner')
    .getByRole('button', { name: say('systems:endpoint.test'), exact: true })
    .click();
  const result = page.getByRole('region', { name: say('systems:test.of', { name: 'inner' }) });
  await steps.trustHostKey(screen, target.hostKeyFingerprint);
  await expect(result.getByRole('alert')).toContainText(target.user);
  await expect(result).toContainText(say('systems:test.unreached', { name: 'inner' }));
  await result.getByRole('button', { name: say('ssh:setSecret') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[type=password]').fill(target.password ?? '');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await result.getByRole('button', { name: say('ui:error.retry') }).click();
  for (const number of [1, 2, 3])
    await expect(result).toContainText(say('ssh:test.hop', { number }));
  await expect(result).toContainText(say('ssh:step.sftp'));
  await expect(result.getByRole('alert')).toBeHidden();
});

test('puts a server’s question to the person and goes on with the answer', async ({ page }) => {
  const screen = { page, say };
  await page.goto(await program.url());
  await steps.expectWorkbench(screen);
  await steps.showActivity(screen, 'systems');
  await steps.sideList(screen, 'systems').getByRole('treeitem', { name: 'NC test' }).click();
  await steps
    .endpointRow(screen, 'asks')
    .getByRole('button', { name: say('systems:endpoint.test'), exact: true })
    .click();
  const dialog = page.getByRole('dialog', { name: say('ssh:prompt.title', { host: jump.host }) });
  await expect(dialog).toContainText(
    say('ssh:prompt.for', { username: jump.user, host: jump.host }),
  );
  // The focus is in the field.
  await page.keyboard.type(jump.password ?? '');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  const result = page.getByRole('region', { name: say('systems:test.of', { name: 'asks' }) });
  await expect(result).toContainText(say('ssh:step.sftp'));
  await expect(result.getByRole('alert')).toBeHidden();
});
