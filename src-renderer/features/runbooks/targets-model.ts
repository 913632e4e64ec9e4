import type {
  Environment,
  Inventory,
  Platform,
  SshEndpoint,
} from '../../../src-main/contract/index';
import { fits } from './library-model';

/** An SSH host that a runbook can run on. */
export interface Target {
  id: string;
  name: string;
  host: string;
  username: string;
}

/** Hosts of one system, under its heading. */
export interface TargetGroup {
  systemId: string;
  system: string;
  customer: string;
  platform: Platform;
  environment: Environment;
  /** The runbook is made for this kind of system. */
  fitting: boolean;
  targets: readonly Target[];
}

const collator = new Intl.Collator('zh-CN', { numeric: true, sensitivity: 'base' });

/** Every SSH host by system: systems the runbook is made for first, then by customer and name. */
export function targetGroups(inventory: Inventory, platform: Platform): TargetGroup[] {
  const sites = new Map(inventory.sites.map((site) => [site.id, site.customerId]));
  const customers = new Map(inventory.customers.map(({ id, name }) => [id, name]));
  return inventory.systems
    .flatMap((system): TargetGroup[] => {
      const targets = inventory.endpoints
        .filter(({ systemId, detail }) => systemId === system.id && detail.kind === 'ssh')
        .map(({ id, name, detail }) => {
          const { host, username } = detail as SshEndpoint;
          return { id, name, host, username };
        })
        .sort((a, b) => collator.compare(a.name, b.name));
      if (targets.length === 0) return [];
      return [
        {
          systemId: system.id,
          system: system.name,
          customer: customers.get(sites.get(system.siteId) ?? '') ?? '',
          platform: system.platform,
          environment: system.environment,
          fitting: fits(platform, system.platform),
          targets,
        },
      ];
    })
    .sort(
      (a, b) =>
        Number(b.fitting) - Number(a.fitting) ||
        collator.compare(a.customer, b.customer) ||
        collator.compare(a.system, b.system),
    );
}

/** Groups in which every word of the search occurs, with the hosts that have it. */
export function filterTargets(groups: readonly TargetGroup[], text: string): TargetGroup[] {
  const words = text.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...groups];
  return groups.flatMap((group) => {
    const above = `${group.customer}\n${group.system}`;
    const targets = group.targets.filter(({ name, host, username }) => {
      const whole = [above, name, host, username].join('\n').normalize('NFKC').toLowerCase();
      return words.every((word) => whole.includes(word));
    });
    return targets.length === 0 ? [] : [{ ...group, targets }];
  });
}

/** A chosen host with what the change gate asks about it. */
export interface ChosenTarget extends Target {
  environment: Environment;
}

/** The chosen hosts in the order of the list. */
export function chosenTargets(
  groups: readonly TargetGroup[],
  chosen: ReadonlySet<string>,
): ChosenTarget[] {
  return groups.flatMap(({ targets, environment }) =>
    targets.filter(({ id }) => chosen.has(id)).map((target) => ({ ...target, environment })),
  );
}
