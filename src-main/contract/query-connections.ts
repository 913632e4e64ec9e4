import { idSchema, oc, z } from './common';

/** What a connection reaches, as whom, and what it may do. */
export const connectionReportSchema = z.object({
  /** For people, e.g. `PostgreSQL 15.18`. */
  server: z.string(),
  /** What the server calls itself, where checks differ, e.g. `mariadb`. */
  product: z.string(),
  database: z.string(),
  username: z.string(),
  /** All rights there are. */
  superuser: z.boolean(),
  /** Rights beyond reading, as the server names them: `superuser`, `createrole`, `FILE`, … */
  rights: z.array(z.string()),
  /** Server or login begin transactions read only by themselves. */
  readOnlyDefault: z.boolean(),
  latencyMs: z.number(),
  /** The server's clock minus ours, as exact as half a round trip; null where it has none. */
  clockOffsetMs: z.number().nullable(),
});
export type ConnectionReport = z.infer<typeof connectionReportSchema>;

export const queryConnections = {
  /** Connects, reads who answers and what the login may do, and leaves. */
  testConnection: oc.input(z.object({ endpointId: idSchema })).output(connectionReportSchema),
  /**
   * The script that makes a login which can only read, to hand to the client's DBA. Nothing is
   * sent anywhere; null where there are no logins (SQLite).
   */
  grantScript: oc
    .input(z.object({ endpointId: idSchema }))
    .output(z.object({ text: z.string().nullable() })),
};
