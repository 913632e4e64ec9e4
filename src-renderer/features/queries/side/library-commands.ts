import {
  IconArchive,
  IconCopy,
  IconFileExport,
  IconFileImport,
  IconFolderSymlink,
  IconHistory,
  IconPencil,
} from '@tabler/icons-react';
import type { SavedQuery } from '../../../../src-main/contract/index';
import type { Command, CommandState, Workbench } from '../../workbench/index';
import { connectionsOf, preferredConnection, useConsoles } from '../connections';
import { copyToOwn, openVersions, setArchived } from './library-actions';
import { showQueryDialog } from './query-dialogs';

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Id of the saved query that the panel in front shows; null without one. */
function queryIdOf({ activePanel }: CommandState): string | null {
  const id = activePanel?.component.startsWith('queries.') ? activePanel.params['queryId'] : null;
  return typeof id === 'string' ? id : null;
}

const needsQuery = (state: CommandState): true | string =>
  queryIdOf(state) === null ? 'query-library:reason.noQuery' : true;

/** Ids of own queries are UUIDs, those of shipped ones speak. */
const needsOwn = (state: CommandState): true | string => {
  const id = queryIdOf(state);
  if (id === null) return 'query-library:reason.noQuery';
  return uuid.test(id) ? true : 'query-library:reason.notOwn';
};

/** Does something with the query that the panel in front shows. */
function withQuery(
  act: (workbench: Workbench, query: SavedQuery) => void | Promise<void>,
): Command['run'] {
  return async (workbench) => {
    const id = queryIdOf(workbench.state);
    if (id !== null) await act(workbench, await workbench.host.queries.saved({ id }));
  };
}

/** Commands of the library of queries. */
export const libraryCommands: readonly Command[] = [
  {
    id: 'queries.import',
    titleKey: 'query-library:command.import',
    icon: IconFileImport,
    run: () => showQueryDialog({ kind: 'import' }),
  },
  {
    id: 'queries.export',
    titleKey: 'query-library:command.export',
    icon: IconFileExport,
    run: ({ state }) => {
      const id = queryIdOf(state);
      showQueryDialog({ kind: 'export', ids: id === null ? [] : [id] });
    },
  },
  {
    id: 'queries.copyToEdit',
    titleKey: 'query-library:command.copyToEdit',
    icon: IconCopy,
    when: needsQuery,
    run: withQuery(async (workbench, query) => {
      const connections = connectionsOf(await workbench.host.systems.inventory({}));
      const { chosen } = useConsoles.getState();
      const systemId = workbench.state.activeCase?.systemId ?? null;
      await copyToOwn(workbench, query, preferredConnection(connections, chosen, systemId));
    }),
  },
  {
    id: 'queries.versions',
    titleKey: 'query-library:command.versions',
    icon: IconHistory,
    when: needsOwn,
    run: withQuery(openVersions),
  },
  {
    id: 'queries.editDetails',
    titleKey: 'query-library:command.edit',
    icon: IconPencil,
    when: needsOwn,
    run: withQuery((_workbench, { id }) => showQueryDialog({ kind: 'edit', id })),
  },
  {
    id: 'queries.place',
    titleKey: 'query-library:command.place',
    icon: IconFolderSymlink,
    when: needsOwn,
    run: withQuery((_workbench, query) => showQueryDialog({ kind: 'place', queries: [query] })),
  },
  {
    id: 'queries.archive',
    titleKey: 'query-library:command.archive',
    icon: IconArchive,
    when: needsOwn,
    run: withQuery((workbench, query) => setArchived(workbench, [query], true)),
  },
];
