/** Takes the pictures of every page in docs/pictures, on the simulated plant. */
import { expect, test } from '@playwright/test';
import { makeDesk, startProgram } from '../program';
import * as steps from '../steps';
import { wordsOf, type Language } from '../words';
import { closeToasts, large, largePlaces, settle, small, take, themes } from './camera';
import { sshPages } from './ssh-pages';

const notes: Record<Language, string> = {
  'zh-CN': `## 经过

- 08:55 李强批量导入换算关系，之后物料保存超时
- 日志里是锁等待，见 [[E1]]
- 阻塞链的源头是 1187 会话，见 [[E2]]

## 下一步

- [x] 请李强确认导入程序
- [ ] 与 DBA 约定补建索引的时间
`,
  en: `## What happened

- 08:55 Li Qiang imports unit conversions; from then on saving materials times out
- The log shows lock waits, see [[E1]]
- Session 1187 blocks all others, see [[E2]]

## Next

- [x] Ask Li Qiang about the import
- [ ] Agree with the DBA when to add the missing index
`,
};

async function openSaved(screen: steps.Screen, language: Language): Promise<void> {
  await steps.openSavedQuery(screen, language === 'en' ? 'Who blocks whom' : '谁阻塞了谁');
}

/** The main job on the plant, so that there is something to see. */
async function work(screen: steps.Screen, language: Language): Promise<void> {
  const { page, say } = screen;
  await steps.showActivity(screen, 'logs');
  await openLog(screen);
  await steps.keepHits(screen, '锁等待');
  const line = page.getByRole('grid').getByRole('row').filter({ hasText: '锁等待' });
  await line.last().click();
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('e');
  const toasts = page.getByRole('list', { name: say('ui:toast.region') });
  await expect(toasts.getByText(/^E1 /)).toBeVisible();
  await page.keyboard.press('Shift+I');
  await openSaved(screen, language);
  await steps.runStatement(screen);
  await page.getByRole('gridcell', { name: 'sunlei' }).first().click();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('e');
  await expect(toasts.getByText(/^E2 /)).toBeVisible();
  await openCase(screen);
  await page
    .getByRole('button', { name: say('cases:note.create') })
    .first()
    .click();
  await steps
    .editor(screen, say('cases:note.editor', { title: say('cases:note.numbered', { number: 2 }) }))
    .focus();
  await page.keyboard.insertText(notes[language]);
  await expect(
    steps.dock(screen).getByText(say('cases:note.saved'), { exact: true }),
  ).toBeVisible();
}

async function openLog(screen: steps.Screen): Promise<void> {
  await steps.showActivity(screen, 'logs');
  await steps
    .sideList(screen, 'logs')
    .getByRole('treeitem', { name: 'NC 日志', exact: true })
    .click();
  await expect(screen.page.getByRole('grid').getByRole('row').nth(5)).toBeVisible();
}

async function openCase(screen: steps.Screen): Promise<void> {
  await steps.showActivity(screen, 'cases');
  await steps.sideList(screen, 'cases').getByRole('option').first().click();
  await expect(steps.dock(screen).getByRole('heading', { level: 1 })).toBeVisible();
}

/** How to come to each page; some end with something that Escape closes. */
type Way = { open: (screen: steps.Screen) => Promise<void>; escape?: boolean };

const activity = (name: string): Way => ({
  open: (screen) => steps.showActivity(screen, name),
});
const command = (titleKey: string): Way => ({
  open: (screen) => steps.runCommand(screen, titleKey),
});
const key = (keys: string): Way => ({
  open: ({ page }) => page.keyboard.press(keys),
  escape: true,
});

const ways: Record<string, Way> = {
  log: {
    open: async (screen) => {
      await openLog(screen);
      const { page } = screen;
      await steps.keepHits(screen, '锁等待');
      const line = page.getByRole('grid').getByRole('row').filter({ hasText: '锁等待' });
      await line.last().click();
      await page.keyboard.press('Shift+ArrowUp');
    },
  },
  query: {
    open: async ({ page }) => {
      await page.getByRole('tab', { name: /^(谁阻塞了谁|Who blocks whom).*只读账号/ }).click();
    },
  },
  case: { open: openCase },
  evidence: {
    open: async (screen) => {
      await openCase(screen);
      await steps.openEvidence(screen, 'E1');
    },
  },
  cases: command('cases:command.list'),
  systems: command('systems:command.overview'),
  system: {
    open: async (screen) => {
      await steps.showActivity(screen, 'systems');
      await steps
        .sideList(screen, 'systems')
        .getByRole('treeitem', { name: /NC65 生产/ })
        .click();
    },
  },
  'new-system': { ...command('systems:command.create'), escape: true },
  knowledge: activity('knowledge'),
  service: activity('service'),
  tasks: activity('tasks'),
  settings: activity('settings'),
  palette: key('Control+k'),
  help: key('F1'),
  welcome: command('vault:command.welcome'),
};
const largeOnes = ['case', 'log', 'query', 'terminal', 'run'];
/** Closes every page but log, console, case and terminal, so that no picture shows the way to it. */
async function tidy({ page }: steps.Screen): Promise<void> {
  const others = page
    .locator('[role=tab][aria-keyshortcuts=Delete]')
    .filter({ hasNotText: /^NC 日志$|只读账号|^[0-9A-Z]+-0001$|^nc-app-01$/ });
  await expect(async () => {
    if ((await others.count()) > 0) await others.first().press('Delete');
    await expect(others).toHaveCount(0, { timeout: 300 });
  }).toPass({ timeout: 20_000 });
}

for (const language of ['zh-CN', 'en'] as const) {
  test.describe(language, () => {
    test.use({ locale: language, viewport: small });
    const short = language === 'zh-CN' ? 'zh' : 'en';
    const say = wordsOf(language);

    test('first run', async ({ page }) => {
      const desk = await makeDesk();
      const program = await startProgram({ profile: desk.profile });
      await page.goto(await program.url());
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme });
        await expect(page.getByLabel(say('vault:newPassphrase.label'))).toBeVisible();
        await take(page, `${short}-${theme}`, 'first-run');
      }
      await program.stop();
      await desk.remove();
    });

    test('the plant', async ({ page }) => {
      const desk = await makeDesk();
      const program = await startProgram({ profile: desk.profile, demo: true });
      const screen = { page, say };
      const pages: Record<string, Way> = { ...ways, ...sshPages(desk) };
      await page.goto(await program.url());
      await steps.expectWorkbench(screen);
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme });
        for (const name of ['logs', 'queries']) {
          await steps.showActivity(screen, name);
          await settle(screen);
          await take(page, `${short}-${theme}`, name);
        }
      }
      await work(screen, language);
      await closeToasts(screen);
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme });
        for (const [name, way] of Object.entries(pages)) {
          await way.open(screen);
          await settle(screen);
          await take(page, `${short}-${theme}`, name);
          if (largeOnes.includes(name) && largePlaces.includes(`${short}-${theme}`)) {
            await page.setViewportSize(large);
            await take(page, `${short}-${theme}`, `${name}-large`);
            await page.setViewportSize(small);
          }
          if (way.escape) await page.keyboard.press('Escape');
          await tidy(screen);
        }
      }
      await page.keyboard.press('Control+l');
      await expect(
        page.getByRole('button', { name: say('vault:unlock.useRecovery') }),
      ).toBeVisible();
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme });
        await take(page, `${short}-${theme}`, 'unlock');
      }
      await program.stop();
      await desk.remove();
    });
  });
}
