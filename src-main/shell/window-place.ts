import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { makePrivateFolder, writeFileAtomically } from '../kit/files';

const rectangleSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
});
export type Rectangle = z.infer<typeof rectangleSchema>;

const placeSchema = z.object({ bounds: rectangleSchema, maximized: z.boolean() });
/** Where a window stood. */
export type WindowPlace = z.infer<typeof placeSchema>;

/** Places by arrangement of displays: at the desk and on the road the window stands elsewhere. */
const placesSchema = z.record(z.string(), placeSchema);
type Places = z.infer<typeof placesSchema>;

const fileName = 'window-places.json';
const keptArrangements = 20;
const firstSize = { width: 1440, height: 900 };
/** So much of a window must be on a display for it to be found. */
const minimumVisible = 80;

/** Names an arrangement of displays by their work areas. */
export function arrangementOf(displays: readonly Rectangle[]): string {
  return displays
    .map(({ x, y, width, height }) => `${x},${y},${width}x${height}`)
    .sort()
    .join(' ');
}

/**
 * Where to open a window: where it stood with these displays, if it can be seen there,
 * else in the middle of the first display.
 *
 * @param displays work areas, the primary display's first
 */
export function choosePlace(
  stored: WindowPlace | undefined,
  displays: readonly Rectangle[],
): WindowPlace {
  if (stored && displays.some((display) => shows(display, stored.bounds))) return stored;
  const display = displays[0] ?? { x: 0, y: 0, ...firstSize };
  const width = Math.min(firstSize.width, display.width);
  const height = Math.min(firstSize.height, display.height);
  return {
    bounds: {
      x: display.x + Math.round((display.width - width) / 2),
      y: display.y + Math.round((display.height - height) / 2),
      width,
      height,
    },
    maximized: false,
  };
}

/** Whether a usable part of the window, and its title bar, is on the display. */
function shows(display: Rectangle, window: Rectangle): boolean {
  const visible =
    Math.min(display.x + display.width, window.x + window.width) - Math.max(display.x, window.x);
  return (
    visible >= minimumVisible &&
    window.y >= display.y - 1 &&
    window.y <= display.y + display.height - minimumVisible
  );
}

/** The places kept in a folder. An unreadable file is as good as none. */
export function readPlace(folder: string, arrangement: string): WindowPlace | undefined {
  return readPlaces(folder)[arrangement];
}

/** Keeps a place; the least recently used arrangements are forgotten. */
export function storePlace(folder: string, arrangement: string, place: WindowPlace): void {
  const { [arrangement]: _old, ...others } = readPlaces(folder);
  const kept = [...Object.entries(others), [arrangement, place] as const].slice(-keptArrangements);
  makePrivateFolder(folder);
  writeFileAtomically(join(folder, fileName), JSON.stringify(Object.fromEntries(kept)));
}

function readPlaces(folder: string): Places {
  try {
    return placesSchema.parse(JSON.parse(readFileSync(join(folder, fileName), 'utf8')));
  } catch {
    return {};
  }
}
