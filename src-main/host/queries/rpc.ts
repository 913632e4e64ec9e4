import { procedures } from '../../contract/wire/server';
import { libraryRpc } from './library/rpc';
import { plansRpc } from './plans/rpc';
import { resultsRpc } from './results/rpc';
import { schemaRpc } from './schema/rpc';
import type { QueriesService } from './service';
import { writeRpc } from './write/rpc';

export function queriesRpc(service: () => QueriesService) {
  const { queries } = procedures;
  return {
    ...libraryRpc(() => service().room),
    ...resultsRpc(service),
    ...schemaRpc(() => service().schemas),
    ...plansRpc(() => service().plans),
    ...writeRpc(() => service().write),
    classify: queries.classify.handler(({ input, signal }) =>
      service().classify(input.dialect, input.sql, signal),
    ),
    run: queries.run.handler(({ input }) => service().run(input)),
    testConnection: queries.testConnection.handler(({ input, signal }) =>
      service().testConnection(input.endpointId, signal),
    ),
    grantScript: queries.grantScript.handler(async ({ input }) => ({
      text: await service().grantScript(input.endpointId),
    })),
  };
}
