import { describe, expect, it } from 'vitest';
import {
  endWindow,
  isScaled,
  maximumOffset,
  maximumPhysicalHeight,
  offsetOf,
  offsetShowing,
  physicalHeight,
  scrollTopOf,
  windowAt,
} from './scroll-model';

const small = { rowCount: 1000, rowHeight: 26, viewport: 520 };
const huge = { rowCount: 50_000_000, rowHeight: 26, viewport: 520 };

describe('scrolling rows', () => {
  it('is the browser’s own while the height fits', () => {
    expect(isScaled(small)).toBe(false);
    expect(physicalHeight(small)).toBe(26_000);
    expect(offsetOf(1234, small)).toBe(1234);
  });

  it('never asks for more height than a browser can place', () => {
    expect(isScaled(huge)).toBe(true);
    expect(physicalHeight(huge)).toBe(maximumPhysicalHeight);
  });

  it('reaches the first and the last row of fifty million', () => {
    expect(windowAt(offsetOf(0, huge), huge, 0)).toEqual({ from: 0, to: 20, top: 0 });
    const bottom = physicalHeight(huge) - huge.viewport;
    const last = windowAt(offsetOf(bottom, huge), huge, 0);
    expect(last).toEqual({ from: 49_999_980, to: 50_000_000, top: 0 });
  });

  it('finds its way back from the scroll bar to within a row', () => {
    for (const row of [1, 77, 12_345_678, 49_999_000]) {
      const offset = row * huge.rowHeight;
      expect(offsetOf(scrollTopOf(offset, huge), huge)).toBeCloseTo(offset, 3);
    }
  });

  it('draws partly visible rows at both edges, and some more when asked', () => {
    expect(windowAt(13, small, 0)).toEqual({ from: 0, to: 21, top: -13 });
    expect(windowAt(2613, small, 5)).toEqual({ from: 95, to: 126, top: -143 });
    expect(windowAt(maximumOffset(small), small, 5).to).toBe(1000);
  });

  it('lets the last row stand at the top where there is room after it', () => {
    const uneven = { ...small, extra: small.viewport - small.rowHeight };
    expect(maximumOffset(uneven)).toBe(999 * 26);
    expect(endWindow(uneven)).toEqual({ from: 980, to: 1000, top: 0 });
  });

  it('moves as little as needed to show a row', () => {
    expect(offsetShowing(50, 1300, small)).toBe(1300);
    expect(offsetShowing(49, 1300, small)).toBe(1274);
    expect(offsetShowing(70, 1300, small)).toBe(1326);
    expect(offsetShowing(999, 0, small)).toBe(maximumOffset(small));
  });
});
