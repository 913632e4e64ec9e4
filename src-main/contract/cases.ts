import {
  done,
  idSchema,
  lineSchema,
  nothing,
  oc,
  sha256Schema,
  stream,
  textSchema,
  timeSchema,
  z,
} from './common';
import { logProvenanceSchema, redactedSchema, redactionSchema } from './log-evidence';
import {
  columnSchema,
  resultProvenanceSchema,
  rowSchema,
  rowSeveritySchema,
} from './query-results';

export const priorities = ['P1', 'P2', 'P3', 'P4'] as const;
export const prioritySchema = z.enum(priorities);
export type Priority = z.infer<typeof prioritySchema>;

/** States of an incident and where each may go. */
export const caseStatuses = [
  'new',
  'in-progress',
  'waiting-customer',
  'waiting-vendor',
  'resolved',
  'closed',
] as const;
export const caseStatusSchema = z.enum(caseStatuses);
export type CaseStatus = z.infer<typeof caseStatusSchema>;

/** Which status may follow which; closed cases are reopened into `in-progress`. */
export const caseTransitions: Record<CaseStatus, readonly CaseStatus[]> = {
  new: ['in-progress', 'waiting-customer', 'waiting-vendor', 'resolved', 'closed'],
  'in-progress': ['waiting-customer', 'waiting-vendor', 'resolved', 'closed'],
  'waiting-customer': ['in-progress', 'waiting-vendor', 'resolved', 'closed'],
  'waiting-vendor': ['in-progress', 'waiting-customer', 'resolved', 'closed'],
  resolved: ['in-progress', 'closed'],
  closed: ['in-progress'],
};

export const caseSchema = z.object({
  id: idSchema,
  /** Unique offline: device prefix and a counter, e.g. `K7Q2-0142`. */
  number: z.string(),
  title: lineSchema,
  systemId: idSchema.nullable(),
  priority: prioritySchema,
  status: caseStatusSchema,
  /** Reporter's own words; never edited after they were first saved with text. */
  reportedWords: textSchema,
  reporter: lineSchema,
  createdAt: timeSchema,
  updatedAt: timeSchema,
  evidenceCount: z.number().int(),
});
export type Case = z.infer<typeof caseSchema>;

export const noteSchema = z.object({
  id: idSchema,
  caseId: idSchema,
  title: lineSchema,
  /** Plain Markdown text of the Yjs body. */
  text: z.string(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
export type Note = z.infer<typeof noteSchema>;

export const evidenceKinds = ['log', 'result', 'transcript', 'file', 'remark'] as const;

/** Provenance of what was seen in a terminal, or of a runbook's run. */
export const transcriptProvenanceSchema = z.object({
  kind: z.literal('transcript'),
  origin: z.enum(['terminal', 'run']),
  /** Id of the recording or of the run. */
  originId: idSchema,
  system: z.string(),
  environment: z.string(),
  /** Hosts, in the order of a run. */
  hosts: z.array(z.string()),
  username: z.string(),
  startedAt: timeSchema,
  endedAt: timeSchema.nullable(),
  /** `asciicast-v2`: a whole recording; `text`: a selection; `json-lines`: a run's transcript. */
  format: z.enum(['asciicast-v2', 'text', 'json-lines']),
  /** Hash of the whole recording at the time of capture; equals `sha256` when all of it was taken. */
  wholeSha256: sha256Schema.nullable(),
  sha256: sha256Schema,
});
export type TranscriptProvenance = z.infer<typeof transcriptProvenanceSchema>;

/** Where on a host a file lay when it was fetched into the case. */
export const fileOriginSchema = z.object({
  system: z.string(),
  environment: z.string(),
  host: z.string(),
  username: z.string(),
  path: z.string(),
  /** When the host says it was changed. */
  changedAt: timeSchema.nullable(),
});
export type FileOrigin = z.infer<typeof fileOriginSchema>;

export const provenanceSchema = z.discriminatedUnion('kind', [
  logProvenanceSchema,
  resultProvenanceSchema,
  transcriptProvenanceSchema,
  z.object({
    kind: z.literal('file'),
    name: z.string(),
    mediaType: z.string(),
    /** Of a file that was fetched from a host. */
    origin: fileOriginSchema.optional(),
    sha256: sha256Schema,
  }),
  z.object({ kind: z.literal('remark'), sha256: sha256Schema }),
]);
export type Provenance = z.infer<typeof provenanceSchema>;

export const evidenceSchema = z.object({
  id: idSchema,
  caseId: idSchema,
  /** Shown as E1, E2, … within the case. */
  ordinal: z.number().int(),
  kind: z.enum(evidenceKinds),
  title: z.string(),
  remark: z.string(),
  bytes: z.number().int(),
  sha256: sha256Schema,
  /** Device time of capture and the clock offset known then (device minus true time, ms), null if never measured. */
  capturedAt: timeSchema,
  clockOffsetMs: z.number().nullable(),
  /** First lines or rows, for the timeline. */
  preview: z.string(),
  provenance: provenanceSchema,
  /** How it is changed before it leaves the case; null: not at all. */
  redaction: redactionSchema.nullable(),
  removed: z.boolean(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const timelineEntrySchema = z.object({
  id: idSchema,
  at: timeSchema,
  kind: z.enum([
    'created',
    'status',
    'priority',
    'evidence',
    'evidence-removed',
    'evidence-restored',
    'note',
    'remark',
    'redaction',
    'edited',
  ]),
  /** Values for the translated sentence: from, to, number, … */
  params: z.record(z.string(), z.string()),
});
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

/**
 * The largest file that is attached through the wire, in bytes: its frames hold 32 MiB, and
 * base64 needs a third more than the file. The command line takes larger ones.
 */
export const largestFileBytes = 20 * 1024 * 1024;

/** What is on the screen and selected; the host takes the bytes itself. */
export const evidenceSourceSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('log'),
    viewId: z.string(),
    /** Of the view when the rows were chosen: rows that have moved since are refused. */
    generation: z.number().int(),
    /** Ranges of rows, [from, to). */
    rows: z
      .array(z.tuple([z.number().int(), z.number().int()]))
      .min(1)
      .max(10_000),
    /** Whole records, also where rows are lines. */
    whole: z.boolean().default(false),
  }),
  z.object({
    kind: z.literal('result'),
    resultId: idSchema,
    /** null takes every row */ rows: z.array(z.number().int()).max(100_000).nullable(),
  }),
  /** What differs between two results, see `queries.compare`; kept as evidence of the kind `result`. */
  z.object({ kind: z.literal('comparison'), comparisonId: idSchema }),
  z.object({
    kind: z.literal('transcript'),
    origin: z.enum(['terminal', 'run']),
    /** Id of the terminal's recording, or of the run. */
    id: idSchema,
    /** Text selected on the screen; null takes the whole recording. */
    selection: z.string().max(4_000_000).nullable(),
  }),
  z.object({ kind: z.literal('remark'), text: textSchema.min(1) }),
  z.object({
    kind: z.literal('file'),
    name: lineSchema.min(1),
    mediaType: z.string().max(200),
    /** base64, see {@link largestFileBytes} */ data: z.string(),
  }),
  /** A file of a host, up to {@link largestFileBytes}; a path as in `filePlaceSchema`. */
  z.object({
    kind: z.literal('remote-file'),
    endpointId: idSchema,
    path: z.string().min(1).max(20_000),
  }),
]);
export type EvidenceSource = z.infer<typeof evidenceSourceSchema>;

/** Evidence reopened from the store; no connection is needed. */
export const evidenceContentSchema = z.object({
  evidence: evidenceSchema,
  /** The stored bytes still have the hash taken at capture. */
  verified: z.boolean(),
  content: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('text'),
      text: z.string(),
      encoding: z.string(),
      clipped: z.boolean(),
    }),
    z.object({
      kind: z.literal('rows'),
      columns: z.array(columnSchema),
      rows: z.array(rowSchema),
      /** By the thresholds of the query they came from. */
      severities: z.array(rowSeveritySchema.nullable()),
      total: z.number().int(),
    }),
    z.object({
      kind: z.literal('binary'),
      mediaType: z.string(),
      /** base64 when an image of at most 10 MB, else null */ data: z.string().nullable(),
    }),
  ]),
});
export type EvidenceContent = z.infer<typeof evidenceContentSchema>;

export const caseDetailSchema = z.object({
  case: caseSchema,
  notes: z.array(noteSchema),
  evidence: z.array(evidenceSchema),
  timeline: z.array(timelineEntrySchema),
});
export type CaseDetail = z.infer<typeof caseDetailSchema>;

export const cases = {
  list: oc
    .input(z.object({ text: lineSchema.default(''), open: z.boolean().default(false) }))
    .output(z.array(caseSchema)),
  get: oc.input(z.object({ /** id or number */ id: z.string() })).output(caseDetailSchema),
  create: oc
    .input(
      z.object({
        title: lineSchema.min(1),
        priority: prioritySchema.default('P3'),
        systemId: idSchema.nullable().default(null),
        reportedWords: textSchema.default(''),
        reporter: lineSchema.default(''),
      }),
    )
    .output(caseSchema),
  update: oc
    .input(
      z.object({
        id: idSchema,
        title: lineSchema.min(1).optional(),
        priority: prioritySchema.optional(),
        status: caseStatusSchema.optional(),
        systemId: idSchema.nullable().optional(),
        reporter: lineSchema.optional(),
        /** Accepted only while it is still empty. */
        reportedWords: textSchema.optional(),
      }),
    )
    .output(caseSchema),
  active: oc.input(nothing).output(z.object({ case: caseSchema.nullable() })),
  setActive: oc.input(z.object({ id: idSchema.nullable() })).output(done),
  createNote: oc
    .input(
      z.object({ caseId: idSchema, title: lineSchema.default(''), text: textSchema.default('') }),
    )
    .output(noteSchema),
  /** The Yjs document of a note (text type named `body`), base64. */
  openNote: oc
    .input(z.object({ id: idSchema }))
    .output(z.object({ note: noteSchema, state: z.string() })),
  /** Yjs updates made by this editor, base64; durable when it returns. */
  editNote: oc
    .input(z.object({ id: idSchema, updates: z.array(z.string()).min(1).max(1000) }))
    .output(done),
  renameNote: oc.input(z.object({ id: idSchema, title: lineSchema })).output(done),
  /** Lines that are in the case `already` make no second piece of evidence: the answer is the first. */
  addEvidence: oc
    .input(
      z.object({ caseId: idSchema, source: evidenceSourceSchema, remark: textSchema.default('') }),
    )
    .output(evidenceSchema.extend({ already: z.boolean() })),
  remarkEvidence: oc.input(z.object({ id: idSchema, remark: textSchema })).output(done),
  /** What would leave the case under these rules: its first lines, and how often they hit. */
  previewRedaction: oc
    .input(z.object({ id: idSchema, rules: redactionSchema }))
    .output(redactedSchema),
  /** Sets the rules under which evidence leaves its case; none: as it is. The original stays. */
  redactEvidence: oc.input(z.object({ id: idSchema, rules: redactionSchema })).output(done),
  /** Undo: hides the evidence; its bytes and its line in the timeline stay. */
  removeEvidence: oc.input(z.object({ id: idSchema, removed: z.boolean() })).output(done),
  evidence: oc
    .input(
      z.object({
        id: idSchema,
        from: z.number().int().min(0).default(0),
        count: z.number().int().min(1).max(5000).default(1000),
      }),
    )
    .output(evidenceContentSchema),
  /** The stored text of a recorded terminal (asciicast) in pieces, for a player. */
  recording: oc.input(z.object({ id: idSchema })).output(stream(z.string())),
  export: oc
    .input(
      z.object({ id: idSchema, format: z.enum(['md', 'html']), language: z.enum(['zh-CN', 'en']) }),
    )
    .output(z.object({ fileName: z.string(), text: z.string() })),
};
