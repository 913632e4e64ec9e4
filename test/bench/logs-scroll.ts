import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { chromium, type Browser, type ElementHandle, type Page } from '@playwright/test';
import { root } from '../../scripts/node.mjs';
import { readStream } from '../../src-main/contract/wire/index';
import { bigLog } from './big-log';
import { percentile, type Bench } from './figures';
import { startServed, type Served } from './served';
import { chromiumArguments } from './start';

const jumps = 200;
/** So long nothing is done between two jumps, and all that follows from one has been. */
const restMs = 150;
const jumpMark = 'fieldbench-jump';
/** Rows of a screen and what is fetched around it. */
const window = 64;

/**
 * A line anywhere in a 2 GB log on the page: the host's answer, by the clock, and all that the
 * renderer's main thread does for it, its garbage collection among it, in processor time. Of that
 * the time by the clock is told, too: on two cores, which host, compositor and raster threads
 * share, it is also what the main thread waited for them. From the scroll to the rows, which is
 * what a user waits, is taken by the clock.
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
    const { work, there } = await scroll(browser, page, grid);
    const answer = percentile(answers, 0.95);
    const main = percentile(
      work.map(({ cpu }) => cpu),
      0.95,
    );
    const wall = percentile(
      work.map((each) => each.wall),
      0.95,
    );
    return [
      {
        name: `random line of 2 GB in the viewer, host ${answer.toFixed(1)} ms and renderer ${main.toFixed(1)} ms (by the clock ${wall.toFixed(1)} ms), p95`,
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
async function settled(grid: ElementHandle): Promise<void> {
  for (let before = -1; ;) {
    const now = Number(await grid.getAttribute('aria-rowcount'));
    if (now === before && now > 1_000_000) return;
    before = now;
    await new Promise((done) => setTimeout(done, 1000));
  }
}

/**
 * Jumps about; gives what the main thread worked for each, and when the rows were there, in ms.
 * Nothing is asked of the page meanwhile, and no frame is made but its own: its tasks are read
 * from a trace, between one jump and the next.
 */
async function scroll(
  browser: Browser,
  page: Page,
  grid: ElementHandle,
): Promise<{ work: Work[]; there: number[] }> {
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
  const there = await grid.evaluate(
    async (node, { count, mark, pause }) => {
      const list = node as Element;
      const times: number[] = [];
      const rest = (): Promise<void> => new Promise((done) => setTimeout(done, pause));
      for (let jump = 0; jump < count; jump += 1) {
        performance.mark(mark);
        const since = performance.now();
        await new Promise<void>((resolve) => {
          let moved = false;
          const watcher = new MutationObserver(() => {
            if (!moved || list.querySelector('[aria-busy]')) return;
            watcher.disconnect();
            resolve();
          });
          watcher.observe(list, {
            subtree: true,
            childList: true,
            attributes: true,
            characterData: true,
          });
          list.scrollTop = Math.random() * (list.scrollHeight - list.clientHeight);
          moved = true;
        });
        times.push(performance.now() - since);
        await rest();
      }
      performance.mark(mark);
      return times;
    },
    { count: jumps, mark: jumpMark, pause: restMs },
  );
  return { work: workBetween(eventsOf(await browser.stopTracing())), there };
}

/** As far as it is used; times in microseconds. */
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  /** Time that the thread had a processor; not told of what took some microseconds. */
  tdur?: number;
}

/** What a thread worked, in milliseconds. */
interface Work {
  cpu: number;
  wall: number;
}

function eventsOf(trace: Buffer): TraceEvent[] {
  return (JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }).traceEvents;
}

/** All tasks on the thread that set the marks, from one mark to the next. */
function workBetween(events: readonly TraceEvent[]): Work[] {
  const marks = events.filter(({ name }) => name === jumpMark).sort((a, b) => a.ts - b.ts);
  const [first] = marks;
  if (!first) throw new Error('the trace has no marks');
  const own = events
    .filter(({ ph, pid, tid }) => ph === 'X' && pid === first.pid && tid === first.tid)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const work = marks.slice(1).map((): Work => ({ cpu: 0, wall: 0 }));
  let end = 0;
  let at = 0;
  for (const { ts, dur = 0, tdur = dur } of own) {
    // Tasks within a task are part of it.
    if (ts + dur <= end) continue;
    const begin = Math.max(ts, end);
    end = ts + dur;
    while (at + 1 < marks.length && (marks[at + 1]?.ts ?? 0) <= begin) at += 1;
    const jump = work[at];
    if (begin < first.ts || !jump) continue;
    jump.wall += (end - begin) / 1000;
    jump.cpu += tdur / 1000;
  }
  return work;
}
