/**
 * Time as the device sees it, and how wrong that is known to be. Times are stored
 * as UTC milliseconds of the device; the offset is stored beside them as evidence.
 */
export interface Clock {
  now(): number;
  /** Device time minus true time in milliseconds; null while it was never measured. */
  offsetMs(): number | null;
}

/** The device's own clock, with an offset that measurements set. */
export class DeviceClock implements Clock {
  private offset: number | null = null;

  now(): number {
    return Date.now();
  }

  offsetMs(): number | null {
    return this.offset;
  }

  setOffset(milliseconds: number | null): void {
    this.offset = milliseconds;
  }
}
