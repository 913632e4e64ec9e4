import {
  done,
  idSchema,
  lineSchema,
  nothing,
  oc,
  sha256Schema,
  stream,
  textSchema,
  timeSchema,
  z,
} from './common';
import { guardQueries, placeSchema } from './query-guard';

export const parameterTypes = ['text', 'number', 'date', 'time', 'boolean'] as const;

/** A typed parameter, written `:name` in the statement. */
export const parameterSchema = z.object({
  name: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
    .max(63),
  type: z.enum(parameterTypes),
  label: lineSchema.default(''),
  /** Value offered at first; empty means none. */
  default: z.string().max(10_000).default(''),
});
export type Parameter = z.infer<typeof parameterSchema>;

export const savedQuerySchema = z.object({
  id: idSchema,
  name: lineSchema,
  description: textSchema,
  dialect: z.enum(['postgresql']),
  sql: textSchema,
  parameters: z.array(parameterSchema),
  archived: z.boolean(),
  updatedAt: timeSchema,
});
export type SavedQuery = z.infer<typeof savedQuerySchema>;

export const columnSchema = z.object({
  name: z.string(),
  /** The database's own type name, e.g. `int8`, `timestamptz`. */
  type: z.string(),
  align: z.enum(['left', 'right']),
});
export type Column = z.infer<typeof columnSchema>;

export const resultStateSchema = z.object({
  id: idSchema,
  endpointId: idSchema,
  title: z.string(),
  state: z.enum(['connecting', 'running', 'done', 'cancelled', 'failed']),
  error: z
    .object({
      code: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    })
    .nullable(),
  /** Place of a syntax error in the statement as typed. */
  place: placeSchema.nullable(),
  columns: z.array(columnSchema),
  rows: z.number().int(),
  /** The row cap was reached and more rows exist. */
  truncated: z.boolean(),
  /** Bytes of the encrypted result on disk. */
  bytes: z.number().int(),
  firstRowMs: z.number().nullable(),
  elapsedMs: z.number(),
  startedAt: timeSchema,
  sql: z.string(),
  parameters: z.record(z.string(), z.string().nullable()),
  /** As the server reports it, e.g. `PostgreSQL 15.18`. */
  server: z.string(),
  database: z.string(),
  username: z.string(),
});
export type ResultState = z.infer<typeof resultStateSchema>;

/** Cells are the server's text, so nothing loses precision; null is NULL. */
export const rowSchema = z.array(z.string().nullable());
export type Row = z.infer<typeof rowSchema>;

export const queries = {
  saved: oc
    .input(z.object({ archived: z.boolean().default(false) }))
    .output(z.array(savedQuerySchema)),
  save: oc
    .input(
      z.object({
        id: idSchema.optional(),
        name: lineSchema.min(1),
        description: textSchema.default(''),
        dialect: z.enum(['postgresql']).default('postgresql'),
        sql: textSchema,
        parameters: z.array(parameterSchema).default([]),
      }),
    )
    .output(savedQuerySchema),
  archive: oc.input(z.object({ id: idSchema, archived: z.boolean() })).output(done),
  ...guardQueries,
  /** Starts a run; rows arrive in the result store, see `follow` and `window`. */
  run: oc
    .input(
      z.object({
        endpointId: idSchema,
        sql: textSchema,
        title: lineSchema.default(''),
        parameters: z.record(z.string(), z.string().nullable()).default({}),
        types: z.record(z.string(), z.enum(parameterTypes)).default({}),
        maxRows: z.number().int().min(1).max(10_000_000).optional(),
        timeoutMs: z.number().int().min(100).max(3_600_000).optional(),
      }),
    )
    .output(resultStateSchema),
  cancel: oc.input(z.object({ id: idSchema })).output(done),
  follow: oc.input(z.object({ id: idSchema })).output(stream(resultStateSchema)),
  /**
   * Rows from a number on. Fewer than asked for at the end, and when they are so wide that
   * the answer would exceed about 8 MB: ask again from where it ended.
   */
  window: oc
    .input(
      z.object({
        id: idSchema,
        from: z.number().int().min(0),
        count: z.number().int().min(1).max(1000),
      }),
    )
    .output(z.object({ rows: z.array(rowSchema) })),
  /** Results kept on this device, newest first. */
  results: oc.input(nothing).output(z.array(resultStateSchema)),
  /** Drops a result that no evidence refers to. */
  discard: oc.input(z.object({ id: idSchema })).output(done),
  /** Connects and reads server version and role; warns about rights beyond reading. */
  testConnection: oc.input(z.object({ endpointId: idSchema })).output(
    z.object({
      server: z.string(),
      username: z.string(),
      superuser: z.boolean(),
      /** Rights beyond reading: `superuser`, `createrole`, `pg_execute_server_program`, … */
      rights: z.array(z.string()),
      readOnlyDefault: z.boolean(),
      latencyMs: z.number(),
    }),
  ),
};

/** Provenance of query evidence. */
export const resultProvenanceSchema = z.object({
  kind: z.literal('result'),
  system: z.string(),
  environment: z.string(),
  server: z.string(),
  host: z.string(),
  database: z.string(),
  username: z.string(),
  sql: z.string(),
  parameters: z.record(z.string(), z.string().nullable()),
  startedAt: timeSchema,
  columns: z.array(columnSchema),
  /** Row numbers taken, from 0; all rows of the result when null. */
  rows: z.array(z.number().int()).nullable(),
  rowCount: z.number().int(),
  truncated: z.boolean(),
  sha256: sha256Schema,
});
