import { z } from 'zod';
import { parameterTypes } from '../../../contract/queries';

/** Kinds of SQL that saved queries are written in. */
export const dialects = ['postgresql', 'mysql', 'oracle', 'sqlserver', 'hana', 'sqlite'] as const;
export type Dialect = (typeof dialects)[number];

const words = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const version = z.string().regex(/^\d+(?:\.\d+)*$/);

/** One way to ask; the first that fits the server is taken. */
const statementSchema = z.strictObject({
  /** File beside the YAML. */
  file: z.string().regex(/^[a-z0-9.-]+\.sql$/),
  /** Needed where the query has several. */
  dialect: z.enum(dialects).optional(),
  /** Least version of the server. */
  minimum: version.optional(),
  /** Product behind the dialect, where it matters, e.g. `mariadb`. */
  product: z.string().optional(),
  unproven: z.boolean().default(false),
});

/** A saved query as it is shipped: `resources/packs/<platform>/queries/<name>.yaml` and its statements beside it. */
export const packQuerySchema = z.strictObject({
  /** `<platform>.<name of the file>`. */
  id: z.string(),
  version: z.number().int().min(1),
  platform: z.string(),
  dialect: z.union([z.enum(dialects).transform((one) => [one]), z.array(z.enum(dialects)).min(1)]),
  category: z.string(),
  tags: z.array(z.string()),
  title: words,
  /** What it shows and when to run it. */
  description: words,
  statements: z.array(statementSchema).min(1),
  /** What the server must have, and the least rights. */
  requires: z
    .strictObject({ extensions: z.array(z.string()), rights: z.array(z.string()) })
    .partial()
    .default({}),
  /** Written `:name` in the statements; always bound, never pasted. */
  parameters: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-z0-9_]*$/),
        type: z.enum(parameterTypes),
        label: words,
        default: z.string().default(''),
        choices: z.array(z.string()).optional(),
        /** A statement whose first column is offered. */
        choicesFrom: z.string().optional(),
      }),
    )
    .default([]),
  /** Colour a row: of those that hold, the worst. */
  thresholds: z
    .array(
      z.strictObject({
        column: z.string(),
        is: z.enum(['>=', '>', '<=', '<', '=', '<>']),
        value: z.union([z.number(), z.string(), z.boolean()]),
        level: z.enum(['warning', 'critical']),
      }),
    )
    .default([]),
  /** What it means that no row came. */
  empty: words,
  /** What to do next. */
  next: words,
  /** What it rests on. */
  source: z.string().min(1),
  confidence: z.enum(['high', 'medium', 'low']),
  /** Never run on a real server of its kind. */
  unproven: z.boolean().default(false),
  /** Columns that name a row, for comparing two runs. */
  key: z.array(z.string()).min(1),
});
export type PackQueryDocument = z.infer<typeof packQuerySchema>;
