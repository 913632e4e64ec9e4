import { done, idSchema, lineSchema, nothing, oc, sha256Schema, stream, z } from './common';
import { queryComparisons } from './query-comparisons';
import { comparisons, severities } from './query-document';
import { queryExports } from './query-exports';
import {
  arrangedResult,
  cellsSummarySchema,
  columnChoice,
  columnSummarySchema,
  resultWindowSchema,
  rowRanges,
} from './query-result-views';
import { columnNumber, resultStateSchema } from './query-rows';

export * from './query-comparisons';
export * from './query-exports';
export * from './query-provenance';
export * from './query-result-views';
export * from './query-rows';

/** What is kept on a device besides what is pinned; beyond it the oldest results go. Evidence has copies of its own. */
export const keptResultLimits = { results: 200, bytes: 8 * 1024 * 1024 * 1024 } as const;

/** Bytes in UTF-8 of a fetched cell that is kept at hand; a file takes all of it. */
export const wholeCellBytes = 64 * 1024 * 1024;

/** Kept results: looking at them, arranging, comparing, taking away. None of it needs the server, but `fetchCell` and `exportStatement`. */
export const queryResults = {
  /** Stops a run; rows that came stay. */
  cancel: oc.input(z.object({ id: idSchema })).output(done),
  follow: oc.input(z.object({ id: idSchema })).output(stream(resultStateSchema)),
  /** Results kept on this device, newest first. */
  results: oc.input(nothing).output(z.array(resultStateSchema)),
  result: oc.input(z.object({ id: idSchema })).output(resultStateSchema),
  /** Drops a result; evidence of it has its own copy. */
  discard: oc.input(z.object({ id: idSchema })).output(done),
  pinResult: oc.input(z.object({ id: idSchema, pinned: z.boolean() })).output(resultStateSchema),
  renameResult: oc.input(z.object({ id: idSchema, title: lineSchema })).output(resultStateSchema),
  /** The worst that thresholds find in each of these results; null for none, and while rows still come. */
  severities: oc
    .input(z.object({ ids: z.array(idSchema).max(10_000) }))
    .output(z.array(z.object({ id: idSchema, level: z.enum(severities).nullable() }))),

  /**
   * Arranges rows and tells how many stay; windows and all else that names the same view are quick
   * then. Of a result that still grows, the rows it has now: ask again to take in more.
   */
  arrange: oc
    .input(arrangedResult)
    .output(z.object({ rows: z.number().int(), of: z.number().int(), elapsedMs: z.number() })),
  /**
   * Rows from a position of the view on. Fewer than asked for at the end, and when they are so
   * wide that the answer would exceed about 8 MB: ask again from where it ended.
   */
  window: oc
    .input(
      arrangedResult.extend({
        from: z.number().int().min(0),
        count: z.number().int().min(1).max(1000),
        /** Cells are given up to this length in UTF-16 units. */
        cellLimit: z.number().int().min(1).optional(),
        /** Cells of other columns are given as null: wide results need only what is in sight. */
        columns: z.array(columnNumber).max(10_000).optional(),
      }),
    )
    .output(resultWindowSchema),
  /** A piece of a kept cell. `row` is its number in the result. */
  cell: oc
    .input(
      z.object({
        id: idSchema,
        row: z.number().int().min(0),
        column: columnNumber,
        from: z.number().int().min(0).default(0),
        count: z.number().int().min(1).max(4_000_000).default(1_000_000),
      }),
    )
    .output(
      z.object({
        /** Null is NULL. */
        text: z.string().nullable(),
        /** Of the whole cell that is at hand, in UTF-16 units: as it was kept, or as `fetchCell` fetched it. */
        length: z.number().int(),
        /** Of the cell on the server, where only its beginning is at hand. */
        clipped: z.object({ bytes: z.number().nullable() }).nullable(),
      }),
    ),
  /**
   * Fetches a clipped cell whole: its statement runs again, and the row with the same kept
   * beginning in the same place gives it. Runs as a task.
   *
   * @throws AppError `sql.cell-changed` when the row is another one by now, `sql.cell-too-long`
   *   where this kind of database gives no longer ones, and what `run` throws
   */
  fetchCell: oc
    .input(
      z.object({
        id: idSchema,
        row: z.number().int().min(0),
        column: columnNumber,
        /** A new file on this machine, in UTF-8; null keeps the text at hand for `cell`, up to 64 MB of it. */
        path: z.string().min(1).max(4000).nullable(),
      }),
    )
    .output(
      z.object({
        /** Of the whole cell as text in UTF-8. */
        bytes: z.number(),
        sha256: sha256Schema,
        /** It is longer than is kept at hand. */
        cut: z.boolean(),
      }),
    ),
  /** Different values of a column with how often they occur, most often first; filters of that column do not count. */
  values: oc
    .input(
      arrangedResult.extend({
        column: columnNumber,
        /** Only values that contain it, whatever the case. */
        text: z.string().max(1000).default(''),
        limit: z.number().int().min(1).max(1000).default(200),
      }),
    )
    .output(
      z.object({
        values: z.array(z.object({ value: z.string().nullable(), count: z.number().int() })),
        /** Different values found; null when there were too many to count them. */
        distinct: z.number().int().nullable(),
      }),
    ),
  /** The next row with a text, from a position of the view on, or before it; goes round at the end. */
  find: oc
    .input(
      arrangedResult.extend({
        text: z.string().min(1).max(10_000),
        match: z.enum(['contains', 'regex']).default('contains'),
        ignoreCase: z.boolean().default(true),
        column: columnNumber.nullable().default(null),
        /** Looked for behind (or before) this position; -1 begins at the first row. */
        from: z.number().int().min(-1).default(-1),
        backwards: z.boolean().default(false),
      }),
    )
    .output(
      z.object({
        /** Rows of the view that have it. */
        hits: z.number().int(),
        found: z
          .object({
            position: z.number().int(),
            /** Number of the row in the result. */
            row: z.number().int(),
            columns: z.array(z.number().int()),
            /** The how manieth of the hits it is, from 1. */
            ordinal: z.number().int(),
            wrapped: z.boolean(),
          })
          .nullable(),
      }),
    ),
  summary: oc.input(arrangedResult.extend({ ranges: rowRanges, columns: columnChoice })).output(
    z.object({
      rows: z.number().int(),
      columns: z.array(columnSummarySchema),
      /** Null where none of the columns has numbers. */
      together: cellsSummarySchema.nullable(),
    }),
  ),
  /**
   * Points for a chart in the order of the view; more than `points` rows are thinned so that the
   * least and greatest of each stretch stay.
   */
  chart: oc
    .input(
      arrangedResult.extend({
        ranges: rowRanges,
        /** Column along the axis; null numbers the rows. */
        x: columnNumber.nullable(),
        ys: z.array(columnNumber).min(1).max(20),
        points: z.number().int().min(2).max(2000).default(2000),
      }),
    )
    .output(
      z.object({
        rows: z.number().int(),
        thinned: z.boolean(),
        /** How `x` is to be drawn: `time` in milliseconds since 1970 as the cells say, without a zone as UTC. */
        axis: z.enum(['number', 'time', 'category']),
        x: z.array(z.union([z.number(), z.string()]).nullable()),
        series: z.array(
          z.object({ column: z.number().int(), values: z.array(z.number().nullable()) }),
        ),
        /** Of its query, for the columns drawn. */
        thresholds: z.array(
          z.object({
            column: z.number().int(),
            is: z.enum(comparisons),
            value: z.number(),
            level: z.enum(severities),
          }),
        ),
      }),
    ),
  ...queryExports,
  ...queryComparisons,
};
