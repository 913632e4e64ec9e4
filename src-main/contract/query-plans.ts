import { dialects } from './dialects';
import { idSchema, oc, textSchema, timeSchema, z } from './common';
import { parameterTypes } from './query-document';

export const planWarningKinds = [
  /** A table of many rows is read whole. */
  'full-scan',
  /** Rows are filtered by columns that no index begins with. */
  'filter-without-index',
  /** The server itself asks for an index. */
  'missing-index',
  /** The inner side of a nested loop runs very often. */
  'nested-loop',
  /** A type is converted on the side of a column, so that its index does not help. */
  'implicit-conversion',
  /** A sort or hash goes to disk or into a temporary table. */
  'spill',
  /** The server estimates without statistics. */
  'no-statistics',
] as const;
export type PlanWarningKind = (typeof planWarningKinds)[number];

export const planWarningSchema = z.object({
  /** i18n key below `plans.warning`. */
  kind: z.enum(planWarningKinds),
  /** Number of its step; null when it concerns the whole statement. */
  step: z.number().int().nullable(),
  /** What fills its text: `object`, `rows`, `columns`, `impact`, `times`, `size`. */
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Id of the shipped check that looks further, e.g. `postgresql.missing-indexes`; null when there is none. */
  check: z.string().nullable(),
});
export type PlanWarning = z.infer<typeof planWarningSchema>;

/** A step of a plan. Steps stand in the order of reading, each below its parent; `depth` tells the tree. */
export const planStepSchema = z.object({
  depth: z.number().int(),
  /** As the server calls it, e.g. `Hash Join`, `TABLE ACCESS FULL`. */
  operation: z.string(),
  /** Table it reads, with its schema where the server tells it; empty for none. */
  object: z.string(),
  alias: z.string(),
  index: z.string(),
  /** Estimated rows it gives; null when the server does not say. */
  rows: z.number().nullable(),
  /** Estimated cost of it with all below, in the server's own unit; null when the server does not say. */
  cost: z.number().nullable(),
  /** Its own part of the whole cost, 0 to 1; null without costs. */
  share: z.number().nullable(),
  /** What else the server says, in its words. */
  details: z.array(z.object({ name: z.string(), value: z.string() })),
});
export type PlanStep = z.infer<typeof planStepSchema>;

export const planSchema = z.object({
  dialect: z.enum(dialects),
  server: z.string(),
  database: z.string(),
  username: z.string(),
  sql: z.string(),
  /** When the server was asked. */
  at: timeSchema,
  elapsedMs: z.number(),
  /** Made without the values of the parameters, which were not all given. */
  generic: z.boolean(),
  /** `estimate`: nothing was run. `cache`: what the server used when it last ran the statement (Oracle). */
  origin: z.enum(['estimate', 'cache']),
  steps: z.array(planStepSchema),
  warnings: z.array(planWarningSchema),
  /** The server's own text. */
  raw: z.object({ format: z.enum(['json', 'xml', 'text']), text: z.string() }),
  /** SHA-256 of `raw.text` as UTF-8. */
  sha256: z.string(),
});
export type Plan = z.infer<typeof planSchema>;

export const queryPlans = {
  /**
   * Asks the server how it would run a reading statement; the statement is not run.
   *
   * @throws `sql.refused`, `sql.syntax` as a run does; `sql.plan-writes` {dialect} where asking
   *   would write; `sql.plan-absent` where the server knows the plan only after a run
   */
  explain: oc
    .input(
      z.object({
        endpointId: idSchema,
        sql: textSchema,
        parameters: z.record(z.string(), z.string().nullable()).default({}),
        types: z.record(z.string(), z.enum(parameterTypes)).default({}),
      }),
    )
    .output(planSchema),
};
