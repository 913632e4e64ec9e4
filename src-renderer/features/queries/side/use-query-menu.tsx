import { useTranslation } from 'react-i18next';
import {
  IconArchive,
  IconArchiveOff,
  IconCopy,
  IconFileExport,
  IconFolderSymlink,
  IconHistory,
  IconPencil,
  IconPlayerPlay,
  IconServer2,
} from '@tabler/icons-react';
import type { QueryCard } from '../../../../src-main/contract/index';
import type { MenuItem } from '../../../ui/index';
import { useActiveCase, useWorkbench } from '../../workbench/index';
import { openOnTarget, preferredConnection, useConnections, useConsoles } from '../connections';
import { openSeveral } from '../runs/open';
import { copyToOwn, openVersions, setArchived } from './library-actions';
import { showQueryDialog } from './query-dialogs';

/** What can be done with queries of the library: with one, or with all of a folder. */
export function useQueryMenu(): (queries: readonly QueryCard[]) => MenuItem[] {
  const { t } = useTranslation(['query-library', 'query-runs']);
  const workbench = useWorkbench();
  const { connections } = useConnections();
  const chosen = useConsoles((store) => store.chosen);
  const activeCase = useActiveCase();
  const target = preferredConnection(connections ?? [], chosen, activeCase?.systemId ?? null);
  return (queries) => {
    const [first] = queries;
    if (!first) return [];
    const one = queries.length === 1 ? first : undefined;
    const areOwn = queries.every(({ origin }) => origin === 'own');
    const archived = queries.every((query) => query.archived);
    return [
      ...(one
        ? [
            {
              id: 'open',
              label: t('menu.open'),
              icon: <IconPlayerPlay />,
              kbd: 'Enter',
              onSelect: () => openOnTarget(workbench, target, one),
            },
            {
              id: 'several',
              label: t('query-runs:command.several'),
              icon: <IconServer2 />,
              onSelect: () =>
                openSeveral(workbench, { queryId: one.id, title: one.title }, target?.endpoint.id),
            },
            {
              id: 'copy',
              label: t(areOwn ? 'menu.copy' : 'menu.copyToEdit'),
              icon: <IconCopy />,
              onSelect: () => void copyToOwn(workbench, one, target),
            },
          ]
        : []),
      ...(one && areOwn
        ? [
            {
              id: 'edit',
              label: t('menu.edit'),
              icon: <IconPencil />,
              onSelect: () => showQueryDialog({ kind: 'edit', id: one.id }),
            },
            {
              id: 'versions',
              label: t('menu.versions'),
              icon: <IconHistory />,
              onSelect: () => openVersions(workbench, one),
            },
          ]
        : []),
      ...(areOwn
        ? [
            {
              id: 'place',
              label: t('menu.place'),
              icon: <IconFolderSymlink />,
              onSelect: () => showQueryDialog({ kind: 'place', queries }),
            },
          ]
        : []),
      {
        id: 'export',
        label: t('menu.export', { count: queries.length }),
        icon: <IconFileExport />,
        onSelect: () => showQueryDialog({ kind: 'export', ids: queries.map(({ id }) => id) }),
      },
      ...(areOwn
        ? [
            { id: 'line', separator: true } as const,
            {
              id: 'archive',
              label: t(archived ? 'menu.restore' : 'menu.archive', { count: queries.length }),
              icon: archived ? <IconArchiveOff /> : <IconArchive />,
              ...(archived ? {} : { kbd: 'Delete' }),
              onSelect: () => void setArchived(workbench, queries, !archived),
            },
          ]
        : []),
    ];
  };
}
