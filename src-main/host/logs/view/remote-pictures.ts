import type { LogHistogram, LogOverview } from '../../../contract/logs';
import {
  bytesByTime,
  placeOfTime,
  sampleTimes,
  type Offsets,
  type TimedPlace,
} from '../remote/index';
import type { RemoteHandle } from './remote-handle';

/** Places that are looked at for a picture; each a short read, all in one round trip. */
const mostPlaces = 192;
/** A log that has grown by less than this share is not sampled again. */
const grownShare = 0.02;

interface Sampled {
  generation: number;
  bytes: number;
  places: TimedPlace[];
  /** The part that was looked at more closely last. */
  near: { key: string; places: Promise<TimedPlace[]> } | null;
}

/** Of each file what was sampled of all of it last. */
const kept = new WeakMap<RemoteHandle, Promise<Sampled>>();

/**
 * Bytes by time of a log that is read in place, told from the times at some places of it.
 *
 * @returns null where it cannot be sampled, or states no times
 * @throws AppError what its source throws
 */
export async function sampledHistogram(
  handle: RemoteHandle,
  range: { from: number | null; to: number | null; bars: number },
  signal: AbortSignal,
): Promise<LogHistogram | null> {
  const whole = await sampledWhole(handle, signal);
  const first = whole?.places[0];
  const last = whole?.places.at(-1);
  if (!whole || !first || !last || !handle.sampled) return null;
  const clock = handle.clockOffsetMs;
  const from = range.from ?? first.time + clock;
  const to = Math.max(from + 1, range.to ?? last.time + clock + 1);
  let { places } = whole;
  if (range.from !== null || range.to !== null) {
    // Zoomed in: places between the nearest known ones are looked at, too.
    const { source, reading } = handle.sampled;
    const begin = placeOfTime(places, from - clock);
    const end = placeOfTime(places, to - clock);
    const step = whole.bytes / mostPlaces;
    const part = {
      from: Math.max(0, Math.floor(begin - step)),
      to: Math.min(whole.bytes, Math.ceil(end + step)),
      places: mostPlaces,
    };
    const { kernel, encoding } = reading;
    const key = `${part.from}-${part.to}`;
    const near =
      whole.near?.key === key
        ? whole.near.places
        : sampleTimes(source, { kernel, encoding }, part, signal);
    whole.near = { key, places: near };
    near.catch(() => (whole.near = null));
    places = await near;
  }
  const bars = bytesByTime(places, { from: from - clock, to: to - clock, bars: range.bars });
  return {
    from,
    to,
    bars: bars.map((total) => ({ total, warn: 0, error: 0, gap: false })),
    matched: null,
    sampled: places.length,
  };
}

async function sampledWhole(handle: RemoteHandle, signal: AbortSignal): Promise<Sampled | null> {
  const { sampled, generation, bytes } = handle;
  if (!sampled || bytes === 0) return null;
  const known = await kept.get(handle)?.catch(() => null);
  const fits =
    known &&
    known.generation === generation &&
    bytes >= known.bytes &&
    bytes - known.bytes <= known.bytes * grownShare;
  if (fits) return known;
  const { source, reading } = sampled;
  const { kernel, encoding } = reading;
  const range = { from: 0, to: bytes, places: mostPlaces };
  const made = sampleTimes(source, { kernel, encoding }, range, signal).then((places) => ({
    generation,
    bytes,
    places,
    near: null,
  }));
  kept.set(handle, made);
  return await made;
}

/** The strip beside a file of which a piece is shown: all of it, by bytes. */
export function overviewByBytes(
  handle: RemoteHandle,
  hits: Offsets | null,
  bookmarks: readonly number[],
  buckets: number,
): LogOverview {
  const { bytes } = handle;
  const edge = (bucket: number): number => Math.round((bytes * bucket) / buckets);
  const between = (rank: (place: number) => number, bucket: number): number =>
    rank(edge(bucket + 1)) - rank(edge(bucket));
  return {
    buckets: Array.from({ length: buckets }, (_, bucket) => ({
      hits: hits ? between((place) => hits.rank(place), bucket) : 0,
      errors: 0,
      bookmarks: between((place) => lowerRank(bookmarks, place), bucket),
    })),
  };
}

/** How many ascending places are before one. */
function lowerRank(places: readonly number[], place: number): number {
  const found = places.findIndex((each) => each >= place);
  return found < 0 ? places.length : found;
}
