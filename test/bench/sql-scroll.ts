import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type ElementHandle } from '@playwright/test';
import { root } from '../../scripts/node.mjs';
import * as steps from '../e2e/steps';
import { wordsOf } from '../e2e/words';
import { startPostgres } from '../servers/postgres';
import { percentile, type Bench, type Figure } from './figures';
import { mainThreadWork } from './main-thread';
import { startServed } from './served';
import { bigSelect, inventory, manyRows, runToEnd } from './sql-bed';
import { chromiumArguments } from './start';

const frames = 600;
/**
 * Other programs, and the other half of a core, only ever add to the time of a thread: seen from
 * 6.8 to 9.9 ms for the same work.
 */
const rounds = 3;
const frameMark = 'fieldbench-frame';
const title = 'a million rows';

/** How the grid is moved; each does one step a frame, without a pause. */
const ways = {
  /** As a wheel does, by so many pages of rows. */
  page: { wheel: 1 },
  /** As fast as a reader follows: some 240 rows a second. */
  reading: { wheel: 0.15 },
  /** As the thumb of the scroll bar is dragged: down through all rows, and up again. */
  thumb: { wheel: null },
} as const;

/** A kept result of a million rows scrolled without a pause in the served page: work of the renderer's main thread a frame. */
export const sqlScroll: Bench = async () => {
  const folder = await mkdtemp(join(root, 'out', 'bench-'));
  const server = await startPostgres();
  const served = await startServed(join(folder, 'profile'));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: chromiumArguments,
  });
  try {
    const { client } = served;
    const endpointId = await inventory(client, server);
    const { id } = await runToEnd(client, endpointId, bigSelect(manyRows));
    await client.queries.renameResult({ id, title });
    const page = await browser.newPage({
      locale: 'en-US',
      viewport: { width: 1440, height: 900 },
    });
    const screen = { page, say: wordsOf('en') };
    await page.goto(await served.url());
    await steps.expectWorkbench(screen);
    await steps.showActivity(screen, 'queries');
    await steps
      .sideList(screen, 'queries')
      .getByRole('option', { name: new RegExp(title) })
      .first()
      .click();
    const rows = page.getByRole('grid');
    await rows.getByRole('gridcell').first().waitFor();
    const grid = await rows.elementHandle();
    if (!grid) throw new Error('the result is not on the page');
    const figures: Figure[] = [];
    const round = (way: keyof typeof ways) =>
      mainThreadWork(browser, page, frameMark, () => scroll(grid, ways[way].wheel));
    for (const way of ['page', 'thumb'] as const) {
      let [best, there, clock] = [Infinity, 100, ''];
      for (let at = 0; at < rounds; at += 1) {
        const { work, value } = await round(way);
        best = Math.min(best, percentile(work.milliseconds, 0.95));
        there = Math.min(there, shareThere(value));
        ({ clock } = work);
      }
      const name =
        way === 'page'
          ? `a page of rows a frame, all there in ${there.toFixed(0)} % of frames`
          : 'the thumb dragged through all';
      figures.push({
        name: `main thread a frame, 1M × 20, ${name}, p95 (${clock} time, best of ${rounds})`,
        value: best,
        unit: 'ms',
        target: 8,
        better: 'less',
      });
    }
    figures.push({
      name: 'frames with every row there, 1M × 20 at 240 rows a second',
      value: shareThere((await round('reading')).value),
      unit: '%',
      target: 99,
      better: 'more',
    });
    return figures;
  } finally {
    await browser.close();
    await served.stop();
    await server.stop();
    await rm(folder, { recursive: true });
  }
};

/** Percent of frames in which no row was awaited. */
function shareThere(waiting: number): number {
  return (100 * (frames - waiting)) / frames;
}

/** Scrolls in every frame and gives how many frames found a row that was not there yet. */
function scroll(grid: ElementHandle, wheel: number | null): Promise<number> {
  return grid.evaluate(
    async (node, { count, mark, step }) => {
      const list = node as HTMLElement;
      list.scrollTop = 0;
      let waiting = 0;
      for (let frame = 0; frame <= count; frame += 1) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        performance.mark(mark);
        if (list.querySelector('[aria-busy]')) waiting += 1;
        if (step !== null) {
          const deltaY = list.clientHeight * step;
          list.dispatchEvent(new WheelEvent('wheel', { deltaY, bubbles: true, cancelable: true }));
        } else {
          const way = 2 * (frame / count);
          list.scrollTop = (way > 1 ? 2 - way : way) * (list.scrollHeight - list.clientHeight);
        }
      }
      return waiting;
    },
    { count: frames, mark: frameMark, step: wheel },
  );
}
