import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { chromium, type CDPSession, type Locator, type Page } from '@playwright/test';
import { root } from '../../scripts/node.mjs';
import { readStream } from '../../src-main/contract/wire/index';
import { bigLog } from './big-log';
import { percentile, type Bench } from './figures';
import { startServed, type Served } from './served';
import { chromiumArguments } from './start';

const jumps = 200;
/** Rows of a screen and what is fetched around it. */
const window = 64;

/** A line anywhere in a 2 GB log on the page: the host's answer and all that the renderer's main thread does. */
export const logsScroll: Bench = async () => {
  const folder = await mkdtemp(join(root, 'out', 'bench-'));
  const path = await bigLog();
  const served = await startServed(join(folder, 'profile'));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: chromiumArguments,
  });
  try {
    const answers = await answersOf(served, path);
    const page = await browser.newPage({
      locale: 'en-US',
      viewport: { width: 1440, height: 900 },
    });
    await page.goto(await served.url());
    await page.getByRole('navigation').first().waitFor();
    await page.keyboard.press('Control+o');
    await page.getByRole('dialog').getByRole('textbox').first().fill(path);
    await page.keyboard.press('Enter');
    const list = page.getByRole('grid', { name: basename(path) });
    await list.getByRole('row').first().waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    await settled(list);
    const { work, there } = await scroll(page, session, list);
    const answer = percentile(answers, 0.95);
    const main = percentile(work, 0.95);
    return [
      {
        name: `random line of 2 GB in the viewer, host ${answer.toFixed(1)} ms and renderer ${main.toFixed(1)} ms, p95`,
        value: answer + main,
        unit: 'ms',
        target: 16,
        better: 'less',
      },
      {
        name: 'random line of 2 GB, from the scroll to its rows, p95',
        value: percentile(there, 0.95),
        unit: 'ms',
        target: 50,
        better: 'less',
      },
    ];
  } finally {
    await browser.close();
    await served.stop();
    await rm(folder, { recursive: true });
  }
};

/** Milliseconds of the host's answers, over the wire, for rows anywhere. */
async function answersOf({ client }: Served, path: string): Promise<number[]> {
  const { id } = await client.logs.open({ places: [{ kind: 'local', path }], at: 'start' });
  let rows = 0;
  for await (const states of readStream(client, client.logs.follow({ id }))) {
    const view = states.at(-1);
    rows = view?.rows ?? 0;
    if (view?.sources.every(({ indexed }) => indexed === 1)) break;
  }
  const times: number[] = [];
  for (let jump = 0; jump < jumps; jump += 1) {
    const since = performance.now();
    await client.logs.rows({
      id,
      from: Math.floor(Math.random() * (rows - window)),
      count: window,
    });
    times.push(performance.now() - since);
  }
  await client.logs.close({ id });
  return times;
}

/** Waits until the rows of the list are numbered to their end. */
async function settled(list: Locator): Promise<void> {
  for (let before = -1; ;) {
    const now = Number(await list.getAttribute('aria-rowcount'));
    if (now === before && now > 1_000_000) return;
    before = now;
    await new Promise((done) => setTimeout(done, 1000));
  }
}

/** Jumps about; gives what the main thread worked for each, and when the rows were there, in ms. */
async function scroll(
  page: Page,
  session: CDPSession,
  list: Locator,
): Promise<{ work: number[]; there: number[] }> {
  const work: number[] = [];
  const there: number[] = [];
  for (let jump = 0; jump < jumps; jump += 1) {
    const before = await busy(session);
    there.push(
      await list.evaluate(
        (grid, share) =>
          new Promise<number>((resolve) => {
            const since = performance.now();
            grid.scrollTop = share * (grid.scrollHeight - grid.clientHeight);
            let rowsAt: number | null = null;
            let after = 0;
            const look = (): void => {
              if (rowsAt === null && !grid.querySelector('[aria-busy]'))
                rowsAt = performance.now() - since;
              // A frame more, so that the painting of the rows is counted.
              if (rowsAt !== null && after++ > 1) resolve(rowsAt);
              else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
          }),
        Math.random(),
      ),
    );
    work.push((await busy(session)) - before);
    await page.waitForTimeout(20);
  }
  return { work, there };
}

/** Milliseconds that the renderer's main thread has worked so far. */
async function busy(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  const task = metrics.find(({ name }) => name === 'TaskDuration');
  if (!task) throw new Error('the browser does not say how long its tasks took');
  return task.value * 1000;
}
