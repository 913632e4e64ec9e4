import { lineSchema, z } from './common';
import { dialects } from './dialects';

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
