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
  /** Where it listens: `host:port`; null while it does not, and for one inside the program. */
  listen: z.string().nullable(),
  target: z.string(),
  /** `stalled`: the server has not answered for some seconds; `waiting`: tried again soon. */
  state: z.enum(['closed', 'opening', 'open', 'stalled', 'waiting', 'failed']),
  startedBy: z.enum(['user', 'queries']),
  /** Connections through it now, and since it started. */
  connections: z.number().int(),
  connectionsTotal: z.number().int(),
  bytesIn: z.number().int(),
  bytesOut: z.number().int(),
  since: timeSchema.nullable(),
  error: failureSchema.nullable(),
});
export type Tunnel = z.infer<typeof tunnelSchema>;

export const tunnels = {
  /** Saved tunnels with their state, and those started on demand. */
  list: oc.input(nothing).output(z.array(tunnelSchema)),
  save: oc
    .input(tunnelDefinitionSchema.extend({ id: idSchema.optional() }))
    .output(tunnelDefinitionSchema),
  remove: oc.input(byId).output(done),
  start: oc.input(byId).output(tunnelSchema),
  stop: oc.input(byId).output(done),
};
