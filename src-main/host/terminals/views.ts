/** A view may lag so many characters behind before the host is held back. */
const mostLag = 512 * 1024;
/** A view that takes nothing for so long holds nobody back any more. */
const patienceMs = 2000;

/** Somebody who reads along. */
export interface View {
  /** Up to where it has taken the text. */
  position: number;
  /** Took nothing for a while, e.g. a window in the background. */
  stuck: boolean;
  wake: () => void;
}

/**
 * Who reads a terminal. The one in front sets the pace: the host waits for it, so that what is
 * painted is what there is. Nobody waits for views behind it, for one that stands still, or when
 * nobody looks: they go on from what is kept.
 */
export class Views {
  private readonly views = new Set<View>();
  private progress: () => void = () => undefined;

  get count(): number {
    return this.views.size;
  }

  add(position: number): View {
    const view: View = { position, stuck: false, wake: () => undefined };
    this.views.add(view);
    return view;
  }

  remove(view: View): void {
    this.views.delete(view);
    this.progress();
    // Another one may be the first now.
    this.wake();
  }

  /** The first view answers the host's questions; two answers would be typing. */
  isFirst(view: View): boolean {
    return this.views.values().next().value === view;
  }

  advance(view: View, position: number): void {
    view.position = position;
    view.stuck = false;
    this.progress();
  }

  /** Something new is there. */
  wake(): void {
    for (const view of this.views) view.wake();
  }

  /** Waits until the view in front is near the end. */
  async room(end: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const following = [...this.views].filter(({ stuck }) => !stuck);
      if (following.length === 0) return;
      const front = Math.max(...following.map(({ position }) => position));
      if (end - front <= mostLag) return;
      if (!(await this.nextProgress(signal))) for (const view of following) view.stuck = true;
    }
  }

  /** Waits for news, or for the end of the view. */
  next(view: View, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        view.wake = () => undefined;
        signal.removeEventListener('abort', wake);
        resolve();
      };
      view.wake = wake;
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  private nextProgress(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (moved: boolean): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.progress = () => undefined;
        resolve(moved);
      };
      const onAbort = (): void => done(true);
      const timer = setTimeout(() => done(false), patienceMs);
      signal.addEventListener('abort', onAbort, { once: true });
      this.progress = () => done(true);
    });
  }
}
