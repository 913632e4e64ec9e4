import { countWhile } from '../../../kit/sorted';
import type { Kernel } from '../engine/kernel/index';
import { lastLineEnd, lineEnd } from '../engine/document/lines';
import type { LogEncoding } from '../engine/text/index';
import type { PickedSource } from './picked-lines';

/** A place of a log and the time of the record there. */
export interface TimedPlace {
  offset: number;
  /** As the log states it, UTC ms. */
  time: number;
}

/** How much is read at each place: some lines. */
const sampleBytes = 1024;
/** Where a place shows no time, that much more is read, at no more than so many places. */
const moreBytes = 16 * 1024;
const mostSilent = 16;

/**
 * Times at places spread evenly over a part of a log, by many short reads in one round trip, or
 * two. Where the clock was set back, times are kept from falling: places only tell bytes apart.
 *
 * @throws AppError what the source throws
 */
export async function sampleTimes(
  source: PickedSource,
  { kernel, encoding }: { kernel: Kernel; encoding: LogEncoding },
  range: { from: number; to: number; places: number },
  signal?: AbortSignal,
): Promise<TimedPlace[]> {
  const { from, to, places } = range;
  const step = (to - from) / Math.max(1, places - 1);
  const unit = 2;
  const at = Array.from({ length: places }, (_, index) =>
    Math.max(0, Math.min(Math.floor(from + index * step), to - sampleBytes)),
  ).map((offset) => offset - (offset % unit));
  const distinct = [...new Set(at)];
  const read = await source.readMany(spansOf(distinct, sampleBytes), signal);
  const timesAt = (offset: number, bytes: Buffer | undefined): TimedPlace[] => {
    if (!bytes) return [];
    // The first line is whole only at the begin of the log, the last one at its end.
    const begin = offset === 0 ? 0 : lineEnd(bytes, 0, offset, encoding);
    const atEnd = offset + bytes.length >= source.size;
    const end = atEnd ? bytes.length : lastLineEnd(bytes, offset, encoding);
    if (begin < 0 || end <= begin) return [];
    return kernel
      .facts(bytes.subarray(begin, end), offset + begin, null)
      .filter((fact) => fact.startsRecord && !Number.isNaN(fact.time))
      .map((fact) => ({ offset: fact.offset, time: fact.time }));
  };
  const found = distinct.map((offset, index) => timesAt(offset, read[index]));
  const without = distinct.filter((_, index) => found[index]?.length === 0);
  const every = Math.ceil(without.length / mostSilent);
  const silent = without.filter((_, index) => index % every === 0);
  const more = await source.readMany(spansOf(silent, moreBytes), signal);
  const again = silent.map((offset, index) => timesAt(offset, more[index]));
  const taken = [...found, ...again].flatMap((times) => [times.at(0) ?? [], times.at(-1) ?? []]);
  return rising(taken.flat().toSorted((one, other) => one.offset - other.offset));
}

/** Shorter parts are halved: a read or two. */
const shortBytes = 256 * 1024;
/** Parts that are looked into one in the other. */
const mostRounds = 3;

/**
 * Between which places a time is passed, told by samples of samples: two or three round trips for
 * gigabytes, where halving takes fifteen.
 *
 * @throws AppError what the source throws
 */
export async function bracketTime(
  source: PickedSource,
  reading: { kernel: Kernel; encoding: LogEncoding },
  time: number,
  signal?: AbortSignal,
): Promise<{ from: number; to: number }> {
  const range = { from: 0, to: source.size };
  for (let round = 0; round < mostRounds && range.to - range.from > shortBytes; round += 1) {
    const places = await sampleTimes(source, reading, { ...range, places: 128 }, signal);
    const after = places.findIndex((place) => place.time >= time);
    const before = after < 0 ? places.length - 1 : after - 1;
    if (places.length === 0) break;
    range.from = places[before]?.offset ?? range.from;
    range.to = places[after]?.offset ?? range.to;
  }
  return range;
}

/** Bytes of a log by time, between the places whose times are known: equal parts of [from, to). */
export function bytesByTime(
  places: readonly TimedPlace[],
  range: { from: number; to: number; bars: number },
): number[] {
  const bars = Array<number>(range.bars).fill(0);
  const width = (range.to - range.from) / range.bars;
  for (let index = 1; index < places.length; index += 1) {
    const one = places[index - 1];
    const other = places[index];
    if (!one || !other) continue;
    const bytes = other.offset - one.offset;
    const span = Math.max(1, other.time - one.time);
    const first = Math.max(0, Math.floor((one.time - range.from) / width));
    const last = Math.min(range.bars - 1, Math.floor((one.time + span - range.from) / width));
    for (let bar = first; bar <= last; bar += 1) {
      const begin = Math.max(one.time, range.from + bar * width);
      const end = Math.min(one.time + span, range.from + (bar + 1) * width);
      bars[bar] = (bars[bar] ?? 0) + (bytes * Math.max(0, end - begin)) / span;
    }
  }
  return bars.map(Math.round);
}

/** Where a time stands between known places, in bytes. */
export function placeOfTime(places: readonly TimedPlace[], time: number): number {
  const after = places.findIndex((place) => place.time >= time);
  const other = places[after];
  const one = places[after - 1];
  if (!other) return places.at(-1)?.offset ?? 0;
  if (!one) return other.offset;
  const share = (time - one.time) / Math.max(1, other.time - one.time);
  return Math.round(one.offset + (other.offset - one.offset) * share);
}

function spansOf(offsets: readonly number[], length: number): { from: number; length: number }[] {
  return offsets.map((from) => ({ from, length }));
}

/**
 * The most places whose times never fall: a single line with a time of the future, or a clock that
 * was set back, does not cost all that follow.
 */
function rising(places: readonly TimedPlace[]): TimedPlace[] {
  /** Index of the place that ends the best row of each length, and what stands before each place. */
  const ends: number[] = [];
  const before: number[] = [];
  places.forEach(({ time }, index) => {
    const length = countWhile(ends.length, (at) => (places[ends[at] ?? 0]?.time ?? 0) <= time);
    before[index] = ends[length - 1] ?? -1;
    ends[length] = index;
  });
  const row: TimedPlace[] = [];
  for (let index = ends.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) {
    const place = places[index];
    if (place) row.push(place);
  }
  return row.toReversed();
}
