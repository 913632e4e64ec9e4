/**
 * The bytecode between `assemble.ts` and `scan.as`: words of 32 bits, little-endian. An
 * instruction is its number, its size in bytes, then what it needs; addresses count from the
 * begin of the program. The same numbers stand in scan.as.
 */
export const ops = {
  accept: 0,
  /** byte */
  byte: 1,
  /** count, then (length, address) each */
  literal: 2,
  /** min */
  blanks: 3,
  /** field, min, max, padded */
  digits: 4,
  monthName: 5,
  weekday: 6,
  meridiem: 7,
  /** three separators, one a byte; optional */
  fraction: 8,
  /** words too */
  zone: 9,
  /** 1 when the instruction after it is a literal at which the word ends */
  word: 10,
  /** limit */
  skip: 11,
  /** style (0 json, 1 logfmt), count, then (length, address) each */
  key: 12,
  /** address of the table, alone */
  level: 13,
  /** address of the table, limit, where: 0 here, 1 in the next line, 2 in any other line of the record */
  levelWithin: 14,
  /** mask, count, then (from, to, level) each */
  levelNumber: 15,
  /** level */
  setLevel: 16,
  /** size of the body that follows, which ends with `accept` */
  optional: 17,
  end: 18,
  /**
   * slot, address to go on at: the bytes from here to there are all of the time down to the
   * minute. While lines repeat them, they are compared with the last ones instead of read.
   */
  segment: 19,
  /** slot */
  segmentEnd: 20,
  /** field: exactly two digits */
  twoDigits: 21,
  sameTime: 22,
} as const;

export const fields = {
  none: 0,
  year: 1,
  year2: 2,
  month: 3,
  day: 4,
  dayOfYear: 5,
  hour: 6,
  minute: 7,
  second: 8,
  epochSeconds: 9,
  epochMillis: 10,
  epochMicros: 11,
  epochNanos: 12,
} as const;

/** Words at the begin of a program; each is an address or a number. */
export const header = {
  units: 0,
  gb18030: 1,
  unmatched: 2,
  year: 3,
  /** A word a byte: bit n: head n may begin with it; bit 30: `continues`; bit 31: `ignore`. */
  firstBytes: 4,
  /** Count, then (length, address) each. */
  ignore: 5,
  continues: 6,
  /** Count, then (address of its code, as, notAfterStart) each. */
  heads: 7,
  /** Count, then (length, address, minutes or `ownZone`) each. */
  zoneNames: 8,
  /**
   * Offset in minutes before the first change; count of changes; then, aligned to 8,
   * (at: 64-bit ms, minutes: 64 bits) each.
   */
  zone: 9,
  /** A head looks at lines after its own. */
  nextLine: 10,
  yearBegins: 11,
} as const;
export const headerWords = 12;

/** Stands for the program's own zone in the table of zone words. */
export const ownZone = 100_000;
/** What a level word can mean beyond a level (0 none, 1–6 `kernelLevels`). */
export const meansContinues = 7;
/** Bytes of a level word. */
export const longestWord = 48;
export const maxHeads = 30;
export const maxSegments = 64;
export const maxProgramBytes = 128 * 1024;
