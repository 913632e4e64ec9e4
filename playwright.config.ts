import { defineConfig } from '@playwright/test';
import { chromium } from './test/e2e/chromium';

/**
 * End-to-end tests on the built program (`npm run build`): `test/e2e/*.spec.ts` in Debian's
 * Chromium, `test/e2e/*.electron.spec.ts` in a real Electron under a private display
 * (test/servers/electron.ts).
 */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  // Generous, because the machine may be busy: nothing here asserts a time.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 1,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: {
    locale: 'zh-CN',
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
  projects: [
    {
      name: 'browser',
      testMatch: '**/*.spec.ts',
      testIgnore: '**/*.electron.spec.ts',
      use: chromium,
    },
    { name: 'electron', testMatch: '**/*.electron.spec.ts' },
  ],
});
