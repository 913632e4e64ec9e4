import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconBuildingFactory2, IconMapPin, IconServer2 } from '@tabler/icons-react';
import type { Endpoint, Inventory } from '../../../src-main/contract/index';
import {
  ContextMenu,
  EmptyState,
  EnvironmentTag,
  Tag,
  Tree,
  type MenuItem,
  type TreeNode,
} from '../../ui/index';
import { useWorkbench } from '../workbench/index';
import { openSystem } from './actions';
import { EndpointIcon, TripText } from './EndpointMark';
import { treeOf, type CustomerBranch, type SystemBranch } from './inventory-model';
import { SystemsEmpty } from './SystemsEmpty';
import { useEndpointActions, useOpenCommand } from './use-endpoint-actions';

/** Kinds of rows; a row's id is `<kind>:<id of the entry>`. */
type RowKind = 'customer' | 'site' | 'system' | 'endpoint';

/** Kind and id of a row. */
export function splitRow(rowId: string): [RowKind, string | undefined] {
  const [kind, id] = rowId.split(':');
  return [kind as RowKind, id];
}

/** The inventory as a tree: customers, sites, systems, and the hosts and databases of each. */
export function SystemsTree({
  inventory,
  text,
  archived,
  selected,
  shown,
  onSelect,
  onClear,
}: {
  inventory: Inventory;
  text: string;
  archived: boolean;
  selected: string | undefined;
  /** System whose page is in front. */
  shown: string | undefined;
  onSelect: (rowId: string) => void;
  onClear: () => void;
}) {
  const { t } = useTranslation('systems');
  const workbench = useWorkbench();
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const [met, setMet] = useState<ReadonlySet<string>>(new Set());
  // Once its page was in front a system stays unfolded: a change of tabs moves no rows.
  if (shown !== undefined && !met.has(shown)) setMet(new Set([...met, shown]));
  const [menu, setMenu] = useState<{ endpoint: Endpoint; at: { x: number; y: number } }>();
  const endpointActions = useEndpointActions();
  const openCommand = useOpenCommand();
  const branches = treeOf(inventory, { text, archived });
  const endpointsOf = (branch: SystemBranch): readonly Endpoint[] =>
    text === '' ? hostsOf(inventory, branch.system.id, archived) : branch.found;
  const nodes = nodesOf(branches, endpointsOf, t('archived'), ({ detail }) =>
    detail.kind === 'database' ? t(`dialect.${detail.dialect}`) : '',
  );

  if (branches.length === 0) {
    if (text === '') return <SystemsEmpty compact />;
    return (
      <EmptyState
        sentence={t('side.nothing')}
        action={{ label: t('side.showAll'), onClick: onClear }}
      />
    );
  }
  const endpointIn = (rowId: string): Endpoint | undefined => {
    const [kind, id] = splitRow(rowId);
    return kind === 'endpoint' ? inventory.endpoints.find((entry) => entry.id === id) : undefined;
  };
  const showSystem = (systemId: string | undefined, endpointId?: string): boolean => {
    const system = inventory.systems.find((candidate) => candidate.id === systemId);
    if (system) openSystem(workbench, system, endpointId);
    return system !== undefined;
  };
  const open = (rowId: string): void => {
    const endpoint = endpointIn(rowId);
    const command = endpoint && openCommand(endpoint);
    if (endpoint && command) workbench.run(command, endpoint.id);
    else if (endpoint) showSystem(endpoint.systemId, endpoint.id);
    else if (!showSystem(splitRow(rowId)[1])) setTurned(toggled(turned, rowId));
  };
  const unfolded = expandedRows(nodes, text === '' ? turned : new Set(), met, text !== '');
  const menuItems = (endpoint: Endpoint): MenuItem[] => [
    ...endpointActions(endpoint),
    {
      id: 'show',
      label: t('side.showIn'),
      icon: <IconServer2 aria-hidden="true" />,
      onSelect: () => void showSystem(endpoint.systemId, endpoint.id),
    },
  ];
  return (
    <>
      <Tree
        label={t('side.title')}
        nodes={nodes}
        selectedId={selected}
        onSelect={onSelect}
        onActivate={open}
        // A host is opened by a double click or Enter: one click must not log in somewhere.
        activateOnClick={(rowId) => splitRow(rowId)[0] === 'system' || leadsToPage(rowId)}
        expandedIds={unfolded}
        onToggle={(rowId, expanded) => {
          if (unfolded.has(rowId) !== expanded) setTurned(toggled(turned, rowId));
        }}
        onContext={(rowId, at) => {
          const endpoint = endpointIn(rowId);
          if (endpoint) setMenu({ endpoint, at });
        }}
      />
      {menu && (
        <ContextMenu
          label={menu.endpoint.name}
          at={menu.at}
          items={menuItems(menu.endpoint)}
          onClose={() => setMenu(undefined)}
        />
      )}
    </>
  );

  /** Opening the row only shows the page of its system. */
  function leadsToPage(rowId: string): boolean {
    const endpoint = endpointIn(rowId);
    return endpoint !== undefined && openCommand(endpoint) === null;
  }
}

/** What one works on in a system: its hosts and databases. Logs and addresses are many; a search finds them. */
function hostsOf(inventory: Inventory, systemId: string, archived: boolean): Endpoint[] {
  return inventory.endpoints.filter(
    ({ systemId: own, detail, archived: hidden }) =>
      own === systemId &&
      (archived || !hidden) &&
      (detail.kind === 'ssh' || detail.kind === 'database'),
  );
}

function nodesOf(
  branches: readonly CustomerBranch[],
  endpointsOf: (branch: SystemBranch) => readonly Endpoint[],
  archivedWord: string,
  /** What kind a database is of; empty for what is none. */
  dialectOf: (endpoint: Endpoint) => string,
): TreeNode[] {
  const mark = (archived: boolean) => (archived ? <Tag>{archivedWord}</Tag> : undefined);
  const endpointNode = (endpoint: Endpoint): TreeNode => ({
    id: `endpoint:${endpoint.id}`,
    label: endpoint.name,
    // Not beside it: a name needs the room.
    title: [endpoint.name, dialectOf(endpoint)].filter(Boolean).join('\n'),
    icon: <EndpointIcon endpoint={endpoint} />,
    meta:
      mark(endpoint.archived) ??
      (endpoint.detail.kind === 'ssh' && <TripText endpointId={endpoint.id} />),
  });
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
      children: branch.systems.map((systemBranch) => {
        const { system } = systemBranch;
        const endpoints = endpointsOf(systemBranch);
        return {
          id: `system:${system.id}`,
          label: system.name,
          icon: <IconServer2 aria-hidden="true" />,
          meta: (
            <>
              {mark(system.archived)}
              <EnvironmentTag environment={system.environment} />
            </>
          ),
          ...(endpoints.length > 0 ? { children: endpoints.map(endpointNode) } : {}),
        };
      }),
    })),
  }));
}

/**
 * The rows that are unfolded. Customers and sites are by themselves, systems only when their
 * page was opened or a search found something in them; turning one by hand is the opposite.
 */
function expandedRows(
  nodes: readonly TreeNode[],
  turned: ReadonlySet<string>,
  met: ReadonlySet<string>,
  all: boolean,
): Set<string> {
  const expanded = new Set<string>();
  const visit = (node: TreeNode): void => {
    if (!node.children) return;
    const [kind, id] = splitRow(node.id);
    const byItself = all || kind !== 'system' || met.has(id ?? '');
    if (byItself !== turned.has(node.id)) expanded.add(node.id);
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
