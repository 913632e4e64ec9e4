import type { LogCondition, LogSource } from '../../../src-main/contract/logs';

/** Words of conditions, from i18n. */
export type ConditionWords = (key: string, params?: Record<string, unknown>) => string;

const two = (value: number): string => String(value).padStart(2, '0');

/** `11:20`, with seconds or the day only where they say something. */
function shortTime(time: number, day: boolean): string {
  const date = new Date(time);
  const ms = date.getMilliseconds();
  const seconds = date.getSeconds() > 0 || ms > 0 ? `:${two(date.getSeconds())}` : '';
  const fraction = ms > 0 ? `.${String(ms).padStart(3, '0')}` : '';
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}${seconds}${fraction}`;
  return day ? `${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock}` : clock;
}

/** A range of time as a chip says it: `11:20–11:26`. `days`: the log has more than one. */
export function rangeText(from: number | null, to: number | null, days: boolean): string {
  const low = from === null ? '' : shortTime(from, days);
  const sameDay =
    from !== null && to !== null && new Date(from).toDateString() === new Date(to).toDateString();
  const high = to === null ? '' : shortTime(to, days && !sameDay);
  if (from === null) return `< ${high}`;
  if (to === null) return `≥ ${low}`;
  return `${low}–${high}`;
}

/** What a chip of a condition says; `not` is the chip's own. */
export function conditionText(
  condition: LogCondition,
  sources: readonly LogSource[],
  days: boolean,
  words: ConditionWords,
): { field?: string; value: string } {
  switch (condition.kind) {
    case 'text':
      return { value: condition.regex ? `/${condition.text}/` : condition.text };
    case 'level': {
      const level = words(`level.${condition.level}`);
      return { value: condition.andWorse ? `≥ ${level}` : level };
    }
    case 'time':
      return { value: rangeText(condition.from, condition.to, days) };
    case 'field':
      return { field: condition.field, value: condition.value };
    case 'source': {
      const source = sources.find(({ id }) => id === condition.sourceId);
      return { field: words('condition.source'), value: source?.name ?? '?' };
    }
  }
}
