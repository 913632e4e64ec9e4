import { lineSchema, nothing, oc, sha256Schema, stream, timeSchema, z } from './common';

/** What was done to a customer's system, or to what guards it. */
export const auditKinds = [
  'connection-opened',
  'connection-failed',
  'connection-closed',
  'host-key-trusted',
  'host-key-distrusted',
  'command',
  'statement',
  'terminal-opened',
  'terminal-closed',
  'transfer',
  'file-changed',
  'tunnel-opened',
  'tunnel-closed',
  'change-permitted',
  'change-refused',
  'change-ended',
  'run-started',
  'run-ended',
  'exported',
] as const;

/**
 * One row of the log. `hash` is SHA-256 over the previous hash and the row's own canonical
 * JSON, so that a row that was changed, taken out or cut off at the end is found.
 */
export const auditEntrySchema = z.object({
  sequence: z.number().int().min(1),
  /** Incarnation of the device whose chain this is. */
  device: z.string(),
  at: timeSchema,
  /** Device minus true time in milliseconds, when it was known. */
  clockOffsetMs: z.number().nullable(),
  kind: z.enum(auditKinds),
  /** Host, statement's server or file it concerns, as people name it; '' when none. */
  target: z.string(),
  /** Values for the translated sentence and for search: command, exit, path, bytes, … No secret. */
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  hash: sha256Schema,
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;
export type AuditKind = AuditEntry['kind'];
export type AuditDetail = AuditEntry['detail'];

/** End of a chain: goes into every export, and later to the hub. */
export const auditHeadSchema = z.object({
  device: z.string(),
  sequence: z.number().int().min(0),
  hash: z.string(),
});
export type AuditHead = z.infer<typeof auditHeadSchema>;

/** A head as exported documents name it: device, number of the last row and its hash. */
export function auditHeadText({ device, sequence, hash }: AuditHead): string {
  return `${device} #${sequence} ${hash}`;
}

export const auditVerdictSchema = z.object({
  intact: z.boolean(),
  rows: z.number().int(),
  head: auditHeadSchema,
  /** What is wrong first: a row changed, a row missing, or rows cut off at the end. */
  fault: z
    .object({ kind: z.enum(['changed', 'missing', 'cut-off']), sequence: z.number().int() })
    .nullable(),
});
export type AuditVerdict = z.infer<typeof auditVerdictSchema>;

export const auditFilterSchema = z.object({
  text: lineSchema.default(''),
  kinds: z.array(z.enum(auditKinds)).default([]),
  from: timeSchema.nullable().default(null),
  to: timeSchema.nullable().default(null),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

export const audit = {
  /** A window of matching rows, newest first, and how many match. */
  list: oc
    .input(
      auditFilterSchema.extend({
        offset: z.number().int().min(0).default(0),
        count: z.number().int().min(1).max(500).default(100),
      }),
    )
    .output(z.object({ entries: z.array(auditEntrySchema), total: z.number().int() })),
  head: oc.input(nothing).output(auditHeadSchema),
  verify: oc.input(nothing).output(auditVerdictSchema),
  /** All matching rows, oldest first, as the lines of a file; the last line is the head. */
  export: oc
    .input(auditFilterSchema.extend({ format: z.enum(['jsonl', 'csv']) }))
    .output(stream(z.string())),
  /** Checks an exported JSON lines file against itself. */
  verifyExport: oc.input(z.object({ text: z.string().max(20_000_000) })).output(auditVerdictSchema),
};
