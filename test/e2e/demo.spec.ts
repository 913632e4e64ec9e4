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
  await expect(steps.dock(screen).getByText(/^GBK/).first()).toBeVisible();
  const before = Number(await lines.getAttribute('aria-rowcount'));
  await expect
    .poll(async () => Number(await lines.getAttribute('aria-rowcount')))
    .toBeGreaterThan(before);
  await lines.focus();
  await page.keyboard.press('Space');
  await lines
    .getByRole('row')
    .filter({ hasText: /[\u4e00-\u9fff]{4}/ })
    .first()
    .click();
  await page.keyboard.press('e');
  const toasts = page.getByRole('list', { name: say('ui:toast.region') });
  await expect(toasts.getByText(/^E1 /)).toBeVisible();

  // Lock waits, which say themselves that they are simulated.
  await steps.openSavedQuery(screen, '谁阻塞了谁（模拟）');
  await steps.runStatement(screen);
  const grid = steps.dock(screen).getByRole('grid');
  await grid.getByRole('gridcell', { name: 'sunlei' }).first().click();
  for (let column = 0; column < 8; column += 1) await page.keyboard.press('ArrowRight');
  await expect(grid.getByRole('columnheader', { name: 'simulated' })).toBeVisible();
  await expect(grid.getByRole('gridcell', { name: /^t(rue)?$/ }).first()).toBeVisible();
  await page.getByRole('button', { name: /加入案例/ }).click();
  await expect(toasts.getByText(/^E2 /)).toBeVisible();
});

test('the SSH workspace is there to be tried: terminal, runbook and files behind a jump host', async ({
  page,
}) => {
  const screen: steps.Screen = { page, say: wordsOf('zh-CN') };
  const { say } = screen;
  await page.goto(await program.url());
  await steps.expectWorkbench(screen);
  const dock = steps.dock(screen);

  await steps.runCommand(screen, 'terminals:command.open');
  const picker = page.getByRole('dialog', { name: say('terminals:pick.title') });
  await picker.getByText('nc-db-01', { exact: true }).click();
  const terminal = dock.locator('.xterm-rows');
  await expect(dock.getByText(say('terminals:banner.via', { hops: 'jump-01' }))).toBeVisible();
  await expect(terminal).toContainText('[demo@nc-db-01 ~]$');
  await page.keyboard.type('echo "第$((1+1))台" $(hostname)\n');
  await expect(terminal).toContainText('第2台 nc-db-01');

  await steps.runCommand(screen, 'runbooks:command.open');
  await dock.getByText('磁盘与内存', { exact: true }).click();
  await page.keyboard.press('Enter');
  await dock.getByRole('checkbox', { name: 'nc-app-01', exact: true }).check();
  await dock.getByRole('checkbox', { name: 'nc-db-01', exact: true }).check();
  await dock.getByRole('button', { name: say('runbooks:runbook.run'), exact: true }).click();
  for (const state of ['failed', 'done'])
    await expect(
      dock.getByText(say(`runbooks:run.count.${state}`, { count: 1 }), { exact: true }).first(),
    ).toBeVisible();

  await steps.runCommand(screen, 'files:command.open');
  await dock
    .getByRole('listbox', { name: say('files:home.title') })
    .getByText('report-01', { exact: true })
    .click();
  const remote = page.getByRole('region', {
    name: say('files:pane.label', { name: 'report-01' }),
  });
  await expect(remote.getByRole('row', { name: /报表/ })).toBeVisible();
});
