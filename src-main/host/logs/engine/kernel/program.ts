import type { LogLevel } from '../../../../contract/logs';

/**
 * What the kernel is told of a format: how the first line of a record looks, where its time and
 * level stand, and which lines are none. `assemble` (assemble.ts) makes a `KernelProgram` of it.
 *
 * Bytes: every text is given in the bytes of the file (`encodeText`). For UTF-16 files they are
 * given in UTF-8: the kernel narrows the begin of each line before it looks. A text that has
 * several byte forms (files of mixed encoding) is given with all of them.
 *
 * Lines are judged one by one, from their begin, without CR and LF:
 * 1. one that begins with a text of `ignore` is ignored: no record, part of none;
 * 2. one that begins with a text of `continues` belongs to the record before;
 * 3. else the heads are tried in their order and the first whose items all match decides;
 * 4. no head matches: it belongs to the record before, or is one itself (`unmatched: 'record'`;
 *    not an empty line).
 *
 * Only the first `headLimit` bytes of a line are looked at, however long it is.
 *
 * Items match from left to right, greedy, without going back, except that `skip` tries each
 * further place until the rest of the head matches (bounded: 20,000 tries a line).
 */
export interface ProgramSpec {
  /** `bytes`: UTF-8, GB18030, Windows-1252, mixed; GB18030 sets `gb18030` in addition. */
  units: 'bytes' | 'utf-16le' | 'utf-16be';
  /** Bytes 0x81–0xFE take a trail byte with them, so that `|` or `[` is never found inside 中文. */
  gb18030: boolean;
  heads: readonly Head[];
  /** Tables of level words, named by their position in `level` and `levelWithin` items. */
  words: readonly WordTable[];
  /** Begins of lines that are no record and part of none: `#`. */
  ignore: readonly Forms[];
  /** Begins of lines that always belong to the record before. */
  continues: readonly Forms[];
  unmatched: 'continues' | 'record';
  zone: Zone;
  /** Zone words of `zone` items. One that is not listed stands for the program's zone. */
  zoneNames: readonly { name: Forms; minutes: number | 'own' }[];
  /**
   * Year of the first record where the format states none. It grows when the month falls from
   * late to early in the year (by 6 months or more).
   */
  year: number;
  /**
   * Month of that record (1–12) where the log goes on into the next year: a date of an earlier month
   * is of that one, where nothing is known of the lines before it. Default 1.
   */
  yearBegins?: number;
}

/** One text in every byte form it can have in the file. */
export type Forms = readonly Uint8Array[];

/** How a record's first line may look. */
export interface Head {
  items: readonly Item[];
  /**
   * `record` (the default) starts one. `continues`: belongs to the record before, e.g. a line of
   * DETAIL. `ignored`: part of none. Time and date of these two count for the lines that follow
   * them (`#Date: 2026-11-22 10:00:00`), not for a record.
   */
  as?: 'record' | 'continues' | 'ignored';
  /**
   * Only when the line before it is not the start of a record itself: `# User@Host` of MySQL's
   * slow log, which starts a record unless `# Time` did.
   */
  notAfterStart?: boolean;
}

/**
 * Parts of the time. What a head leaves out: seconds are 0; without a year it comes from the lines
 * before (or the program); without month and day it is the date of the last time stated before
 * (a clock that falls by 12 hours or more: the next day), and the time is unknown if there is none.
 */
export type TimeField =
  | 'year'
  /** 70–99: 19xx, 00–69: 20xx. */
  | 'year2'
  | 'month'
  | 'day'
  | 'dayOfYear'
  | 'hour'
  | 'minute'
  | 'second'
  /** Since 1970 in UTC; `fraction` may follow the seconds. Cut to milliseconds. */
  | 'epochSeconds'
  | 'epochMillis'
  | 'epochMicros'
  | 'epochNanos';

export type Item =
  /** These bytes. */
  | { op: 'literal'; forms: Forms }
  /** At least `min` (default 1) blanks: space, tab. */
  | { op: 'blanks'; min?: number }
  /**
   * As many digits as there are, between `min` and `max` (1–19). `padded`: blanks may stand for
   * leading digits ("Nov  3"). A month of 13 or an hour of 25 does not match. No field: any number.
   */
  | { op: 'digits'; field: TimeField | null; min: number; max: number; padded?: boolean }
  /** Jan, January, JAN, 1月, 11月, 十一月 (Chinese in `utf-8` or GB18030 bytes); "Sept" too. */
  | { op: 'monthName' }
  /** Mon, Monday, 星期一, 周一. */
  | { op: 'weekday' }
  /** AM, PM, am, pm, a.m., 上午, 下午, at any place after or before the hour. */
  | { op: 'meridiem' }
  /** Separator (default any of `.,:`) and 1–9 digits or more; only ms count. */
  | { op: 'fraction'; separators?: string }
  /** Z, +08:00, +0800, +08, -3, GMT+08:00, UTC, or a word of letters (see `zoneNames`). `words: false`: only Z and offsets that begin with a sign. */
  | { op: 'zone'; words?: boolean }
  /** One or more bytes that are no blanks, up to the next item when that is a literal. */
  | { op: 'word' }
  /** 0 to `limit` bytes up to where the rest of the head matches. */
  | { op: 'skip'; limit: number }
  /**
   * Goes to the value of a key, wherever in the line it stands (also before this place). `json`:
   * a key of the object itself, never one within a string or deeper in it, except that `log.level`
   * is also `level` in the object of `log`; `logfmt`: `key=` outside of quotes. The place is after
   * blanks and the opening quote. Forms: names of which the first that is found counts.
   */
  | { op: 'key'; forms: Forms; style: 'json' | 'logfmt' }
  /** A word of the table here. `alone` (default): no letter or digit touches it. */
  | { op: 'level'; table: number; alone?: boolean }
  /**
   * Never fails, does not move: the level is the first word of the table that stands alone within
   * `limit` bytes from here. `lines`: looks at the begin of the line after this one instead (`next`,
   * JUL's second line), or of all other lines of the record within `lookAhead` bytes (`all`: the
   * worst counts; ORA- of Oracle's alert log).
   */
  | { op: 'levelWithin'; table: number; limit: number; lines?: 'next' | 'all' }
  /** A number here, `& mask` if given; the first range (inclusive) it lies in tells the level. Fails without a number. */
  | {
      op: 'levelNumber';
      mask?: number;
      ranges: readonly { from: number; to: number; level: LogLevel }[];
    }
  | { op: 'setLevel'; level: LogLevel | null }
  /** Does not move: the record has the time that was stated last, because it states none of its own. */
  | { op: 'sameTime' }
  /** These, or nothing. */
  | { op: 'optional'; items: readonly Item[] }
  /** The end of the line (blanks before it allowed). */
  | { op: 'end' };

export interface WordTable {
  /** The longest that matches counts. `continues`: a line of it belongs to the record before (DETAIL). */
  words: readonly { forms: Forms; means: LogLevel | 'none' | 'continues' }[];
  /** ASCII letters only. */
  ignoreCase: boolean;
}

/**
 * Offset from UTC of times that state none, in minutes; or the IANA zone's changes: `at` UTC ms,
 * ascending, `minutes` from then on; `before` for all before the first. An hour that exists twice
 * is told apart by the order of the lines.
 */
export type Zone =
  { minutes: number } | { before: number; changes: readonly { at: number; minutes: number }[] };

/** Bytes of a line that heads look at. */
export const headLimit = 16 * 1024;

/** Bytes behind a line at which the level of its record may stand. */
export const lookAhead = 4096;

/** What `assemble` makes; handed to workers as it is. */
export interface KernelProgram {
  readonly bytes: Uint8Array;
  /** Same program, same string: the key of what is kept of it. */
  readonly hash: string;
  /**
   * Times or starts can depend on the lines before: no year, no date, `notAfterStart`. Where they
   * do, a log is indexed in one sequence.
   */
  readonly sequential: boolean;
}

/** What lines hand on to the lines after them; `null` at the begin of a log. */
export interface KernelState {
  /** Last time stated before, UTC ms and as the log's own clock showed it; NaN without. */
  utc: number;
  local: number;
  /** The line before started a record. */
  started: boolean;
}

/** Levels as the kernel numbers them: 0 none, then these. */
export const kernelLevels = [
  'trace',
  'debug',
  'info',
  'warn',
  'error',
  'fatal',
] as const satisfies readonly LogLevel[];
