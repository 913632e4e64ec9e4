import { Kernel } from '../kernel/index';
import { compileFormat } from './compile';
import { factsOf, recordsOf } from './records';
import type { FormatDocument } from './schema';

const day = 86_400_000;
/** A year with a 29 February, to see whether there is one, and that no log states. */
const leapYear = 1972;

/** Where a log whose times state no year begins. */
export interface LogBegin {
  year: number;
  /** Month of the first record (1–12) where the log goes on into the next year, else 1. */
  month: number;
}

/**
 * Year of the first record of a log whose times state none, as far as its ends tell: the latest that
 * does not put its last record after the log's last change. Right for logs of less than a year, the
 * turn of a year included; of longer ones {@link yearsTooLate} tells when they have been read.
 *
 * @returns null where the times state their years, or none is seen
 * @param head first lines of the log, decoded, or all of them; `tail`: last ones, if those are others
 * @param changedAt when the log was last written, UTC ms
 */
export function startYear(
  format: FormatDocument,
  head: readonly string[],
  tail: readonly string[],
  changedAt: number,
): LogBegin | null {
  const year = yearOf(changedAt);
  const program = compileFormat(format, { encoding: 'utf-8', zone: 'utc', year: leapYear });
  if (!program.sequential) return null;
  // Each end is read as if the log began with it.
  const read = (lines: readonly string[]): number[] =>
    recordsOf(factsOf(Kernel.create(program), Buffer.from(lines.join('\n'))))
      .map(({ time }) => time)
      .filter((time) => !Number.isNaN(time));
  const heads = read(head);
  const tails = tail.length > 0 ? read(tail) : heads;
  const first = heads[0];
  const last = tails.at(-1);
  if (first === undefined || last === undefined || yearOf(first) !== leapYear) return null;
  const within = yearOf(last) - leapYear;
  const turns = tail.length === 0 ? within : monthOf(first) > monthOf(last) + 5 ? 1 : 0;
  const month = turns > 0 ? monthOf(first) + 1 : 1;
  const isPossible = (lastYear: number): boolean =>
    // A day more, for clocks and zones.
    inYear(last, lastYear) <= changedAt + day &&
    (isLeap(lastYear - turns) || !heads.some(isLeapDay)) &&
    (isLeap(lastYear - within) || !tails.some(isLeapDay));
  for (let lastYear = year + 1; lastYear > year - 9; lastYear -= 1)
    if (isPossible(lastYear)) return { year: lastYear - turns, month };
  return { year: year - turns, month };
}

/**
 * By how many years a log was dated too late whose times state no year: there were more turns of
 * the year in it than its ends tell, and its last record stands in the future.
 *
 * @param last time of its last record, UTC ms; NaN without one
 * @param changedAt when the log was last written, UTC ms
 */
export function yearsTooLate(last: number, changedAt: number): number {
  if (!(last > changedAt + day)) return 0;
  const years = yearOf(last) - yearOf(changedAt);
  return inYear(last, yearOf(last) - years) > changedAt + day ? years + 1 : years;
}

function inYear(time: number, year: number): number {
  return new Date(time).setUTCFullYear(year);
}

function yearOf(time: number): number {
  return new Date(time).getUTCFullYear();
}

function monthOf(time: number): number {
  return new Date(time).getUTCMonth();
}

function isLeapDay(time: number): boolean {
  const date = new Date(time);
  return date.getUTCFullYear() === leapYear && monthOf(time) === 1 && date.getUTCDate() === 29;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
