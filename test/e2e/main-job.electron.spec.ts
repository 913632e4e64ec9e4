import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { launchElectron, type LaunchedElectron } from '../servers/electron';
import { skipWithout } from '../servers/playwright';
import * as job from './main-job';
import { makeDesk, passphrase, repository, type Desk } from './program';
import { createVault, unlock, type Screen } from './steps';
import { wordsOf } from './words';

skipWithout('electron', 'sshd', 'postgres');

let desk: Desk;
let plant: job.Plant;
let running: LaunchedElectron | undefined;
test.beforeAll(async () => {
  [desk, plant] = await Promise.all([makeDesk(), job.startPlant()]);
});
test.afterAll(async () => {
  await running?.close();
  await plant?.stop();
  await desk?.remove();
});

/** The program on the test's profile, in Chinese. */
async function launch(): Promise<{ electron: LaunchedElectron; screen: Screen }> {
  const electron = await launchElectron({
    appFolder: repository,
    args: [
      `--data=${desk.profile}`,
      '--lang=zh-CN',
      `--user-data-dir=${join(desk.folder, 'shell')}`,
    ],
    env: { FIELDBENCH_NODE: process.execPath },
  });
  running = electron;
  return { electron, screen: { page: await electron.app.firstWindow(), say: wordsOf('zh-CN') } };
}

test('an engineer does the whole job once in Electron and finds it again without network', async () => {
  const { electron, screen } = await launch();
  await createVault(screen, passphrase);
  const number = await job.connect(screen, plant);
  await job.followLog(screen, plant, number);
  await job.askDatabase(screen, number);
  await job.writeDown(screen, number);
  const kept = { number, bytes: await job.evidenceBytes(plant) };
  await electron.close();
  await plant.stop();

  const offline = await launch();
  await unlock(offline.screen, passphrase);
  await job.findAll(offline.screen, plant, kept);

  // A test cannot answer the dialog of the operating system that asks where to save.
  const saved = join(desk.folder, 'case.html');
  await offline.electron.app.evaluate(({ BrowserWindow }, path) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.webContents.session.once('will-download', (_event, item) => item.setSavePath(path));
  }, saved);
  await job.exportCase(offline.screen, number, 'html');
  await expect(async () => job.expectWholeCase(await readFile(saved, 'utf8'), kept)).toPass();
  await offline.electron.close();
});
