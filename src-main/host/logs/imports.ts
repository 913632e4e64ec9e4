import { AppError } from '../../contract/errors';
import type { Capture, Captures } from './captures/index';

/** Files of a browser that are brought in, piece by piece. */
export class LogImports {
  private readonly captures: Captures;
  private readonly running = new Map<string, { capture: Capture; bytes: number }>();

  constructor(captures: Captures) {
    this.captures = captures;
  }

  /** @param bytes how large the file is */
  begin(name: string, bytes: number): { id: string } {
    const capture = this.captures.beginImport(name);
    this.running.set(capture.id, { capture, bytes });
    return { id: capture.id };
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
    const { capture, bytes } = this.one(id);
    this.running.delete(id);
    const whole = capture.size === bytes;
    await this.captures.endImport(id, complete && whole);
    if (complete && !whole)
      throw new AppError('logs.import-order', { at: bytes, expected: capture.size });
  }

  private one(id: string): { capture: Capture; bytes: number } {
    const found = this.running.get(id);
    if (!found) throw new AppError('entity.not-found', { id });
    return found;
  }
}
