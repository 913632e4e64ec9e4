import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from '@playwright/test';
import { projectNode, root } from '../../scripts/node.mjs';
import { launchElectron, whyNoElectron } from '../servers/electron';
import { percentile, type Bench } from './figures';
import { residentBytes } from './memory';

const runs = 5;
const passphrase = 'only for the bench';
/** The same as playwright.config.ts: no background traffic that would disturb the clock. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Warm start of the browser face until the workbench can be used, its download and its memory. */
export const startBrowser: Bench = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fieldbench-bench-'));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: chromiumArguments,
  });
  const times: number[] = [];
  let download = 0;
  let memory = 0;
  try {
    // The first run creates the profile and warms the disk cache; it does not count.
    for (let run = 0; run <= runs; run++) {
      const page = await browser.newPage();
      const sizes: Promise<number>[] = [];
      page.on('response', (response) => {
        sizes.push(
          response.body().then(
            (body) => gzipSync(body).length,
            () => 0,
          ),
        );
      });
      const begin = performance.now();
      const { child, url, pid } = await startServe(join(folder, 'profile'));
      await page.goto(url);
      await usable(page);
      if (run > 0) times.push(performance.now() - begin);
      if (run === runs) {
        download = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
        await sleep(5000);
        memory = await residentBytes(pid);
      }
      await page.close();
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    }
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
  return [
    {
      name: 'warm start, browser face',
      value: percentile(times, 0.5) / 1000,
      unit: 's',
      target: 2,
      better: 'less',
    },
    {
      name: 'initial download, gzip',
      value: download / 1e6,
      unit: 'MB',
      target: 1.5,
      better: 'less',
    },
    {
      name: 'host at rest, resident',
      value: memory / 1e6,
      unit: 'MB',
      target: 150,
      better: 'less',
    },
  ];
};

/** Warm start of the desktop face in the Electron that can be had for tests. */
export const startElectron: Bench = async () => {
  const reason = whyNoElectron();
  if (reason) {
    console.log(`skipped  warm start, Electron: ${reason}`);
    return [];
  }
  const folder = await mkdtemp(join(tmpdir(), 'fieldbench-bench-'));
  const times: number[] = [];
  try {
    // Makes the profile, which a warm start finds.
    const { child } = await startServe(join(folder, 'profile'));
    child.kill('SIGTERM');
    await once(child, 'exit');
    for (let run = 0; run <= runs; run++) {
      const begin = performance.now();
      const { app, close } = await launchElectron({
        appFolder: root,
        args: ['--data', join(folder, 'profile')],
        env: { FIELDBENCH_PASSPHRASE: passphrase },
      });
      await usable(await app.firstWindow());
      if (run > 0) times.push(performance.now() - begin);
      await close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return [
    {
      name: 'warm start, Electron 25 under Xvfb',
      value: percentile(times, 0.5) / 1000,
      unit: 's',
      target: 3,
      better: 'less',
    },
  ];
};

/** Usable: the activity bar of the open workbench, or the field of the lock screen. */
async function usable(page: Page): Promise<void> {
  await page
    .locator('nav, input[type=password]')
    .first()
    .waitFor({ state: 'visible', timeout: 30_000 });
}

async function startServe(
  folder: string,
): Promise<{ child: ChildProcess; url: string; pid: number }> {
  const child = spawn(
    projectNode(),
    [
      join(root, 'out/main/cli.cjs'),
      '--data',
      folder,
      '--json',
      'serve',
      '--port',
      '0',
      '--no-open',
    ],
    {
      env: { ...process.env, FIELDBENCH_PASSPHRASE: passphrase },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, ...(JSON.parse(line) as { url: string; pid: number }) };
  }
  throw new Error('serve ended before it said where it is');
}
