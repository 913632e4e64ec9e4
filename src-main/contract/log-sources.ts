import { idSchema, timeSchema, z } from './common';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export const logLevelSchema = z.enum(logLevels);
export type LogLevel = z.infer<typeof logLevelSchema>;

/** Encodings a log may be read in; `auto` finds it. `mixed` decides line by line. */
export const logEncodings = [
  'utf-8',
  'gb18030',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'mixed',
] as const;
export const logEncodingSchema = z.enum(logEncodings);

/** Where the bytes of a log are. */
export const logPlaceSchema = z.discriminatedUnion('kind', [
  /** A log of a system: followed over SSH, kept in a capture. */
  z.object({ kind: z.literal('endpoint'), endpointId: idSchema }),
  /** Any file on an SSH host, read in place by ranges. */
  z.object({ kind: z.literal('remote'), endpointId: idSchema, path: z.string().min(1).max(4096) }),
  /** A file of this machine; `.gz`, `.zst` and `.zip` are read in place. `entry` names a file in a zip. */
  z.object({
    kind: z.literal('local'),
    path: z.string().min(1).max(4096),
    entry: z.string().max(4096).optional(),
  }),
  /** What was kept of a remote tail, or dropped into the window. */
  z.object({ kind: z.literal('capture'), captureId: idSchema }),
]);
export type LogPlace = z.infer<typeof logPlaceSchema>;

export const logErrorSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

/** What a person decided about a source; null: found by itself. */
export const logChoicesSchema = z.object({
  encoding: logEncodingSchema.nullable(),
  /** Name of a format. */
  format: z.string().max(200).nullable(),
  /** IANA zone or offset (`+08:00`) of times that state none. */
  zone: z.string().max(60).nullable(),
  /** Added to the source's times to bring them to true time, in ms. */
  clockOffsetMs: z.number().int().nullable(),
});
export type LogChoices = z.infer<typeof logChoicesSchema>;

/** How a host's clock compares to this device's, as a connection test measured it. */
export const logClockSchema = z.object({
  /** To be added to times of the host to bring them to this device's, in ms. */
  offsetMs: z.number().int(),
  /** The most it can be wrong, in ms. */
  errorMs: z.number().int(),
  measuredAt: timeSchema,
});
export type LogClock = z.infer<typeof logClockSchema>;

export const levelCountsSchema = z.record(logLevelSchema, z.number().int());

/** Something between lines that a reader must see. */
export const logMarkSchema = z.object({
  /** The line it stands before. */
  line: z.number().int(),
  /** `replaced`: another file stands at its path, and the log begins anew with it. */
  kind: z.enum(['rotated', 'truncated', 'replaced', 'reconnected', 'recovered', 'gap']),
  at: timeSchema,
  /** Lost or recovered bytes; null when unknown. */
  bytes: z.number().int().nullable(),
  /** Inodes, names: shown in mono. */
  detail: z.string(),
});
export type LogMark = z.infer<typeof logMarkSchema>;

/** One source of a view. */
export const logSourceSchema = z.object({
  id: z.string(),
  place: logPlaceSchema,
  name: z.string(),
  system: z.string(),
  systemId: idSchema.nullable(),
  environment: z.enum(['production', 'test', 'development', '']),
  host: z.string(),
  path: z.string(),
  /** `fixed`: nothing is followed. `elsewhere`: another process on the profile follows it. */
  state: z.enum([
    'opening',
    'fixed',
    'connecting',
    'live',
    'stale',
    'failed',
    'elsewhere',
    'closed',
  ]),
  owner: z
    .object({
      pid: z.number().int(),
      face: z.enum(['desktop', 'browser', 'cli']),
      state: z.string(),
      bytes: z.number().int(),
      lines: z.number().int(),
    })
    .nullable(),
  staleSince: timeSchema.nullable(),
  /** When the next attempt to connect is made. */
  retryAt: timeSchema.nullable(),
  error: logErrorSchema.nullable(),
  /** Size of the log in bytes, as far as known. */
  bytes: z.number().int(),
  /** How much of it is indexed, 0 to 1; below 1 numbers of lines and records are still growing. */
  indexed: z.number(),
  /** Set where only a piece of the log is at hand (remote, or not indexed yet): [from, to) of its bytes. */
  piece: z.object({ from: z.number().int(), to: z.number().int() }).nullable(),
  lines: z.number().int(),
  records: z.number().int(),
  levels: levelCountsSchema,
  /** Time of the earliest and latest record, true time. */
  first: timeSchema.nullable(),
  last: timeSchema.nullable(),
  choices: logChoicesSchema,
  /** What is in effect. */
  encoding: z.string(),
  format: z.string(),
  /** The format was never seen on a real file of its vendor. */
  formatUnproven: z.boolean(),
  zone: z.string(),
  clockOffsetMs: z.number(),
  /** What the last connection test of its host measured; in effect where nobody chose an offset. */
  clock: logClockSchema.nullable(),
  marks: z.array(logMarkSchema),
  /** Commands that were sent to the host to read it, newest last. */
  commands: z.array(z.string()),
  captureId: idSchema.nullable(),
});
export type LogSource = z.infer<typeof logSourceSchema>;
