import {
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
import { parameterTypes, severities } from './query-document';
import { queryIdSchema } from './query-library';

const params = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const failure = z.object({ code: z.string(), params }).nullable();
const values = z.record(z.string(), z.string().nullable());
/** Types that values were given with; what is not named was text. */
const types = z.record(z.string(), z.enum(parameterTypes)).default({});

/** A statement that was sent from this device, and how it ended. */
export const sentStatementSchema = z.object({
  id: idSchema,
  /** When it was sent last. */
  at: timeSchema,
  endpointId: idSchema,
  /** `database @ host:port`, as it was then. */
  target: z.string(),
  title: z.string(),
  sql: z.string(),
  parameters: values,
  types,
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  rows: z.number().int(),
  elapsedMs: z.number(),
  error: failure,
  /** Sent so many times in a row with the same parameters. */
  times: z.number().int(),
  /** Its rows, while they are kept here. */
  resultId: idSchema.nullable(),
});
export type SentStatement = z.infer<typeof sentStatementSchema>;

/** One system of a run on several. */
export const groupMemberSchema = z.object({
  endpointId: idSchema,
  /** Names of the endpoint and its system. */
  name: z.string(),
  system: z.string(),
  state: z.enum(['waiting', 'connecting', 'running', 'done', 'cancelled', 'failed']),
  /** Null until it is sent, and where nothing could be sent. */
  resultId: idSchema.nullable(),
  rows: z.number().int(),
  /** The worst that the query's thresholds find in its rows; null for none, and until it ended. */
  severity: z.enum(severities).nullable(),
  elapsedMs: z.number(),
  error: failure,
});
export type GroupMember = z.infer<typeof groupMemberSchema>;

/** One query on several systems: each with its own statement, state and result. */
export const queryGroupSchema = z.object({
  id: idSchema,
  title: z.string(),
  queryId: queryIdSchema.nullable(),
  /** The statement as typed; null of a query. */
  sql: z.string().nullable().default(null),
  parameters: values,
  types,
  startedAt: timeSchema,
  running: z.boolean(),
  members: z.array(groupMemberSchema),
});
export type QueryGroup = z.infer<typeof queryGroupSchema>;

/** A result that is asked again every so many seconds. */
export const watchStateSchema = z.object({
  /** Rounds that ended. */
  rounds: z.number().int(),
  /** The newest result, and the one before it; older ones of the watch are dropped. */
  resultId: idSchema,
  previousId: idSchema.nullable(),
  /** A round is running now. */
  running: z.boolean(),
  nextAt: timeSchema.nullable(),
  /** Rows by key against the result before; null where there is none, or the query has no key. */
  changes: z
    .object({
      added: z.number().int(),
      removed: z.number().int(),
      changed: z.number().int(),
      same: z.number().int(),
    })
    .nullable(),
  /** The comparison behind `changes`, for `queries.differences`, until the next round has one. */
  comparisonId: idSchema.nullable(),
  /** Columns of the comparison by their places in the newest result, those that name a row first. */
  compared: z.array(z.number().int()),
  /** Names of the columns that name a row. */
  key: z.array(z.string()),
  /** Of the last round; then the next comes later each time. */
  error: failure,
});
export type WatchState = z.infer<typeof watchStateSchema>;

/** What was sent, runs on several systems, and runs that repeat. */
export const queryHistory = {
  /** Statements that were sent, newest first; at most 20,000 are kept. */
  history: oc
    .input(
      z
        .object({
          /** Words that must all occur in statement or title. */
          text: lineSchema.default(''),
          endpointId: idSchema.optional(),
          from: timeSchema.optional(),
          to: timeSchema.optional(),
          /** Continues behind this one of an answer before. */
          after: idSchema.optional(),
          count: z.number().int().min(1).max(500).default(100),
        })
        .prefault({}),
    )
    .output(z.object({ statements: z.array(sentStatementSchema), more: z.boolean() })),
  /** Forgets one, or all. */
  forget: oc.input(z.object({ id: idSchema.nullable() })).output(done),
  /**
   * Runs a query, or a statement as typed, on several systems, at most four at a time. What fails
   * on one system stops no other.
   */
  runOn: oc
    .input(
      z.object({
        what: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('query'), id: queryIdSchema }),
          z.object({ kind: z.literal('sql'), sql: textSchema }),
        ]),
        endpointIds: z.array(idSchema).min(1).max(200),
        title: lineSchema.default(''),
        parameters: values.default({}),
        types,
        maxRows: z.number().int().min(1).max(10_000_000).optional(),
        timeoutMs: z.number().int().min(100).max(3_600_000).optional(),
      }),
    )
    .output(queryGroupSchema),
  /** A group now and while it changes, its end always. */
  followGroup: oc.input(z.object({ id: idSchema })).output(stream(queryGroupSchema)),
  /** Stops what runs and what waits: on every system, or on one. */
  cancelGroup: oc.input(z.object({ id: idSchema, endpointId: idSchema.optional() })).output(done),
  /** Newest first. */
  groups: oc.input(nothing).output(z.array(queryGroupSchema)),
  /**
   * Sends the statement of a result again every so many seconds, as long as the stream is read,
   * a round never before the one before it ended.
   */
  watch: oc
    .input(
      z.object({
        resultId: idSchema,
        seconds: z.number().min(1).max(86_400),
        /** Columns that name a row; without them those of the saved query. */
        key: z.array(lineSchema).max(100).default([]),
      }),
    )
    .output(stream(watchStateSchema)),
};
