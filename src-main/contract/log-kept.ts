import { idSchema, textSchema, timeSchema, z } from './common';
import { logPlaceSchema } from './log-sources';

export const logBookmarkSchema = z.object({
  id: idSchema,
  /** Where its line can be opened now: a file that was renamed is found by its inode. */
  place: logPlaceSchema,
  name: z.string(),
  system: z.string(),
  host: z.string(),
  path: z.string(),
  /** Where the line begins in `place`, in bytes. */
  offset: z.number().int(),
  /** First characters of its line. */
  text: z.string(),
  /** What of them is the message, where the log is open and its format tells. */
  said: z.string().optional(),
  time: timeSchema.nullable(),
  remark: textSchema,
  createdAt: timeSchema,
  /**
   * Whether the line still stands there, told by the hash of its bytes; `unknown` where that
   * would need a connection, or reading through a packed file.
   */
  holds: z.enum(['yes', 'no', 'unknown']),
});
export type LogBookmark = z.infer<typeof logBookmarkSchema>;

/** A log kept on this machine. */
export const logCaptureSchema = z.object({
  id: idSchema,
  name: z.string(),
  endpointId: idSchema.nullable(),
  system: z.string(),
  host: z.string(),
  path: z.string(),
  /** Bytes of the log, and what they take here. */
  bytes: z.number().int(),
  stored: z.number().int(),
  startedAt: timeSchema,
  endedAt: timeSchema.nullable(),
  /** Being written now. */
  live: z.boolean(),
  /** Not deleted when the quota is reached. */
  kept: z.boolean(),
  gaps: z.number().int(),
});
export type LogCapture = z.infer<typeof logCaptureSchema>;

/** How a format of logs looks; the text is its YAML. */
export const logFormatSchema = z.object({
  name: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  platform: z.string(),
  origin: z.enum(['shipped', 'user']),
  unproven: z.boolean(),
  text: z.string(),
  /** What is wrong with a user's one, a line each; it is not used then. */
  problem: z.object({ zh: z.string(), en: z.string() }).nullable(),
});
export type LogFormat = z.infer<typeof logFormatSchema>;
