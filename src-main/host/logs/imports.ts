import { AppError } from '../../contract/errors';
import type { Capture, Captures } from './captures/index';

interface Running {
  capture: Capture;
  bytes: number;
  stopListening: () => void;
}

/** Files of a browser that are brought in, piece by piece. */
export class LogImports {
  private readonly captures: Captures;
  private readonly report: (error: unknown) => void;
  private readonly running = new Map<string, Running>();

  /** @param report told of what nobody waits for */
  constructor(captures: Captures, report: (error: unknown) => void) {
    this.captures = captures;
    this.report = report;
  }

  /** Files that are being brought in; a test counts them. */
  get open(): number {
    return this.running.size;
  }

  /**
   * @param bytes how large the file is
   * @param page ends when the page is gone that brings it: what came of it is dropped then
   */
  begin(name: string, bytes: number, page: AbortSignal): { id: string } {
    const capture = this.captures.beginImport(name);
    const { id } = capture;
    const leave = (): void => {
      this.end(id, false).catch(this.report);
    };
    page.addEventListener('abort', leave, { once: true });
    this.running.set(id, {
      capture,
      bytes,
      stopListening: () => page.removeEventListener('abort', leave),
    });
    return { id };
  }

  /** @throws AppError `entity.not-found`; `logs.import-order` when a piece is not the next one; `profile.disk-full`, `logs.quota-reached` */
  piece(id: string, at: number, data: Buffer): void {
    const { capture, bytes } = this.one(id);
    if (at !== capture.size || at + data.length > bytes)
      throw new AppError('logs.import-order', { at, expected: capture.size });
    capture.append(data);
    capture.commitImported();
  }

  /** Keeps the file, or drops what came of it. @throws AppError `entity.not-found`, `logs.import-order` when it is not whole */
  async end(id: string, complete: boolean): Promise<void> {
    const { capture, bytes, stopListening } = this.one(id);
    this.running.delete(id);
    stopListening();
    const whole = capture.size === bytes;
    await this.captures.endImport(id, complete && whole);
    if (complete && !whole)
      throw new AppError('logs.import-order', { at: bytes, expected: capture.size });
  }

  private one(id: string): Running {
    const found = this.running.get(id);
    if (!found) throw new AppError('entity.not-found', { id });
    return found;
  }
}
