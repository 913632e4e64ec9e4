import { AppError } from '../../contract/errors';

/** Timers that end with their connection. */
export class Timers {
  private readonly running = new Set<ReturnType<typeof setTimeout>>();
  private cleared = false;

  after(
    milliseconds: number,
    run: () => void | Promise<void>,
    onError: (error: unknown) => void = () => undefined,
  ): void {
    if (this.cleared) return;
    const timer = setTimeout(() => {
      this.running.delete(timer);
      Promise.resolve(run()).catch((error: unknown) => {
        // An expected failure here is told by the connection itself.
        if (!(error instanceof AppError)) onError(error);
      });
    }, milliseconds);
    this.running.add(timer);
  }

  every(milliseconds: number, run: () => Promise<void>): void {
    this.after(milliseconds, async () => {
      try {
        await run();
      } finally {
        this.every(milliseconds, run);
      }
    });
  }

  clear(): void {
    this.cleared = true;
    for (const timer of this.running) clearTimeout(timer);
    this.running.clear();
  }
}
