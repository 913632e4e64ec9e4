/** What can go wrong with the profile and with the program itself. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { freePort } from '../servers';
import { skipWithout } from '../servers/playwright';
import { fieldbench, makeDesk, passphrase, startProgram, type Desk, type Program } from './program';
import * as steps from './steps';
import { wordsOf } from './words';

skipWithout('chromium');
test.use({ locale: 'en-US', colorScheme: 'light' });

const say = wordsOf('en');
const title = 'Month end stops';
const noteName = say('cases:note.editor', { title: say('cases:note.first') });
let desk: Desk;
const programs: Program[] = [];

test.beforeEach(async () => {
  desk = await makeDesk();
  await fieldbench(desk.profile, ['case', 'new', '--title', title]);
});
test.afterEach(async () => {
  for (const program of programs.splice(0)) await program.stop();
  await desk?.remove();
});

async function start(options: { locked?: boolean; port?: number } = {}): Promise<Program> {
  const program = await startProgram({
    profile: desk.profile,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.locked ? {} : { passphrase }),
  });
  programs.push(program);
  return program;
}

/** Opens the case of the profile in a page. */
async function openCase(page: Page, program: Program): Promise<steps.Screen> {
  const screen = { page, say };
  await page.goto(await program.url());
  await steps.expectWorkbench(screen);
  await steps.showActivity(screen, 'cases');
  await steps.sideList(screen, 'cases').getByRole('option', { name: title }).click();
  await expect(steps.dock(screen).getByRole('heading', { name: title })).toBeVisible();
  return screen;
}

function preview(page: Page) {
  return page.getByRole('region', { name: say('cases:note.preview') });
}

test('a damaged key file is repaired from its copy, and two damaged ones are told', async ({
  page,
}) => {
  await writeFile(join(desk.profile, 'vault.json'), '{"broken":');
  const repaired = await start({ locked: true });
  await page.goto(await repaired.url());
  await steps.unlock({ page, say }, passphrase);
  await expect(
    page
      .getByRole('list', { name: say('ui:toast.region') })
      .getByText(say('vault:laptop.repaired')),
  ).toBeVisible();
  await repaired.stop();

  for (const name of ['vault.json', 'vault-copy.json'])
    await writeFile(join(desk.profile, name), 'not a key file');
  const damaged = await start({ locked: true });
  await page.goto(await damaged.url());
  await page.getByLabel(say('vault:unlock.passphrase')).fill(passphrase);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Both copies of the key file are damaged/)).toBeVisible();
});

test('two windows on one note come to the same text', async ({ page, context }) => {
  const program = await start();
  const first = await openCase(page, program);
  await steps.writeNote(first, 'One. ');
  const second = await openCase(await context.newPage(), program);
  await expect(preview(second.page)).toContainText('One.');
  await Promise.all([
    steps.typeInto(first, noteName, 'Left.'),
    steps.typeInto(second, noteName, 'Right.'),
  ]);
  for (const { page: window } of [first, second]) {
    await expect(preview(window)).toContainText('Left.');
    await expect(preview(window)).toContainText('Right.');
  }
  expect(await preview(first.page).innerText()).toBe(await preview(second.page).innerText());
});

test('a case of another process appears while the page is open', async ({ page }) => {
  const screen = await openCase(page, await start());
  await fieldbench(desk.profile, ['case', 'new', '--title', 'From the command line']);
  await expect(
    steps.sideList(screen, 'cases').getByRole('option', { name: 'From the command line' }),
  ).toBeVisible();
});

test('a killed program is missed, and the page goes on where it was when it is back', async ({
  page,
  context,
}) => {
  const port = await freePort();
  const program = await start({ port });
  const screen = await openCase(page, program);
  await steps.writeNote(screen, 'Before. ');
  await program.kill();
  const banner = page.getByRole('alert').filter({ hasText: say('app:host.lost') });
  await expect(banner).toBeVisible();
  await steps.typeInto(screen, noteName, 'While it was gone.');
  await expect(page.getByText(say('cases:note.failed'))).toBeVisible();

  // A program that is started again lets a browser in by a fresh address only.
  const again = await start({ port });
  await (await context.newPage()).goto(await again.url());
  await expect(banner).toBeHidden();
  await expect(
    steps.dock(screen).getByText(say('cases:note.saved'), { exact: true }),
  ).toBeVisible();
  await page.reload();
  await expect(preview(page)).toContainText('Before. While it was gone.');
});
