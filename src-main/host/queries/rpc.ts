import { procedures } from '../../contract/wire/server';
import type { QueriesService } from './service';

const ok = { ok: true } as const;

export function queriesRpc(service: () => QueriesService) {
  const { queries } = procedures;
  return {
    saved: queries.saved.handler(({ input }) => service().saved(input.archived)),
    save: queries.save.handler(({ input }) => service().save(input)),
    archive: queries.archive.handler(({ input }) => {
      service().archive(input.id, input.archived);
      return ok;
    }),
    classify: queries.classify.handler(({ input }) => service().classify(input.sql)),
    run: queries.run.handler(({ input }) => service().run(input)),
    cancel: queries.cancel.handler(({ input }) => {
      service().cancel(input.id);
      return ok;
    }),
    follow: queries.follow.handler(({ input, context, signal }) =>
      context.session.credit.stream(service().follow(input.id, signal)),
    ),
    window: queries.window.handler(({ input }) => ({
      rows: service().window(input.id, input.from, input.count),
    })),
    results: queries.results.handler(() => service().results()),
    discard: queries.discard.handler(({ input }) => {
      service().discard(input.id);
      return ok;
    }),
    testConnection: queries.testConnection.handler(({ input, signal }) =>
      service().testConnection(input.endpointId, signal),
    ),
  };
}
