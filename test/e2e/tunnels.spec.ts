/** A tunnel from its form to its end, by a person at the screen. */
import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { expect, test } from '@playwright/test';
import { startSshServer, type SshServer } from '../servers';
import { skipWithout } from '../servers/playwright';
import { ask } from '../servers/talk';
import { makeDesk, passphrase, startProgram, type Desk, type Program } from './program';
import { seedProfile } from './seed';
import * as steps from './steps';
import { wordsOf } from './words';

skipWithout('chromium', 'sshd');
test.use({ locale: 'zh-CN', colorScheme: 'dark' });

const say = wordsOf('zh-CN');
let desk: Desk;
let program: Program;
let server: SshServer;
let target: Server;

test.beforeAll(async () => {
  [desk, server] = await Promise.all([makeDesk(), startSshServer()]);
  target = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('from behind the host');
  });
  target.listen(0, '127.0.0.1');
  await once(target, 'listening');
  await seedProfile(desk, {
    environment: 'production',
    trusted: [server],
    endpoints: [
      {
        kind: 'ssh',
        name: 'jump-01',
        host: server.host,
        port: server.port,
        username: server.user,
        auth: 'key',
        identity: server.keys.ed25519.path,
      },
    ],
  });
  program = await startProgram({ profile: desk.profile, passphrase });
});
test.afterAll(async () => {
  await program?.stop();
  await server?.stop();
  await desk?.remove();
  target?.close();
});

test('is added, opened for others only after a question, counted and closed', async ({ page }) => {
  const screen = { page, say };
  await page.goto(await program.url());
  await steps.expectWorkbench(screen);
  await steps.runCommand(screen, 'tunnels:command.create');
  const form = page.getByRole('dialog', { name: say('tunnels:form.new') });
  const port = form.getByRole('textbox', { name: say('tunnels:form.port') }).last();
  await expect(port).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(form.getByText(say('tunnels:form.invalidTargetPort'))).toBeVisible();
  await port.fill(String((target.address() as AddressInfo).port));
  await form.getByRole('textbox', { name: say('tunnels:form.name') }).fill('物料数据库');
  await form.getByRole('textbox', { name: say('tunnels:form.listenHere') }).fill('0.0.0.0');
  await page.keyboard.press('Enter');

  const question = page.getByRole('dialog', { name: say('tunnels:network.title') });
  await question.getByRole('button', { name: say('tunnels:network.confirm') }).click();
  await steps.showActivity(screen, 'systems');
  const side = steps.sideList(screen, 'systems').getByRole('listbox', {
    name: say('tunnels:title'),
  });
  await expect(side.getByRole('option', { name: /物料数据库.*生产/ })).toBeVisible();

  await steps.runCommand(screen, 'tunnels:command.list');
  const row = steps.dock(screen).getByRole('row', { name: '物料数据库' });
  await expect(row.getByText(say('tunnels:state.open'), { exact: true })).toBeVisible();
  const address = row.getByText(/^0\.0\.0\.0:[1-9]\d*$/);
  const listen = await address.innerText();
  expect(await ask(listen, '')).toBe('from behind the host');
  await expect(row.getByText('0 / 1', { exact: true })).toBeVisible();

  await row
    .getByRole('button', { name: say('tunnels:action.stopNamed', { name: '物料数据库' }) })
    .click();
  await expect(row.getByText(say('tunnels:state.closed'), { exact: true })).toBeVisible();
  expect(await ask(listen, '')).toBe('refused');
});
