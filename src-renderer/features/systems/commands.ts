import {
  IconBuildingFactory2,
  IconDownload,
  IconFileImport,
  IconFingerprint,
  IconKey,
  IconMapPin,
  IconPlugConnected,
  IconPlus,
  IconServer2,
  IconTable,
  IconTerminal2,
} from '@tabler/icons-react';
import type { Command, Workbench } from '../workbench/index';
import { downloadText } from '../../ui/index';
import { openForm, openSystemById } from './actions';
import { endpointKinds, type EndpointKind } from './endpoint-draft';
import { fetchInventory } from './inventory';
import { useSystemsView } from './view-store';

const dialogs = (): ReturnType<typeof useSystemsView.getState> => useSystemsView.getState();

/** Commands of the inventory. */
export const systemsCommands: readonly Command[] = [
  {
    id: 'systems.create',
    titleKey: 'systems:command.create',
    icon: IconPlus,
    run: (_workbench, argument) =>
      dialogs().showDialog({ kind: 'create', ...ids(argument, ['customerId', 'siteId']) }),
  },
  {
    id: 'systems.overview',
    titleKey: 'systems:command.overview',
    icon: IconTable,
    run: (workbench) => openSingle(workbench, 'systems.overview', 'systems:overview.title'),
  },
  {
    id: 'systems.createCustomer',
    titleKey: 'systems:command.createCustomer',
    icon: IconBuildingFactory2,
    run: () => dialogs().showDialog({ kind: 'customer', id: null }),
  },
  {
    id: 'systems.createSite',
    titleKey: 'systems:command.createSite',
    icon: IconMapPin,
    run: (_workbench, argument) =>
      dialogs().showDialog({ kind: 'site', id: null, ...ids(argument, ['customerId']) }),
  },
  {
    id: 'systems.addEndpoint',
    titleKey: 'systems:command.addEndpoint',
    icon: IconPlugConnected,
    run: async (workbench, argument) => {
      const { systemId } = ids(argument, ['systemId']);
      const target = systemId ?? systemOfActivePanel(workbench);
      if (target === undefined) {
        workbench.notify({ title: workbench.text('systems:reason.noSystem'), keep: false });
        return;
      }
      await openForm(workbench, target, { kind: 'addEndpoint', endpointKind: kindIn(argument) });
    },
  },
  {
    id: 'systems.open',
    titleKey: 'systems:command.open',
    icon: IconServer2,
    hidden: true,
    run: (workbench, argument) => openSystemById(workbench, String(argument)),
  },
  {
    id: 'systems.editEndpoint',
    titleKey: 'systems:command.editEndpoint',
    icon: IconPlugConnected,
    hidden: true,
    run: async (workbench, argument) => {
      const endpointId = String(argument);
      const { endpoints } = await fetchInventory(workbench);
      const endpoint = endpoints.find((candidate) => candidate.id === endpointId);
      if (endpoint)
        await openForm(workbench, endpoint.systemId, { kind: 'editEndpoint', endpointId });
      else workbench.notify({ tone: 'error', title: workbench.text('systems:gone') });
    },
  },
  {
    id: 'systems.import',
    titleKey: 'systems:command.import',
    icon: IconFileImport,
    run: () => dialogs().showDialog({ kind: 'import' }),
  },
  {
    id: 'systems.importSshConfig',
    titleKey: 'systems:command.importSshConfig',
    icon: IconTerminal2,
    run: (_workbench, argument) =>
      dialogs().showDialog({ kind: 'sshConfig', ...ids(argument, ['systemId']) }),
  },
  {
    id: 'systems.export',
    titleKey: 'systems:command.exportYaml',
    icon: IconDownload,
    run: (workbench) => exportInventory(workbench, 'yaml'),
  },
  {
    id: 'systems.exportCsv',
    titleKey: 'systems:command.exportCsv',
    icon: IconDownload,
    run: (workbench) => exportInventory(workbench, 'csv'),
  },
  {
    id: 'systems.template',
    titleKey: 'systems:command.template',
    icon: IconDownload,
    run: async (workbench) => {
      const { text } = await workbench.host.systems.template();
      downloadText('fieldbench-systems-template.yaml', 'application/yaml', text);
    },
  },
  {
    id: 'systems.hostKeys',
    titleKey: 'systems:command.hostKeys',
    icon: IconFingerprint,
    run: (workbench) => openSingle(workbench, 'systems.hostKeys', 'systems:hostKeys.title'),
  },
  {
    id: 'systems.secrets',
    titleKey: 'systems:command.secrets',
    icon: IconKey,
    run: (workbench) => openSingle(workbench, 'systems.secrets', 'systems:secrets.title'),
  },
  {
    id: 'systems.setSecret',
    titleKey: 'systems:command.setSecret',
    icon: IconKey,
    run: (_workbench, argument) =>
      dialogs().showDialog({ kind: 'secret', name: typeof argument === 'string' ? argument : '' }),
  },
];

function openSingle(workbench: Workbench, component: string, titleKey: string): void {
  workbench.openPanel({ id: component, component, title: workbench.text(titleKey) });
}

async function exportInventory(workbench: Workbench, format: 'yaml' | 'csv'): Promise<void> {
  const { text } = await workbench.host.systems.export({ format });
  const name = `fieldbench-systems.${format}`;
  downloadText(name, format === 'yaml' ? 'application/yaml' : 'text/csv', text);
  workbench.notify({
    tone: 'ok',
    title: workbench.text('systems:export.done', { name }),
    body: workbench.text('systems:export.noPasswords'),
  });
}

/** The system whose panel has the focus. */
function systemOfActivePanel(workbench: Workbench): string | undefined {
  const panel = workbench.state.activePanel;
  const id = panel?.component === 'systems.system' ? panel.params['systemId'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

/** Ids in a command's argument; an argument comes from anywhere, so it is looked at. */
function ids<Name extends string>(
  argument: unknown,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  if (typeof argument !== 'object' || argument === null) return {};
  const record = argument as Record<string, unknown>;
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const id = record[name];
    if (typeof id === 'string') found[name] = id;
  }
  return found;
}

function kindIn(argument: unknown): EndpointKind {
  const kind =
    typeof argument === 'object' && argument !== null && 'kind' in argument ? argument.kind : 'ssh';
  return endpointKinds.find((known) => known === kind) ?? 'ssh';
}
