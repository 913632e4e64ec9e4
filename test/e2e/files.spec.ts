import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Locator } from '@playwright/test';
import { startSshServer, type SshServer } from '../servers';
import { skipWithout } from '../servers/playwright';
import { fieldbench, makeDesk, passphrase, startProgram, type Desk, type Program } from './program';
import { seedProfile } from './seed';
import * as steps from './steps';
import { wordsOf } from './words';

skipWithout('chromium', 'sshd');
test.use({ locale: 'en-US', colorScheme: 'light' });

const host = 'nc-db-01';
/** `月结=1` and a line break of Windows, in GBK. */
const gbk = Buffer.from([0xd4, 0xc2, 0xbd, 0xe1, 0x3d, 0x31, 0x0d, 0x0a]);

let desk: Desk;
let server: SshServer;
let program: Program;
test.beforeAll(async () => {
  [desk, server] = await Promise.all([makeDesk(), startSshServer()]);
  for (const name of ['report 10.csv', 'report 2.csv', 'report 1.csv'])
    await writeFile(join(server.home, name), name);
  await writeFile(join(server.home, 'erp.properties'), gbk);
  await seedProfile(desk, {
    environment: 'production',
    endpoints: [
      {
        name: host,
        kind: 'ssh',
        host: server.host,
        port: server.port,
        username: server.user,
        auth: 'key',
        identity: server.keys.ed25519.path,
      },
    ],
    trusted: [server],
  });
  await fieldbench(desk.profile, ['case', 'new', '--title', 'Month end stops']);
  program = await startProgram({ profile: desk.profile, passphrase });
});
test.afterAll(async () => {
  await program?.stop();
  await server?.stop();
  await desk?.remove();
});

function fileNames(grid: Locator): Promise<string[]> {
  return grid.locator('[role="row"][data-row] [data-text]').allInnerTexts();
}

test('files of a production host are looked at, renamed, uploaded and edited, each by its rules', async ({
  page,
}) => {
  const say = wordsOf('en');
  const screen: steps.Screen = { page, say };
  await page.goto(await program.url());
  await steps.expectWorkbench(screen);
  await steps.runCommand(screen, 'files:command.open');
  await steps.dock(screen).getByText(host, { exact: true }).click();
  const pane = page.getByRole('region', { name: say('files:pane.label', { name: host }) });
  const grid = pane.getByRole('grid');
  await expect(grid.getByRole('row', { name: /report 10\.csv/ })).toBeVisible();
  const reports = (await fileNames(grid)).filter((name) => name.startsWith('report'));
  expect(reports).toEqual(['report 1.csv', 'report 2.csv', 'report 10.csv']);

  // A write asks for reason and host name, and keeps them for the next ones when told to.
  await grid.getByRole('row', { name: /report 10\.csv/ }).click();
  await page.keyboard.press('F2');
  const name = page.getByRole('textbox', { name: say('files:rename.label') });
  await name.fill('report ten.csv');
  await name.press('Enter');
  const dialog = page.getByRole('dialog', { name: say('changes:title.production') });
  await expect(dialog.getByRole('button', { name: say('changes:cancel') })).toBeFocused();
  await dialog.getByRole('textbox', { name: say('changes:reason') }).fill('naming');
  await dialog.getByRole('textbox', { name: say('changes:typedName', { name: host }) }).fill(host);
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: say('changes:confirm') }).click();
  await expect(grid.getByRole('row', { name: /report ten\.csv/ })).toBeVisible();
  expect(await readdir(server.home)).toContain('report ten.csv');

  // A file dropped onto the page arrives whole, and the page stays where it is.
  const address = page.url();
  const dropped = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['dropped '.repeat(200_000)], 'dropped.txt'));
    return transfer;
  });
  await grid.dispatchEvent('dragover', { dataTransfer: dropped });
  await grid.dispatchEvent('drop', { dataTransfer: dropped });
  const transfer = page.getByRole('listitem', {
    name: say('files:transfer.upload', { name: 'dropped.txt', host }),
  });
  await expect(transfer).toHaveAttribute('data-state', 'done');
  expect((await readFile(join(server.home, 'dropped.txt'))).length).toBe(1_600_000);
  expect(page.url()).toBe(address);

  // The file in the case names its host.
  await grid.getByRole('row', { name: /erp\.properties/ }).click();
  await page.keyboard.press('e');
  const choice = page.getByRole('dialog');
  await choice.getByRole('option', { name: /Month end stops/ }).click();
  await choice.getByRole('button', { name: say('app:evidence.choose.use') }).click();
  const toasts = page.getByRole('list', { name: say('ui:toast.region') });
  await expect(toasts.getByText(/^E1 /)).toBeVisible();

  // An edit keeps encoding and line breaks, and the text from before.
  await grid.focus();
  await page.keyboard.press('Enter');
  await expect(steps.editor(screen, 'erp.properties')).toBeVisible();
  await steps.typeInto(screen, 'erp.properties', '华=2');
  await page.keyboard.press('Control+S');
  await expect(steps.dock(screen).getByText(say('files:text.backup'))).toBeVisible();
  const saved = await readFile(join(server.home, 'erp.properties'));
  expect(saved).toEqual(Buffer.concat([gbk, Buffer.from([0xbb, 0xaa, 0x3d, 0x32])]));
  const backup = (await readdir(server.home)).find((file) => file.startsWith('erp.properties.bak'));
  expect(await readFile(join(server.home, backup ?? ''))).toEqual(gbk);
});
