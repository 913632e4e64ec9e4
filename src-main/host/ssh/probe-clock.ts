import { valuesIn, type ProbeAnswer } from './probe-shell';

/** One look at a host's clock, with this device's clock before and after; milliseconds UTC. */
export interface ClockSample {
  before: number;
  after: number;
  /** What the host's clock showed at some moment between the two. */
  at: number;
  /** How far its clock may have been ahead of what it showed: a second where it shows no more. */
  resolution: number;
  zone: string;
}

/** Reads an answer to the question about the clock; null where the host cannot say. */
export function readClock(answer: ProbeAnswer, before: number, after: number): ClockSample | null {
  const values = valuesIn(answer.stdout);
  const text = (values.get('perl') || values.get('at')) ?? '';
  // BusyBox and the BSDs leave `%N` as it is, or write N.
  const found = /^(\d{9,11})(?:[.,](\d+))?/.exec(text);
  if (!found) return null;
  const fraction = found[2] ?? '';
  return {
    before,
    after,
    at: Number(found[1]) * 1000 + (fraction === '' ? 0 : Number(`0.${fraction}`) * 1000),
    resolution: fraction === '' ? 1000 : 10 ** Math.max(3 - fraction.length, 0),
    zone: values.get('zone') ?? '',
  };
}

/**
 * How far this device's clock is from a host's: device minus host. Each sample bounds it, by
 * the round trip and by what the host's clock can show; together they bound it more closely.
 *
 * @returns offset and the most it can be wrong, milliseconds; null without a sample
 */
export function clockOffset(
  samples: readonly ClockSample[],
): { offsetMs: number; errorMs: number } | null {
  if (samples.length === 0) return null;
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  for (const { before, after, at, resolution } of samples) {
    least = Math.max(least, before - at - resolution);
    most = Math.min(most, after - at);
  }
  // A clock that was set between the samples fits no offset at all: the last sample counts.
  if (least > most) return clockOffset(samples.slice(-1));
  return { offsetMs: Math.round((least + most) / 2), errorMs: Math.ceil((most - least) / 2) };
}
