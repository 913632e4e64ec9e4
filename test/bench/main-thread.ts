import type { Browser, Page } from '@playwright/test';

/** What the main thread of a page worked, from one of its marks to the next. */
export interface MainThreadWork {
  /** Milliseconds, one less than marks. */
  milliseconds: number[];
  /**
   * `thread`: processor time of the thread alone. `wall`: the trace has none, so what other
   * programs took from it counts, too.
   */
  clock: 'thread' | 'wall';
}

/** As far as it is used; times in microseconds. */
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  /** Processor time of the thread. */
  tdur?: number;
}

/**
 * Records what the main thread of a page works while `act` goes on. The page says where one piece
 * of work ends by `performance.mark(mark)`; nothing else is asked of it meanwhile.
 */
export async function mainThreadWork<Value>(
  browser: Browser,
  page: Page,
  mark: string,
  act: () => Promise<Value>,
): Promise<{ work: MainThreadWork; value: Value }> {
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
  const value = await act();
  const trace = await browser.stopTracing();
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  return { work: workBetween(traceEvents, mark), value };
}

/** All tasks on the thread that set the marks; a task counts where it begins. */
function workBetween(events: readonly TraceEvent[], mark: string): MainThreadWork {
  const marks = events.filter(({ name }) => name === mark).sort((a, b) => a.ts - b.ts);
  const [first] = marks;
  if (!first) throw new Error('the trace has no marks');
  const own = events
    .filter(({ ph, pid, tid }) => ph === 'X' && pid === first.pid && tid === first.tid)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const clock = own.some(({ tdur }) => tdur !== undefined) ? 'thread' : 'wall';
  const milliseconds = marks.slice(1).map(() => 0);
  let end = 0;
  let at = 0;
  for (const { ts, dur = 0, tdur } of own) {
    // Tasks within a task are part of it.
    if (ts + dur <= end) continue;
    const begin = Math.max(ts, end);
    const share = dur > 0 ? (ts + dur - begin) / dur : 0;
    end = ts + dur;
    while (at + 1 < marks.length && (marks[at + 1]?.ts ?? 0) <= begin) at += 1;
    if (begin < first.ts || at >= milliseconds.length) continue;
    const worked = share * (clock === 'thread' ? (tdur ?? 0) : dur);
    milliseconds[at] = (milliseconds[at] ?? 0) + worked / 1000;
  }
  return { milliseconds, clock };
}
