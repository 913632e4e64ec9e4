import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { root } from '../../scripts/node.mjs';
import { startSshServer } from '../servers/index';
import { percentile, type Bench } from './figures';
import { startServed } from './served';
import { addHosts } from './ssh';
import { chromiumArguments } from './start';

const bytes = 10 * 1024 * 1024;
const runs = 5;

/** 10 MB of `cat` in a terminal until the last line is on the screen, and how long the page was ever deaf. */
export const terminal: Bench = async () => {
  const folder = await mkdtemp(join(root, 'out', 'bench-'));
  const server = await startSshServer();
  const served = await startServed(join(folder, 'profile'));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: chromiumArguments,
  });
  try {
    await writeFile(join(server.home, 'big.log'), logOf(bytes));
    await addHosts(served.client, [server]);
    const page = await browser.newPage({
      locale: 'en-US',
      viewport: { width: 1440, height: 900 },
    });
    await page.goto(await served.url());
    await page.getByRole('navigation').first().waitFor();
    await page.keyboard.press('Control+Shift+P');
    await page.getByRole('dialog').getByRole('combobox').fill('>Open a terminal');
    await page.getByRole('option', { name: 'Open a terminal' }).first().click();
    await page.getByRole('dialog').getByText('host-0', { exact: true }).click();
    const screen = page.locator('.xterm-rows');
    await screen.getByText(/[$#] /).first().waitFor();
    const times: number[] = [];
    const gaps: number[] = [];
    for (let run = 0; run < runs; run++) {
      const { elapsed, gap } = await paint(page, run);
      times.push(elapsed);
      gaps.push(gap);
    }
    return [
      {
        name: '10 MB of cat on the screen p50',
        value: percentile(times, 0.5) / 1000,
        unit: 's',
        target: 1.5,
        better: 'less',
      },
      {
        name: 'longest moment without a frame meanwhile p50',
        value: percentile(gaps, 0.5),
        unit: 'ms',
        target: 200,
        better: 'less',
      },
    ];
  } finally {
    await browser.close();
    await served.stop();
    await server.stop();
    await rm(folder, { recursive: true });
  }
};

/** Types the command and waits in the page itself, frame by frame, until its end is painted. */
async function paint(page: Page, run: number): Promise<{ elapsed: number; gap: number }> {
  // Calculated, so that the typed line is not taken for its answer.
  await page.keyboard.type(`cat big.log; echo END-$((${run}+100))`);
  const end = `END-${run + 100}`;
  const painted = page.evaluate(
    (wanted) =>
      new Promise<{ elapsed: number; gap: number }>((resolve) => {
        const begin = performance.now();
        let last = begin;
        let gap = 0;
        const look = (): void => {
          const now = performance.now();
          gap = Math.max(gap, now - last);
          last = now;
          if (document.querySelector('.xterm-rows')?.textContent?.includes(wanted))
            resolve({ elapsed: now - begin, gap });
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    end,
  );
  await page.keyboard.press('Enter');
  return painted;
}

function logOf(size: number): string {
  const line = (index: number): string =>
    `2026-11-20 09:00:${String(index % 60).padStart(2, '0')} INFO [worker-${index % 17}] 物料主数据 saved in ${index % 900} ms\n`;
  const lines: string[] = [];
  for (let length = 0, index = 0; length < size; index++) {
    const text = line(index);
    lines.push(text);
    length += Buffer.byteLength(text);
  }
  return lines.join('');
}
