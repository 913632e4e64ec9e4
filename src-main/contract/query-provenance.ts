import { sha256Schema, timeSchema, z } from './common';
import { dialects } from './dialects';
import { comparisonSchema } from './query-comparisons';
import { thresholdSchema } from './query-document';
import { queryIdSchema } from './query-library';
import { columnSchema, guardVerdicts, parameterValues } from './query-rows';

/** Where rows of evidence come from. What older evidence does not say is missing. */
const originSchema = z.object({
  system: z.string(),
  environment: z.string(),
  server: z.string(),
  host: z.string(),
  database: z.string(),
  username: z.string(),
  sql: z.string(),
  parameters: parameterValues,
  startedAt: timeSchema,
  rowCount: z.number().int(),
  truncated: z.boolean(),
  dialect: z.enum(dialects).optional(),
  guard: z.enum(guardVerdicts).optional(),
  /** How the run ended; rows so far, where it is not `done`. */
  state: z.enum(['running', 'done', 'cancelled', 'failed']).optional(),
  clockOffsetMs: z.number().nullable().optional(),
  clippedCells: z.number().int().optional(),
  queryId: queryIdSchema.nullable().optional(),
  queryVersion: z.number().int().nullable().optional(),
  /** Of all rows of the result, when it ended. */
  wholeSha256: sha256Schema.nullable().optional(),
});

/** Provenance of query evidence: of one result, or of the differences of two. */
export const resultProvenanceSchema = originSchema.extend({
  kind: z.literal('result'),
  columns: z.array(columnSchema),
  /** Row numbers taken, from 0; all rows of the result when null. */
  rows: z.array(z.number().int()).nullable(),
  /** Of the query it came from; by them rows are as bad in the evidence as in the result. */
  thresholds: z.array(thresholdSchema).optional(),
  /** Set where rows are differences; then all else says where `after` comes from. */
  comparison: z
    .object({
      before: originSchema,
      key: z.array(z.string()),
      ignored: z.array(z.string()),
      counts: comparisonSchema.shape.counts,
      duplicates: comparisonSchema.shape.duplicates,
    })
    .optional(),
  sha256: sha256Schema,
});
