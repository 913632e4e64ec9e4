import { idSchema, lineSchema, oc, textSchema, z } from './common';
import { queryConnections } from './query-connections';
import { guardQueries } from './query-guard';
import { queryHistory } from './query-history';
import { parameterTypes } from './query-document';
import { queryIdSchema, queryLibrary } from './query-library';
import { queryPlans } from './query-plans';
import { queryResults, resultStateSchema } from './query-results';
import { querySchema } from './query-schema';
import { queryWrites } from './query-write';

export * from './query-results';

export const queries = {
  ...queryLibrary,
  ...queryHistory,
  ...guardQueries,
  ...queryConnections,
  ...queryResults,
  ...querySchema,
  ...queryPlans,
  ...queryWrites,
  /** Starts a run; rows arrive in the result store, see `follow` and `window`. */
  run: oc
    .input(
      z.object({
        endpointId: idSchema,
        sql: textSchema,
        title: lineSchema.default(''),
        parameters: z.record(z.string(), z.string().nullable()).default({}),
        types: z.record(z.string(), z.enum(parameterTypes)).default({}),
        /** The saved query it is a statement of: its thresholds colour the rows. One that was edited is none of its. */
        queryId: queryIdSchema.optional(),
        maxRows: z.number().int().min(1).max(10_000_000).optional(),
        timeoutMs: z.number().int().min(100).max(3_600_000).optional(),
      }),
    )
    .output(resultStateSchema),
};
