import { dialects } from './dialects';
import { oc, textSchema, z } from './common';

/** Where something stands in a statement as typed: 1-based line and column; columns and length in UTF-16 units, as editors count. */
export const placeSchema = z.object({
  line: z.number().int(),
  column: z.number().int(),
  length: z.number().int(),
});

/** One thing for which a statement is not sent. */
export const refusalReasonSchema = z.object({
  /** i18n key below `queries.guard`, e.g. `one-statement`, `function-not-allowed`. */
  reason: z.string(),
  /** What fills its text, e.g. `name`. */
  params: z.record(z.string(), z.string()),
  /** Null when it concerns the whole statement. */
  place: placeSchema.nullable(),
});
export type RefusalReason = z.infer<typeof refusalReasonSchema>;

/** What the guard looks at; i18n keys below `queries.check`. */
export const guardChecks = [
  /** Only characters that stand for themselves: none invisible, none that turns the writing direction. */
  'characters',
  'one-statement',
  /** SELECT, SHOW or plain EXPLAIN in every part, INTO and WITH included. */
  'reading',
  'functions',
  /** No row, table or advisory lock, no lock in a hint. */
  'locks',
] as const;

/** What the guard says of a statement before it is sent. */
export const verdictSchema = z.object({
  dialect: z.enum(dialects),
  verdict: z.enum(['read', 'refused']),
  /** All that was found, the most telling first; empty when it only reads. */
  reasons: z.array(refusalReasonSchema),
  statements: z.number().int(),
  /** Names of the parameters found, in order of first use. */
  parameters: z.array(z.string()),
  /** What was looked at and found good, for the inspector. */
  checks: z.array(z.enum(guardChecks)),
  /** A shipped statement that people have reviewed, byte for byte: syntax and functions the guard does not know were let pass. */
  reviewed: z.boolean(),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** Longest statement that is judged, in UTF-16 units; what is longer is refused as `too-long`. */
export const maxStatementLength = 1_000_000;

export const guardQueries = {
  /** Judges a statement; nothing is sent anywhere. */
  classify: oc
    .input(z.object({ dialect: z.enum(dialects), sql: textSchema }))
    .output(verdictSchema),
};
