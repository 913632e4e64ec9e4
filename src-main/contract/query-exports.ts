import { idSchema, lineSchema, oc, textSchema, z } from './common';
import { dialects } from './dialects';
import { parameterTypes } from './query-document';
import { queryIdSchema } from './query-library';
import { arrangedResult, columnChoice, rowRanges } from './query-result-views';
import { parameterValues } from './query-rows';

export const exportFormats = ['csv', 'xlsx', 'json', 'jsonl', 'parquet', 'sql'] as const;
export type ExportFormat = (typeof exportFormats)[number];
export const exportEncodings = ['utf-8', 'utf-8-bom', 'gb18030', 'utf-16le'] as const;

/** How a file is written. What a format has no use for is ignored. */
export const exportOptionsSchema = z.object({
  format: z.enum(exportFormats),
  separator: z.enum([',', ';', '\t', '|']).default(','),
  /** Of CSV and SQL; Excel reads CSV of every language only with the mark of `utf-8-bom`. */
  encoding: z.enum(exportEncodings).default('utf-8'),
  newline: z.enum(['lf', 'crlf']).default('lf'),
  header: z.boolean().default(true),
  /** Stands for NULL in CSV; an empty text is written `""`. */
  nullText: z.string().max(100).default(''),
  /** Puts `'` before texts that a spreadsheet would run: = + - @, tab and line breaks at their begin. Numbers stay. */
  guardFormulas: z.boolean().default(true),
  /** Of SQL: the table of the INSERT statements. */
  table: lineSchema.default('result'),
  dialect: z.enum(dialects).optional(),
  /**
   * A last column `severity`: `critical`, `warning` or NULL, by the thresholds that a kept result ran
   * with, or by those of the saved query that a statement is of.
   */
  severity: z.boolean().default(false),
});
export type ExportOptions = z.infer<typeof exportOptionsSchema>;

/** Where a file goes and how it is written. */
export const exportTarget = {
  /** On this machine; it is replaced only by a whole file. */
  path: z.string().min(1).max(4000),
  /** A file that is there is replaced; else it is refused with `file.exists`. */
  replace: z.boolean().default(false),
  options: exportOptionsSchema,
};

export const exportedSchema = z.object({
  path: z.string(),
  rows: z.number().int(),
  bytes: z.number().int(),
  /** More rows exist than the limit let through. */
  truncated: z.boolean(),
  /** Cells that the format cut (32,767 characters in Excel). */
  cutCells: z.number().int(),
  /** Texts that got a `'` so that a spreadsheet does not run them. */
  guardedCells: z.number().int(),
  /** Characters that the encoding does not have, written as `?`. */
  lostCharacters: z.number().int(),
  /** Cells of which the result itself holds only the beginning. */
  clippedCells: z.number().int(),
});
export type Exported = z.infer<typeof exportedSchema>;

export const copyFormats = ['tsv', 'csv', 'json', 'markdown', 'insert'] as const;
/** A clipboard takes so many UTF-16 units; a file takes more. */
export const mostCopiedCharacters = 16 * 1024 * 1024;

const statementInput = {
  endpointId: idSchema,
  sql: textSchema,
  parameters: parameterValues.default({}),
  types: z.record(z.string(), z.enum(parameterTypes)).default({}),
  maxRows: z.number().int().min(1).max(100_000_000).optional(),
  timeoutMs: z.number().int().min(100).max(86_400_000).optional(),
};

/** Taking rows away: only `exportStatement` needs the server. */
export const queryExports = {
  /** Rows as text for the clipboard. */
  copyRows: oc
    .input(
      arrangedResult.extend({
        ranges: rowRanges,
        columns: columnChoice,
        format: z.enum(copyFormats),
        header: z.boolean().default(true),
        /** Of INSERT. */
        table: lineSchema.default('result'),
        dialect: z.enum(dialects).optional(),
      }),
    )
    .output(
      z.object({
        text: z.string(),
        rows: z.number().int(),
        /** More rows were chosen than a clipboard takes: the text ends after `rows`. */
        cut: z.boolean(),
        /** Texts that got a `'` so that a spreadsheet does not run them. */
        guardedCells: z.number().int(),
      }),
    ),

  /** Writes a kept result as arranged into a file. Runs as a task; the call's end tells what was written. */
  exportResult: oc
    .input(arrangedResult.extend({ ranges: rowRanges, columns: columnChoice, ...exportTarget }))
    .output(exportedSchema),
  /**
   * Runs a statement straight into a file, without keeping its rows. Runs as a task.
   * `queryId` as of `run`.
   */
  exportStatement: oc
    .input(z.object({ ...statementInput, ...exportTarget, queryId: queryIdSchema.optional() }))
    .output(exportedSchema),
};
