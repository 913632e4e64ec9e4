import { idSchema, z } from './common';
import { severities } from './query-document';
import { columnNumber, rowSchema } from './query-rows';

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
/** A kept result as it is arranged. */
export const arrangedResult = z.object({ id: idSchema, view });
/** Positions in the view, [from, to), in ascending order; null is all of them. */
export const rowRanges = z
  .array(z.tuple([z.number().int().min(0), z.number().int().min(0)]))
  .max(10_000)
  .nullable()
  .default(null);
/** Columns in the order wanted; null is all of them. */
export const columnChoice = z.array(columnNumber).max(10_000).nullable().default(null);

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
