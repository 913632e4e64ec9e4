import {
  byId,
  done,
  idSchema,
  lineSchema,
  nothing,
  oc,
  stream,
  textSchema,
  timeSchema,
  z,
} from './common';
import {
  logFilterSchema,
  logHighlightSchema,
  logSearchSchema,
  savedFilterSchema,
} from './log-filters';
import { logBookmarkSchema, logCaptureSchema, logFormatSchema } from './log-kept';
import { logChoicesSchema, logErrorSchema, logPlaceSchema } from './log-sources';
import {
  logHistogramSchema,
  logOverviewSchema,
  logRecordSchema,
  logRowSchema,
  logTargetSchema,
  logUnitSchema,
  logViewSchema,
} from './log-views';

export * from './log-filters';
export * from './log-kept';
export * from './log-sources';
export * from './log-views';

const view = z.object({ id: z.string() });

export const logs = {
  /** Opens a view of one log, or of many as one timeline. Returns at once; what follows are states. */
  open: oc
    .input(
      z.object({
        places: z.array(logPlaceSchema).min(1).max(200),
        title: lineSchema.optional(),
        at: z.enum(['start', 'end']).default('end'),
      }),
    )
    .output(logViewSchema),
  list: oc.input(nothing).output(z.array(logViewSchema)),
  /** States of a view, at most ten a second; painting may skip, bytes never. */
  follow: oc.input(view).output(stream(logViewSchema)),
  close: oc.input(view).output(done),
  /** Adds a source to a view, or takes one out. */
  addSource: oc.input(view.extend({ place: logPlaceSchema })).output(logViewSchema),
  removeSource: oc.input(view.extend({ sourceId: z.string() })).output(logViewSchema),
  /** Overrides what was found out about a source; kept for the next time. */
  choose: oc
    .input(view.extend({ sourceId: z.string(), choices: logChoicesSchema }))
    .output(logViewSchema),
  reconnect: oc.input(view.extend({ sourceId: z.string() })).output(done),
  /**
   * Answers with fewer rows than asked for where they are very long: ask again from the next. They
   * are numbered as at the generation asked for, unless rows are others since.
   */
  rows: oc
    .input(
      view.extend({
        from: z.number().int(),
        count: z.number().int().min(1).max(2000),
        generation: z.number().int().optional(),
      }),
    )
    .output(z.object({ generation: z.number().int(), rows: z.array(logRowSchema) })),
  setUnit: oc.input(view.extend({ unit: logUnitSchema })).output(logViewSchema),
  setFilter: oc.input(view.extend({ filter: logFilterSchema })).output(logViewSchema),
  /** Searches within the filtered rows; null ends it. */
  setSearch: oc.input(view.extend({ search: logSearchSchema.nullable() })).output(logViewSchema),
  /** Goes on with a search or filter that a host ended early, or that was stopped. */
  searchOn: oc.input(view).output(done),
  /** Stops what the host does for a search or filter; what was found stays. */
  stopSearch: oc.input(view).output(done),
  /**
   * Copies a file of a host to this machine, unpacked, into the logs that are kept; as a task that
   * can be cancelled. Answers when it is there.
   */
  copyHere: oc
    .input(z.object({ endpointId: idSchema, path: z.string().min(1).max(4096) }))
    .output(z.object({ captureId: idSchema })),
  setHighlights: oc
    .input(view.extend({ highlights: z.array(logHighlightSchema).max(50) }))
    .output(logViewSchema),
  /** The row of a place; a view that has only a piece of its log fetches the one around it. Null: nothing there. */
  go: oc.input(view.extend({ target: logTargetSchema })).output(
    z.object({
      row: z.number().int().nullable(),
      /** The generation that numbers the row, where it is not the one last told. */
      generation: z.number().int().optional(),
      /** The numbering of the view that the row is of. */
      numbering: z.number().int(),
    }),
  ),
  /**
   * Which numbers rows of an earlier generation have now, without those that came in between.
   * `ranges` null: rows are others since, or they are in more than 1,000 places. `rows` are single
   * ones, null where they are none.
   */
  moved: oc
    .input(
      view.extend({
        generation: z.number().int(),
        ranges: z.array(z.tuple([z.number().int(), z.number().int()])).max(1000),
        rows: z.array(z.number().int()).max(100).default([]),
      }),
    )
    .output(
      z.object({
        generation: z.number().int(),
        numbering: z.number().int(),
        ranges: z.array(z.tuple([z.number().int(), z.number().int()])).nullable(),
        rows: z.array(z.number().int().nullable()),
      }),
    ),
  record: oc
    .input(view.extend({ row: z.number().int(), generation: z.number().int().optional() }))
    .output(logRecordSchema),
  /** The text of a line, up to 16 MiB of it; `bytes` is the length of the whole line. */
  line: oc
    .input(view.extend({ row: z.number().int(), generation: z.number().int().optional() }))
    .output(z.object({ text: z.string(), bytes: z.number().int() })),
  histogram: oc
    .input(
      view.extend({
        from: timeSchema.nullable(),
        to: timeSchema.nullable(),
        bars: z.number().int().min(10).max(1000),
      }),
    )
    .output(logHistogramSchema.nullable()),
  overview: oc
    .input(view.extend({ buckets: z.number().int().min(10).max(2000) }))
    .output(logOverviewSchema),
  /**
   * Chosen rows, or all that the filter leaves, as text of a format; credited pieces. With the
   * generation that numbers them they are found though others came in between; where rows are
   * others since they are refused with `logs.rows-moved`.
   */
  copy: oc
    .input(
      view.extend({
        ranges: z.array(z.tuple([z.number().int(), z.number().int()])).max(1000),
        generation: z.number().int().optional(),
        format: z.enum(['text', 'markdown', 'csv', 'jsonl']),
      }),
    )
    .output(stream(z.string())),
  /** The same straight into a new file of this machine; `ranges` null takes all filtered rows. */
  export: oc
    .input(
      view.extend({
        ranges: z
          .array(z.tuple([z.number().int(), z.number().int()]))
          .max(1000)
          .nullable(),
        generation: z.number().int().optional(),
        format: z.enum(['text', 'csv', 'jsonl']),
        path: z.string().min(1),
      }),
    )
    .output(z.object({ path: z.string(), rows: z.number().int(), bytes: z.number().int() })),
  bookmark: oc
    .input(
      view.extend({
        row: z.number().int(),
        generation: z.number().int().optional(),
        remark: textSchema.nullable(),
      }),
    )
    .output(done),
  bookmarks: oc.input(nothing).output(z.array(logBookmarkSchema)),
  removeBookmark: oc.input(byId).output(done),
  savedFilters: oc.input(nothing).output(z.array(savedFilterSchema)),
  saveFilter: oc
    .input(savedFilterSchema.extend({ id: idSchema.nullable() }))
    .output(savedFilterSchema),
  removeFilter: oc.input(byId).output(done),
  captures: oc.input(nothing).output(
    z.object({
      captures: z.array(logCaptureSchema),
      used: z.number().int(),
      quota: z.number().int(),
    }),
  ),
  keepCapture: oc
    .input(z.object({ id: idSchema, kept: z.boolean(), name: lineSchema.optional() }))
    .output(done),
  removeCapture: oc.input(byId).output(done),
  /** Brings a file of the browser into a capture: begin, pieces in order, end. */
  beginImport: oc
    .input(z.object({ name: lineSchema.min(1), bytes: z.number().int() }))
    .output(z.object({ id: idSchema })),
  importPiece: oc
    .input(z.object({ id: idSchema, at: z.number().int(), data: z.base64() }))
    .output(done),
  endImport: oc.input(z.object({ id: idSchema, complete: z.boolean() })).output(done),
  formats: oc.input(nothing).output(z.array(logFormatSchema)),
  /** Keeps a user's format after its own sample lines have passed. */
  saveFormat: oc
    .input(z.object({ text: z.string().max(200_000), replaces: z.string().nullable() }))
    .output(logFormatSchema),
  removeFormat: oc.input(z.object({ name: z.string() })).output(done),
  /** Files of a folder or glob on this machine or a host, newest first, at most 2,000. On this machine a zip is a folder to a glob. */
  browse: oc
    .input(
      z.object({
        place: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('local'), path: z.string() }),
          z.object({ kind: z.literal('remote'), endpointId: idSchema, path: z.string() }),
        ]),
      }),
    )
    .output(
      z.object({
        folder: z.string(),
        /** The path is that of a file of this machine: its only entry, in its folder. */
        isFile: z.boolean(),
        truncated: z.boolean(),
        entries: z.array(
          z.object({
            name: z.string(),
            path: z.string(),
            kind: z.enum(['file', 'folder']),
            bytes: z.number().int(),
            changedAt: timeSchema.nullable(),
            packed: z.boolean(),
            /** A file in a zip of this machine: the zip, and the `entry` of its place. */
            zipped: z.object({ path: z.string(), entry: z.string() }).optional(),
          }),
        ),
      }),
    ),
  /**
   * The files in a zip of this machine, in its order: `name` is the `entry` of a place. Empty for
   * a file that is no zip and for a zip without files: such a one is opened by its path alone.
   */
  members: oc.input(z.object({ path: z.string().min(1).max(4096) })).output(
    z.object({
      members: z.array(
        z.object({
          name: z.string(),
          /** Unpacked, as the zip states it. */
          bytes: z.number().int(),
          changedAt: timeSchema.nullable(),
          /** Protected by a password: cannot be opened. */
          encrypted: z.boolean(),
        }),
      ),
      /** There are more than 20,000. */
      truncated: z.boolean(),
    }),
  ),
  /** Searches many files without opening them: counts per file first, then hits. Remote ones on the host. */
  searchFiles: oc
    .input(
      z.object({
        places: z.array(logPlaceSchema).min(1).max(2000),
        search: logSearchSchema,
        hitsPerFile: z.number().int().min(0).max(1000).default(100),
      }),
    )
    .output(
      stream(
        z.object({
          place: logPlaceSchema,
          lines: z.number().int().nullable(),
          hits: z.array(z.object({ offset: z.number().int(), text: z.string() })),
          error: logErrorSchema.nullable(),
          command: z.string(),
        }),
      ),
    ),
};
