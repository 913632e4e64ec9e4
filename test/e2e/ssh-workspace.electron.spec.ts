/** The SSH workspace in the desktop face, in Chinese: a shell, files and a shipped runbook on one host. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startSshServer, type SshServer } from '../servers';
import { skipWithout } from '../servers/playwright';
import { launchDesktop, type Desktop } from './electron';
import { makeDesk, passphrase, type Desk } from './program';
import { seedProfile } from './seed';
import * as steps from './steps';

skipWithout('electron', 'sshd');

const name = '应用服务器';
let desk: Desk;
let server: SshServer;
let desktop: Desktop | undefined;
test.beforeAll(async () => {
  [desk, server] = await Promise.all([makeDesk(), startSshServer()]);
  await writeFile(join(server.home, '月结 报表.csv'), 'x');
  await seedProfile(desk, {
    environment: 'test',
    trusted: [server],
    endpoints: [
      {
        kind: 'ssh',
        name,
        host: server.host,
        port: server.port,
        username: server.user,
        auth: 'key',
        identity: server.keys.ed25519.path,
      },
    ],
  });
});
test.afterAll(async () => {
  await desktop?.electron.close();
  await server?.stop();
  await desk?.remove();
});

test('a shell, files and a runbook work in Electron', async () => {
  desktop = await launchDesktop(desk);
  const { screen } = desktop;
  const { page, say } = screen;
  await steps.unlock(screen, passphrase);
  const dock = steps.dock(screen);

  await steps.runCommand(screen, 'terminals:command.open');
  const picker = page.getByRole('dialog', { name: say('terminals:pick.title') });
  await picker.getByText(name, { exact: true }).click();
  const terminal = dock.locator('.xterm-rows');
  await expect(terminal).toContainText(/[$#] /);
  await page.keyboard.type('echo shell-$((40+2))\n');
  await expect(terminal).toContainText('shell-42');

  await steps.runCommand(screen, 'files:command.open');
  await dock.getByRole('option', { name: new RegExp(name) }).click();
  const files = page.getByRole('region', { name: say('files:pane.label', { name }) });
  await expect(files.getByRole('row', { name: /月结 报表\.csv/ })).toBeVisible();

  await steps.runCommand(screen, 'runbooks:command.open');
  await dock.getByText('主机概况', { exact: true }).first().dblclick();
  await dock.getByRole('checkbox', { name, exact: true }).check();
  await dock.getByRole('button', { name: say('runbooks:runbook.run'), exact: true }).click();
  await expect(dock.getByRole('tab', { name: say('runbooks:run.report') })).toBeVisible();
  await expect(dock.getByRole('row', { name: new RegExp(name) })).toContainText(
    say('runbooks:state.done'),
  );
});
