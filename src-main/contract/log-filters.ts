import { idSchema, lineSchema, timeSchema, z } from './common';
import { logLevelSchema } from './log-sources';

/** A condition of a filter; a record passes when every including one and no excluding one holds. */
export const logConditionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    exclude: z.boolean(),
    text: z.string().min(1).max(1000),
    regex: z.boolean(),
    ignoreCase: z.boolean(),
  }),
  /** This level and worse. */
  z.object({
    kind: z.literal('level'),
    exclude: z.boolean(),
    level: logLevelSchema,
    andWorse: z.boolean(),
  }),
  /** [from, to) in true time; null is open. */
  z.object({
    kind: z.literal('time'),
    exclude: z.boolean(),
    from: timeSchema.nullable(),
    to: timeSchema.nullable(),
  }),
  z.object({
    kind: z.literal('field'),
    exclude: z.boolean(),
    field: z.string().max(200),
    value: z.string().max(1000),
  }),
  z.object({ kind: z.literal('source'), exclude: z.boolean(), sourceId: z.string() }),
]);
export type LogCondition = z.infer<typeof logConditionSchema>;
export const logFilterSchema = z.array(logConditionSchema).max(50);
export type LogFilter = z.infer<typeof logFilterSchema>;

/** What is searched for within the rows that the filter leaves. */
export const logSearchSchema = z.object({
  text: z.string().max(1000),
  regex: z.boolean(),
  ignoreCase: z.boolean(),
});
export type LogSearch = z.infer<typeof logSearchSchema>;

/** Texts that are marked wherever they stand. `tone` is one of eight marks, told apart also without colour. */
export const logHighlightSchema = logSearchSchema.extend({ tone: z.number().int().min(0).max(7) });
export type LogHighlight = z.infer<typeof logHighlightSchema>;

/** A filter, a set of highlights, or both, kept by name. */
export const savedFilterSchema = z.object({
  id: idSchema,
  name: lineSchema.min(1),
  filter: logFilterSchema,
  highlights: z.array(logHighlightSchema).max(50),
});
export type SavedFilter = z.infer<typeof savedFilterSchema>;
