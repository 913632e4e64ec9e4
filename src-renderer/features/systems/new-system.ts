import type {
  Customer,
  Environment,
  HostClient,
  Inventory,
  Platform,
  Site,
  System,
} from '../../../src-main/contract/index';

/** What is asked for a new system: customer and site by name, existing or new. */
export interface NewSystemDraft {
  customer: string;
  site: string;
  name: string;
  platform: Platform;
  environment: Environment;
}

export type NewSystemProblems = Partial<Record<'customer' | 'site' | 'name', string>>;

export const emptyNewSystem: NewSystemDraft = {
  customer: '',
  site: '',
  name: '',
  platform: 'os-linux',
  environment: 'production',
};

export function findCustomer(inventory: Inventory, name: string): Customer | undefined {
  return inventory.customers.find((customer) => customer.name === name.trim());
}

export function findSite(
  inventory: Inventory,
  customer: Customer | undefined,
  name: string,
): Site | undefined {
  return inventory.sites.find(
    (site) => site.customerId === customer?.id && site.name === name.trim(),
  );
}

/**
 * i18n keys below `systems:invalid` for what keeps a new system from being saved. An archived
 * customer or site of that name must be shown again first, or the new system would be hidden.
 */
export function newSystemProblems(
  inventory: Inventory,
  draft: NewSystemDraft,
  defaultSite: string,
): NewSystemProblems {
  const problems: NewSystemProblems = {};
  const customer = findCustomer(inventory, draft.customer);
  const site = findSite(inventory, customer, draft.site.trim() || defaultSite);
  if (draft.customer.trim() === '') problems.customer = 'customer';
  else if (customer?.archived) problems.customer = 'archivedName';
  if (site?.archived) problems.site = 'archivedName';
  if (draft.name.trim() === '') problems.name = 'name';
  else if (
    site &&
    inventory.systems.some((other) => other.siteId === site.id && other.name === draft.name.trim())
  )
    problems.name = 'nameTaken';
  return problems;
}

/**
 * Creates a system, and its customer and site where they are new. Called again after a
 * failure it goes on where it stopped, because it looks at what is there first.
 */
export async function createSystem(
  host: HostClient,
  draft: NewSystemDraft,
  defaultSite: string,
): Promise<System> {
  const inventory = await host.systems.inventory({ archived: true });
  const customer =
    findCustomer(inventory, draft.customer) ??
    (await host.systems.saveCustomer({ name: draft.customer.trim() }));
  const siteName = draft.site.trim() || defaultSite;
  const site =
    findSite(inventory, customer, siteName) ??
    (await host.systems.saveSite({ customerId: customer.id, name: siteName }));
  return host.systems.saveSystem({
    siteId: site.id,
    name: draft.name.trim(),
    platform: draft.platform,
    environment: draft.environment,
  });
}
