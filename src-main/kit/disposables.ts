/** Anything that holds a handle, timer, channel or child until it is told to let go. */
export interface Disposable {
  dispose(): void | Promise<void>;
}

/**
 * Owns what a service opened. Everything is registered at the moment of creation and
 * let go in reverse order; `open` lets a test count what is left.
 */
export class Disposables implements Disposable {
  private readonly owned = new Set<Disposable>();

  get open(): number {
    return this.owned.size;
  }

  add<T extends Disposable>(disposable: T): T {
    this.owned.add(disposable);
    return disposable;
  }

  /** Lets go of one thing before its owner ends. */
  async release(disposable: Disposable): Promise<void> {
    if (this.owned.delete(disposable)) await disposable.dispose();
  }

  async dispose(): Promise<void> {
    for (const disposable of [...this.owned].reverse()) {
      this.owned.delete(disposable);
      await disposable.dispose();
    }
  }
}
