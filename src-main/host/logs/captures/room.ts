import { AppError } from '../../../contract/errors';
import type { StoredCapture } from '../captures-store';
import type { Capture } from './capture';

/** The quota is looked at after so many bytes were written by a capture. */
const lookEveryBytes = 4 * 1024 * 1024;

/** What {@link CaptureRoom} asks and tells. */
export interface CaptureRoomParts {
  /** Bytes that all captures together may take on the disk. */
  quota: () => number;
  /** The newest first. */
  all: () => StoredCapture[];
  /** Bytes that one takes. */
  stored: (row: StoredCapture) => number;
  /** It is neither kept nor being written. */
  mayGo: (row: StoredCapture) => boolean;
  remove: (row: StoredCapture) => void;
}

/** Deletes the oldest captures while all of them take more than the quota. */
export class CaptureRoom {
  private readonly parts: CaptureRoomParts;
  /** Bytes a capture had when it was looked at last. */
  private readonly looked = new WeakMap<Capture, number>();

  constructor(parts: CaptureRoomParts) {
    this.parts = parts;
  }

  /** Called before a capture grows. @throws AppError `logs.quota-reached` when nothing more may go */
  look(capture: Capture): void {
    const { parts } = this;
    const before = this.looked.get(capture);
    if (before !== undefined && capture.stored - before < lookEveryBytes) return;
    const quota = parts.quota();
    const rows = parts.all();
    let used = rows.reduce((sum, row) => sum + parts.stored(row), 0);
    for (const row of rows.toReversed()) {
      if (used <= quota) break;
      if (!parts.mayGo(row)) continue;
      used -= parts.stored(row);
      parts.remove(row);
    }
    if (used > quota)
      throw new AppError('logs.quota-reached', { quota: Math.round(quota / 1e9) }, { retry: true });
    this.looked.set(capture, capture.stored);
  }
}
