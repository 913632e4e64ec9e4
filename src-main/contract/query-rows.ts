import { environmentSchema, idSchema, sha256Schema, timeSchema, z } from './common';
import { dialects } from './dialects';
import { placeSchema } from './query-guard';
import { queryIdSchema } from './query-library';

/**
 * What the cells of a column are, by which they are compared, sorted and exported. `integer` fits
 * 64 bits with a sign, `decimal` has any number of digits, `float` rounds; `time` is a date, a
 * time of day or both; `binary` is written in hexadecimal, as `0x…` or `\x…`.
 */
export const columnKinds = ['integer', 'decimal', 'float', 'boolean', 'time', 'text', 'binary', 'json'] as const; // prettier-ignore
export type ColumnKind = (typeof columnKinds)[number];

/** Place of a column in a result, from 0. */
export const columnNumber = z.number().int().min(0).max(100_000);

export const columnSchema = z.object({
  name: z.string(),
  /** The database's own type name, e.g. `int8`, `timestamptz`. */
  type: z.string(),
  align: z.enum(['left', 'right']),
  kind: z.enum(columnKinds).default('text'),
});
export type Column = z.infer<typeof columnSchema>;

/** Cells are the server's text, so nothing loses precision; null is NULL. */
export const rowSchema = z.array(z.string().nullable());
export type Row = z.infer<typeof rowSchema>;

/** Values by parameter; null is NULL. */
export const parameterValues = z.record(z.string(), z.string().nullable());

/** Why a result may have been asked for; `reviewed`: a shipped statement, let pass by its hash. */
export const guardVerdicts = ['read', 'reviewed', 'write'] as const;

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
  /** A cap of rows or bytes was reached and more rows exist. */
  truncated: z.boolean(),
  /** Cells of which only the beginning is kept; `window` says which. */
  clippedCells: z.number().int(),
  /** Bytes of the encrypted result on disk. */
  bytes: z.number().int(),
  /** Of the rows as JSON lines, the form in which all of them become evidence; null until the end. */
  sha256: sha256Schema.nullable(),
  firstRowMs: z.number().nullable(),
  elapsedMs: z.number(),
  startedAt: timeSchema,
  sql: z.string(),
  parameters: parameterValues,
  dialect: z.enum(dialects),
  /** Names as they were when it ran. */
  system: z.string(),
  environment: environmentSchema,
  /** `host:port`, or the file of a SQLite database. */
  host: z.string(),
  /** As the server reports it, e.g. `PostgreSQL 15.18`. */
  server: z.string(),
  database: z.string(),
  username: z.string(),
  /** The server's clock minus this device's, in milliseconds; null where it was not measured. */
  clockOffsetMs: z.number().nullable(),
  guard: z.enum(guardVerdicts),
  /** Kept however many results come after it. */
  pinned: z.boolean(),
  /** Of a run on several systems. */
  groupId: idSchema.nullable(),
  /** The saved query it came from, in the version that ran. */
  queryId: queryIdSchema.nullable(),
  queryVersion: z.number().int().nullable(),
});
export type ResultState = z.infer<typeof resultStateSchema>;
