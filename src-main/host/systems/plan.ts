import { AppError } from '../../contract/errors';
import type { ImportResult, Inventory } from '../../contract/systems';
import { newId } from '../../kit/ids';
import type { Json, Op } from '../../kit/journal';
import { choice, detailOf, kindOf, missing, pathText, type Entry } from './entries';
import { endpointPaths, jumpLoop, visible } from './inventory';
import { same } from './same';
import { levels, type Level } from './store';

/** What an import would change. */
export interface Plan {
  ops: Op[];
  result: ImportResult;
}

interface Known {
  id: string;
  fields: Record<string, unknown>;
}

/**
 * Compares the entries of a file with the inventory. Names are the key, so importing a
 * file twice changes nothing the second time. An archived entry that the file names is
 * shown again.
 *
 * @throws AppError `systems.import-…` with the line; then nothing is imported
 */
export function planImport(all: Inventory, entries: readonly Entry[]): Plan {
  const known = knownByName(all);
  const targets = targetsOf(known, entries);
  const plan: Plan = { ops: [], result: { created: 0, updated: 0, unchanged: 0 } };
  for (const entry of parentsFirst(entries)) {
    const key = keyOf(entry.level, entry.names);
    const before = known.get(key) ?? null;
    const parent = known.get(keyOf(parentLevel(entry.level), entry.names.slice(0, -1)));
    const fields = fieldsFor(entry, before, parent?.id ?? '', targets);
    const id = targets.get(key)?.id ?? before?.id ?? newId();
    if (!before) {
      plan.result.created++;
      const created = { ...fields, archived: false };
      plan.ops.push({ kind: 'create', entity: entry.level, id, fields: created });
    } else {
      const changed = Object.fromEntries(
        Object.entries({ ...fields, archived: false }).filter(
          ([field, value]) => !same(value, before.fields[field]),
        ),
      );
      if (Object.keys(changed).length === 0) plan.result.unchanged++;
      else {
        plan.result.updated++;
        plan.ops.push({ kind: 'set', entity: entry.level, id, fields: changed });
      }
    }
    known.set(key, { id, fields: { ...before?.fields, ...fields } });
  }
  refuseLoops(all, entries, known);
  return plan;
}

function parentsFirst(entries: readonly Entry[]): Entry[] {
  return [...entries].sort(
    (first, second) => levels.indexOf(first.level) - levels.indexOf(second.level),
  );
}

/** What a reference may name: an endpoint that is there, or one that the file brings. */
interface Target {
  id: string;
  kind: unknown;
}

function targetsOf(known: Map<string, Known>, entries: readonly Entry[]): Map<string, Target> {
  const detailOfKnown = (key: string): Record<string, unknown> | null =>
    (known.get(key)?.fields['detail'] as Record<string, unknown> | undefined) ?? null;
  const targets = new Map<string, Target>();
  for (const [key, { id }] of known) targets.set(key, { id, kind: detailOfKnown(key)?.['kind'] });
  for (const entry of entries) {
    if (entry.level !== 'endpoint') continue;
    const key = keyOf('endpoint', entry.names);
    const id = known.get(key)?.id ?? newId();
    targets.set(key, { id, kind: kindOf(entry, detailOfKnown(key)) });
  }
  return targets;
}

/** Refuses a file after which a chain of jump hosts would come back to where it began. */
function refuseLoops(all: Inventory, entries: readonly Entry[], known: Map<string, Known>): void {
  const hosts = new Map<string, { name: string; jumpId: string | null }>();
  const add = (id: string, name: string, detail: unknown): void => {
    const jumpId = (detail as { jumpId?: string | null }).jumpId ?? null;
    hosts.set(id, { name, jumpId });
  };
  for (const { id, name, detail } of all.endpoints) add(id, name, detail);
  for (const { id, fields } of known.values())
    if (fields['detail']) add(id, String(fields['name']), fields['detail']);
  for (const entry of entries) {
    const jump = entry.stated.get('jump');
    const id = known.get(keyOf('endpoint', entry.names))?.id;
    if (!jump || id === undefined) continue;
    const loop = jumpLoop(id, (host) => hosts.get(host)?.jumpId ?? null);
    if (!loop) continue;
    throw new AppError('systems.import-loop', {
      line: jump.line,
      path: pathText(entry, 'jump'),
      chain: loop.map((host) => hosts.get(host)?.name ?? host).join(' → '),
    });
  }
}

function fieldsFor(
  entry: Entry,
  before: Known | null,
  parentId: string,
  targets: Map<string, Target>,
): Record<string, Json> {
  const name = entry.names.at(-1) ?? '';
  const text = (field: string): string =>
    entry.stated.get(field)?.text ?? (before?.fields[field] as string | undefined) ?? '';
  switch (entry.level) {
    case 'customer':
      return { name, remarks: text('remarks') };
    case 'site':
      return { customerId: parentId, name, address: text('address'), remarks: text('remarks') };
    case 'system':
      return {
        siteId: parentId,
        name,
        platform: required(entry, before, 'platform'),
        version: text('version'),
        environment: required(entry, before, 'environment'),
        contacts: (entry.contacts ?? before?.fields['contacts'] ?? []) as Json,
        remarks: text('remarks'),
      };
    case 'endpoint': {
      const detail = before?.fields['detail'] as Record<string, unknown> | undefined;
      return {
        systemId: parentId,
        name,
        detail: detailOf(entry, detail ?? null, (field) => resolve(entry, field, targets)),
      };
    }
  }
}

function required(entry: Entry, before: Known | null, field: string): string {
  const value = choice(entry, field) ?? before?.fields[field];
  if (typeof value !== 'string') throw missing(entry, field);
  return value;
}

/** The field names an SSH endpoint of the same system, or gives its whole path with slashes. */
function resolve(entry: Entry, field: string, targets: Map<string, Target>): string | null {
  const stated = entry.stated.get(field);
  if (!stated || stated.text === '') return null;
  const here = targets.get(keyOf('endpoint', [...entry.names.slice(0, 3), stated.text]));
  const target = here ?? targets.get(keyOf('endpoint', splitPath(stated.text)));
  if (target?.kind !== 'ssh') {
    throw new AppError('systems.import-reference', {
      line: stated.line,
      path: pathText(entry, field),
      name: stated.text,
    });
  }
  return target.id;
}

/** A path of names for `via` and `jump`, when the SSH endpoint belongs to another system. */
export function joinPath(names: readonly string[]): string {
  return names.map((name) => name.replace(/[\\/]/g, '\\$&')).join(' / ');
}

function splitPath(text: string): string[] {
  return (text.match(/(?:\\[^]|[^/\\])+/g) ?? []).map((part) =>
    part.trim().replace(/\\([^])/g, '$1'),
  );
}

function keyOf(level: Level | null, names: readonly string[]): string {
  return JSON.stringify([level, ...names]);
}

function parentLevel(level: Level): Level | null {
  return levels[levels.indexOf(level) - 1] ?? null;
}

/** Every entry by its names; of two with the same names the visible one. */
function knownByName(all: Inventory): Map<string, Known> {
  const known = new Map<string, Known>();
  const add = (level: Level, names: string[], entry: { id: string }, shown: boolean): void => {
    const key = keyOf(level, names);
    if (shown || !known.has(key)) known.set(key, { id: entry.id, fields: { ...entry } });
  };
  const shown = visible(all);
  const isShown = new Set(Object.values(shown).flatMap((list) => list.map(({ id }) => id)));
  const customers = new Map(all.customers.map((customer) => [customer.id, customer]));
  const sites = new Map(all.sites.map((site) => [site.id, site]));
  const siteNames = (siteId: string): string[] => {
    const site = sites.get(siteId);
    return [customers.get(site?.customerId ?? '')?.name ?? '', site?.name ?? ''];
  };
  for (const customer of all.customers)
    add('customer', [customer.name], customer, isShown.has(customer.id));
  for (const site of all.sites) add('site', siteNames(site.id), site, isShown.has(site.id));
  for (const system of all.systems)
    add('system', [...siteNames(system.siteId), system.name], system, isShown.has(system.id));
  const paths = endpointPaths(all);
  for (const endpoint of all.endpoints)
    add('endpoint', paths.get(endpoint.id) ?? [], endpoint, isShown.has(endpoint.id));
  return known;
}
