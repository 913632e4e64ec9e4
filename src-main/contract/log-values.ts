import { idSchema, lineSchema, sha256Schema, textSchema, timeSchema, z } from './common';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export const logLevelSchema = z.enum(logLevels);
export type LogLevel = z.infer<typeof logLevelSchema>;

/** Encodings a log may be read in; `auto` finds it. `mixed` decides line by line. */
export const logEncodings = [
  'utf-8',
  'gb18030',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'mixed',
] as const;
export const logEncodingSchema = z.enum(logEncodings);

/** Where the bytes of a log are. */
export const logPlaceSchema = z.discriminatedUnion('kind', [
  /** A log of a system: followed over SSH, kept in a capture. */
  z.object({ kind: z.literal('endpoint'), endpointId: idSchema }),
  /** Any file on an SSH host, read in place by ranges. */
  z.object({ kind: z.literal('remote'), endpointId: idSchema, path: z.string().min(1).max(4096) }),
  /** A file of this machine; `.gz`, `.zst` and `.zip` are read in place. `entry` names a file in a zip. */
  z.object({
    kind: z.literal('local'),
    path: z.string().min(1).max(4096),
    entry: z.string().max(4096).optional(),
  }),
  /** What was kept of a remote tail, or dropped into the window. */
  z.object({ kind: z.literal('capture'), captureId: idSchema }),
]);
export type LogPlace = z.infer<typeof logPlaceSchema>;

export const logErrorSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

/** What a person decided about a source; null: found by itself. */
export const logChoicesSchema = z.object({
  encoding: logEncodingSchema.nullable(),
  /** Name of a format. */
  format: z.string().max(200).nullable(),
  /** IANA zone or offset (`+08:00`) of times that state none. */
  zone: z.string().max(60).nullable(),
  /** Added to the source's times to bring them to true time, in ms. */
  clockOffsetMs: z.number().int().nullable(),
});
export type LogChoices = z.infer<typeof logChoicesSchema>;

/** How a host's clock compares to this device's, as a connection test measured it. */
export const logClockSchema = z.object({
  /** To be added to times of the host to bring them to this device's, in ms. */
  offsetMs: z.number().int(),
  /** The most it can be wrong, in ms. */
  errorMs: z.number().int(),
  measuredAt: timeSchema,
});
export type LogClock = z.infer<typeof logClockSchema>;

export const levelCountsSchema = z.record(logLevelSchema, z.number().int());

/** Something between lines that a reader must see. */
export const logMarkSchema = z.object({
  /** The line it stands before. */
  line: z.number().int(),
  /** `replaced`: another file stands at its path, and the log begins anew with it. */
  kind: z.enum(['rotated', 'truncated', 'replaced', 'reconnected', 'recovered', 'gap']),
  at: timeSchema,
  /** Lost or recovered bytes; null when unknown. */
  bytes: z.number().int().nullable(),
  /** Inodes, names: shown in mono. */
  detail: z.string(),
});
export type LogMark = z.infer<typeof logMarkSchema>;

/** One source of a view. */
export const logSourceSchema = z.object({
  id: z.string(),
  place: logPlaceSchema,
  name: z.string(),
  system: z.string(),
  systemId: idSchema.nullable(),
  environment: z.enum(['production', 'test', 'development', '']),
  host: z.string(),
  path: z.string(),
  /** `fixed`: nothing is followed. `elsewhere`: another process on the profile follows it. */
  state: z.enum([
    'opening',
    'fixed',
    'connecting',
    'live',
    'stale',
    'failed',
    'elsewhere',
    'closed',
  ]),
  owner: z
    .object({
      pid: z.number().int(),
      face: z.enum(['desktop', 'browser', 'cli']),
      state: z.string(),
      bytes: z.number().int(),
      lines: z.number().int(),
    })
    .nullable(),
  staleSince: timeSchema.nullable(),
  /** When the next attempt to connect is made. */
  retryAt: timeSchema.nullable(),
  error: logErrorSchema.nullable(),
  /** Size of the log in bytes, as far as known. */
  bytes: z.number().int(),
  /** How much of it is indexed, 0 to 1; below 1 numbers of lines and records are still growing. */
  indexed: z.number(),
  /** Set where only a piece of the log is at hand (remote, or not indexed yet): [from, to) of its bytes. */
  piece: z.object({ from: z.number().int(), to: z.number().int() }).nullable(),
  lines: z.number().int(),
  records: z.number().int(),
  levels: levelCountsSchema,
  /** Time of the earliest and latest record, true time. */
  first: timeSchema.nullable(),
  last: timeSchema.nullable(),
  choices: logChoicesSchema,
  /** What is in effect. */
  encoding: z.string(),
  format: z.string(),
  /** The format was never seen on a real file of its vendor. */
  formatUnproven: z.boolean(),
  zone: z.string(),
  clockOffsetMs: z.number(),
  /** What the last connection test of its host measured; in effect where nobody chose an offset. */
  clock: logClockSchema.nullable(),
  marks: z.array(logMarkSchema),
  /** Commands that were sent to the host to read it, newest last. */
  commands: z.array(z.string()),
  captureId: idSchema.nullable(),
});
export type LogSource = z.infer<typeof logSourceSchema>;

/** A condition of a filter; a record passes when every including one and no excluding one holds. */
export const logConditionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    exclude: z.boolean(),
    text: z.string().min(1).max(1000),
    regex: z.boolean(),
    ignoreCase: z.boolean(),
  }),
  /** This level and worse. */
  z.object({
    kind: z.literal('level'),
    exclude: z.boolean(),
    level: logLevelSchema,
    andWorse: z.boolean(),
  }),
  /** [from, to) in true time; null is open. */
  z.object({
    kind: z.literal('time'),
    exclude: z.boolean(),
    from: timeSchema.nullable(),
    to: timeSchema.nullable(),
  }),
  z.object({
    kind: z.literal('field'),
    exclude: z.boolean(),
    field: z.string().max(200),
    value: z.string().max(1000),
  }),
  z.object({ kind: z.literal('source'), exclude: z.boolean(), sourceId: z.string() }),
]);
export type LogCondition = z.infer<typeof logConditionSchema>;
export const logFilterSchema = z.array(logConditionSchema).max(50);
export type LogFilter = z.infer<typeof logFilterSchema>;

/** What is searched for within the rows that the filter leaves. */
export const logSearchSchema = z.object({
  text: z.string().max(1000),
  regex: z.boolean(),
  ignoreCase: z.boolean(),
});
export type LogSearch = z.infer<typeof logSearchSchema>;

/** Texts that are marked wherever they stand. `tone` is one of eight marks, told apart also without colour. */
export const logHighlightSchema = logSearchSchema.extend({ tone: z.number().int().min(0).max(7) });
export type LogHighlight = z.infer<typeof logHighlightSchema>;

/** How rows are made: a record with its lines folded, or each line by itself. */
export const logUnitSchema = z.enum(['record', 'line']);
export type LogUnit = z.infer<typeof logUnitSchema>;

/** A search or filter of the whole of a file that is read in place, done by its host. */
export const logPlaceWorkSchema = z.object({
  /** Lines found so far. */
  found: z.number().int(),
  /** Bytes gone through, as far as known, and bytes there are. */
  searched: z.number().int(),
  bytes: z.number().int(),
  running: z.boolean(),
  /** Why it ended before the end of the file; `searchOn` goes on from there. */
  stopped: z.enum(['hits', 'time', 'cut', 'cancelled']).nullable(),
  /** Levels were told by their words alone: lines that only speak of them are found, too. */
  byWords: z.boolean(),
  /** What the host was told, as a person would type it. */
  command: z.string(),
  error: logErrorSchema.nullable(),
});
export type LogPlaceWork = z.infer<typeof logPlaceWorkSchema>;

export const logViewSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** Counts up with every change of what rows say or which there are, other than growth at the end. */
  generation: z.number().int(),
  /** Counts up whenever rows have other numbers than before; more of them at either end keep theirs. */
  numbering: z.number().int(),
  sources: z.array(logSourceSchema),
  unit: logUnitSchema,
  /** Rows to show; the first one is `firstRow`, which is below 0 where earlier ones were fetched later. */
  rows: z.number().int(),
  firstRow: z.number().int(),
  /** Bytes of the log before and after the piece at hand; 0 where all of it is. */
  before: z.number().int(),
  after: z.number().int(),
  filter: logFilterSchema,
  search: logSearchSchema.nullable(),
  /** Rows that the search has found so far, lines in them, and how far it is, 0 to 1. */
  hits: z.object({
    rows: z.number().int(),
    lines: z.number().int(),
    done: z.number(),
    error: logErrorSchema.nullable(),
  }),
  /** How far the filter is, 0 to 1. */
  filtered: z.number(),
  /** Why a filter could not be applied: an expression that is none. */
  filterError: logErrorSchema.nullable(),
  /**
   * A file of a host is read in place, and a filter or search acts. `file`: on all of it, line by
   * line, by the host's own tools. `piece`: several sources are shown, and only what was loaded of
   * this one is looked at.
   */
  inPlace: z
    .object({
      scope: z.enum(['file', 'piece']),
      filter: logPlaceWorkSchema.nullable(),
      search: logPlaceWorkSchema.nullable(),
    })
    .nullable(),
  highlights: z.array(logHighlightSchema),
});
export type LogView = z.infer<typeof logViewSchema>;

/** A span of a row's text that is marked, [from, to) in UTF-16 units. `tone` −1: the search. */
export const logSpanSchema = z.object({
  from: z.number().int(),
  to: z.number().int(),
  tone: z.number().int(),
});

/** A row as it is shown: decoded from its bytes only now. */
export const logRowSchema = z.object({
  row: z.number().int(),
  /** Which source of the view, by its place in `sources`. */
  source: z.number().int(),
  /** Number of the (first) line in its source, from 0; from the start of the piece where only that is at hand. */
  line: z.number().int(),
  /** Where it begins in the source, in bytes. */
  offset: z.number().int(),
  text: z.string(),
  /**
   * Where the message begins in `text`, in UTF-16 units: the time and level before it stand in
   * columns of their own. Absent or 0: show all of it.
   */
  body: z.number().int().optional(),
  /**
   * Of a record whose format tells so: where what it says begins in `text`, behind `body`, and
   * where ends what tells most of that between (the logger, a code), in UTF-16 units.
   */
  message: z.object({ from: z.number().int(), leadTo: z.number().int() }).optional(),
  level: logLevelSchema.nullable(),
  /** True time of the record; null when it states none. */
  time: timeSchema.nullable(),
  /** The time is the record's own (not of the record before). */
  startsRecord: z.boolean(),
  /** Lines of the record after the first one, in unit `record`. */
  moreLines: z.number().int(),
  /** These lines are, or hold, a stack trace. */
  stack: z.boolean().optional(),
  /** Set when the line is longer than what is shown; its length in bytes. */
  fullLength: z.number().int().nullable(),
  spans: z.array(logSpanSchema),
  /** Evidence `E7` it belongs to, and whether it is bookmarked. */
  pin: z.string().nullable(),
  bookmark: z.boolean(),
});
export type LogRow = z.infer<typeof logRowSchema>;

/** A place to go to. */
export const logTargetSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start') }),
  z.object({ kind: z.literal('end') }),
  z.object({ kind: z.literal('line'), source: z.number().int(), line: z.number().int() }),
  z.object({ kind: z.literal('offset'), source: z.number().int(), offset: z.number().int() }),
  /** First row at or after a true time. */
  z.object({ kind: z.literal('time'), time: timeSchema }),
  /** Share of the whole, 0 to 1. */
  z.object({ kind: z.literal('share'), share: z.number().min(0).max(1) }),
  /** Next or previous hit of the search, level error or worse, bookmark, or gap, seen from a row. */
  z.object({
    kind: z.literal('next'),
    what: z.enum(['hit', 'error', 'bookmark', 'gap']),
    from: z.number().int(),
    backwards: z.boolean(),
  }),
]);
export type LogTarget = z.infer<typeof logTargetSchema>;

/** Everything about one record. */
export const logRecordSchema = z.object({
  source: z.number().int(),
  line: z.number().int(),
  lines: z.number().int(),
  /** Byte range in the log, [from, to). */
  from: z.number().int(),
  to: z.number().int(),
  level: logLevelSchema.nullable(),
  time: timeSchema.nullable(),
  /** The time as the record itself writes it. */
  timeText: z.string(),
  /** Its lines, at most 2,000 and 1 MiB together. `frame`: a frame of a stack; `own`: of a package that is not a framework's. */
  text: z.array(
    z.object({
      text: z.string(),
      kind: z.enum(['text', 'cause', 'frame', 'frameOwn']),
      /** Of the search and the highlights, as in a row. */
      spans: z.array(logSpanSchema).optional(),
    }),
  ),
  fields: z.array(z.object({ name: z.string(), value: z.string() })),
  /** SHA-256 of its exact bytes. */
  sha256: sha256Schema,
  /** The file its first byte stands in at its origin, which may be a rotated one; as text: inodes can be large. */
  file: z.object({ path: z.string(), inode: z.string().nullable() }).optional(),
  /** Lines of its stack; 0 without one. */
  stackLines: z.number().int(),
});
export type LogRecord = z.infer<typeof logRecordSchema>;

/** Bars of the histogram. `gap`: no source had the log in hand in all of that time. */
export const logHistogramSchema = z.object({
  from: timeSchema,
  to: timeSchema,
  bars: z.array(
    z.object({
      total: z.number().int(),
      warn: z.number().int(),
      error: z.number().int(),
      gap: z.boolean(),
    }),
  ),
  /** Of the filtered rows; null without a filter. */
  matched: z.array(z.number().int()).nullable(),
  /**
   * The log is read in place: `total` are bytes, told from the times at so many places of it, and
   * warnings and errors are not counted.
   */
  sampled: z.number().int().optional(),
});
export type LogHistogram = z.infer<typeof logHistogramSchema>;

/** The whole view in `buckets` pieces, for the strip beside the list. */
export const logOverviewSchema = z.object({
  buckets: z.array(
    z.object({ hits: z.number().int(), errors: z.number().int(), bookmarks: z.number().int() }),
  ),
});
export type LogOverview = z.infer<typeof logOverviewSchema>;

export const logBookmarkSchema = z.object({
  id: idSchema,
  /** Where its line can be opened now: a file that was renamed is found by its inode. */
  place: logPlaceSchema,
  name: z.string(),
  system: z.string(),
  host: z.string(),
  path: z.string(),
  /** Where the line begins in `place`, in bytes. */
  offset: z.number().int(),
  /** First characters of its line. */
  text: z.string(),
  /** What of them is the message, where the log is open and its format tells. */
  said: z.string().optional(),
  time: timeSchema.nullable(),
  remark: textSchema,
  createdAt: timeSchema,
  /**
   * Whether the line still stands there, told by the hash of its bytes; `unknown` where that
   * would need a connection, or reading through a packed file.
   */
  holds: z.enum(['yes', 'no', 'unknown']),
});
export type LogBookmark = z.infer<typeof logBookmarkSchema>;

/** A filter, a set of highlights, or both, kept by name. */
export const savedFilterSchema = z.object({
  id: idSchema,
  name: lineSchema.min(1),
  filter: logFilterSchema,
  highlights: z.array(logHighlightSchema).max(50),
});
export type SavedFilter = z.infer<typeof savedFilterSchema>;

/** A log kept on this machine. */
export const logCaptureSchema = z.object({
  id: idSchema,
  name: z.string(),
  endpointId: idSchema.nullable(),
  system: z.string(),
  host: z.string(),
  path: z.string(),
  /** Bytes of the log, and what they take here. */
  bytes: z.number().int(),
  stored: z.number().int(),
  startedAt: timeSchema,
  endedAt: timeSchema.nullable(),
  /** Being written now. */
  live: z.boolean(),
  /** Not deleted when the quota is reached. */
  kept: z.boolean(),
  gaps: z.number().int(),
});
export type LogCapture = z.infer<typeof logCaptureSchema>;

/** How a format of logs looks; the text is its YAML. */
export const logFormatSchema = z.object({
  name: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  platform: z.string(),
  origin: z.enum(['shipped', 'user']),
  unproven: z.boolean(),
  text: z.string(),
  /** What is wrong with a user's one, a line each; it is not used then. */
  problem: z.object({ zh: z.string(), en: z.string() }).nullable(),
});
export type LogFormat = z.infer<typeof logFormatSchema>;
