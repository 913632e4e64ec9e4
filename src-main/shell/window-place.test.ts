import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  arrangementOf,
  choosePlace,
  readPlace,
  storePlace,
  type WindowPlace,
} from './window-place';

const laptop = { x: 0, y: 0, width: 1366, height: 728 };
const desk = { x: 1366, y: -200, width: 2560, height: 1400 };
const place = (x: number, y: number): WindowPlace => ({
  bounds: { x, y, width: 1200, height: 700 },
  maximized: false,
});

describe('the place of a window', () => {
  it('is the stored one when it can be seen', () => {
    for (const stored of [place(50, 20), place(1500, -150), place(-1000, 0)])
      expect(choosePlace(stored, [laptop, desk])).toBe(stored);
  });

  it.each([
    ['on a display that is gone', place(1500, -150)],
    ['out of reach to the left', place(-1190, 0)],
    ['with its title above the display', place(50, -300)],
    ['below the display', place(50, 720)],
  ])('is the middle of the display when the stored one is %s', (_where, stored) => {
    expect(choosePlace(stored, [laptop]).bounds).toEqual(laptop);
  });

  it('is the middle of a large display at first, in a size that leaves room', () => {
    expect(choosePlace(undefined, [desk])).toEqual({
      bounds: { x: 1926, y: 50, width: 1440, height: 900 },
      maximized: false,
    });
  });

  it('is kept for each arrangement of displays, whatever their order', () => {
    expect(arrangementOf([laptop, desk])).toBe(arrangementOf([desk, laptop]));
    expect(arrangementOf([laptop])).not.toBe(arrangementOf([laptop, desk]));
  });
});

describe('the kept places', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fieldbench-places-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are read as they were stored, each arrangement its own', () => {
    storePlace(folder, 'one', place(1, 1));
    storePlace(folder, 'two', place(2, 2));
    storePlace(folder, 'one', place(3, 3));
    expect([readPlace(folder, 'one'), readPlace(folder, 'two')]).toEqual([
      place(3, 3),
      place(2, 2),
    ]);
  });

  it('forget the arrangement that was not used for longest', () => {
    for (let index = 0; index < 21; index++) storePlace(folder, `a${index}`, place(index, 0));
    expect([readPlace(folder, 'a0'), readPlace(folder, 'a1')]).toEqual([undefined, place(1, 0)]);
  });

  it('are none when the file cannot be read', () => {
    writeFileSync(join(folder, 'window-places.json'), '{"a":{"bounds":{"x":"left"}}}');
    expect(readPlace(folder, 'a')).toBe(undefined);
  });
});
