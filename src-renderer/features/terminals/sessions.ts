import type { Endpoint, Inventory, System, Terminal } from '../../../src-main/contract/index';
import { useHostQuery, type Workbench } from '../workbench/index';

/** Size of a new shell until its page has measured itself. */
const firstSize = { columns: 100, rows: 30 };

/** Every terminal that is open in this program. */
export function useTerminals(): readonly Terminal[] {
  return useHostQuery(['terminals', 'list'], (host) => host.terminals.list()).data ?? none;
}
const none: readonly Terminal[] = [];

/** An SSH host with the names around it. */
export interface SshHost {
  endpoint: Endpoint;
  system: System;
  /** `user@host:port`. */
  target: string;
  customer: string;
}

/** Every SSH host of an inventory. */
export function sshHostsOf(inventory: Inventory): SshHost[] {
  const systems = new Map(inventory.systems.map((system) => [system.id, system]));
  const sites = new Map(inventory.sites.map((site) => [site.id, site]));
  const customers = new Map(inventory.customers.map((customer) => [customer.id, customer.name]));
  return inventory.endpoints.flatMap((endpoint): SshHost[] => {
    const { detail } = endpoint;
    const system = systems.get(endpoint.systemId);
    if (detail.kind !== 'ssh' || !system) return [];
    const port = detail.port === 22 ? '' : `:${detail.port}`;
    const target = `${detail.username}@${detail.host}${port}`;
    const customer = customers.get(sites.get(system.siteId)?.customerId ?? '') ?? '';
    return [{ endpoint, system, target, customer }];
  });
}

/** Opens a new shell on a host, in a page of its own. */
export async function openTerminal(
  workbench: Workbench,
  endpointId: string,
  beside?: 'right' | 'below',
): Promise<void> {
  const terminal = await workbench.host.terminals.open({ endpointId, ...firstSize });
  showTerminal(workbench, terminal, beside);
}

/** Brings the page of a terminal to the front, or makes one. */
export function showTerminal(
  workbench: Workbench,
  terminal: Terminal,
  beside?: 'right' | 'below',
): void {
  const shown = workbench.panels.find(({ params }) => params['terminalId'] === terminal.id);
  if (shown) return workbench.activatePanel(shown.id);
  workbench.openPanel({
    id: `terminals.terminal/${terminal.id}`,
    component: 'terminals.terminal',
    title: terminal.name,
    params: { terminalId: terminal.id, endpointId: terminal.endpointId },
    production: terminal.environment === 'production',
    ...(beside ? { beside } : {}),
    // However it was opened, what is typed next is meant for the shell.
    focus: true,
  });
}
