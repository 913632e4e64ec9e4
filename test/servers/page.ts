/** Pages of a real browser for tests of what is drawn outside React. */
import { globSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { bundle } from '../contract/bundle';
import { chromium as debian } from '../e2e/chromium';

/** A page, and what ends its browser. */
export interface OpenPage {
  page: Page;
  close(): Promise<void>;
}

/** Opens an empty page of Chromium that has run a file of the tests, with the styles it imports. */
export async function openPage(source: string): Promise<OpenPage> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldbench-page-'));
  try {
    const script = await bundle(source, folder, 'page.js', 'iife');
    const browser = await chromium.launch(debian.launchOptions);
    const page = await browser.newPage();
    for (const path of globSync('**/*.css', { cwd: folder }))
      await page.addStyleTag({ path: join(folder, path) });
    await page.addScriptTag({ path: script });
    return { page, close: () => browser.close() };
  } finally {
    await rm(folder, { recursive: true });
  }
}
