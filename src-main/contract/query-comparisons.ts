import { idSchema, oc, z } from './common';
import { exportedSchema, exportTarget } from './query-exports';
import { columnNumber, columnSchema, rowSchema } from './query-rows';

/** What became of a row from one result to the other. */
export const changeKinds = ['added', 'removed', 'changed', 'same'] as const;
export type ChangeKind = (typeof changeKinds)[number];

export const comparisonSchema = z.object({
  /** Names it in `differences`, `exportDifferences` and evidence, until the vault is locked. */
  id: idSchema,
  beforeId: idSchema,
  afterId: idSchema,
  key: z.array(z.string()),
  /** Columns that both have: key first, then in the order of `after`. */
  columns: z.array(
    columnSchema.extend({
      before: z.number().int(),
      after: z.number().int(),
      role: z.enum(['key', 'compared', 'ignored']),
      /** Rows in which it changed. */
      changed: z.number().int(),
    }),
  ),
  /** Names of columns that only one of them has; they are not compared. */
  onlyBefore: z.array(z.string()),
  onlyAfter: z.array(z.string()),
  counts: z.object({
    added: z.number().int(),
    removed: z.number().int(),
    changed: z.number().int(),
    same: z.number().int(),
  }),
  /** Rows whose key stands in an earlier row of the same result; they are paired in their order. */
  duplicates: z.object({ before: z.number().int(), after: z.number().int() }),
  elapsedMs: z.number(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** One row of a comparison; cells in the order of its columns. */
export const differenceSchema = z.object({
  change: z.enum(changeKinds),
  /** Numbers of the row in each result, null where it is not there. */
  beforeRow: z.number().int().nullable(),
  afterRow: z.number().int().nullable(),
  before: rowSchema.nullable(),
  after: rowSchema.nullable(),
  /** Columns of the comparison in which the two differ. */
  changed: z.array(z.number().int()),
});
export type Difference = z.infer<typeof differenceSchema>;

const shown = {
  id: idSchema,
  kinds: z.array(z.enum(changeKinds)).min(1).default(['added', 'removed', 'changed']),
};
/** Only rows in which this column of the comparison changed. */
const changedColumn = columnNumber.nullable().default(null);

/** Two kept results against each other. */
export const queryComparisons = {
  /**
   * Compares two results row by row, by columns that name a row.
   *
   * @throws AppError `sql.compare-key` {column, result} where a key column is missing,
   *   `sql.compare-columns` where no column is left to compare
   */
  compare: oc
    .input(
      z.object({
        beforeId: idSchema,
        afterId: idSchema,
        /** Names of the columns that name a row; of several of one name the first. */
        key: z.array(z.string()).min(1).max(100),
        /** Names of columns that are not compared. */
        ignore: z.array(z.string()).max(10_000).default([]),
        /** 1.0 and 1.00 are equal, and times that are the same moment. */
        asNumbers: z.boolean().default(true),
        ignoreCase: z.boolean().default(false),
        /** Spaces at the end do not count (CHAR columns). */
        trimEnd: z.boolean().default(false),
      }),
    )
    .output(comparisonSchema),
  /** Rows of a comparison, in the order of `before`, then those that were added. */
  differences: oc
    .input(
      z.object({
        ...shown,
        changedColumn,
        from: z.number().int().min(0),
        count: z.number().int().min(1).max(1000),
        cellLimit: z.number().int().min(1).optional(),
      }),
    )
    .output(z.object({ total: z.number().int(), rows: z.array(differenceSchema) })),
  /** Position of the next row of a comparison that is not the same in both, or of the one before; null at the end. */
  nextDifference: oc
    .input(
      z.object({
        ...shown,
        changedColumn,
        /** Looked for behind (or before) this position; -1 begins at the first row. */
        from: z.number().int().min(-1),
        backwards: z.boolean().default(false),
      }),
    )
    .output(z.object({ position: z.number().int().nullable() })),
  /** Writes a comparison into a file: a first column says what became of each row; a changed one has two, `before` and `after`. */
  exportDifferences: oc
    .input(z.object({ ...shown, changedColumn, ...exportTarget }))
    .output(exportedSchema),
};
