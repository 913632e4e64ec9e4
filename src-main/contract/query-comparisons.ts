import { idSchema, z } from './common';
import { columnSchema, rowSchema } from './query-rows';

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
