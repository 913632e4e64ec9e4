import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { skipWithout } from '../servers/playwright';
import * as job from './main-job';
import { makeDesk, passphrase, startProgram, type Desk } from './program';
import { createVault, unlock, type Screen } from './steps';
import { wordsOf } from './words';

skipWithout('chromium', 'sshd', 'postgres');
test.use({ locale: 'en-US', colorScheme: 'light' });

let desk: Desk;
let plant: job.Plant;
test.beforeAll(async () => {
  [desk, plant] = await Promise.all([makeDesk(), job.startPlant()]);
});
test.afterAll(async () => {
  await plant?.stop();
  await desk?.remove();
});

test('an engineer does the whole job once in the browser and finds it again without network', async ({
  page,
  context,
}) => {
  const screen: Screen = { page, say: wordsOf('en') };
  const program = await startProgram({ profile: desk.profile });
  await page.goto(await program.url());
  await createVault(screen, passphrase);
  const number = await job.connect(screen, plant);
  await job.followLog(screen, plant, number);
  await job.askDatabase(screen, number);
  await job.writeDown(screen, number);
  const kept = { number, bytes: await job.evidenceBytes(plant) };
  await program.stop();
  await plant.stop();

  const offline = await startProgram({ profile: desk.profile });
  await page.goto(await offline.url());
  await unlock(screen, passphrase);
  await job.findAll(screen, plant, kept);

  const exported: Record<'html' | 'markdown', string> = { html: '', markdown: '' };
  for (const format of ['html', 'markdown'] as const) {
    const download = page.waitForEvent('download');
    await job.exportCase(screen, number, format);
    exported[format] = await job.textOf(await download);
    job.expectWholeCase(exported[format], kept);
  }

  // The exported page runs nothing of what it shows.
  const path = join(desk.folder, 'case.html');
  await writeFile(path, exported.html);
  const reader = await context.newPage();
  await reader.goto(pathToFileURL(path).href);
  await expect(reader.getByText('ORA-01653').first()).toBeVisible();
  expect(await reader.evaluate('window.hacked')).toBeUndefined();
  await offline.stop();
});
