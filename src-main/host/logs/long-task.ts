import type { TaskService } from '../tasks/index';

/** Work that takes longer stands in the task list. */
const taskAfterMs = 1000;

/** Begins work of a view, which becomes a task when it takes long; a search can be cancelled there. */
export function asTaskIfLong(
  tasks: TaskService,
  kind: 'index' | 'search',
  title: string,
  work: (signal: AbortSignal) => Promise<void>,
): void {
  const cancel = new AbortController();
  const done = work(cancel.signal).catch(() => undefined);
  const timer = setTimeout(() => {
    const wait = async ({ signal }: { signal: AbortSignal }): Promise<void> => {
      signal.addEventListener('abort', () => cancel.abort());
      await done;
    };
    // An index ends with its view, or by itself in seconds.
    void tasks.run(kind, title, wait, { cancellable: kind === 'search' });
  }, taskAfterMs);
  timer.unref();
  void done.then(() => clearTimeout(timer));
}
