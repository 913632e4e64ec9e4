import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconArchive,
  IconArchiveOff,
  IconDots,
  IconPencil,
  IconPlugConnected,
  IconPlus,
  IconSearch,
} from '@tabler/icons-react';
import type { Inventory } from '../../../src-main/contract/index';
import {
  Busy,
  ErrorState,
  IconButton,
  Menu,
  PanelHeader,
  TextField,
  type MenuItem,
} from '../../ui/index';
import { errorText, useActivePanel, useCommandInfo, useWorkbench } from '../workbench/index';
import { archiveEntry } from './actions';
import { useInventory } from './inventory';
import { splitRow, SystemsTree } from './SystemsTree';
import { useEndpointActions } from './use-endpoint-actions';
import { useSystemsView } from './view-store';
import styles from './systems.module.css';

/** The inventory beside the dock, as a tree, with its search. */
export function SystemsSide() {
  const { t } = useTranslation('systems');
  const { data: inventory, error, refetch } = useInventory();
  const [text, setText] = useState('');
  const [archived, setArchived] = useState(false);
  const panel = useActivePanel();
  const shown = panel?.component === 'systems.system' ? panel.params['systemId'] : undefined;
  const [selected, setSelected] = useState(
    typeof shown === 'string' ? `system:${shown}` : undefined,
  );
  const [followed, setFollowed] = useState(shown);
  // Another system came to the front: the tree points at it, until a row is chosen by hand.
  if (shown !== followed) {
    setFollowed(shown);
    if (typeof shown === 'string') setSelected(`system:${shown}`);
  }
  return (
    <div className={styles['side']}>
      <PanelHeader
        title={t('side.title')}
        actions={
          <>
            <NewMenu />
            <MoreMenu
              inventory={inventory}
              selected={selected}
              archived={archived}
              onArchived={setArchived}
            />
          </>
        }
      />
      <div className={styles['filter']}>
        <TextField
          label={t('side.search')}
          hideLabel
          type="search"
          placeholder={t('side.search')}
          icon={<IconSearch aria-hidden="true" />}
          value={text}
          onChange={setText}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && text !== '') {
              event.preventDefault();
              event.stopPropagation();
              setText('');
            }
          }}
        />
      </div>
      <div className="fb-scroll">
        {error ? (
          <ErrorState what={errorText(error).what} onRetry={() => void refetch()} />
        ) : inventory ? (
          <SystemsTree
            inventory={inventory}
            text={text}
            archived={archived}
            selected={selected}
            shown={typeof shown === 'string' ? shown : undefined}
            onSelect={setSelected}
            onClear={() => setText('')}
          />
        ) : (
          <Busy text={t('loading')} />
        )}
      </div>
    </div>
  );
}

function NewMenu() {
  const { t } = useTranslation('systems');
  const commands = [
    useCommandInfo('systems.create'),
    useCommandInfo('systems.createCustomer'),
    useCommandInfo('systems.createSite'),
    useCommandInfo('systems.addEndpoint'),
    useCommandInfo('systems.import'),
    useCommandInfo('systems.importSshConfig'),
  ];
  const workbench = useWorkbench();
  return (
    <Menu
      label={t('side.new')}
      trigger={<IconButton label={t('side.new')} icon={<IconPlus aria-hidden="true" />} />}
      items={commands.flatMap((command): MenuItem[] =>
        command
          ? [
              {
                id: command.id,
                label: command.title,
                icon: command.icon,
                onSelect: () => workbench.run(command.id),
              },
            ]
          : [],
      )}
    />
  );
}

function MoreMenu({
  inventory,
  selected,
  archived,
  onArchived,
}: {
  inventory: Inventory | undefined;
  selected: string | undefined;
  archived: boolean;
  onArchived: (archived: boolean) => void;
}) {
  const { t } = useTranslation('systems');
  const workbench = useWorkbench();
  const endpointActions = useEndpointActions();
  const commands = [
    useCommandInfo('systems.overview'),
    useCommandInfo('systems.export'),
    useCommandInfo('systems.exportCsv'),
    useCommandInfo('systems.template'),
    useCommandInfo('systems.secrets'),
    useCommandInfo('systems.hostKeys'),
  ];
  return (
    <Menu
      label={t('more')}
      trigger={<IconButton label={t('more')} icon={<IconDots aria-hidden="true" />} />}
      items={[
        ...(inventory && selected ? selectionItems() : []),
        {
          id: 'archived',
          label: archived ? t('side.hideArchived') : t('side.showArchived'),
          icon: <IconArchive aria-hidden="true" />,
          onSelect: () => onArchived(!archived),
        },
        { id: 'line', separator: true },
        ...commands.flatMap((command): MenuItem[] =>
          command
            ? [
                {
                  id: command.id,
                  label: command.title,
                  icon: command.icon,
                  onSelect: () => workbench.run(command.id),
                },
              ]
            : [],
        ),
      ]}
    />
  );

  /** What can be done with the row that is selected in the tree. */
  function selectionItems(): MenuItem[] {
    const [kind, id = ''] = splitRow(selected ?? '');
    if (!inventory) return [];
    if (kind === 'endpoint') {
      const endpoint = inventory.endpoints.find((candidate) => candidate.id === id);
      const actions = endpoint ? endpointActions(endpoint) : [];
      return actions.length === 0 ? [] : [...actions, { id: 'selection-line', separator: true }];
    }
    const list = {
      customer: inventory.customers,
      site: inventory.sites,
      system: inventory.systems,
    };
    const entry = list[kind].find((candidate) => candidate.id === id);
    if (!entry) return [];
    const { showDialog } = useSystemsView.getState();
    const edit: MenuItem[] =
      kind === 'system'
        ? [
            {
              id: 'addEndpoint',
              label: t('side.addEndpoint', { name: entry.name }),
              icon: <IconPlugConnected aria-hidden="true" />,
              onSelect: () => workbench.run('systems.addEndpoint', { systemId: id }),
            },
          ]
        : [
            {
              id: 'edit',
              label: t('side.edit', { name: entry.name }),
              icon: <IconPencil aria-hidden="true" />,
              onSelect: () => showDialog({ kind, id }),
            },
            {
              id: 'add',
              label: t('side.addSystem', { name: entry.name }),
              icon: <IconPlus aria-hidden="true" />,
              onSelect: () => workbench.run('systems.create', { [`${kind}Id`]: id }),
            },
          ];
    return [
      ...edit,
      {
        id: 'archive',
        label: entry.archived
          ? t('side.restore', { name: entry.name })
          : t('side.archive', { name: entry.name }),
        icon: entry.archived ? (
          <IconArchiveOff aria-hidden="true" />
        ) : (
          <IconArchive aria-hidden="true" />
        ),
        onSelect: () => void archiveEntry(workbench, kind, entry, !entry.archived),
      },
      { id: 'selection-line', separator: true },
    ];
  }
}
