import type { TaskService } from '../../tasks/index';

/** What takes longer is shown as a task, with how far it is and a way to stop it. */
const shownAfterMs = 1000;
const toldEveryMs = 200;

/** Tells of progress no more often than people see it. */
export function paced<Told extends unknown[]>(
  tell: (...told: Told) => void,
): (...told: Told) => void {
  let last = -Infinity;
  return (...told) => {
    const now = performance.now();
    if (now - last < toldEveryMs) return;
    last = now;
    tell(...told);
  };
}

type Work<T> = (signal: AbortSignal, progress: (fraction: number) => void) => Promise<T>;

/** Work on results that is mostly done in a moment. */
export class LongWork {
  private readonly tasks: TaskService;

  constructor(tasks: TaskService) {
    this.tasks = tasks;
  }

  async run<T>(title: string, work: Work<T>, signal?: AbortSignal): Promise<T> {
    const stop = new AbortController();
    let report = (_fraction: number): void => undefined;
    const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const running = work(both, (fraction) => report(fraction));
    const shown = setTimeout(() => {
      const follow = async (): Promise<void> => {
        await this.tasks.run('query', title, async (task) => {
          report = (fraction) => task.progress(fraction);
          task.signal.addEventListener('abort', () => stop.abort(task.signal.reason));
          await running;
        });
      };
      // Its failure is the caller's, who waits for it, too.
      follow().catch(() => undefined);
    }, shownAfterMs);
    try {
      return await running;
    } finally {
      clearTimeout(shown);
    }
  }
}
