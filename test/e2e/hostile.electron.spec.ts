import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { skipWithout } from '../servers/playwright';
import { descendants } from '../servers/process-tree.mjs';
import { launchDesktop, type Desktop } from './electron';
import { makeDesk, passphrase, type Desk } from './program';
import * as steps from './steps';

skipWithout('electron');

let desk: Desk;
let desktop: Desktop | undefined;
test.beforeAll(async () => {
  desk = await makeDesk();
});
test.afterAll(async () => {
  await desktop?.electron.close();
  await desk?.remove();
});

/** The process of the host below the desktop's shell. */
function hostProcess({ electron }: Desktop): number {
  const found = descendants(electron.app.process().pid ?? 0).find((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('host.cjs'),
  );
  if (found === undefined) throw new Error('No host process was found.');
  return found;
}

test('a killed host is started again, and what was typed meanwhile is kept', async () => {
  desktop = await launchDesktop(desk);
  const { screen } = desktop;
  const { page, say } = screen;
  await steps.createVault(screen, passphrase);
  await steps.createCase(screen, { title: '月结失败' });
  await steps.writeNote(screen, '之前。');
  process.kill(hostProcess(desktop), 'SIGKILL');
  await expect(page.getByText(say('vault:unlock.restarted'))).toBeVisible();
  await steps.unlock(screen, passphrase);
  const name = say('cases:note.editor', { title: say('cases:note.first') });
  await steps.typeInto(screen, name, '之后。');
  await expect(page.getByRole('region', { name: say('cases:note.preview') })).toContainText(
    '之前。之后。',
  );
  await expect(
    steps.dock(screen).getByText(say('cases:note.saved'), { exact: true }),
  ).toBeVisible();
  process.kill(hostProcess(desktop), 'SIGKILL');
  await steps.unlock(screen, passphrase);
  await expect(page.getByRole('region', { name: say('cases:note.preview') })).toContainText(
    '之前。之后。',
  );
});
