import { defineConfig } from '@playwright/test';
import { chromium } from '../chromium';

/** `npm run pictures`: the same browser as the tests, for pictures of every page. */
export default defineConfig({
  testDir: '.',
  testMatch: '*pictures.ts',
  outputDir: '../../../test-results/pictures',
  timeout: 600_000,
  workers: 1,
  reporter: 'list',
  use: {
    ...chromium,
    // Pictures must not differ by a caret that blinks.
    contextOptions: { reducedMotion: 'reduce' },
  },
});
