import { z } from 'zod';
import { platforms } from '../../../contract/common';
import { dialects } from '../../../contract/dialects';
import {
  comparisons,
  emptyMeanings,
  parameterTypes,
  severities,
  versionSchema,
} from '../../../contract/query-document';

const line = z.string().max(1000);
/** Own queries may have one language only; then it may be written without naming it. */
const someWords = z.union([
  z.string().transform((both) => ({ zh: both, en: both })),
  z.strictObject({ zh: z.string().default(''), en: z.string().default('') }),
]);
const bothWords = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

/** One way to ask; the first that fits the server is taken. */
const statementSchema = z.strictObject({
  /** File beside the YAML. */
  file: z.string().regex(/^[^/\\:]+\.sql$/i),
  /** Needed where the query has several. */
  dialect: z.enum(dialects).optional(),
  /** Least version of the server. */
  minimum: versionSchema.optional(),
  /** Product behind the dialect, where it matters, e.g. `mariadb`. */
  product: line.optional(),
  unproven: z.boolean().default(false),
});

/** Written `:name` in the statements; always bound, never pasted. */
const parameterOf = <Label extends z.ZodType>(label: Label) =>
  z.strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
      .max(63),
    type: z.enum(parameterTypes),
    label,
    default: z.string().max(10_000).default(''),
    choices: z.array(line).max(1000).default([]),
    /** A statement whose first column is offered. */
    choicesFrom: z.string().default(''),
    whenEmpty: z.enum(emptyMeanings).default('text'),
  });

const thresholdSchema = z.strictObject({
  column: line,
  is: z.enum(comparisons),
  value: z.union([z.number(), line, z.boolean()]),
  level: z.enum(severities),
});

const requiresSchema = z
  .strictObject({
    extensions: z.array(line).default([]),
    rights: z.array(line).default([]),
  })
  .default({ extensions: [], rights: [] });

const noWords = { zh: '', en: '' };

/** A query in a file of anybody's: `<name>.yaml` and its statements beside it. */
export const queryFileSchema = z.strictObject({
  /** `<platform>.<name of the file>` of a shipped one, UUID of one that was exported. */
  id: line.optional(),
  version: z.number().int().min(1).default(1),
  platform: z.enum(platforms).optional(),
  dialect: z.union([z.enum(dialects).transform((one) => [one]), z.array(z.enum(dialects)).min(1)]),
  category: line.default(''),
  folder: line.optional(),
  tags: z.array(line).max(100).default([]),
  title: someWords.refine(({ zh, en }) => zh.trim() !== '' || en.trim() !== ''),
  /** What it shows and when to run it. */
  description: someWords.default(noWords),
  statements: z.array(statementSchema).min(1).max(100),
  /** What the server must have, and the least rights. */
  requires: requiresSchema,
  parameters: z
    .array(parameterOf(someWords.default(noWords)))
    .max(100)
    .default([]),
  /** Colour a row: of those that hold, the worst. */
  thresholds: z.array(thresholdSchema).max(100).default([]),
  /** What it means that no row came. */
  empty: someWords.default(noWords),
  /** What to do next. */
  next: someWords.default(noWords),
  /** What it rests on. */
  source: z.string().default(''),
  confidence: z.enum(['high', 'medium', 'low']).optional(),
  /** Never run on a real server of its kind. */
  unproven: z.boolean().default(false),
  /** Columns that name a row, for comparing two runs. */
  key: z.array(line).max(100).default([]),
});
export type QueryFile = z.infer<typeof queryFileSchema>;

/** A shipped query: `resources/packs/<platform>/queries/<name>.yaml`. Nothing that people see is left out. */
export const packQuerySchema = queryFileSchema.extend({
  id: line,
  version: z.number().int().min(1),
  platform: z.enum(platforms),
  category: line.min(1),
  title: bothWords,
  description: bothWords,
  parameters: z.array(parameterOf(bothWords)).default([]),
  empty: bothWords,
  next: bothWords,
  source: z.string().min(1),
  confidence: z.enum(['high', 'medium', 'low']),
  key: z.array(line).min(1),
});
export type PackQueryDocument = z.infer<typeof packQuerySchema>;
