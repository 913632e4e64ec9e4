import type { HostClient, Inventory } from '../../../src-main/contract/index';
import type { LogPlace } from '../../../src-main/contract/logs';
import type { Workbench } from '../workbench/index';
import { logSourcesOf } from './log-queries';
import { placeKey } from './places';

/** Files of a folder or glob; `endpointId` null: of this machine. */
export interface FilePattern {
  kind: 'pattern';
  endpointId: string | null;
  path: string;
}

/** Where files are searched. A log of a system is searched on its host as the file it is. */
export type SearchScope = LogPlace | FilePattern;

/** Most files that one search takes. */
export const mostFiles = 2000;

const panelId = 'logs.searchFiles';

/** Opens the search across files: in these places, or in those it had. */
export function openFileSearch(workbench: Workbench, scopes?: readonly SearchScope[]): void {
  const known = workbench.panels.some(({ id }) => id === panelId);
  workbench.openPanel({
    id: panelId,
    component: panelId,
    title: workbench.text('logs:files.title'),
    ...(scopes ? { params: { scopes } } : {}),
  });
  if (known && scopes) workbench.updatePanel(panelId, { params: { scopes } });
}

/** Reads kept parameters of the panel. */
export function scopesOf(params: Record<string, unknown>): SearchScope[] {
  const { scopes } = params;
  if (!Array.isArray(scopes)) return [];
  return scopes.filter(
    (scope): scope is SearchScope => typeof scope === 'object' && scope !== null && 'kind' in scope,
  );
}

/** Tells one scope from another. */
export function scopeKey(scope: SearchScope): string {
  return scope.kind === 'pattern'
    ? `pattern:${scope.endpointId ?? ''}:${scope.path}`
    : placeKey(scope);
}

/** Where a place is, in words: the host (empty: this machine) and the path. */
export function placeWords(
  place: SearchScope,
  inventory: Inventory | undefined,
): { host: string; path: string } {
  switch (place.kind) {
    case 'local':
      return { host: '', path: place.path + (place.entry === undefined ? '' : `!${place.entry}`) };
    case 'capture':
      return { host: '', path: place.captureId };
    case 'endpoint': {
      const source = inventory
        ? logSourcesOf(inventory).find(({ endpoint }) => endpoint.id === place.endpointId)
        : undefined;
      return { host: source?.host ?? '', path: source?.path ?? place.endpointId };
    }
    default: {
      const host = inventory?.endpoints.find(({ id }) => id === place.endpointId);
      return { host: host?.name ?? '', path: place.path };
    }
  }
}

/** A scope that could not be looked through. */
export interface ScopeFailure {
  scope: SearchScope;
  error: unknown;
}

/** The files that scopes stand for, each once; folders and globs are looked through now. */
export async function filesOf(
  host: HostClient,
  scopes: readonly SearchScope[],
  inventory: Inventory,
  signal: AbortSignal,
): Promise<{ places: LogPlace[]; failures: ScopeFailure[]; truncated: boolean }> {
  const sources = logSourcesOf(inventory);
  const found = new Map<string, LogPlace>();
  const failures: ScopeFailure[] = [];
  let truncated = false;
  const add = (place: LogPlace): void => {
    if (found.size < mostFiles) found.set(placeKey(place), place);
    else truncated = true;
  };
  for (const scope of scopes) {
    if (scope.kind === 'pattern') {
      const { endpointId, path } = scope;
      try {
        const listed = await host.logs.browse(
          {
            place:
              endpointId === null ? { kind: 'local', path } : { kind: 'remote', endpointId, path },
          },
          { signal },
        );
        truncated ||= listed.truncated;
        for (const entry of listed.entries) {
          if (entry.kind !== 'file') continue;
          add(
            endpointId === null
              ? { kind: 'local', ...(entry.zipped ?? { path: entry.path }) }
              : { kind: 'remote', endpointId, path: entry.path },
          );
        }
      } catch (error) {
        if (signal.aborted) throw error;
        failures.push({ scope, error });
      }
    } else if (scope.kind === 'endpoint') {
      const source = sources.find(({ endpoint }) => endpoint.id === scope.endpointId);
      const detail = source?.endpoint.detail;
      if (source && detail?.kind === 'log')
        add({ kind: 'remote', endpointId: detail.sshId, path: source.path });
    } else add(scope);
  }
  return { places: [...found.values()], failures, truncated };
}

/** Characters before a hit that are shown of a line whose hit would stand out of sight. */
const before = 30;

/** A line of hits as it is shown: from shortly before a hit that stands far behind its beginning. */
export function aroundHit(text: string, wanted: string | undefined): string {
  const trimmed = text.trimStart();
  const at = wanted ? trimmed.toLowerCase().indexOf(wanted.toLowerCase()) : -1;
  return at > 2 * before ? `…${trimmed.slice(at - before)}` : trimmed;
}
