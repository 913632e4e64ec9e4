import { done, environmentSchema, idSchema, nothing, oc, stream, timeSchema, z } from './common';
import { failureSchema } from './ssh';

/** A shell on an SSH host. Its view may come and go; the host keeps the session. */
export const terminalSchema = z.object({
  id: idSchema,
  endpointId: idSchema,
  name: z.string(),
  host: z.string(),
  username: z.string(),
  environment: environmentSchema,
  /** `stale`: the connection broke and is tried again; `ended`: the shell ended or was closed. */
  state: z.enum(['connecting', 'open', 'stale', 'failed', 'ended']),
  /** Since when no live connection exists. */
  staleSince: timeSchema.nullable(),
  nextTryAt: timeSchema.nullable(),
  error: failureSchema.nullable(),
  /** How the shell ended, when it did. */
  exit: z.object({ code: z.number().int().nullable(), signal: z.string().nullable() }).nullable(),
  encoding: z.string(),
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

/** What a view of a terminal is told, in order. */
export const terminalOutputSchema = z.discriminatedUnion('kind', [
  /** Text to paint, decoded from the host's encoding; escape sequences included. */
  z.object({ kind: z.literal('text'), text: z.string() }),
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
  environment: environmentSchema,
  startedAt: timeSchema,
  endedAt: timeSchema.nullable(),
  bytes: z.number().int(),
});
export type Transcript = z.infer<typeof transcriptSchema>;

const size = {
  columns: z.number().int().min(2).max(1000),
  rows: z.number().int().min(1).max(1000),
};
const byTerminal = z.object({ id: idSchema });

export const terminals = {
  /** Opens a shell and returns at once; connecting and its failures are states of the terminal. */
  open: oc.input(z.object({ endpointId: idSchema, ...size })).output(terminalSchema),
  list: oc.input(nothing).output(z.array(terminalSchema)),
  /** What is kept of the output so far, then what comes. A view that leaves ends nothing. */
  attach: oc.input(byTerminal).output(stream(terminalOutputSchema)),
  /** Sends typed or pasted text, encoded into the host's encoding. */
  write: oc.input(byTerminal.extend({ text: z.string().max(1_000_000) })).output(done),
  resize: oc.input(byTerminal.extend(size)).output(done),
  setEncoding: oc.input(byTerminal.extend({ encoding: z.string().max(40) })).output(terminalSchema),
  /** Starts or stops recording. @throws `terminals.recording-forced` on a production host */
  record: oc.input(byTerminal.extend({ on: z.boolean() })).output(terminalSchema),
  /** Tries again now. */
  reconnect: oc.input(byTerminal).output(done),
  close: oc.input(byTerminal).output(done),
  transcripts: oc.input(nothing).output(z.array(transcriptSchema)),
  /** The asciicast text of a transcript, for a player or a file. */
  transcript: oc
    .input(z.object({ id: idSchema }))
    .output(z.object({ transcript: transcriptSchema, cast: z.string() })),
  removeTranscript: oc.input(z.object({ id: idSchema })).output(done),
};
