import { sha256Schema, timeSchema, z } from './common';
import { logFilterSchema, logHighlightSchema, logSearchSchema } from './log-filters';
import { logErrorSchema, logLevelSchema, logSourceSchema } from './log-sources';

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
