import { done, idSchema, nothing, oc, stream, timeSchema, z } from './common';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export const logLevelSchema = z.enum(logLevels);
export type LogLevel = z.infer<typeof logLevelSchema>;

/** A line as it is shown: decoded from its bytes only now. */
export const logLineSchema = z.object({
  /** Number of the line in this tail, from 0. */
  line: z.number().int(),
  text: z.string(),
  level: logLevelSchema.nullable(),
  /** Time of day as the line itself states it, for the time column; null when it states none. */
  time: z.string().nullable(),
  /** Set when the line is longer than what is shown; its length in bytes. */
  fullLength: z.number().int().nullable(),
});
export type LogLine = z.infer<typeof logLineSchema>;

export const tailStateSchema = z.object({
  id: z.string(),
  endpointId: idSchema,
  name: z.string(),
  host: z.string(),
  path: z.string(),
  /** `elsewhere`: another process on the profile follows this log; it is taken over when that one ends. */
  state: z.enum(['connecting', 'live', 'stale', 'failed', 'closed', 'elsewhere']),
  /** What the process that follows the log says of it, while it is another one. */
  owner: z
    .object({
      pid: z.number().int(),
      face: z.enum(['desktop', 'browser', 'cli']),
      state: z.string(),
      bytes: z.number().int(),
      lines: z.number().int(),
    })
    .nullable(),
  /** Since when no live connection exists. */
  staleSince: timeSchema.nullable(),
  error: z
    .object({
      code: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    })
    .nullable(),
  encoding: z.string(),
  bytes: z.number().int(),
  lines: z.number().int(),
  /** Lines that pass the filter; equals `lines` without one. */
  matched: z.number().int(),
  filter: z.string(),
  /** Remote command that reads the log, as it was sent. */
  command: z.string(),
  /** Rotations, gaps and reconnects, by the line they stand before. */
  marks: z.array(
    z.object({
      line: z.number().int(),
      kind: z.enum(['rotated', 'truncated', 'reconnected', 'gap']),
      at: timeSchema,
    }),
  ),
});
export type TailState = z.infer<typeof tailStateSchema>;

export const logs = {
  /** Opens a live tail of a log endpoint; the capture is kept encrypted until the tail closes. */
  open: oc
    .input(
      z.object({ endpointId: idSchema, lines: z.number().int().min(0).max(100_000).optional() }),
    )
    .output(tailStateSchema),
  list: oc.input(nothing).output(z.array(tailStateSchema)),
  /** State changes of one tail, at most ten a second; painting may skip, bytes never. */
  follow: oc.input(z.object({ id: z.string() })).output(stream(tailStateSchema)),
  /**
   * Decodes a window of lines, of the filtered ones when `matched`. Fewer than asked for come
   * where lines are very long (about 4 million characters an answer): ask again from the next.
   */
  window: oc
    .input(
      z.object({
        id: z.string(),
        from: z.number().int().min(0),
        count: z.number().int().min(1).max(2000),
        matched: z.boolean(),
      }),
    )
    .output(z.object({ lines: z.array(logLineSchema) })),
  /** The text of one line, up to 16 MiB of it; `bytes` is the length of the whole line. */
  line: oc
    .input(z.object({ id: z.string(), line: z.number().int().min(0) }))
    .output(z.object({ text: z.string(), bytes: z.number().int() })),
  /** Plain text, ignoring case; an empty text shows all lines. */
  filter: oc
    .input(z.object({ id: z.string(), text: z.string().max(1000) }))
    .output(tailStateSchema),
  close: oc.input(z.object({ id: z.string() })).output(done),
  /** Connects a stale or failed tail now instead of at its next try. */
  reconnect: oc.input(z.object({ id: z.string() })).output(done),
};
