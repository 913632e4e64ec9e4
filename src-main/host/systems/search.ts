import type { Outputs } from '../../contract/index';
import type { Inventory } from '../../contract/systems';

export type SearchHit = Outputs['systems']['search'][number];

/** Results beyond this help nobody; the person types another word. */
const maxHits = 200;

/** The form in which texts are compared: full-width as half-width, small letters. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/**
 * Entries that contain every word of a text, in their own fields or in the names above
 * them. An entry whose own name matches comes first.
 */
export function searchInventory(inventory: Inventory, text: string): SearchHit[] {
  const words = folded(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const scored: { hit: SearchHit; rank: number }[] = [];
  const consider = (hit: SearchHit, ...texts: string[]): void => {
    const own = folded([hit.title, ...texts].join('\n'));
    const all = `${own}\n${folded(hit.subtitle)}`;
    if (!words.every((word) => all.includes(word)) || !words.some((word) => own.includes(word)))
      return;
    const title = folded(hit.title);
    const rank = words.every((word) => title.includes(word))
      ? title === words.join(' ')
        ? 0
        : 1
      : 2;
    scored.push({ hit, rank });
  };
  const above = new Map<string, string>();
  for (const { id, name, remarks } of inventory.customers) {
    above.set(id, name);
    consider({ kind: 'customer', id, title: name, subtitle: '' }, remarks);
  }
  for (const { id, name, customerId, address, remarks } of inventory.sites) {
    const subtitle = above.get(customerId) ?? '';
    above.set(id, `${subtitle} / ${name}`);
    consider({ kind: 'site', id, title: name, subtitle }, address, remarks);
  }
  for (const system of inventory.systems) {
    const subtitle = above.get(system.siteId) ?? '';
    above.set(system.id, `${subtitle} / ${system.name}`);
    consider(
      { kind: 'system', id: system.id, title: system.name, subtitle },
      system.platform,
      system.version,
      system.remarks,
      ...system.contacts.flatMap((contact) => Object.values(contact)),
    );
  }
  for (const { id, name, systemId, detail } of inventory.endpoints) {
    const texts = Object.entries(detail).flatMap(([key, value]) =>
      typeof value === 'string' && key !== 'sshId' ? [value] : [],
    );
    consider({ kind: 'endpoint', id, title: name, subtitle: above.get(systemId) ?? '' }, ...texts);
  }
  return scored
    .sort((first, second) => first.rank - second.rank)
    .slice(0, maxHits)
    .map(({ hit }) => hit);
}
