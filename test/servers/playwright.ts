/** What Playwright files use to skip aloud. */
import { test } from '@playwright/test';
import { whyNoElectron } from './electron';
import { type Part, whyNot } from './parts';

/** Skips all tests of the calling file, with the reason, where parts of the test bed are missing. */
export function skipWithout(...parts: (Part | 'electron')[]): void {
  const bedParts = parts.filter((part) => part !== 'electron');
  const reason = whyNot(...bedParts) ?? (parts.includes('electron') ? whyNoElectron() : undefined);
  test.skip(reason !== undefined, reason ?? '');
}
