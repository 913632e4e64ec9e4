import { done, eventIterator, idSchema, nothing, oc, z } from './common';
import { taskSchema } from './tasks';

/** What the host tells every view; views refresh their queries from it. */
export const hostEventSchema = z.discriminatedUnion('type', [
  /** Sent first, and again when events had to be dropped for a slow reader: refetch everything. */
  z.object({ type: z.literal('resync') }),
  z.object({ type: z.literal('vault'), state: z.enum(['none', 'locked', 'unlocked']) }),
  /** Rows of a feature changed, here or in another process on the same profile. */
  z.object({
    type: z.literal('changed'),
    feature: z.enum([
      'systems',
      'secrets',
      'ssh',
      'terminals',
      'files',
      'tunnels',
      'runbooks',
      'changes',
      'audit',
      'leases',
      'logs',
      'queries',
      'cases',
      'settings',
      'profile',
    ]),
    id: z.string().nullable(),
  }),
  /** A Yjs update of a note made by another editor, base64. */
  z.object({ type: z.literal('note'), noteId: idSchema, update: z.string(), origin: z.string() }),
  z.object({ type: z.literal('task'), task: taskSchema }),
  z.object({
    type: z.literal('notice'),
    level: z.enum(['info', 'warn', 'error']),
    /** i18n key below `notices` */ code: z.string(),
    params: z.record(z.string(), z.string()),
  }),
]);
export type HostEvent = z.infer<typeof hostEventSchema>;

export const app = {
  /** For measuring and for noticing a dead host. */
  ping: oc
    .input(z.object({ payload: z.string().max(65536).default('') }))
    .output(z.object({ payload: z.string(), at: z.number(), pid: z.number().int() })),
  events: oc.input(nothing).output(eventIterator(hostEventSchema)),
  /** Acknowledges frames of a credited stream. */
  ack: oc.input(z.object({ stream: z.string(), seq: z.number().int() })).output(done),
  /** Opens the demo plant in a profile of its own; answers where, when the face needs an address. */
  openDemo: oc.input(nothing).output(z.object({ url: z.string().nullable() })),
  /** Opens an address in the operating system's browser; http and https only. */
  openExternal: oc.input(z.object({ url: z.url({ protocol: /^https?$/ }) })).output(done),
};
