import { dialects } from './dialects';
import { idSchema, nothing, oc, textSchema, timeSchema, z } from './common';

/** What a schema holds. `external` is a foreign or external table. */
export const schemaObjectKinds = [
  'table',
  'view',
  'materialized',
  'external',
  'synonym',
  'sequence',
  'function',
  'procedure',
] as const;
export type SchemaObjectKind = (typeof schemaObjectKinds)[number];

/** The schema of a connection as it was last read; it is kept on this device and works offline. */
export const schemaStateSchema = z.object({
  endpointId: idSchema,
  dialect: z.enum(dialects),
  /** Null when it was never read. */
  readAt: timeSchema.nullable(),
  /** As the server called itself, e.g. `PostgreSQL 15.18`; empty when it was never read. */
  server: z.string(),
  /** Tables, views and all else that has a name of its own. */
  objects: z.number().int(),
  /** Bytes on this device. */
  bytes: z.number().int(),
  /** There were more than are kept. */
  truncated: z.boolean(),
  /** Older than a day. */
  stale: z.boolean(),
  /** This process reads it just now. */
  reading: z.boolean(),
});
export type SchemaState = z.infer<typeof schemaStateSchema>;

export const schemaColumnSchema = z.object({
  name: z.string(),
  /** As the database writes it, with length and precision: `varchar(40)`. */
  type: z.string(),
  nullable: z.boolean(),
  default: z.string().nullable(),
  comment: z.string(),
  /** What may stand in it, where its type or a set says so. */
  values: z.array(z.string()),
});
export type SchemaColumn = z.infer<typeof schemaColumnSchema>;

export const schemaKeySchema = z.object({
  name: z.string(),
  kind: z.enum(['primary', 'unique', 'foreign']),
  columns: z.array(z.string()),
  /** `foreign`: what it points at, columns in the same order. */
  references: z
    .object({ schema: z.string(), name: z.string(), columns: z.array(z.string()) })
    .nullable(),
});
export type SchemaKey = z.infer<typeof schemaKeySchema>;

export const schemaIndexSchema = z.object({
  name: z.string(),
  /** Columns or expressions in order. */
  columns: z.array(z.string()),
  unique: z.boolean(),
  /** False when the server does not use it: invalid, unusable, disabled. */
  valid: z.boolean(),
});
export type SchemaIndex = z.infer<typeof schemaIndexSchema>;

/** One object with what is known of it. */
export const schemaObjectSchema = z.object({
  schema: z.string(),
  name: z.string(),
  kind: z.enum(schemaObjectKinds),
  comment: z.string(),
  /** Rows as the server's statistics estimate them; null when it has none. */
  rows: z.number().nullable(),
  /** Arguments of a function, target of a synonym; empty for others. */
  detail: z.string(),
  columns: z.array(schemaColumnSchema),
  keys: z.array(schemaKeySchema),
  indexes: z.array(schemaIndexSchema),
});
export type SchemaObject = z.infer<typeof schemaObjectSchema>;

/** A row of the schema tree, flattened. */
export const schemaRowSchema = z.object({
  /** Stable while the schema is not read again; what `open` and `reveal` name. */
  id: z.string(),
  depth: z.number().int(),
  kind: z.enum(['schema', ...schemaObjectKinds, 'column', 'index']),
  name: z.string(),
  /** Type of a column, columns of an index, arguments of a function. */
  detail: z.string(),
  comment: z.string(),
  /** Objects of a schema; estimated rows of a table; null where neither fits. */
  count: z.number().nullable(),
  /** `primary`, `foreign`: of a column; `unique`, `invalid`: of an index. */
  marks: z.array(z.enum(['primary', 'foreign', 'required', 'unique', 'invalid'])),
  expandable: z.boolean(),
  open: z.boolean(),
  /** The name quoted as the dialect needs it, with its schema where it is not the usual one. */
  insert: z.string(),
});
export type SchemaRow = z.infer<typeof schemaRowSchema>;

export const completionKinds = [
  'schema',
  ...schemaObjectKinds,
  'column',
  'alias',
  'join',
  'keyword',
  'parameter',
  'value',
] as const;
export type CompletionKind = (typeof completionKinds)[number];

export const completionItemSchema = z.object({
  label: z.string(),
  kind: z.enum(completionKinds),
  /** What is put in, quoted as the dialect needs it. */
  insert: z.string(),
  /** Type of a column, schema of a table, arguments of a function. */
  detail: z.string(),
  comment: z.string(),
});
export type CompletionItem = z.infer<typeof completionItemSchema>;

const inStatement = z.object({
  /** Null completes keywords and functions only. */
  endpointId: idSchema.nullable(),
  dialect: z.enum(dialects),
  sql: textSchema,
  /** Place of the cursor in UTF-16 units from the begin of `sql`. */
  offset: z.number().int().min(0),
});

/** A part of a text in UTF-16 units from its begin; the end is exclusive. */
export const textRangeSchema = z.object({
  start: z.number().int().min(0),
  end: z.number().int().min(0),
});
export type TextRange = z.infer<typeof textRangeSchema>;

/** Answers about schemas never wait for a database, `readSchema` excepted. */
export const querySchema = {
  schemaState: oc.input(z.object({ endpointId: idSchema })).output(schemaStateSchema),
  /**
   * Reads the schema from the database and keeps it; a task shows its progress. Ends when it is
   * kept; a second call while one reads waits for the same. Aborting the call that began it stops it.
   *
   * @throws `sql.*` as a run does; what was kept before stays
   */
  readSchema: oc.input(z.object({ endpointId: idSchema })).output(schemaStateSchema),
  /** Rows of the tree from a number on. An empty `filter` shows all; else objects whose name or comment has it. */
  schemaRows: oc
    .input(
      z.object({
        endpointId: idSchema,
        filter: z.string().max(200).default(''),
        /** Ids of the rows that are unfolded. */
        open: z.array(z.string().max(2_000)).max(1_000).default([]),
        from: z.number().int().min(0),
        count: z.number().int().min(1).max(500),
        /** An object to go to; its schema is unfolded whatever `open` says. */
        reveal: z.object({ schema: z.string(), name: z.string() }).nullable().default(null),
      }),
    )
    .output(
      z.object({
        total: z.number().int(),
        rows: z.array(schemaRowSchema),
        /** Number of the row that `reveal` names; null when it is not there. */
        revealed: z.number().int().nullable(),
      }),
    ),
  /** One object by its name; null when the schema does not have it. */
  schemaObject: oc
    .input(z.object({ endpointId: idSchema, schema: z.string(), name: z.string() }))
    .output(schemaObjectSchema.nullable()),
  complete: oc
    .input(
      inStatement.extend({
        /** Parameters that are known besides those in the text, with the values a pick list has. */
        parameters: z
          .array(z.object({ name: z.string(), choices: z.array(z.string()).default([]) }))
          .default([]),
      }),
    )
    .output(
      z.object({
        /** What is replaced by an item. */
        range: textRangeSchema,
        /** Best first. */
        items: z.array(completionItemSchema),
        /** There are more that fit; typing on narrows them. */
        incomplete: z.boolean(),
      }),
    ),
  /** What the name under a place is; null when it is no name of the schema. */
  describe: oc.input(inStatement).output(
    z
      .object({
        range: textRangeSchema,
        object: schemaObjectSchema,
        /** The column of it that is meant; null for the object itself. */
        column: z.string().nullable(),
      })
      .nullable(),
  ),
  /** The statements of a text, without the separators and comments around them. */
  statements: oc
    .input(z.object({ dialect: z.enum(dialects), sql: textSchema }))
    .output(z.array(textRangeSchema)),
  /** The text laid out; statements that cannot be read stay as they are. */
  format: oc
    .input(z.object({ dialect: z.enum(dialects), sql: textSchema }))
    .output(z.object({ sql: z.string(), unread: z.number().int() })),
  /** Schemas kept on this device. */
  schemas: oc.input(nothing).output(z.array(schemaStateSchema)),
};
