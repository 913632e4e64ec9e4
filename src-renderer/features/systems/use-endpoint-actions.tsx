import { useTranslation } from 'react-i18next';
import { IconExternalLink, IconPencil } from '@tabler/icons-react';
import type { Endpoint } from '../../../src-main/contract/index';
import type { MenuItem } from '../../ui/index';
import { useCommandInfo, useWorkbench } from '../workbench/index';

/** What can be done with an endpoint from a menu, the usual first; only what the program has. */
export function useEndpointActions(): (endpoint: Endpoint) => MenuItem[] {
  const { t } = useTranslation('systems');
  const workbench = useWorkbench();
  const commands = {
    terminal: useCommandInfo('terminals.open'),
    files: useCommandInfo('files.open'),
    log: useCommandInfo('logs.open'),
    console: useCommandInfo('queries.open'),
  };
  return ({ id, name, detail, archived }) => {
    const item = (command: keyof typeof commands, label: string): MenuItem[] => {
      const info = commands[command];
      if (!info || archived) return [];
      return [
        {
          id: info.id,
          label,
          icon: info.icon,
          disabledReason: info.disabledReason,
          onSelect: () => workbench.run(info.id, id),
        },
      ];
    };
    const open: Record<typeof detail.kind, () => MenuItem[]> = {
      ssh: () => [
        ...item('terminal', t('endpoint.openTerminalOf', { name })),
        ...item('files', t('endpoint.openFilesOf', { name })),
      ],
      log: () => item('log', t('endpoint.openLog')),
      database: () => item('console', t('endpoint.openConsole')),
      url: () =>
        detail.kind === 'url'
          ? [
              {
                id: 'openAddress',
                label: t('endpoint.openAddress'),
                icon: <IconExternalLink aria-hidden="true" />,
                onSelect: () =>
                  void workbench.host.app
                    .openExternal({ url: detail.url })
                    .catch((error: unknown) => workbench.reportError(error)),
              },
            ]
          : [],
    };
    return [
      ...open[detail.kind](),
      {
        id: 'edit',
        label: t('endpoint.edit', { name }),
        icon: <IconPencil aria-hidden="true" />,
        onSelect: () => workbench.run('systems.editEndpoint', id),
      },
    ];
  };
}

/** The command that an endpoint's row is opened with; null where the program has none. */
export function useOpenCommand(): (endpoint: Endpoint) => string | null {
  const terminal = useCommandInfo('terminals.open') !== null;
  const console = useCommandInfo('queries.open') !== null;
  return ({ detail, archived }) => {
    if (archived) return null;
    if (detail.kind === 'ssh' && terminal) return 'terminals.open';
    return detail.kind === 'database' && console ? 'queries.open' : null;
  };
}
