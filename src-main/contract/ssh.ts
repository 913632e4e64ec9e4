import { done, idSchema, nothing, oc, timeSchema, z } from './common';

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

export const sshConnectionSchema = z.object({
  endpointId: idSchema,
  state: z.enum(['connecting', 'connected', 'failed', 'closed']),
  users: z.number().int(),
});
export type SshConnection = z.infer<typeof sshConnectionSchema>;

export const ssh = {
  /**
   * Connects once to see that it works. With an unknown host key it fails with
   * `ssh.host-key-unknown` {host, port, type, fingerprint}: show it, then `trust`.
   */
  test: oc.input(z.object({ endpointId: idSchema })).output(
    z.object({
      server: z.string(),
      hostKey: z.string(),
      latencyMs: z.number(),
      clockOffsetMs: z.number().nullable(),
    }),
  ),
  trust: oc
    .input(z.object({ host: z.string(), port: z.number().int(), fingerprint: z.string() }))
    .output(done),
  distrust: oc.input(z.object({ host: z.string(), port: z.number().int() })).output(done),
  hostKeys: oc.input(nothing).output(z.array(hostKeySchema)),
  connections: oc.input(nothing).output(z.array(sshConnectionSchema)),
};
