import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { skipWithout } from '../servers/playwright';
import { launchDesktop, type Desktop } from './electron';
import * as job from './main-job';
import { makeDesk, passphrase, type Desk } from './program';
import { createVault, unlock } from './steps';

skipWithout('electron', 'sshd', 'postgres');

let desk: Desk;
let plant: job.Plant;
let desktop: Desktop | undefined;
test.beforeAll(async () => {
  [desk, plant] = await Promise.all([makeDesk(), job.startPlant()]);
});
test.afterAll(async () => {
  await desktop?.electron.close();
  await plant?.stop();
  await desk?.remove();
});

test('an engineer does the whole job once in Electron and finds it again without network', async () => {
  desktop = await launchDesktop(desk);
  const online = desktop.screen;
  await createVault(online, passphrase);
  const number = await job.connect(online, plant);
  await job.followLog(online, plant, number);
  await job.askDatabase(online, number);
  await job.writeDown(online, number);
  const kept = { number, bytes: await job.evidenceBytes(plant) };
  await desktop.electron.close();
  await plant.stop();

  desktop = await launchDesktop(desk);
  const offline = desktop.screen;
  await unlock(offline, passphrase);
  await job.findAll(offline, plant, kept);

  // A test cannot answer the dialog of the operating system that asks where to save.
  const saved = join(desk.folder, 'case.html');
  await desktop.electron.app.evaluate(({ BrowserWindow }, path) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.webContents.session.once('will-download', (_event, item) => item.setSavePath(path));
  }, saved);
  await job.exportCase(offline, number, 'html');
  await expect(async () => job.expectWholeCase(await readFile(saved, 'utf8'), kept)).toPass();
});
