import type { Environment } from '../../../../src-main/contract/index';
import type { Connection } from '../connections';
import { placeOf } from '../connections';

/** Connections of one system, under its heading. */
export interface SystemGroup {
  systemId: string;
  system: string;
  customer: string;
  environment: Environment;
  connections: readonly Connection[];
}

/** As many systems as one run takes. */
export const mostSystems = 200;

const collator = new Intl.Collator('zh-CN', { numeric: true, sensitivity: 'base' });

/** Connections by system, customers and systems in their order. */
export function bySystem(connections: readonly Connection[]): SystemGroup[] {
  const systems = new Map(connections.map((one) => [one.system.id, one]));
  return [...systems.values()]
    .map(({ system, customer }): SystemGroup => ({
      systemId: system.id,
      system: system.name,
      customer,
      environment: system.environment,
      connections: connections
        .filter((one) => one.system.id === system.id)
        .toSorted((a, b) => collator.compare(a.endpoint.name, b.endpoint.name)),
    }))
    .sort(
      (a, b) => collator.compare(a.customer, b.customer) || collator.compare(a.system, b.system),
    );
}

/** Groups in which every word of the search occurs, with the connections that have it. */
export function found(groups: readonly SystemGroup[], text: string): SystemGroup[] {
  const words = folded(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...groups];
  return groups.flatMap((group) => {
    const connections = group.connections.filter(({ endpoint, detail, customer, system }) => {
      const told = [customer, system.name, endpoint.name, placeOf(detail), detail.dialect];
      return words.every((word) => folded(told.join('\n')).includes(word));
    });
    return connections.length === 0 ? [] : [{ ...group, connections }];
  });
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** What was chosen the last time, or else the connection one comes from; only what fits. */
export function firstChoice(
  kept: string | null,
  endpointId: string | null,
  fitting: ReadonlySet<string>,
): ReadonlySet<string> {
  const last = readChoice(kept).filter((id) => fitting.has(id));
  const ids =
    last.length > 0 ? last : endpointId !== null && fitting.has(endpointId) ? [endpointId] : [];
  return new Set(ids);
}

function readChoice(kept: string | null): string[] {
  try {
    const ids: unknown = JSON.parse(kept ?? '[]');
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
