import { byId, done, idSchema, lineSchema, nothing, oc, timeSchema, z } from './common';
import { failureSchema } from './ssh';

const port = z.number().int().min(0).max(65_535);

/** A forward as it is saved. */
export const tunnelDefinitionSchema = z.object({
  id: idSchema,
  /** The SSH endpoint that carries it. */
  endpointId: idSchema,
  name: lineSchema,
  /** As OpenSSH's -L, -R and -D. */
  kind: z.enum(['local', 'remote', 'dynamic']),
  listenHost: lineSchema.default('127.0.0.1'),
  /** 0 takes any free port. */
  listenPort: port,
  /** Empty for `dynamic`. */
  targetHost: lineSchema.default(''),
  targetPort: port.default(0),
});
export type TunnelDefinition = z.infer<typeof tunnelDefinitionSchema>;

/** A forward as it is now. */
export const tunnelSchema = z.object({
  id: idSchema,
  /** Null for one that a query console started on demand. */
  definition: tunnelDefinitionSchema.nullable(),
  endpointId: idSchema,
  name: z.string(),
  kind: tunnelDefinitionSchema.shape.kind,
  /** Where it listens: `host:port`; null while it does not, and for one without a port. */
  listen: z.string().nullable(),
  /** `host:port`; empty for `dynamic`, where each client says it. */
  target: z.string(),
  /** `stalled`: the server has not answered for some seconds; `waiting`: tried again soon. */
  state: z.enum(['closed', 'opening', 'open', 'stalled', 'waiting', 'failed']),
  startedBy: z.enum(['user', 'queries']),
  /** Connections through it now, and since it started. */
  connections: z.number().int(),
  connectionsTotal: z.number().int(),
  /** Bytes that came from the target's side, and that went there. */
  bytesIn: z.number().int(),
  bytesOut: z.number().int(),
  since: timeSchema.nullable(),
  /** Why it is not open, or why its last connection did not come through. */
  error: failureSchema.nullable(),
});
export type Tunnel = z.infer<typeof tunnelSchema>;

export const tunnels = {
  /** Saved tunnels with their state, and those started on demand. */
  list: oc.input(nothing).output(z.array(tunnelSchema)),
  /** A tunnel that runs may change its name only. */
  save: oc
    .input(
      tunnelDefinitionSchema
        .extend({ id: idSchema.optional() })
        .refine(
          ({ kind, targetHost, targetPort }) =>
            kind === 'dynamic' || (targetHost.trim() !== '' && targetPort > 0),
          { path: ['targetHost'], message: 'a target is missing' },
        ),
    )
    .output(tunnelDefinitionSchema),
  /** Stops it first when it runs. */
  remove: oc.input(byId).output(done),
  /**
   * Answers when it is open. `allowNetwork`: a person agreed that other computers may connect
   * to it; without that only a loopback address is listened on.
   */
  start: oc.input(byId.extend({ allowNetwork: z.boolean().default(false) })).output(tunnelSchema),
  stop: oc.input(byId).output(done),
};
