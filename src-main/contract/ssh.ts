import { byId, done, idSchema, lineSchema, nothing, oc, stream, timeSchema, z } from './common';

/** An expected failure kept as data in a state: see `AppError.toData`. */
export const failureSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type Failure = z.infer<typeof failureSchema>;

/** A host key that a person accepted. */
export const hostKeySchema = z.object({
  host: z.string(),
  port: z.number().int(),
  type: z.string(),
  /** As OpenSSH prints it: `SHA256:` and unpadded base64. */
  fingerprint: z.string(),
  trustedAt: timeSchema,
});
export type HostKey = z.infer<typeof hostKeySchema>;

/** One station on the way to a host: a proxy, a jump host, or the host itself. */
export const sshHopSchema = z.object({
  /** Null for a proxy. */
  endpointId: idSchema.nullable(),
  name: z.string(),
  host: z.string(),
  port: z.number().int(),
  state: z.enum(['waiting', 'connecting', 'authenticating', 'connected', 'failed']),
  error: failureSchema.nullable(),
});
export type SshHop = z.infer<typeof sshHopSchema>;

export const sshConnectionSchema = z.object({
  endpointId: idSchema,
  state: z.enum(['connecting', 'connected', 'failed', 'closed']),
  /** Tails, terminals, tunnels and commands that share it. */
  users: z.number().int(),
  /** Channels open on it now. */
  channels: z.number().int(),
  since: timeSchema,
  latencyMs: z.number().nullable(),
  /** In the order in which they are passed; the last one is the host. */
  hops: z.array(sshHopSchema),
});
export type SshConnection = z.infer<typeof sshConnectionSchema>;

/** A question a server asks while somebody logs in: keyboard-interactive, one-time code, key passphrase. */
export const sshPromptSchema = z.object({
  id: idSchema,
  endpointId: idSchema,
  /** Host and user it is for. */
  host: z.string(),
  username: z.string(),
  /** The server's own words: hostile text. */
  title: z.string(),
  instructions: z.string(),
  fields: z.array(z.object({ label: z.string(), echo: z.boolean() })),
  askedAt: timeSchema,
  /** Nobody waits for the answer any more after this. */
  expiresAt: timeSchema,
});
export type SshPrompt = z.infer<typeof sshPromptSchema>;

/** Steps of a connection test, in their order; the first four repeat for each hop. */
export const sshTestSteps = [
  'name',
  'connect',
  'host-key',
  'login',
  'session',
  'system',
  'tools',
  'locale',
  'clock',
  'sudo',
  'sftp',
] as const;

export const sshTestStepSchema = z.object({
  step: z.enum(sshTestSteps),
  /** Which hop, from 0; the last one is the host. */
  hop: z.number().int().min(0),
  /** Name of the hop. */
  host: z.string(),
  state: z.enum(['running', 'ok', 'warning', 'failed', 'skipped']),
  /** Facts found, by name: address, fingerprint, server, methods, system, tools, encoding, offsetMs, … */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  error: failureSchema.nullable(),
  elapsedMs: z.number(),
});
export type SshTestStep = z.infer<typeof sshTestStepSchema>;

export const ssh = {
  /**
   * Connects once, apart from shared connections, and looks at what the host offers. Each step
   * comes as `running` and again with its end. When the connection fails, what would have come
   * after is `skipped`; a question to the host that fails leaves the others to be asked.
   */
  test: oc.input(z.object({ endpointId: idSchema })).output(stream(sshTestStepSchema)),
  trust: oc
    .input(z.object({ host: z.string(), port: z.number().int(), fingerprint: z.string() }))
    .output(done),
  distrust: oc.input(z.object({ host: z.string(), port: z.number().int() })).output(done),
  hostKeys: oc.input(nothing).output(z.array(hostKeySchema)),
  connections: oc.input(nothing).output(z.array(sshConnectionSchema)),
  /** Questions that wait for a person. */
  prompts: oc.input(nothing).output(z.array(sshPromptSchema)),
  /** Answers in the order of the fields; null gives the log-in up. */
  answer: oc.input(byId.extend({ answers: z.array(lineSchema).nullable() })).output(done),
  /** The device's network changed: whoever waits to reconnect tries now. */
  networkChanged: oc.input(nothing).output(done),
};
