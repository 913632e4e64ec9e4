import { done, environmentSchema, idSchema, nothing, oc, stream, timeSchema, z } from './common';
import { failureSchema } from './ssh';
import { sshEncodings } from './systems';

/** A shell on an SSH host. Its view may come and go; the host keeps the session. */
export const terminalSchema = z.object({
  id: idSchema,
  endpointId: idSchema,
  /** Name of the endpoint; a second shell on it is told apart by a number. */
  name: z.string(),
  host: z.string(),
  username: z.string(),
  system: z.string(),
  environment: environmentSchema,
  /** `stale`: the connection broke and is tried again; `ended`: the shell ended or was closed. */
  state: z.enum(['connecting', 'open', 'stale', 'failed', 'ended']),
  /** Since when no live connection exists. */
  staleSince: timeSchema.nullable(),
  nextTryAt: timeSchema.nullable(),
  error: failureSchema.nullable(),
  /** How the shell ended, when it did. */
  exit: z.object({ code: z.number().int().nullable(), signal: z.string().nullable() }).nullable(),
  encoding: z.enum(sshEncodings),
  columns: z.number().int(),
  rows: z.number().int(),
  openedAt: timeSchema,
  /** Bytes that came from the host so far. */
  bytes: z.number().int(),
  recording: z.boolean(),
  /** Recording cannot be switched off: the host is a production host. */
  recordingForced: z.boolean(),
  /** The transcript being written, or the last one. */
  transcriptId: idSchema.nullable(),
});
export type Terminal = z.infer<typeof terminalSchema>;

/** A line of the program itself between the host's words: why there was a break, and how long. */
export const terminalNoteSchema = z.object({
  kind: z.literal('note'),
  /** `reconnected`: the connection was lost; `reopened`: the shell had ended. A new shell follows. */
  note: z.enum(['reconnected', 'reopened']),
  from: timeSchema,
  to: timeSchema,
  exitCode: z.number().int().nullable(),
});
export type TerminalNote = z.infer<typeof terminalNoteSchema>;

/** What a view of a terminal is told, in order. */
export const terminalOutputSchema = z.discriminatedUnion('kind', [
  /**
   * The view begins anew with what is kept: questions of the host among it were answered long
   * ago. `cut`: the beginning is no longer kept, or the view was too slow.
   */
  z.object({ kind: z.literal('start'), cut: z.boolean() }),
  /** Text to paint, decoded from the host's encoding; escape sequences included. */
  z.object({ kind: z.literal('text'), text: z.string() }),
  terminalNoteSchema,
  /** What follows comes as it happens. `answers`: this view answers the host's questions. */
  z.object({ kind: z.literal('live'), answers: z.boolean() }),
  z.object({ kind: z.literal('state'), terminal: terminalSchema }),
]);
export type TerminalOutput = z.infer<typeof terminalOutputSchema>;

/** A recorded session: an asciicast version 2 file, sealed in the profile. */
export const transcriptSchema = z.object({
  id: idSchema,
  endpointId: idSchema,
  name: z.string(),
  host: z.string(),
  username: z.string(),
  system: z.string(),
  environment: environmentSchema,
  startedAt: timeSchema,
  /** Null while it is written. */
  endedAt: timeSchema.nullable(),
  /** Length of the asciicast text in bytes. */
  bytes: z.number().int(),
});
export type Transcript = z.infer<typeof transcriptSchema>;

const size = {
  columns: z.number().int().min(2).max(1000),
  rows: z.number().int().min(1).max(1000),
};
const byTerminal = z.object({ id: idSchema });

/** Text that one call may send. */
export const mostTyped = 1_000_000;

export const terminals = {
  /** Opens a shell and returns at once; connecting and its failures are states of the terminal. */
  open: oc.input(z.object({ endpointId: idSchema, ...size })).output(terminalSchema),
  list: oc.input(nothing).output(z.array(terminalSchema)),
  /** What is kept of the output so far, then what comes. A view that leaves ends nothing. */
  attach: oc.input(byTerminal).output(stream(terminalOutputSchema)),
  /**
   * Sends typed or pasted text, encoded into the host's encoding. `binary`: each character is a
   * byte, as in reports of the mouse.
   */
  write: oc
    .input(byTerminal.extend({ text: z.string().max(mostTyped), binary: z.boolean().optional() }))
    .output(done),
  /** One line to several terminals, each ended by Enter; written down in the audit log. */
  send: oc
    .input(z.object({ ids: z.array(idSchema).min(1).max(100), text: z.string().max(10_000) }))
    .output(z.array(z.object({ id: idSchema, sent: z.boolean() }))),
  resize: oc.input(byTerminal.extend(size)).output(done),
  setEncoding: oc
    .input(byTerminal.extend({ encoding: z.enum(sshEncodings) }))
    .output(terminalSchema),
  /** Starts or stops recording. @throws `terminals.recording-forced` on a production host */
  record: oc.input(byTerminal.extend({ on: z.boolean() })).output(terminalSchema),
  /** Tries again now; opens a new shell where the last one ended. */
  reconnect: oc.input(byTerminal).output(done),
  close: oc.input(byTerminal).output(done),
  transcripts: oc.input(nothing).output(z.array(transcriptSchema)),
  /** The asciicast text of a transcript in pieces, for a player or a file. */
  transcript: oc.input(z.object({ id: idSchema })).output(stream(z.string())),
  /** @throws `terminals.transcript-open` while it is written */
  removeTranscript: oc.input(z.object({ id: idSchema })).output(done),
};
