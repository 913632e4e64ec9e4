import type { Case, System } from '../../../src-main/contract/index';
import { useHostQuery, type Workbench } from '../workbench/index';

/** Cases that match a text, newest change first; all of them when the text is empty. */
export function useCases(text: string, open: boolean) {
  return useHostQuery(['cases', 'list', text, open], (host) => host.cases.list({ text, open }), {
    keepPrevious: true,
  });
}

/** A system with the names it belongs to, for the lines that say where a case points. */
export interface SystemPlace {
  system: System;
  site: string;
  customer: string;
}

/** Every system by id. */
export function useSystemPlaces(): ReadonlyMap<string, SystemPlace> {
  const { data } = useHostQuery(['systems', 'inventory', true], (host) =>
    host.systems.inventory({ archived: true }),
  );
  const places = new Map<string, SystemPlace>();
  if (!data) return places;
  const customers = new Map(data.customers.map((customer) => [customer.id, customer.name]));
  const sites = new Map(data.sites.map((site) => [site.id, site]));
  for (const system of data.systems) {
    const site = sites.get(system.siteId);
    places.set(system.id, {
      system,
      site: site?.name ?? '',
      customer: customers.get(site?.customerId ?? '') ?? '',
    });
  }
  return places;
}

/** `澜江精工 · NC65`, or an empty text for a case without a system. */
export function placeText(place: SystemPlace | undefined): string {
  return place ? `${place.customer} · ${place.system.name}` : '';
}

/** Opens a case in the dock. */
export function openCase(workbench: Workbench, target: Pick<Case, 'id' | 'number'>): void {
  workbench.openPanel({
    id: `cases.case/${target.id}`,
    component: 'cases.case',
    title: target.number,
    params: { caseId: target.id },
  });
}
