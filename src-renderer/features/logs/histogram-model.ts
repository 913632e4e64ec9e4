import type { LogHistogram } from '../../../src-main/contract/logs';

/** A span of true time, [from, to). */
export interface TimeRange {
  from: number;
  to: number;
}

/** The rectangles of the bars as SVG paths, in a box of 1 per bar and `height`. */
export interface BarPaths {
  rest: string;
  warn: string;
  error: string;
  matched: string;
  gaps: string;
}

const barWidth = 0.8;

function rectangle(bar: number, top: number, bottom: number): string {
  return `M${bar} ${top.toFixed(2)}h${barWidth}V${bottom.toFixed(2)}h-${barWidth}z`;
}

/**
 * Stacks rest, warnings and errors; whatever is not zero is at least `least` high, so that a
 * single error among millions of records is seen.
 */
export function barPaths(histogram: LogHistogram, height: number, least = 1.5): BarPaths {
  const most = Math.max(1, ...histogram.bars.map(({ total }) => total));
  const tall = (count: number): number =>
    count === 0 ? 0 : Math.max(least, (count / most) * height);
  const paths: BarPaths = { rest: '', warn: '', error: '', matched: '', gaps: '' };
  for (const [bar, { total, warn, error, gap }] of histogram.bars.entries()) {
    if (gap) paths.gaps += `M${bar} 0h1V${height}h-1z`;
    let bottom = height;
    const add = (kind: 'rest' | 'warn' | 'error', count: number): void => {
      if (count <= 0) return;
      const top = Math.max(0, bottom - tall(count));
      paths[kind] += rectangle(bar, top, bottom);
      bottom = top;
    };
    add('rest', total - warn - error);
    add('warn', warn);
    add('error', error);
    const matched = histogram.matched?.[bar] ?? 0;
    if (matched > 0) paths.matched += rectangle(bar, height - tall(matched), height);
  }
  return paths;
}

/** The range that is shown after `selected` was chosen: with a third of it on either side. */
export function zoomedTo(selected: TimeRange, whole: TimeRange): TimeRange {
  const room = Math.max(1, Math.round((selected.to - selected.from) / 3));
  return {
    from: Math.max(whole.from, selected.from - room),
    to: Math.min(whole.to, Math.max(selected.to + room, selected.from + 10)),
  };
}

/** Steps between labels of the time axis, in ms. */
const steps = [
  1, 5, 10, 50, 100, 500, 1000, 5000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000,
  1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000,
  604_800_000, 2_592_000_000, 7_776_000_000, 31_536_000_000,
];

/** Round local times within a range, at most `most` of them. */
export function axisTimes(
  { from, to }: TimeRange,
  most: number,
): { times: number[]; step: number } {
  const step = steps.find((size) => (to - from) / size <= most) ?? (to - from) / most;
  const zone = -new Date(from).getTimezoneOffset() * 60_000;
  const times: number[] = [];
  for (let time = Math.ceil((from + zone) / step) * step - zone; time < to; time += step)
    times.push(time);
  return { times, step };
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A label of the axis: only what the step makes differ. */
export function axisText(time: number, step: number): string {
  const date = new Date(time);
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  if (step >= 31_000_000_000) return String(date.getFullYear());
  if (step >= 86_400_000) return day;
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (step >= 43_200_000) return `${day} ${clock}`;
  if (step >= 60_000) return clock;
  const seconds = `${clock}:${two(date.getSeconds())}`;
  return step >= 1000 ? seconds : `${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
