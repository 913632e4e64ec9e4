import { changePermitSchema, changeStatementSchema } from './changes';
import { done, idSchema, nothing, oc, stream, textSchema, timeSchema, z } from './common';
import { dialects } from './dialects';
import { placeSchema, refusalReasonSchema } from './query-guard';
import { parameterTypes } from './query-document';
import { columnSchema, rowSchema } from './query-results';

/**
 * What a person must have seen before a writing statement is sent; i18n keys below
 * `queries.write.flag`.
 */
export const writeFlags = [
  /** UPDATE or DELETE of every row of a table. */
  'no-where',
  /** DROP or TRUNCATE: what is gone does not come back by undoing a row. */
  'drops',
  /** The server commits it, and all that ran before it, by itself. */
  'commits',
  /** Calls a procedure or block: what it does, its own commits included, is not seen here. */
  'calls',
  /** Changes who may do what. */
  'rights',
] as const;
export type WriteFlag = (typeof writeFlags)[number];

/** A statement of a script, as it will be sent. */
export const plannedStatementSchema = z.object({
  sql: z.string(),
  /** Where it begins in the script. */
  place: placeSchema,
  /** Its verb, e.g. `UPDATE`, `CREATE INDEX`. */
  verb: z.string(),
  /** It only reads: its first rows are shown. */
  reads: z.boolean(),
  flags: z.array(z.enum(writeFlags)),
  /** Why it can never be sent from here; i18n keys below `queries.write.refused`. */
  refusal: refusalReasonSchema.nullable(),
  parameters: z.array(z.string()),
});
export type PlannedStatement = z.infer<typeof plannedStatementSchema>;

/** What came of a statement of a script. */
export const writtenStatementSchema = plannedStatementSchema.extend({
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  /** Rows it touched; null where the server does not say, or before it ran. */
  affected: z.number().int().nullable(),
  elapsedMs: z.number().nullable(),
  error: z
    .object({
      code: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    })
    .nullable(),
  /** First rows of one that reads. */
  columns: z.array(columnSchema),
  rows: z.array(rowSchema),
});
export type WrittenStatement = z.infer<typeof writtenStatementSchema>;

/** How a write ended; `unknown`: the connection was lost while it was being committed. */
export const writeEnds = ['committed', 'rolled-back', 'lost', 'unknown'] as const;

/** One transaction of a script that was let through the change gate. */
export const writeStateSchema = z.object({
  id: idSchema,
  endpointId: idSchema,
  permit: changePermitSchema,
  state: z.enum(['open', ...writeEnds]),
  /** Ended by itself, because nothing was done for long or the program closed. */
  endedByItself: z.boolean(),
  statements: z.array(writtenStatementSchema),
  /** As the server says of itself, e.g. `PostgreSQL 15.18`. */
  server: z.string(),
  database: z.string(),
  username: z.string(),
  host: z.string(),
  openedAt: timeSchema,
  /** Rolled back at this time unless something is done before. */
  endsAt: timeSchema,
});
export type WriteState = z.infer<typeof writeStateSchema>;

const values = {
  parameters: z.record(z.string(), z.string().nullable()).default({}),
  types: z.record(z.string(), z.enum(parameterTypes)).default({}),
};

export const queryWrites = {
  /** Cuts a script into statements and says of each what it does; nothing is sent. */
  planWrite: oc
    .input(z.object({ dialect: z.enum(dialects), sql: textSchema }))
    .output(z.object({ statements: z.array(plannedStatementSchema) })),
  /**
   * Asks the change gate and opens one transaction for exactly this script. Nothing of it has
   * been sent yet.
   */
  openWrite: oc
    .input(
      z.object({
        endpointId: idSchema,
        sql: textSchema,
        ...values,
        statement: changeStatementSchema,
        /** Every flag of the plan; one that is missing was not seen. */
        acknowledged: z.array(z.enum(writeFlags)).default([]),
      }),
    )
    .output(writeStateSchema),
  /** Sends the next statement of the script, or all that wait; stops at the first that fails. */
  stepWrite: oc.input(z.object({ id: idSchema, all: z.boolean() })).output(writeStateSchema),
  /** Asks the server to stop the statement that runs. */
  cancelWrite: oc.input(z.object({ id: idSchema })).output(done),
  /** Commits or rolls back, and disconnects. After a failed statement only a rollback is left. */
  endWrite: oc
    .input(z.object({ id: idSchema, end: z.enum(['commit', 'rollback']) }))
    .output(writeStateSchema),
  followWrite: oc.input(z.object({ id: idSchema })).output(stream(writeStateSchema)),
  /** Writes that are open in any window, and the newest that ended. */
  writes: oc.input(nothing).output(z.array(writeStateSchema)),
};
