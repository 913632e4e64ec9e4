import { expect, test } from '@playwright/test';
import { skipWithout } from '../servers/playwright';
import { makeDesk, startProgram, type Desk, type Program } from './program';
import * as steps from './steps';
import { wordsOf } from './words';

skipWithout('chromium');
test.use({ locale: 'zh-CN', colorScheme: 'dark' });

let desk: Desk;
let program: Program;
test.beforeAll(async () => {
  desk = await makeDesk();
  program = await startProgram({ profile: desk.profile, demo: true });
});
test.afterAll(async () => {
  await program?.stop();
  await desk?.remove();
});

test('a newcomer does the main job on the simulated plant, without a question', async ({
  page,
}) => {
  const screen: steps.Screen = { page, say: wordsOf('zh-CN') };
  const { say } = screen;
  await page.goto(await program.url());
  await steps.expectWorkbench(screen);

  // A log in GBK that grows while one looks.
  await steps.showActivity(screen, 'logs');
  await steps
    .sideList(screen, 'logs')
    .getByRole('treeitem', { name: 'NC 日志', exact: true })
    .click();
  const lines = steps.logLines(screen, 'NC 日志');
  await expect(
    lines
      .getByRole('row')
      .filter({ hasText: /[\u4e00-\u9fff]{4}/ })
      .first(),
  ).toBeVisible();
  await expect(steps.dock(screen).getByText('gb18030')).toBeVisible();
  const before = Number(await lines.getAttribute('aria-rowcount'));
  await expect
    .poll(async () => Number(await lines.getAttribute('aria-rowcount')))
    .toBeGreaterThan(before);
  await page.getByRole('button', { name: say('logs:tail.pause'), exact: true }).click();
  await lines
    .getByRole('row')
    .filter({ hasText: /[\u4e00-\u9fff]{4}/ })
    .first()
    .click();
  await page.keyboard.press('e');
  const toasts = page.getByRole('list', { name: say('ui:toast.region') });
  await expect(toasts.getByText(/E1/)).toBeVisible();

  // Lock waits, which say themselves that they are simulated.
  await steps.openSavedQuery(screen, '谁阻塞了谁（模拟）');
  await steps.runStatement(screen);
  const grid = steps.dock(screen).getByRole('grid');
  await grid.getByRole('gridcell', { name: 'sunlei' }).first().click();
  for (let column = 0; column < 8; column += 1) await page.keyboard.press('ArrowRight');
  await expect(grid.getByRole('columnheader', { name: 'simulated' })).toBeVisible();
  await expect(grid.getByRole('gridcell', { name: /^t(rue)?$/ }).first()).toBeVisible();
  await page.getByRole('button', { name: /加入案例/ }).click();
  await expect(toasts.getByText(/E2/)).toBeVisible();
});
