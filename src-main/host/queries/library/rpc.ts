import { procedures } from '../../../contract/wire/server';
import type { QueryRoom } from './room';
import { exportQueries, packQueries } from './transfer';

const ok = { ok: true } as const;

/** Handlers of saved queries, of the history, and of runs on several systems and repeated ones. */
export function libraryRpc(room: () => QueryRoom) {
  const { queries } = procedures;
  const library = (): QueryRoom['library'] => room().library;
  return {
    library: queries.library.handler(({ input }) => library().list(input)),
    saved: queries.saved.handler(({ input }) => library().saved(input.id)),
    statementOf: queries.statementOf.handler(({ input }) =>
      library().statementOf(input.id, input.endpointId),
    ),
    save: queries.save.handler(({ input }) => library().save(input)),
    copyQuery: queries.copyQuery.handler(({ input }) => library().copy(input.id, input.folder)),
    archive: queries.archive.handler(({ input }) => {
      library().archive(input.ids, input.archived);
      return ok;
    }),
    place: queries.place.handler(({ input }) => {
      library().place(input);
      return ok;
    }),
    versions: queries.versions.handler(({ input }) => library().versions(input.id)),
    version: queries.version.handler(({ input }) => library().version(input.id, input.version)),
    restoreVersion: queries.restoreVersion.handler(({ input }) =>
      library().restoreVersion(input.id, input.version, input.note),
    ),
    choices: queries.choices.handler(({ input, signal }) => room().choices.of(input, signal)),
    importQueries: queries.importQueries.handler(({ input, signal }) =>
      room().takeIn(input, signal),
    ),
    exportQueries: queries.exportQueries.handler(({ input }) => exportQueries(library(), input)),
    packQueries: queries.packQueries.handler(({ input }) => packQueries(library(), input.ids)),
    history: queries.history.handler(({ input }) => room().history.search(input)),
    forget: queries.forget.handler(({ input }) => {
      room().history.forget(input.id);
      return ok;
    }),
    runOn: queries.runOn.handler(({ input }) => room().groups.start(input)),
    followGroup: queries.followGroup.handler(({ input, context, signal }) =>
      context.session.credit.stream(room().groups.follow(input.id, signal)),
    ),
    cancelGroup: queries.cancelGroup.handler(({ input }) => {
      room().groups.cancel(input.id, input.endpointId);
      return ok;
    }),
    groups: queries.groups.handler(() => room().groups.all()),
    watch: queries.watch.handler(({ input, context, signal }) =>
      context.session.credit.stream(room().watch(input, signal ?? new AbortController().signal)),
    ),
  };
}
