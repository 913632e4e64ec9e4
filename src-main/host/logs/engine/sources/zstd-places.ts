import { isBytes } from './unpacking';

/** Where a decoder can begin: at a frame, or between two blocks of one. */
export interface Place {
  /** In what is unpacked, and in the file. */
  out: number;
  stored: number;
  within: Within | null;
}

/** What is needed between two blocks. */
export interface Within {
  windowByte: number;
  checksum: boolean;
  /** State of the decoder with the last bytes unpacked, packed. */
  dictionary: Uint8Array;
}

export interface Places {
  spacing: number;
  places: Place[];
}

/** Of every file. */
export const beginning: Place = { out: 0, stored: 0, within: null };

/** Whether these are places of a file of so many packed bytes: what is not is never used. */
export function arePlaces(value: unknown, length: number): value is Places {
  const { spacing, places } = (value ?? {}) as Partial<Places>;
  if (!Number.isInteger(spacing) || !Array.isArray(places)) return false;
  let before = { out: 0, stored: 0 };
  return places.every((found: Partial<Place> | null) => {
    const { out = 0, stored = 0, within } = found ?? {};
    const follows = out > before.out && stored > before.stored && stored <= length;
    before = { out, stored };
    const { windowByte = -1, dictionary } = within ?? {};
    return follows && (within === null || (windowByte >= 0 && isBytes(dictionary)));
  });
}
