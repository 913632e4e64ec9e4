import { Kernel } from '../kernel/index';
import { compileFormat } from './compile';
import { factsOf, recordsOf } from './records';
import type { FormatDocument } from './schema';

const day = 86_400_000;

/**
 * Year of the first record of a log whose times state none: the latest that does not put its last
 * record after the log's last change. Right for logs of less than a year, the turn of a year included.
 *
 * @param head first lines of the log, decoded; `tail`: last ones
 * @param changedAt when the log was last written, UTC ms
 */
export function startYear(
  format: FormatDocument,
  head: readonly string[],
  tail: readonly string[],
  changedAt: number,
): number {
  const year = new Date(changedAt).getUTCFullYear();
  const program = compileFormat(format, { encoding: 'utf-8', zone: 'local', year });
  if (!program.sequential) return year;
  const timesOf = (lines: readonly string[]): number[] =>
    recordsOf(factsOf(Kernel.create(program), Buffer.from(lines.join('\n'))))
      .map(({ time }) => time)
      .filter((time) => !Number.isNaN(time));
  const first = timesOf(head)[0];
  const last = timesOf(tail).at(-1);
  if (first === undefined || last === undefined) return year;
  // Each end was read as if the log began with it. A day more, for clocks and zones.
  const lastYear = new Date(last).getUTCFullYear() - year + (last > changedAt + day ? -1 : 0);
  return year + lastYear - (monthOf(first) > monthOf(last) + 5 ? 1 : 0);
}

function monthOf(time: number): number {
  return new Date(time).getUTCMonth();
}
