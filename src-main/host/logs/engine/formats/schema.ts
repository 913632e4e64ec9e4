import { logLevels } from '../../../../contract/logs';
import { platforms, z } from '../../../../contract/common';

const level = z.enum(logLevels);
const words = z.array(z.string().min(1).max(60)).max(60);
const line = z.string().min(1).max(500);

const headObject = z.strictObject({
  pattern: line,
  as: z.enum(['record', 'continues', 'ignored']).optional(),
  notAfterStart: z.boolean().optional(),
  level: level.optional(),
  /** Says nothing about which format a log has. */
  weak: z.boolean().optional(),
});

/** A head: how the first line of a record looks; only its pattern, or more. See docs/log-formats.md. */
const headSchema = z.union([
  line.transform((pattern): z.infer<typeof headObject> => ({ pattern })),
  headObject,
]);

/** How the fields of a record are found; the first regex that matches counts. */
const fieldsSchema = z.union([
  z.strictObject({ regexes: z.array(z.string().min(1).max(2000)).min(1).max(20) }),
  z.strictObject({ style: z.enum(['json', 'logfmt', 'w3c']) }),
  z.strictObject({ csv: z.array(z.string().min(1).max(60)).min(1).max(100) }),
]);

/** Lines and what the format must find in them. */
const sampleSchema = z.strictObject({
  text: z.string().min(1).max(20_000),
  records: z.number().int().min(0),
  levels: z.partialRecord(level, z.number().int()).default({}),
  /** ISO 8601 of the first and last record that state a time; zone-less ones as UTC, year-less as 2026. */
  first: z.string().optional(),
  last: z.string().optional(),
  /** Of the first record; others may exist. */
  fields: z.record(z.string(), z.string()).optional(),
});

/** The YAML of a format. */
export const formatDocumentSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/)
    .max(60),
  title: z.strictObject({ zh: z.string().min(1).max(100), en: z.string().min(1).max(100) }),
  platform: z.enum(['any', ...platforms]),
  unproven: z.boolean().default(false),
  source: z.string().max(1000).optional(),
  /** 0–100: which of several formats that fit is taken; the more special, the higher. */
  rank: z.number().int().min(0).max(100).default(50),
  /** Begins of lines that only this format has. */
  marks: z.array(line).max(20).default([]),
  /** The lines themselves look like any others: without such a begin it is another format. */
  needsMark: z.boolean().default(false),
  /** Of times that state none: `local` is the zone of the log's machine as far as known. */
  zone: z
    .string()
    .regex(/^(local|utc|[+-]\d\d:\d\d|[A-Z]\w+\/[\w/+-]+)$/)
    .default('local'),
  heads: z.array(headSchema).max(30).default([]),
  ignore: z.array(line).max(30).default([]),
  continues: z.array(line).max(30).default([]),
  unmatched: z.enum(['continues', 'record']).default('continues'),
  levels: z
    .strictObject({
      fatal: words.default([]),
      error: words.default([]),
      warn: words.default([]),
      info: words.default([]),
      debug: words.default([]),
      trace: words.default([]),
      none: words.default([]),
      continues: words.default([]),
      /** Whether the usual words count too. */
      standard: z.boolean().default(true),
      ignoreCase: z.boolean().default(false),
    })
    .optional(),
  levelNumbers: z
    .strictObject({
      mask: z.number().int().optional(),
      ranges: z
        .array(z.strictObject({ from: z.number().int(), to: z.number().int(), level }))
        .min(1)
        .max(12),
    })
    .optional(),
  fields: fieldsSchema.optional(),
  /** Packages of frameworks and of the product's own code in Java stacks, besides the usual ones. */
  stack: z.strictObject({ framework: words.default([]), own: words.default([]) }).optional(),
  samples: z.array(sampleSchema).min(1).max(20),
});
export type FormatDocument = z.infer<typeof formatDocumentSchema>;
export type FormatSample = z.infer<typeof sampleSchema>;
