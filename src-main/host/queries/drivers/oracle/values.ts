/**
 * Values of Oracle as text, without loss. The layout of dates is that of the internal datatypes
 * 12 (DATE), 180 (TIMESTAMP) and 181 (TIMESTAMP WITH TIME ZONE): Oracle, “Call Interface
 * Programmer's Guide”, Data Types, “DATE”, and node-oracledb's own reader.
 */

const two = (value: number): string => String(value).padStart(2, '0');

/** ISO 8601; the years before Christ as Oracle's SYYYY writes them: -0044 is 44 BC. */
function date(year: number, month: number, day: number): string {
  return `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** Nanoseconds behind a point, without zeros at the end. */
function fraction(nanoseconds: number): string {
  return nanoseconds === 0 ? '' : `.${String(nanoseconds).padStart(9, '0').replace(/0+$/, '')}`;
}

/** Bytes of a date: 7, with nanoseconds 11, with a time zone 13, and then in UTC. */
export function textOfDate(bytes: Uint8Array): string {
  const at = (index: number): number => bytes[index] ?? 0;
  const year = (at(0) - 100) * 100 + (at(1) - 100);
  const nanoseconds =
    bytes.length < 11 ? 0 : ((at(7) << 24) | (at(8) << 16) | (at(9) << 8) | at(10)) >>> 0;
  const clock = [at(4) - 1, at(5) - 1, at(6) - 1].map(two).join(':') + fraction(nanoseconds);
  if (bytes.length < 13) return `${date(year, at(2), at(3))} ${clock}`;
  // The upper bit says that the number of a region follows, whose offset only the server knows.
  const region = (at(11) & 0x80) !== 0;
  const offset = region ? 0 : (at(11) - 20) * 60 + (at(12) - 60);
  // A year that Date knows, of the same place in the cycle of the calendar.
  const cycle = ((year % 400) + 400) % 400;
  const local = new Date(
    Date.UTC(2000 + cycle, at(2) - 1, at(3), at(4) - 1, at(5) - 1 + offset, at(6) - 1),
  );
  const localYear = year + (local.getUTCFullYear() - (2000 + cycle));
  const day = date(localYear, local.getUTCMonth() + 1, local.getUTCDate());
  const time = [local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()].map(two);
  const minutes = Math.abs(offset);
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return `${day} ${time.join(':')}${fraction(nanoseconds)} ${zone}`;
}

/** The fewest digits that read back as the same single-precision number. */
export function textOfSingle(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return String(shorter);
  }
  return String(value);
}

interface Interval {
  years?: number;
  months?: number;
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  fseconds?: number;
}

/** `+01-02` or `-3 04:05:06.7`, as TO_CHAR writes them. */
function textOfInterval(value: Interval): string {
  const { years, months = 0, days = 0, hours = 0, minutes = 0, seconds = 0, fseconds = 0 } = value;
  const parts = [years ?? 0, months, days, hours, minutes, seconds, fseconds];
  const sign = parts.some((part) => part < 0) ? '-' : '+';
  const size = Math.abs;
  if (years !== undefined) return `${sign}${two(size(years))}-${two(size(months))}`;
  const clock = [hours, minutes, seconds].map((part) => two(size(part))).join(':');
  return `${sign}${size(days)} ${clock}${fraction(size(fseconds))}`;
}

/** Text of a value as the driver gives it; large objects are read before. */
export function textOf(value: unknown, type: string): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number')
    return type === 'BINARY_FLOAT' ? textOfSingle(value) : String(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (Buffer.isBuffer(value)) return value.toString('hex').toUpperCase();
  if (type.startsWith('INTERVAL')) return textOfInterval(value);
  return JSON.stringify(value, (_key, inner: unknown) => {
    const bytes = inner as { type?: string; data?: number[] } | null;
    // What JSON makes of a Buffer before it asks.
    if (bytes?.type === 'Buffer' && Array.isArray(bytes.data)) {
      return Buffer.from(bytes.data).toString('hex').toUpperCase();
    }
    return ArrayBuffer.isView(inner) ? Array.from(inner as unknown as number[]) : inner;
  });
}
