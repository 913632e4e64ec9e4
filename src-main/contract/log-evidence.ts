import { lineSchema, sha256Schema, timeSchema, z } from './common';

/** Where a stretch of log evidence came from. */
export const logOriginSchema = z.object({
  system: z.string(),
  environment: z.string(),
  host: z.string(),
  path: z.string(),
  /** Name of the file in an archive. */
  entry: z.string().optional(),
  /** The file is packed: ranges count its unpacked bytes. */
  packed: z.boolean().optional(),
  /** As text where it is larger than a number is exact. */
  inode: z.union([z.number(), z.string()]).nullable(),
  encoding: z.string(),
  /** Name of the format its records were told by, and the zone of its times. */
  format: z.string(),
  zone: z.string(),
  /** Was added to its times to bring them to true time, in ms. */
  clockOffsetMs: z.number(),
  /** When a connection test measured that offset; null where a person chose it, or there is none. */
  clockMeasuredAt: timeSchema.nullable().optional(),
  /** Commands that read it from its host. */
  commands: z.array(z.string()),
});
export type LogOriginFile = z.infer<typeof logOriginSchema>;

/**
 * Provenance of log evidence. Its content is the exact bytes of its parts, one after the other.
 * Host, path and the like are those of the first part; where there are several files, or gaps
 * between the parts, `files` and `parts` tell all of them.
 */
export const logProvenanceSchema = z.object({
  kind: z.literal('log'),
  system: z.string(),
  environment: z.string(),
  host: z.string(),
  path: z.string(),
  inode: z.union([z.number(), z.string()]).nullable(),
  /** Byte range in the log's file, [from, to); null when not known, and for more than one part. */
  byteFrom: z.number().int().nullable(),
  byteTo: z.number().int().nullable(),
  lines: z.number().int(),
  encoding: z.string(),
  /** What was filtered, as text. */
  filter: z.string(),
  command: z.string(),
  sha256: sha256Schema,
  format: z.string().optional(),
  clockOffsetMs: z.number().optional(),
  files: z.array(logOriginSchema).optional(),
  /** In the order of the content: which of `files`, where in it (null: not known), and how many bytes. */
  parts: z
    .array(z.tuple([z.number().int(), z.number().int().nullable(), z.number().int()]))
    .optional(),
});
export type LogProvenance = z.infer<typeof logProvenanceSchema>;

/** A rule by which what leaves a case is changed: each hit becomes the replacement. */
export const redactionRuleSchema = z.object({
  text: z.string().min(1).max(1000),
  regex: z.boolean(),
  ignoreCase: z.boolean(),
  replacement: lineSchema,
});
export const redactionSchema = z.array(redactionRuleSchema).max(50);
/** How evidence is changed before it leaves its case; the original stays in the case. */
export type Redaction = z.infer<typeof redactionSchema>;

/** What of evidence would leave its case. */
export const redactedSchema = z.object({
  text: z.string(),
  /** Places that were changed, in all of the evidence. */
  hits: z.number().int(),
  /** SHA-256 of all of the redacted text in UTF-8, its lines ended by LF. */
  sha256: sha256Schema,
});
export type Redacted = z.infer<typeof redactedSchema>;

/** Rules to begin with; `name` is a key of the texts of cases. */
export const redactionSuggestions = [
  {
    name: 'passwords',
    rule: {
      text: String.raw`(?:password|passwd|pwd|secret|密码|口令)["']?\s*[=:：]\s*["']?[^\s"',;&]+`,
      regex: true,
      ignoreCase: true,
      replacement: '[password]',
    },
  },
  {
    name: 'tokens',
    rule: {
      text: String.raw`(?:bearer\s+[\w.~+/=-]+|(?:access_?token|api_?key|session_?id|jsessionid|token)["']?\s*[=:：]\s*["']?[\w.~+/=-]+)`,
      regex: true,
      ignoreCase: true,
      replacement: '[token]',
    },
  },
  {
    name: 'phones',
    rule: {
      text: String.raw`\b(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}\b`,
      regex: true,
      ignoreCase: false,
      replacement: '[phone]',
    },
  },
  {
    name: 'identities',
    rule: {
      text: String.raw`\b[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]\b`,
      regex: true,
      ignoreCase: false,
      replacement: '[id]',
    },
  },
  {
    name: 'addresses',
    rule: {
      text: String.raw`\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b`,
      regex: true,
      ignoreCase: false,
      replacement: '[ip]',
    },
  },
] as const satisfies readonly { name: string; rule: Redaction[number] }[];
