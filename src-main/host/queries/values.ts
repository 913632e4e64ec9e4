import { AppError } from '../../contract/errors';
import type { ParameterType } from '../../contract/query-document';

const day = /^(\d{4})-(\d{2})-(\d{2})$/;
const clock = String.raw`([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?`;
const timeOfDay = new RegExp(`^${clock}$`);
const moment = new RegExp(`^(\\d{4}-\\d{2}-\\d{2})[ T]${clock} ?(Z|[+-]\\d{2}(:?\\d{2})?)?$`);
const number = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const truths = new Map([
  ['true', 'true'],
  ['t', 'true'],
  ['yes', 'true'],
  ['1', 'true'],
  ['false', 'false'],
  ['f', 'false'],
  ['no', 'false'],
  ['0', 'false'],
]);

/**
 * The values to bind, in the order of the statement's parameters. The server finds their
 * types from where they stand, as for a quoted literal, so that indexes stay usable.
 *
 * @throws AppError `sql.parameter-missing` {name}, `sql.parameter-invalid` {name, type, value}
 */
export function bindParameters(
  names: readonly string[],
  given: Readonly<Record<string, string | null>>,
  types: Readonly<Record<string, ParameterType>>,
): (string | null)[] {
  return names.map((name) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined) throw new AppError('sql.parameter-missing', { name });
    return value === null ? null : bind(name, value, types[name] ?? 'text');
  });
}

function bind(name: string, value: string, type: ParameterType): string {
  const trimmed = value.trim();
  if (trimmed === '' && type !== 'text') throw new AppError('sql.parameter-missing', { name });
  const bound = convert(type === 'text' ? value : trimmed, type);
  if (bound === null) {
    throw new AppError('sql.parameter-invalid', { name, type, value: value.slice(0, 100) });
  }
  return bound;
}

/** The text the server gets, or null when the value does not fit its type. */
function convert(value: string, type: ParameterType): string | null {
  switch (type) {
    case 'text':
      return /\0|\p{Surrogate}/u.test(value) ? null : value;
    case 'number':
      return number.test(value) ? value : null;
    case 'date':
      return isDay(value) ? value : null;
    case 'time':
      return timeOfDay.test(value) || isDay(moment.exec(value)?.[1] ?? '') ? value : null;
    case 'boolean':
      return truths.get(value.toLowerCase()) ?? null;
  }
}

/** Whether a day of the calendar is named: 2026-02-30 is none. */
function isDay(value: string): boolean {
  const [, year, month, date] = day.exec(value) ?? [];
  if (year === undefined) return false;
  const found = new Date(`${value}T00:00:00Z`);
  return found.getUTCMonth() + 1 === Number(month) && found.getUTCDate() === Number(date);
}
