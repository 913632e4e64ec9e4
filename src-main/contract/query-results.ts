import {
  done,
  idSchema,
  lineSchema,
  nothing,
  oc,
  sha256Schema,
  stream,
  textSchema,
  z,
} from './common';
import { dialects } from './dialects';
import { queryComparisons } from './query-comparisons';
import { exportedSchema, exportTarget } from './query-exports';
import { queryIdSchema } from './query-library';
import { comparisons, parameterTypes, severities } from './query-document';
import { columnNumber, parameterValues, resultStateSchema, rowSchema } from './query-rows';

export * from './query-comparisons';
export * from './query-exports';
export * from './query-provenance';
export * from './query-rows';

/** A beginning or end of a range; numbers and times of a column of that kind, else text by code point. */
const bound = z.string().max(10_000).nullable();

/** What a row must be to stay. A NULL meets `null` and a NULL among `values`, nothing else. */
export const filterSchema = z.object({
  /** Null: any of the columns. */
  column: columnNumber.nullable(),
  /** Rows that do not meet it stay. */
  not: z.boolean().default(false),
  test: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('text'),
      /** `regex` has ripgrep's default syntax; each pattern takes time linear in the text. */
      match: z.enum(['contains', 'equals', 'starts', 'ends', 'regex']),
      text: z.string().max(10_000),
      ignoreCase: z.boolean().default(true),
    }),
    z.object({ kind: z.literal('null') }),
    /** Both ends belong to it; null leaves that side open. */
    z.object({ kind: z.literal('range'), from: bound, to: bound }),
    z.object({ kind: z.literal('values'), values: z.array(z.string().nullable()).max(1000) }),
  ]),
});
export type Filter = z.infer<typeof filterSchema>;

/**
 * How rows of a result are arranged. Numbers and times are ordered as such, text by code point,
 * NULL last in both directions; rows that are equal stay in their order.
 */
export const viewSchema = z.object({
  sort: z
    .array(z.object({ column: columnNumber, descending: z.boolean().default(false) }))
    .max(16)
    .default([]),
  /** All of them must hold. */
  filters: z.array(filterSchema).max(100).default([]),
});
export type ResultView = z.infer<typeof viewSchema>;

const view = viewSchema.prefault({});
const place = z.object({ id: idSchema, view });
/** Positions in the view, [from, to), in ascending order; null is all of them. */
const ranges = z
  .array(z.tuple([z.number().int().min(0), z.number().int().min(0)]))
  .max(10_000)
  .nullable()
  .default(null);
/** Columns in the order wanted; null is all of them. */
const columns = z.array(columnNumber).max(10_000).nullable().default(null);

/** A place in an answer: number of the row in the answer, column in the result. */
const cellPlace = { row: z.number().int(), column: z.number().int() };

/** How bad a row is, and the cells that make it so, by columns. */
export const rowSeveritySchema = z.object({
  level: z.enum(severities),
  columns: z.array(z.number().int()),
});
export type RowSeverity = z.infer<typeof rowSeveritySchema>;

export const resultWindowSchema = z.object({
  rows: z.array(rowSchema),
  /** Number of each row in the result, from 0. */
  numbers: z.array(z.number().int()),
  /** By the thresholds of the query it came from. */
  severities: z.array(rowSeveritySchema.nullable()),
  /** Cells that this answer cut at `cellLimit`, with their length in UTF-16 units; `cell` gives them whole. */
  cut: z.array(z.object({ ...cellPlace, length: z.number().int() })),
  /** Cells of which only the beginning is kept, with their whole length in the server's bytes; `fetchCell` fetches them. */
  clipped: z.array(z.object({ ...cellPlace, bytes: z.number().nullable() })),
});
export type ResultWindow = z.infer<typeof resultWindowSchema>;

export const columnSummarySchema = z.object({
  column: z.number().int(),
  nulls: z.number().int(),
  /** Different values without NULL; null beyond 100,000. */
  distinct: z.number().int().nullable(),
  /** Exact for integers and decimals; null where the column has no numbers. */
  sum: z.string().nullable(),
  /** Of the numbers, to 20 digits. */
  mean: z.string().nullable(),
  min: z.string().nullable(),
  max: z.string().nullable(),
  /** Cells of a numeric column that are none: NaN, infinities and what cannot be read. */
  notNumbers: z.number().int(),
});
export type ColumnSummary = z.infer<typeof columnSummarySchema>;

/** The numbers in several columns as if they were in one. */
export const cellsSummarySchema = z.object({
  /** Cells that are numbers. */
  numbers: z.number().int(),
  /** Exact, unless one of the columns is of floating point; so is the mean, to 20 digits. */
  sum: z.string(),
  mean: z.string(),
  min: z.string().nullable(),
  max: z.string().nullable(),
});
export type CellsSummary = z.infer<typeof cellsSummarySchema>;

/** What is kept on a device besides what is pinned; beyond it the oldest results go. Evidence has copies of its own. */
export const keptResultLimits = { results: 200, bytes: 8 * 1024 * 1024 * 1024 } as const;

export const copyFormats = ['tsv', 'csv', 'json', 'markdown', 'insert'] as const;
/** A clipboard takes so many UTF-16 units; a file takes more. */
export const mostCopiedCharacters = 16 * 1024 * 1024;

const statementInput = {
  endpointId: idSchema,
  sql: textSchema,
  parameters: parameterValues.default({}),
  types: z.record(z.string(), z.enum(parameterTypes)).default({}),
  maxRows: z.number().int().min(1).max(100_000_000).optional(),
  timeoutMs: z.number().int().min(100).max(86_400_000).optional(),
};

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
    .input(place)
    .output(z.object({ rows: z.number().int(), of: z.number().int(), elapsedMs: z.number() })),
  /**
   * Rows from a position of the view on. Fewer than asked for at the end, and when they are so
   * wide that the answer would exceed about 8 MB: ask again from where it ended.
   */
  window: oc
    .input(
      place.extend({
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
        /** Of the cell on the server, where only its beginning is kept. */
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
      place.extend({
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
      place.extend({
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
  summary: oc.input(place.extend({ ranges, columns })).output(
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
      place.extend({
        ranges,
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
  /** Rows as text for the clipboard. */
  copyRows: oc
    .input(
      place.extend({
        ranges,
        columns,
        format: z.enum(copyFormats),
        header: z.boolean().default(true),
        /** Of INSERT. */
        table: lineSchema.default('result'),
        dialect: z.enum(dialects).optional(),
      }),
    )
    .output(
      z.object({
        text: z.string(),
        rows: z.number().int(),
        /** More rows were chosen than a clipboard takes: the text ends after `rows`. */
        cut: z.boolean(),
        /** Texts that got a `'` so that a spreadsheet does not run them. */
        guardedCells: z.number().int(),
      }),
    ),

  /** Writes a kept result as arranged into a file. Runs as a task; the call's end tells what was written. */
  exportResult: oc.input(place.extend({ ranges, columns, ...exportTarget })).output(exportedSchema),
  /**
   * Runs a statement straight into a file, without keeping its rows. Runs as a task.
   * `queryId` as of `run`.
   */
  exportStatement: oc
    .input(z.object({ ...statementInput, ...exportTarget, queryId: queryIdSchema.optional() }))
    .output(exportedSchema),
  ...queryComparisons,
};
