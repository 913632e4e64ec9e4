import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconArchive,
  IconArchiveOff,
  IconBuildingFactory2,
  IconDots,
  IconMapPin,
  IconPencil,
  IconPlugConnected,
  IconPlus,
  IconSearch,
  IconServer2,
} from '@tabler/icons-react';
import type { Inventory } from '../../../src-main/contract/index';
import {
  Busy,
  EmptyState,
  EnvironmentTag,
  ErrorState,
  IconButton,
  Menu,
  PanelHeader,
  Tag,
  TextField,
  Tree,
  type MenuItem,
  type TreeNode,
} from '../../ui/index';
import { errorText, useActivePanel, useCommandInfo, useWorkbench } from '../workbench/index';
import { archiveEntry, openSystem } from './actions';
import { useInventory } from './inventory';
import { treeOf, type CustomerBranch } from './inventory-model';
import { endpointIcons } from './kinds';
import { SystemsEmpty } from './SystemsEmpty';
import { useSystemsView } from './view-store';
import styles from './systems.module.css';

/** Kinds of rows; a row's id is `<kind>:<id of the entry>`. */
type RowKind = 'customer' | 'site' | 'system' | 'endpoint';

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
      <div className={styles['list']}>
        {error ? (
          <ErrorState what={errorText(error).what} onRetry={() => void refetch()} />
        ) : inventory ? (
          <SideTree
            inventory={inventory}
            text={text}
            archived={archived}
            selected={selected}
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

function SideTree({
  inventory,
  text,
  archived,
  selected,
  onSelect,
  onClear,
}: {
  inventory: Inventory;
  text: string;
  archived: boolean;
  selected: string | undefined;
  onSelect: (rowId: string) => void;
  onClear: () => void;
}) {
  const { t } = useTranslation('systems');
  const workbench = useWorkbench();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const branches = treeOf(inventory, { text, archived });
  const nodes = nodesOf(branches, t('archived'));

  if (branches.length === 0) {
    if (text === '') return <SystemsEmpty compact />;
    return (
      <EmptyState
        sentence={t('side.nothing')}
        action={{ label: t('side.showAll'), onClick: onClear }}
      />
    );
  }
  const open = (rowId: string): void => {
    const [kind, id = ''] = splitRow(rowId);
    const endpoint = inventory.endpoints.find(
      (candidate) => kind === 'endpoint' && candidate.id === id,
    );
    const systemId = endpoint?.systemId ?? id;
    const system = inventory.systems.find((candidate) => candidate.id === systemId);
    if (system) openSystem(workbench, system, endpoint?.id);
    else setFolded(toggled(folded, rowId));
  };
  return (
    <Tree
      label={t('side.title')}
      nodes={nodes}
      selectedId={selected}
      onSelect={onSelect}
      onActivate={open}
      activateOnClick={(rowId) => ['system', 'endpoint'].includes(splitRow(rowId)[0])}
      expandedIds={expandedRows(nodes, text === '' ? folded : new Set())}
      onToggle={(rowId, expanded) => {
        if (folded.has(rowId) === expanded) setFolded(toggled(folded, rowId));
      }}
    />
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
    if (!inventory || kind === 'endpoint') return [];
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

function splitRow(rowId: string): [RowKind, string | undefined] {
  const [kind, id] = rowId.split(':');
  return [kind as RowKind, id];
}

function nodesOf(branches: readonly CustomerBranch[], archivedWord: string): TreeNode[] {
  const mark = (archived: boolean) => (archived ? <Tag>{archivedWord}</Tag> : undefined);
  return branches.map(({ customer, archived, sites }) => ({
    id: `customer:${customer.id}`,
    label: customer.name,
    icon: <IconBuildingFactory2 aria-hidden="true" />,
    meta: mark(archived),
    children: sites.map((branch) => ({
      id: `site:${branch.site.id}`,
      label: branch.site.name,
      icon: <IconMapPin aria-hidden="true" />,
      meta: mark(branch.site.archived && !archived),
      ...(branch.site.address ? { title: branch.site.address } : {}),
      children: branch.systems.map(({ system, found }) => ({
        id: `system:${system.id}`,
        label: system.name,
        icon: <IconServer2 aria-hidden="true" />,
        meta: (
          <>
            {mark(system.archived)}
            <EnvironmentTag environment={system.environment} />
          </>
        ),
        ...(found.length > 0
          ? {
              children: found.map((endpoint) => {
                const Icon = endpointIcons[endpoint.detail.kind];
                return {
                  id: `endpoint:${endpoint.id}`,
                  label: endpoint.name,
                  icon: <Icon aria-hidden="true" />,
                };
              }),
            }
          : {}),
      })),
    })),
  }));
}

/** Everything is unfolded that was not folded by hand. */
function expandedRows(nodes: readonly TreeNode[], folded: ReadonlySet<string>): Set<string> {
  const expanded = new Set<string>();
  const visit = (node: TreeNode): void => {
    if (!node.children) return;
    if (!folded.has(node.id)) expanded.add(node.id);
    node.children.forEach(visit);
  };
  nodes.forEach(visit);
  return expanded;
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}
