/** How pictures are taken: sizes, themes, a screen that stands still. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { repository } from '../program';
import type * as steps from '../steps';

const folder = join(repository, 'docs', 'pictures');
export const small = { width: 1280, height: 800 };
export const large = { width: 1920, height: 1080 };
export const themes = ['dark', 'light'] as const;
/** Large pictures only in these, so that the folder stays small. */
export const largePlaces: readonly string[] = ['zh-dark', 'en-light'];

export async function closeToasts({ page, say }: steps.Screen): Promise<void> {
  const close = page
    .getByRole('list', { name: say('ui:toast.region') })
    .getByRole('button', { name: say('ui:toast.close') });
  while ((await close.count()) > 0) await close.first().click();
}

/** Waits until nothing on the screen is on its way any more. */
export async function settle({ page, say }: steps.Screen): Promise<void> {
  const loading = ['app:frame.loading', 'cases:loading', 'systems:loading', 'ui:editor.loading'];
  for (const text of loading) await expect(page.getByText(say(text))).toHaveCount(0);
  await expect(page.locator('[aria-busy=true]').locator('visible=true')).toHaveCount(0);
  await expect(page.getByText(say('queries:verdict.judging')).locator('visible=true')).toHaveCount(
    0,
  );
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
}

/** Writes the page as a picture into `docs/pictures/<place>`. */
export async function take(page: Page, place: string, name: string): Promise<void> {
  await mkdir(join(folder, place), { recursive: true });
  await page.screenshot({
    path: join(folder, place, `${name}.png`),
    animations: 'disabled',
    caret: 'hide',
  });
}

/** Takes a page in both themes, and large where the folder has large ones. */
export async function both(screen: steps.Screen, short: string, name: string): Promise<void> {
  const { page } = screen;
  await closeToasts(screen);
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme });
    await settle(screen);
    await take(page, `${short}-${theme}`, name);
    if (!largePlaces.includes(`${short}-${theme}`)) continue;
    await page.setViewportSize(large);
    await settle(screen);
    await take(page, `${short}-${theme}`, `${name}-large`);
    await page.setViewportSize(small);
  }
}
