/** How often views are looked at. */
const everyMs = 60_000;
/** A view that nobody has followed for so many looks is closed. */
const mostLooks = 15;

/** Who makes use of a view. */
export class Use {
  private users = 0;
  private asked = true;

  /** Somebody uses it until the function that is returned is called. */
  enter(): () => void {
    this.users += 1;
    return () => {
      this.users -= 1;
    };
  }

  /** Somebody asked for it. */
  touch(): void {
    this.asked = true;
  }

  /** Whether anybody used it since this was asked last. */
  take(): boolean {
    const used = this.users > 0 || this.asked;
    this.asked = false;
    return used;
  }
}

/** A view, as far as it matters here. */
interface Used {
  id: string;
  use: Use;
}

/** What {@link Unwatched} is given. */
export interface UnwatchedParts {
  views: () => Iterable<Used>;
  close: (id: string) => void;
}

/**
 * Ends views whose page is gone for good: a browser tab that was closed says nothing, and one
 * that is loaded again comes back to its view. Looks are counted, not hours: a machine that
 * slept has not looked.
 */
export class Unwatched {
  private readonly parts: UnwatchedParts;
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly looks = new WeakMap<Used, number>();

  constructor(parts: UnwatchedParts) {
    this.parts = parts;
    this.timer = setInterval(() => this.look(), everyMs);
    this.timer.unref();
  }

  /** Looks now; a test does not wait. */
  look(): void {
    for (const view of this.parts.views()) {
      const looks = view.use.take() ? 0 : (this.looks.get(view) ?? 0) + 1;
      this.looks.set(view, looks);
      if (looks >= mostLooks) this.parts.close(view.id);
    }
  }

  dispose(): void {
    clearInterval(this.timer);
  }
}
