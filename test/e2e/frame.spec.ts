import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { skipWithout } from '../servers/playwright';
import { fieldbench, makeDesk, passphrase, startProgram, type Desk, type Program } from './program';
import * as steps from './steps';
import { wordsOf } from './words';

skipWithout('chromium');

const english = wordsOf('en');
const chinese = wordsOf('zh-CN');
const title = 'Month end stops at 60 %';
/** Pages that are there without any server. */
const activities = [
  'cases',
  'systems',
  'logs',
  'queries',
  'knowledge',
  'service',
  'tasks',
  'settings',
];

let desk: Desk;
let program: Program;
let number: string;

test.beforeAll(async () => {
  desk = await makeDesk();
  const created = await fieldbench(desk.profile, ['case', 'new', '--title', title]);
  ({ number } = JSON.parse(created) as { number: string });
  program = await startProgram({ profile: desk.profile, passphrase });
});
test.afterAll(async () => {
  await program?.stop();
  await desk?.remove();
});

/** A window on the shared profile, in English and a light theme. */
async function open(page: Page): Promise<steps.Screen> {
  const screen = { page, say: english };
  await page.goto(await program.url());
  await steps.expectWorkbench(screen);
  return screen;
}

function region(page: Page): Promise<string | null> {
  return page.evaluate(
    () => document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? null,
  );
}

/** Axe's findings that keep somebody from working. */
async function seriousFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
}

test.describe('the frame', () => {
  test.use({ locale: 'en-US', colorScheme: 'light', viewport: { width: 1280, height: 800 } });

  test('changes its language at once, and keeps it', async ({ page }) => {
    await open(page);
    await page.getByRole('button', { name: english('app:status.language') }).click();
    await page.getByRole('menuitem', { name: '中文' }).click();
    const screen = { page, say: chinese };
    await steps.expectWorkbench(screen);
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await page.reload();
    await steps.expectWorkbench(screen);
    await steps.runCommand(screen, 'commands:view.languageEnglish');
    await steps.expectWorkbench({ page, say: english });
  });

  test('changes theme and zoom, and keeps them', async ({ page }) => {
    const screen = await open(page);
    const root = page.locator('html');
    for (const theme of ['Dark', 'Light', 'Contrast']) {
      await steps.runCommand(screen, `commands:view.theme${theme}`);
      await expect(root).toHaveAttribute('data-theme', theme.toLowerCase());
    }
    await page.keyboard.press('Control+=');
    await expect(root).toHaveCSS('--zoom', '1.05');
    await page.reload();
    await expect(root).toHaveAttribute('data-theme', 'contrast');
    await expect(root).toHaveCSS('--zoom', '1.05');
    await page.keyboard.press('Control+0');
    await expect(root).toHaveCSS('--zoom', '1');
    await steps.runCommand(screen, 'commands:view.themeSystem');
    await expect(root).toHaveAttribute('data-theme', 'light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect(root).toHaveAttribute('data-theme', 'dark');
  });

  test('finds cases and commands in the palette, and says why a command is off', async ({
    page,
  }) => {
    const screen = await open(page);
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: english('app:palette.label') });
    const input = palette.getByRole('combobox');
    await input.fill('month end');
    await expect(palette.getByRole('option', { name: title })).toBeVisible();
    await input.fill('>month end');
    await expect(palette.getByText(english('app:palette.none'))).toBeVisible();
    await input.fill(`>${english('commands:frame.closePanel')}`);
    await expect(palette.getByRole('option').first()).toContainText('Alt W');
    await input.fill(`>${english('cases:command.openActive')}`);
    await expect(palette.getByRole('option').first()).toContainText(
      english('cases:reason.noActive'),
    );
    await input.fill(`@${number}`);
    await expect(palette.getByRole('option', { name: title })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(palette).toBeHidden();
    await expect(steps.dock(screen).getByRole('heading', { name: title })).toBeVisible();
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Escape');
    await expect(palette).toBeHidden();
  });

  test('lists every key with F1 and moves through its regions with F6', async ({ page }) => {
    await open(page);
    await page.keyboard.press('F1');
    const help = page.getByRole('dialog', { name: english('app:help.title') });
    await help.getByRole('textbox', { name: english('app:help.filter') }).fill('evidence');
    await expect(help.getByText(english('commands:evidence.addWithRemark'))).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(help).toBeHidden();
    await page.getByRole('button', { name: english('app:search.placeholder') }).focus();
    const visited: (string | null)[] = [];
    for (const key of ['F6', 'F6', 'F6', 'Shift+F6']) {
      await page.keyboard.press(key);
      visited.push(await region(page));
    }
    expect(visited).toEqual(['activities', 'side', 'dock', 'side']);
  });

  test('keeps its pages and side list over a reload', async ({ page }) => {
    const screen = await open(page);
    await steps.showActivity(screen, 'settings');
    await steps.showActivity(screen, 'cases');
    await steps.sideList(screen, 'cases').getByRole('option', { name: title }).click();
    await page.keyboard.press('Control+b');
    await expect(steps.sideList(screen, 'cases')).toBeHidden();
    await page.reload();
    await steps.expectWorkbench(screen);
    await expect(page.getByRole('tab', { name: number, exact: true })).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await expect(page.getByRole('tab', { name: english('settings:title') })).toBeVisible();
    await expect(steps.sideList(screen, 'cases')).toBeHidden();
    await page.keyboard.press('Control+b');
    await expect(steps.sideList(screen, 'cases')).toBeVisible();
  });

  test('shows nothing of its contents while locked', async ({ page }) => {
    const screen = await open(page);
    await steps.showActivity(screen, 'cases');
    await expect(page.getByText(title).first()).toBeVisible();
    await page.keyboard.press('Control+l');
    const field = page.getByLabel(english('vault:unlock.passphrase'), { exact: true });
    await expect(field).toBeVisible();
    await expect(page.getByText(title)).toHaveCount(0);
    await expect(page).not.toHaveTitle(new RegExp(title));
    await field.fill('not the passphrase');
    await page.keyboard.press('Enter');
    await expect(page.getByText(english('errors:vault.wrong-passphrase'))).toBeVisible();
    await steps.unlock(screen, passphrase);
    await expect(page.getByText(title).first()).toBeVisible();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`in ${colorScheme}`, () => {
      test.use({ colorScheme });

      test('keeps nobody out, and nothing is wider than the window', async ({ page }) => {
        const screen = await open(page);
        await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
        const findings: string[] = [];
        const check = async (name: string) => {
          findings.push(...(await seriousFindings(page)).map((finding) => `${name}: ${finding}`));
          const over = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          );
          if (over > 0) findings.push(`${name}: ${over} pixels too wide`);
        };
        for (const activity of activities) {
          await steps.showActivity(screen, activity);
          await expect(steps.dock(screen).getByRole('tabpanel').first()).toBeVisible();
          await check(activity);
        }
        await steps.showActivity(screen, 'cases');
        await steps.sideList(screen, 'cases').getByRole('option', { name: title }).click();
        await expect(steps.dock(screen).getByRole('heading', { name: title })).toBeVisible();
        await check('case');
        await page.keyboard.press('F1');
        await check('help');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+k');
        await check('palette');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+l');
        await expect(
          page.getByRole('button', { name: english('vault:unlock.useRecovery') }),
        ).toBeVisible();
        await check('lock');
        await steps.unlock(screen, passphrase);
        expect(findings).toEqual([]);
      });
    });
  }
});
