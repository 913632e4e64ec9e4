import { procedures } from '../../contract/wire/server';
import { libraryRpc } from './library/rpc';
import { resultsRpc } from './results/rpc';
import type { QueriesService } from './service';

export function queriesRpc(service: () => QueriesService) {
  const { queries } = procedures;
  return {
    ...libraryRpc(() => service().room),
    ...resultsRpc(service),
    classify: queries.classify.handler(({ input }) => service().classify(input.dialect, input.sql)),
    run: queries.run.handler(({ input }) => service().run(input)),
    testConnection: queries.testConnection.handler(({ input, signal }) =>
      service().testConnection(input.endpointId, signal),
    ),
  };
}
