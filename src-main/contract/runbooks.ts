import {
  byId,
  done,
  environmentSchema,
  idSchema,
  lineSchema,
  nothing,
  oc,
  platformSchema,
  sha256Schema,
  stream,
  textSchema,
  timeSchema,
  z,
} from './common';
import { changeStatementSchema } from './changes';
import { failureSchema } from './ssh';

/** A text in both languages. */
const words = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
export type Words = z.infer<typeof words>;

/** A value that a person gives a runbook. It reaches the script quoted, never as code. */
export const runbookParameterSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
  type: z.enum(['text', 'number', 'boolean', 'path', 'choice', 'secret']),
  label: words,
  /** Secrets have none: their value is the name of a vault entry. */
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  required: z.boolean().default(true),
  choices: z.array(z.string().min(1)).min(1).max(200).optional(),
  /** Regular expression a text must match whole. */
  pattern: z.string().max(1000).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});
export type RunbookParameter = z.infer<typeof runbookParameterSchema>;

/** Reading leaves the host as it was; anything else passes the change gate. */
export const runbookClassSchema = z.enum(['read-only', 'changes-state']);

export const runbookStepSchema = z.strictObject({
  name: words,
  /** `query` runs a saved query, by its name, on the databases of the host's system. */
  kind: z.enum(['shell', 'python', 'powershell', 'query']),
  /** Script text; parameters are variables of it (`$name`, `name`, `$name`). For `query`: its name. */
  script: z.string().min(1).max(200_000),
  class: runbookClassSchema.default('read-only'),
  timeoutSeconds: z.number().int().min(1).max(86_400).default(60),
  /** Exit codes that count as success. */
  expectedExit: z.array(z.number().int()).min(1).default([0]),
  /** Goes on with the next step when this one failed. */
  continueOnFailure: z.boolean().default(false),
  /** Runs as root by sudo; the password goes over stdin. */
  sudo: z.boolean().default(false),
  /** What runs in its place on a dry run; without it a step that changes state is only shown. */
  dryRunScript: z.string().max(200_000).optional(),
  /** Undoes this step; run from the last done one backwards on "stop and roll back". */
  rollback: z.string().max(200_000).optional(),
});
export type RunbookStep = z.infer<typeof runbookStepSchema>;

/** A runbook as its YAML file states it. */
export const runbookDocumentSchema = z.strictObject({
  /** Dotted name, unique: `linux.disk-usage`. */
  id: z
    .string()
    .max(100)
    .regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/),
  version: z.number().int().min(1),
  platform: platformSchema,
  title: words,
  description: words,
  /** Where the facts come from, and how sure they are. */
  source: z.string().default(''),
  confidence: z.enum(['high', 'medium', 'low']).default('medium'),
  /** Never run against a real system of this kind: said in the app. */
  unproven: z.boolean().default(false),
  parameters: z.array(runbookParameterSchema).max(50).default([]),
  steps: z.array(runbookStepSchema).min(1).max(50),
});
export type RunbookDocument = z.infer<typeof runbookDocumentSchema>;

/**
 * What is wrong with the text of a runbook, or worth a second look. `warning`: it can be kept
 * and run. The words are the host's, in both languages, with what was found in them.
 */
export const runbookFaultSchema = z.object({
  /** From 1. */
  line: z.number().int().min(1),
  severity: z.enum(['error', 'warning']),
  message: words,
});
export type RunbookFault = z.infer<typeof runbookFaultSchema>;

export const runbookSchema = z.object({
  /** The document's id. */
  id: z.string(),
  origin: z.enum(['shipped', 'library']),
  /** One of the library that stands in the place of a shipped one. */
  replacesShipped: z.boolean(),
  document: runbookDocumentSchema,
  /**
   * The most demanding class of its steps. A step that says it only reads but holds words that
   * obviously change something counts as changing until somebody reviewed the text.
   */
  class: runbookClassSchema,
  /** Warnings of the check. */
  warnings: z.array(runbookFaultSchema),
  /** SHA-256 of the YAML text. */
  sha256: sha256Schema,
  /** Of the library: who reviewed this very text; null when it changed since. */
  reviewed: z.object({ at: timeSchema, by: z.string() }).nullable(),
  /** How often it was run on this device. */
  runs: z.number().int(),
});
export type Runbook = z.infer<typeof runbookSchema>;

export const stepRunSchema = z.object({
  step: z.number().int(),
  /**
   * `shown`: on a dry run, what would be sent; nothing was. `unknown`: the connection or the
   * program was lost while it ran, so it may have been done.
   */
  state: z.enum([
    'waiting',
    'running',
    'done',
    'failed',
    'skipped',
    'shown',
    'cancelled',
    'unknown',
  ]),
  /** Exactly what was sent to the host, secrets masked. */
  command: z.string(),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  startedAt: timeSchema.nullable(),
  endedAt: timeSchema.nullable(),
  /** The end of the output, decoded, at most 1,000 characters; the whole is in the transcript. */
  output: z.string(),
  outputBytes: z.number().int(),
  /** More came than is kept (16 MiB a step). */
  outputCut: z.boolean(),
  error: failureSchema.nullable(),
});
export type StepRun = z.infer<typeof stepRunSchema>;

export const hostRunSchema = z.object({
  endpointId: idSchema,
  name: z.string(),
  host: z.string(),
  environment: environmentSchema,
  /** `unknown`: the connection or the program was lost while a step ran. */
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled', 'unknown']),
  steps: z.array(stepRunSchema),
  /** What "stop and roll back" ran, in its order; `step` is the step it undid. */
  rollback: z.array(stepRunSchema),
  error: failureSchema.nullable(),
});
export type HostRun = z.infer<typeof hostRunSchema>;

export const runSchema = z.object({
  id: idSchema,
  runbookId: z.string(),
  title: words,
  version: z.number().int(),
  sha256: sha256Schema,
  class: runbookClassSchema,
  dryRun: z.boolean(),
  /** Values as they were used; of a secret, the name of its vault entry. */
  parameters: z.record(z.string(), z.string()),
  state: z.enum(['running', 'done', 'failed', 'cancelled', 'unknown']),
  startedAt: timeSchema,
  endedAt: timeSchema.nullable(),
  startedBy: z.enum(['user', 'schedule', 'cli']),
  scheduleId: idSchema.nullable(),
  permitId: idSchema.nullable(),
  changeId: z.string(),
  reason: z.string(),
  /** Names of the steps as they were then; the runbook may have changed since. */
  stepNames: z.array(words),
  hosts: z.array(hostRunSchema),
  /** The sealed transcript, once the run has ended. */
  transcriptSha256: sha256Schema.nullable(),
});
export type Run = z.infer<typeof runSchema>;

export const scheduleSchema = z.object({
  id: idSchema,
  runbookId: z.string(),
  endpointIds: z.array(idSchema).min(1).max(200),
  parameters: z.record(z.string(), z.string()).default({}),
  /** Every so many minutes, or daily at a time of this device's clock on chosen weekdays (0 Sunday). */
  when: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('every'), minutes: z.number().int().min(1).max(10_080) }),
    z.object({
      kind: z.literal('daily'),
      time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
      weekdays: z.array(z.number().int().min(0).max(6)).min(1),
    }),
  ]),
  enabled: z.boolean().default(true),
  /** Change number under which every run is let through; a runbook that only reads needs none. */
  changeId: lineSchema.default(''),
});
export type Schedule = z.infer<typeof scheduleSchema>;

export const scheduleStateSchema = z.object({
  schedule: scheduleSchema,
  nextAt: timeSchema.nullable(),
  lastRun: z.object({ id: idSchema, at: timeSchema, state: runSchema.shape.state }).nullable(),
  /** Times that passed while no program was open, newest last (at most 20), until seen. */
  missed: z.array(timeSchema),
  /** Times that were skipped because the run before was still going, newest last (at most 20), until seen. */
  overlapped: z.array(timeSchema),
  /** Why the last run could not be started, until one could. */
  error: failureSchema.nullable(),
  /** Whether this process is the one that runs schedules. */
  ownedHere: z.boolean(),
});
export type ScheduleState = z.infer<typeof scheduleStateSchema>;

const start = z.object({
  runbookId: z.string().max(200),
  endpointIds: z.array(idSchema).min(1).max(200),
  parameters: z.record(z.string(), z.string().max(100_000)).default({}),
  dryRun: z.boolean().default(false),
  /** Undoes, on a host where a step failed, what was done there. */
  rollBackOnFailure: z.boolean().default(false),
  statement: changeStatementSchema.optional(),
});

export const runbooks = {
  list: oc.input(nothing).output(z.array(runbookSchema)),
  /** The YAML text of one, for reading, sharing and review. */
  source: oc.input(z.object({ id: z.string() })).output(z.object({ text: z.string() })),
  /** Checks YAML without keeping it; every fault with its line, in order of lines. */
  check: oc.input(z.object({ text: textSchema })).output(
    z.object({
      /** Null when a fault is an error. */
      document: runbookDocumentSchema.nullable(),
      faults: z.array(runbookFaultSchema),
    }),
  ),
  /** Keeps YAML in the library; one with the id of a shipped runbook takes its place. */
  save: oc.input(z.object({ text: textSchema })).output(runbookSchema),
  /** Takes one out of the library; a shipped one of the same id stands again. */
  remove: oc.input(z.object({ id: z.string() })).output(done),
  /** Marks the present text as reviewed. */
  review: oc.input(z.object({ id: z.string(), by: lineSchema.min(1) })).output(runbookSchema),
  /** What would be sent to a host, step by step, without sending anything. */
  preview: oc.input(start).output(z.object({ commands: z.array(z.string()) })),
  /** Starts a run and returns at once; hosts run side by side. */
  run: oc.input(start).output(runSchema),
  /** Newest first, at most 200, without outputs. */
  runs: oc.input(z.object({ runbookId: z.string().optional() })).output(z.array(runSchema)),
  get: oc.input(byId).output(runSchema),
  /** State changes of a run, at most ten a second, until it ends. */
  follow: oc.input(byId).output(stream(runSchema)),
  /**
   * Output of one step on one host as it comes, from its beginning, both of its outputs in the
   * order of arrival. Hostile text.
   */
  output: oc
    .input(
      byId.extend({
        endpointId: idSchema,
        step: z.number().int().min(0),
        /** What undid the step, rather than the step. */
        rollback: z.boolean().default(false),
      }),
    )
    .output(stream(z.string())),
  /** Stops a run on all hosts, or on one; `rollBack` then undoes what was done, backwards. */
  stop: oc
    .input(byId.extend({ endpointId: idSchema.optional(), rollBack: z.boolean().default(false) }))
    .output(done),
  /** The report of an ended run: Markdown in the language asked for. */
  report: oc
    .input(byId.extend({ language: z.enum(['zh-CN', 'en']) }))
    .output(z.object({ fileName: z.string(), text: z.string() })),
  schedules: oc.input(nothing).output(z.array(scheduleStateSchema)),
  saveSchedule: oc
    .input(scheduleSchema.extend({ id: idSchema.optional() }))
    .output(scheduleStateSchema),
  removeSchedule: oc.input(byId).output(done),
  /** The missed times were seen. */
  seeMissed: oc.input(byId).output(done),
};
