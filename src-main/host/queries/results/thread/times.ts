const zone = String.raw`\s*(Z|[+-]\d{1,2}(?::?\d{2}(?::?\d{2})?)?)?`;
const moment = new RegExp(
  String.raw`^(\d{1,6})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?${zone}( BC)?$`,
  'i',
);
const timeOfDay = new RegExp(
  String.raw`^(-?)(\d{1,3}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?${zone}$`,
  'i',
);

/** A moment: whole seconds since 1970 (or midnight), and the digits behind them. */
interface Moment {
  seconds: number;
  fraction: string;
}

/**
 * Milliseconds since 1970 of a date or time as databases write it, of any year, before Christ
 * too; without a zone as in UTC; of a time of day since midnight. NaN where it is none.
 */
export function timeOf(text: string): number {
  const usual = usualMoment(text);
  if (!Number.isNaN(usual)) return usual;
  if (/^-?infinity$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const found = momentOf(text);
  return found ? found.seconds * 1000 + Number(`0.${found.fraction || '0'}`) * 1000 : NaN;
}

/** A moment as most databases write it, `2026-01-02 03:04:05[.678901][+08[:00]]`; NaN for others. */
function usualMoment(text: string): number {
  const { length } = text;
  if (length < 19 || text.charCodeAt(4) !== dash || text.charCodeAt(7) !== dash) return NaN;
  if (text.charCodeAt(13) !== colon || text.charCodeAt(16) !== colon) return NaN;
  const middle = text.charCodeAt(10);
  if (middle !== 0x20 && middle !== 0x54) return NaN;
  const days = daysOf(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10));
  const seconds = digits(text, 11, 13) * 3600 + digits(text, 14, 16) * 60 + digits(text, 17, 19);
  let at = 19;
  let fraction = 0;
  if (text.charCodeAt(at) === dot) {
    let unit = 100;
    for (at += 1; at < length; at += 1) {
      const digit = text.charCodeAt(at) - zero;
      if (digit < 0 || digit > 9) break;
      fraction += digit * unit;
      unit /= 10;
    }
  }
  let offset = 0;
  if (at < length) {
    const sign = text.charCodeAt(at);
    if ((sign !== plus && sign !== dash) || (length !== at + 3 && length !== at + 6)) return NaN;
    offset = digits(text, at + 1, at + 3) * 3600;
    if (length === at + 6) {
      if (text.charCodeAt(at + 3) !== colon) return NaN;
      offset += digits(text, at + 4, at + 6) * 60;
    }
    if (sign === dash) offset = -offset;
  }
  return (days * 86_400 + seconds - offset) * 1000 + fraction;
}

const [zero, dash, colon, dot, plus] = [0x30, 0x2d, 0x3a, 0x2e, 0x2b];

/** The number that digits make; NaN where one is none. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - zero;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Whether milliseconds in a double may hold less than the text says: microseconds fit until the year 2199. */
export function isFine(text: string): boolean {
  if (text.length < 24) return false;
  if (/[.,]\d{7}/.test(text)) return true;
  const first = text.charCodeAt(0);
  // Of the years from 2000 to 2099.
  if (first === 0x32 && text.charCodeAt(1) === zero && text.charCodeAt(4) === dash) return false;
  return /[.,]\d{4}/.test(text) && /^\d+-/.test(text) && !/^(?:1[89]|2[01])\d\d-/.test(text);
}

/** A text whose code points are ordered as the times are; what is none stands behind them. */
export function sortableTime(text: string): string {
  if (/^-?infinity$/i.test(text)) return text.startsWith('-') ? '0' : '4';
  const found = momentOf(text);
  if (!found) return `6${text}`;
  const seconds = String(found.seconds + 1e15).padStart(16, '0');
  return `3${seconds}.${found.fraction.replace(/0+$/, '')}`;
}

/** Negative, 0 or positive; what is no time stands behind. */
export function compareTimes(left: string, right: string): number {
  const [x, y] = [sortableTime(left), sortableTime(right)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function momentOf(text: string): Moment | null {
  const date = moment.exec(text);
  if (date) {
    const [, year = '', month, day, hour, minute, second, fraction = '', offset, before] = date;
    const days = daysOf(before ? 1 - Number(year) : Number(year), Number(month), Number(day));
    return {
      seconds: days * 86_400 + secondsOf(hour, minute, second) - offsetOf(offset),
      fraction,
    };
  }
  const time = timeOfDay.exec(text);
  if (!time) return null;
  const [, sign, hour, minute, second, fraction = '', offset] = time;
  const seconds = secondsOf(hour, minute, second);
  if (sign !== '-') return { seconds: seconds - offsetOf(offset), fraction };
  if (/^0*$/.test(fraction)) return { seconds: -seconds, fraction: '' };
  // Fractions count upwards from the whole second below.
  const rest = String(10n ** BigInt(fraction.length) - BigInt(fraction));
  return { seconds: -seconds - 1, fraction: rest.padStart(fraction.length, '0') };
}

function secondsOf(hour = '0', minute = '0', second = '0'): number {
  return Number(hour) * 3600 + Number(minute) * 60 + Number(second);
}

/** Of `+08`, `+0800`, `+08:00:00`, in seconds. */
function offsetOf(offset: string | undefined): number {
  if (offset === undefined || /^z$/i.test(offset)) return 0;
  const digits = offset.slice(1).replaceAll(':', '').padStart(2, '0');
  const seconds = secondsOf(digits.slice(0, 2), digits.slice(2, 4) || '0', digits.slice(4) || '0');
  return offset.startsWith('-') ? -seconds : seconds;
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant, chrono algorithms). */
function daysOf(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
