import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { chromium, type ElementHandle } from '@playwright/test';
import { root } from '../../scripts/node.mjs';
import { readStream } from '../../src-main/contract/wire/index';
import { bigLog } from './big-log';
import { percentile, type Bench } from './figures';
import { mainThreadWork } from './main-thread';
import { startServed, type Served } from './served';
import { chromiumArguments } from './start';

const jumps = 200;
/** Of them, so many are also told apart: they compile what runs for the first time. */
const coldJumps = 20;
/** So long nothing is done between two jumps, and all that follows from one has been. */
const restMs = 150;
const partMark = 'fieldbench-part';
/** Rows of a screen and what is fetched around it. */
const window = 64;

/**
 * A line anywhere in a 2 GB log on the page. What it costs: the host's answer, by the clock, and
 * all that the renderer's main thread does from the scroll to the end of the frame with the rows,
 * in processor time, since on two cores it also waits for host, compositor and raster threads.
 * What it does after that, as measuring lines and leisurely garbage collection, has a figure of
 * its own, and so has what a user waits, by the clock.
 */
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
    const grid = await list.elementHandle();
    if (!grid) throw new Error('the log is not on the page');
    await settled(grid);
    const { work, value: waits } = await mainThreadWork(browser, page, partMark, () =>
      scroll(grid),
    );
    // Jump and rest take turns.
    const [drawing, resting] = [0, 1].map((part) =>
      work.milliseconds.filter((_, at) => at % 2 === part),
    ) as [number[], number[]];
    // Both begin cold: the first answer belongs to the first jump.
    const costs = drawing.map((drawn, jump) => drawn + (answers[jump] ?? NaN));
    const at = (times: readonly number[], share: number): string =>
      percentile(times, share).toFixed(1);
    const cold = costs.slice(0, coldJumps);
    return [
      {
        name:
          `random line of 2 GB, host's answer and main thread (${work.clock} time), p95 ` +
          `(host ${at(answers, 0.95)} ms, main thread ${at(drawing, 0.95)} ms; the first ` +
          `${coldJumps}: median ${at(cold, 0.5)} ms, worst ${at(cold, 1)} ms; all others: p95 ` +
          `${at(costs.slice(coldJumps), 0.95)} ms)`,
        value: percentile(costs, 0.95),
        unit: 'ms',
        target: 16,
        better: 'less',
      },
      {
        name: 'random line of 2 GB, what the main thread does after its rows, p95',
        value: percentile(resting, 0.95),
        unit: 'ms',
        target: 16,
        better: 'less',
      },
      {
        name: 'random line of 2 GB, from the scroll to the frame with its rows, p95',
        value: percentile(waits, 0.95),
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
  // A page shows the first screen before anyone goes anywhere.
  await client.logs.rows({ id, from: 0, count: window });
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
async function settled(grid: ElementHandle): Promise<void> {
  for (let before = -1; ;) {
    const now = Number(await grid.getAttribute('aria-rowcount'));
    if (now === before && now > 1_000_000) return;
    before = now;
    await new Promise((done) => setTimeout(done, 1000));
  }
}

/**
 * Jumps about; gives what a user waits for each frame with rows, in ms. Marks where each jump
 * begins and where its frame ends. Nothing is asked of the page meanwhile, and no frame is made
 * but its own.
 */
function scroll(grid: ElementHandle): Promise<number[]> {
  return grid.evaluate(
    async (node, { count, mark, pause }) => {
      const list = node as Element;
      const nextTask = (): Promise<void> =>
        new Promise((resolve) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve();
          port2.postMessage(null);
        });
      const rowsCome = (): Promise<void> =>
        new Promise((resolve) => {
          const watcher = new MutationObserver(() => {
            if (list.querySelector('[aria-busy]')) return;
            watcher.disconnect();
            resolve();
          });
          watcher.observe(list, { subtree: true, attributeFilter: ['aria-rowindex'] });
        });
      const waits: number[] = [];
      for (let jump = 0; jump < count; jump += 1) {
        performance.mark(mark);
        // A task counts where it begins.
        await nextTask();
        const since = performance.now();
        const come = rowsCome();
        list.scrollTop = Math.random() * (list.scrollHeight - list.clientHeight);
        await come;
        await new Promise((resolve) => requestAnimationFrame(resolve));
        // Style, layout, paint and commit of the frame are one task with its callbacks.
        await nextTask();
        waits.push(performance.now() - since);
        performance.mark(mark);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
      performance.mark(mark);
      return waits;
    },
    { count: jumps, mark: partMark, pause: restMs },
  );
}
