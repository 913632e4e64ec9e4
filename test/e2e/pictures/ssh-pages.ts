/** How to come to the pages of the SSH workspace on the simulated plant. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator } from '@playwright/test';
import type { Desk } from '../program';
import * as steps from '../steps';

type Open = (screen: steps.Screen) => Promise<void>;

const host = 'nc-app-01';
const exported = 'materials_202405.csv';
const typed = [
  'cat README',
  'systemctl status nc-middleware',
  'df -hP',
  'ls 导出 && head -n 2 导出/*.csv',
  'for s in nc-middleware tomcat; do echo "$s $(systemctl is-active $s)"; done',
  'tail -n 4 /u01/tomcat/logs/catalina.out',
];

async function openTerminal(screen: steps.Screen): Promise<void> {
  const { page, say } = screen;
  const tab = page.getByRole('tab', { name: new RegExp(`^${host}($|,)`) });
  if ((await tab.count()) > 0) return tab.click();
  await steps.runCommand(screen, 'terminals:command.open');
  const picker = page.getByRole('dialog', { name: say('terminals:pick.title') });
  await picker.getByText(host, { exact: true }).click();
  const rows = steps.dock(screen).locator('.xterm-rows');
  await expect(rows).toContainText('~]$');
  for (const [index, line] of typed.entries()) {
    await page.keyboard.type(`${line}\n`);
    // What is typed ahead would stand between the lines of the output.
    await expect(rows).toContainText(new RegExp(`(?:~\\]\\$[^]*){${index + 2}}`));
  }
}

async function goTo(pane: Locator, screen: steps.Screen, path: string): Promise<void> {
  await pane.getByRole('grid').focus();
  await screen.page.keyboard.press('Control+g');
  const field = pane.getByRole('textbox', { name: screen.say('files:path.field') });
  await field.fill(path);
  await field.press('Enter');
}

async function openFiles(screen: steps.Screen, desk: Desk): Promise<void> {
  const { page, say } = screen;
  const local = join(desk.folder, '下载');
  await mkdir(local, { recursive: true });
  await rm(join(local, exported), { force: true });
  await writeFile(join(local, '处理记录.md'), '# 物料保存超时\n');
  await steps.runCommand(screen, 'files:command.open');
  await steps
    .dock(screen)
    .getByRole('listbox', { name: say('files:home.title') })
    .getByText(host, { exact: true })
    .click();
  const pane = (name: string): Locator =>
    page.getByRole('region', { name: say('files:pane.label', { name }) });
  const [here, there] = [pane(say('files:pane.local')), pane(host)];
  await expect(there.getByRole('row', { name: /erp\.properties/ })).toBeVisible();
  await goTo(here, screen, local);
  await expect(here.getByRole('row', { name: /处理记录/ })).toBeVisible();
  await goTo(there, screen, '/home/demo/导出');
  await there.getByRole('row', { name: new RegExp(exported) }).click();
  await page.keyboard.press('F5');
  const transfer = page.getByRole('listitem', {
    name: say('files:transfer.download', { name: exported, host }),
  });
  await expect(transfer.last()).toHaveAttribute('data-state', 'done');
  await expect(here.getByRole('row', { name: new RegExp(exported) })).toBeVisible();
}

async function openRunbook(screen: steps.Screen): Promise<void> {
  const { page } = screen;
  await steps.runCommand(screen, 'runbooks:command.open');
  await steps
    .dock(screen)
    .getByText(/^(?:磁盘与内存|Disk and memory)$/)
    .first()
    .click();
  await page.keyboard.press('Enter');
  for (const name of [host, 'nc-db-01', 'nc-test-01'])
    await steps.dock(screen).getByRole('checkbox', { name, exact: true }).check();
}

async function runRunbook(screen: steps.Screen): Promise<void> {
  const { say } = screen;
  await openRunbook(screen);
  const dock = steps.dock(screen);
  await dock.getByRole('button', { name: say('runbooks:runbook.run'), exact: true }).click();
  for (const [state, count] of [
    ['failed', 1],
    ['done', 2],
  ] as const)
    await expect(
      dock.getByText(say(`runbooks:run.count.${state}`, { count }), { exact: true }).first(),
    ).toBeVisible();
}

async function testConnection(screen: steps.Screen): Promise<void> {
  const { say } = screen;
  await steps.showActivity(screen, 'systems');
  await steps
    .sideList(screen, 'systems')
    .getByRole('treeitem', { name: /NC65 生产/ })
    .click();
  await steps
    .endpointRow(screen, host)
    .first()
    .getByRole('button', { name: say('systems:endpoint.test'), exact: true })
    .click();
  const result = steps.dock(screen).getByText(say('systems:test.ok', { name: host }));
  await expect(result).toBeVisible();
  await result.evaluate((element) => element.scrollIntoView({ block: 'start' }));
}

async function openTunnel(screen: steps.Screen): Promise<void> {
  const { say } = screen;
  await steps.runCommand(screen, 'tunnels:command.list');
  const row = steps.dock(screen).getByRole('row').filter({ hasText: '10.20.30.21:5432' });
  const start = row.getByRole('button', {
    name: say('tunnels:action.startNamed', { name: '' }).trim(),
  });
  await expect(row).toBeVisible();
  if ((await start.count()) === 0) return;
  await start.first().click();
  await expect(row.getByText(say('tunnels:state.open'), { exact: true })).toBeVisible();
  await screen.page
    .getByRole('list', { name: say('ui:toast.region') })
    .getByRole('button', { name: say('ui:toast.close') })
    .first()
    .click();
}

const command =
  (titleKey: string): Open =>
  (screen) =>
    steps.runCommand(screen, titleKey);

/** Pages by the names of their pictures, in an order in which each finds what it shows. */
export function sshPages(desk: Desk): Record<string, { open: Open }> {
  return {
    terminal: { open: openTerminal },
    files: { open: (screen) => openFiles(screen, desk) },
    runbooks: { open: command('runbooks:command.open') },
    runbook: { open: openRunbook },
    run: { open: runRunbook },
    'run-report': {
      open: async (screen) => {
        await runRunbook(screen);
        const report = screen.page.getByRole('tab', { name: screen.say('runbooks:run.report') });
        await report.click();
      },
    },
    runs: { open: command('runbooks:command.history') },
    schedules: { open: command('runbooks:command.schedules') },
    tunnels: { open: openTunnel },
    connections: { open: command('ssh:command.connections') },
    'connection-test': { open: testConnection },
    transcripts: { open: command('terminals:command.transcripts') },
    audit: { open: command('audit:command.open') },
  };
}
