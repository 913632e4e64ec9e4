import { lineSchema, textSchema, z } from './common';
import { dialects } from './dialects';

export const parameterTypes = ['text', 'number', 'date', 'time', 'boolean'] as const;
export type ParameterType = (typeof parameterTypes)[number];

/** Words in both languages; where one is empty the other is shown. */
export const wordsSchema = z.object({
  zh: textSchema.default(''),
  en: textSchema.default(''),
});
export type QueryWords = z.infer<typeof wordsSchema>;

/** A text in a language (`zh`, `zh-CN`, `en`, …); where it was not written in it, the other one. */
export function wordsIn({ zh, en }: QueryWords, language: string): string {
  return (language.startsWith('zh') ? zh || en : en || zh).trim();
}

const noWords = { zh: '', en: '' };

/** Whether two texts are the same statement: blanks around it and the `;` at its end do not count. */
export function isSameStatement(one: string, other: string): boolean {
  return bare(one) === bare(other);
}

function bare(sql: string): string {
  return sql.trim().replace(/;$/, '').trimEnd();
}

/** A version of a server, e.g. `9.6`. */
export const versionSchema = z.string().regex(/^\d+(?:\.\d+)*$/);

/** One way to ask. Of those in a query, the first that fits the server is taken. */
export const queryStatementSchema = z.object({
  dialect: z.enum(dialects),
  sql: textSchema,
  /** Product behind the dialect that it is for, e.g. `mariadb`; null for any. */
  product: lineSchema.nullable().default(null),
  /** Least version of the server; null for any. */
  minimum: versionSchema.nullable().default(null),
});
export type QueryStatement = z.infer<typeof queryStatementSchema>;

/** What a field that was left empty means: an empty text, NULL, or that the statement is not run. */
export const emptyMeanings = ['text', 'null', 'refused'] as const;

/** A typed parameter, written `:name` in the statements; always bound, never pasted. */
export const parameterSchema = z.object({
  name: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
    .max(63),
  type: z.enum(parameterTypes),
  label: wordsSchema.default(noWords),
  /** Value offered at first; empty means none. */
  default: z.string().max(10_000).default(''),
  /** Values to choose from; others may be typed. */
  choices: z.array(lineSchema).max(1000).default([]),
  /** A reading statement whose first column is offered, see `choices`; empty for none. */
  choicesFrom: textSchema.default(''),
  /** What a field that was left empty means. */
  whenEmpty: z.enum(emptyMeanings).default('text'),
});
export type Parameter = z.infer<typeof parameterSchema>;

/**
 * What is bound for a parameter.
 *
 * @param parameter as it is declared; undefined where it is not
 * @returns undefined where a value must be given and none is
 */
export function boundValue(
  parameter: Pick<Parameter, 'whenEmpty'> | undefined,
  typed: string,
): string | null | undefined {
  if (typed.trim() !== '' || !parameter || parameter.whenEmpty === 'text') return typed;
  return parameter.whenEmpty === 'null' ? null : undefined;
}

export const comparisons = ['>=', '>', '<=', '<', '=', '<>'] as const;
/** How bad a row is, the worst last. */
export const severities = ['warning', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** Colours the rows for which it holds; of several that hold the worst counts. */
export const thresholdSchema = z.object({
  column: lineSchema,
  is: z.enum(comparisons),
  /** Numbers are compared as numbers, texts by code point, truths as truths. */
  value: z.union([z.number(), lineSchema, z.boolean()]),
  level: z.enum(severities),
});
export type Threshold = z.infer<typeof thresholdSchema>;

/** What a person writes of a query: own and shipped ones have the same form. */
export const queryDocumentSchema = z.object({
  title: wordsSchema,
  /** What it shows and when to run it. */
  description: wordsSchema.default(noWords),
  /** Folder in the library, levels parted by `/`; empty is the top. */
  folder: lineSchema.default(''),
  tags: z.array(lineSchema).max(100).default([]),
  statements: z.array(queryStatementSchema).min(1).max(100),
  parameters: z.array(parameterSchema).max(100).default([]),
  thresholds: z.array(thresholdSchema).max(100).default([]),
  /** Columns that name a row, for comparing two runs. */
  key: z.array(lineSchema).max(100).default([]),
  /** What it means that no row came. */
  empty: wordsSchema.default(noWords),
  /** What to do next. */
  next: wordsSchema.default(noWords),
  /** What this version changes, in the words of who saved it. */
  note: lineSchema.default(''),
  /** Name of the engineer who saved it, see the setting `engineer`; empty where none was set. */
  author: lineSchema.default(''),
});
export type QueryDocument = z.infer<typeof queryDocumentSchema>;
