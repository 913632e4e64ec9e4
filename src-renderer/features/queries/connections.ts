import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import {
  databaseAddress,
  type DatabaseEndpoint,
  type Endpoint,
  type Inventory,
  type LibraryFilter,
  type Plan,
  type QueryCard,
  type SentStatement,
  type System,
  type Verdict,
} from '../../../src-main/contract/index';
import { useCurrentInventory, useHostQuery, type Workbench } from '../workbench/index';
import { draftKey, writeDraft, type ConsoleDraft } from './console-draft';
import { wordsNow } from './words';

/** A database with the names around it. */
export interface Connection {
  endpoint: Endpoint;
  detail: DatabaseEndpoint;
  system: System;
  customer: string;
  /** Name of the SSH host the connection goes through, or null. */
  via: string | null;
}

/** `ncdb @ nc-db-01:1521`: where a connection points. */
export function placeOf(detail: DatabaseEndpoint): string {
  return databaseAddress(detail);
}

/** Every database connection of an inventory. */
export function connectionsOf(inventory: Inventory): Connection[] {
  const systems = new Map(inventory.systems.map((system) => [system.id, system]));
  const sites = new Map(inventory.sites.map((site) => [site.id, site]));
  const customers = new Map(inventory.customers.map((customer) => [customer.id, customer.name]));
  const endpoints = new Map(inventory.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  return inventory.endpoints.flatMap((endpoint): Connection[] => {
    const { detail } = endpoint;
    const system = systems.get(endpoint.systemId);
    if (detail.kind !== 'database' || !system) return [];
    const customer = customers.get(sites.get(system.siteId)?.customerId ?? '') ?? '';
    const via = detail.sshId === null ? null : (endpoints.get(detail.sshId)?.name ?? null);
    return [{ endpoint, detail, system, customer, via }];
  });
}

export function useConnections() {
  const query = useCurrentInventory();
  return { ...query, connections: query.data ? connectionsOf(query.data) : undefined };
}

/** What a server called itself when it was last asked, else the dialect it is spoken to in. */
export function useServerNames(): (connection: Connection) => string {
  const { t } = useTranslation('systems');
  const { data } = useHostQuery(['queries', 'results'], (host) => host.queries.results());
  return ({ endpoint, detail }) =>
    data?.find(({ endpointId, server }) => endpointId === endpoint.id && server !== '')?.server ??
    t(`dialect.${detail.dialect}`);
}

/** The lines of the library that a filter leaves. */
export function useLibrary(filter: Partial<LibraryFilter>) {
  return useHostQuery(
    ['queries', 'library', JSON.stringify(filter)],
    (host) => host.queries.library(filter),
    { keepPrevious: true },
  );
}

/** A saved query with what this connection is sent of it; null without one. */
export function useOpenedQuery(queryId: string | undefined, endpointId: string) {
  return useHostQuery(['queries', 'opened', queryId ?? '', endpointId], async (host) => {
    if (queryId === undefined) return null;
    const [query, statement] = await Promise.all([
      host.queries.saved({ id: queryId }),
      host.queries.statementOf({ id: queryId, endpointId }),
    ]);
    return { query, sql: statement?.sql ?? '' };
  });
}

interface ConsoleViewState {
  /** The connection a saved query runs on when it is opened. */
  chosen: string | null;
  choose: (endpointId: string) => void;
  /** What the inspector shows of a console: result and verdict, by panel. */
  facts: Readonly<Record<string, ConsoleFacts>>;
  report: (panelId: string, facts: ConsoleFacts) => void;
  /** Plans that were asked for and not closed yet, by panel. */
  plans: Readonly<Record<string, AskedPlan | null>>;
  showPlan: (panelId: string, plan: AskedPlan | null) => void;
  /** Only shipped checks that fit the connection are listed. */
  onlyFitting: boolean;
  /** Categories of shipped checks that are open. */
  unfolded: readonly string[];
  changeSide: (change: Partial<Pick<ConsoleViewState, 'onlyFitting' | 'unfolded'>>) => void;
}

/** What a page knows that the inspector tells, a console's besides its text. */
export interface ConsoleFacts {
  /** The result in front; null for none. */
  resultId: string | null;
  /** The statement is another one than that of the saved query. */
  edited: boolean;
  /** What the guard says of the statement that Run means; null for none. */
  verdict: Verdict | null;
}

/** A plan that was asked for, or why there is none. */
export interface AskedPlan {
  endpointId: string;
  title: string;
  plan: Plan | null;
  error: unknown;
}

export const useConsoles = create<ConsoleViewState>((set) => ({
  chosen: null,
  choose: (chosen) => set({ chosen }),
  facts: {},
  report: (panelId, facts) => set((state) => ({ facts: { ...state.facts, [panelId]: facts } })),
  plans: {},
  showPlan: (panelId, plan) => set((state) => ({ plans: { ...state.plans, [panelId]: plan } })),
  onlyFitting: true,
  unfolded: [],
  changeSide: (change) => set(change),
}));

/** Has the inspector tell where the result came from that a page has in front. */
export function useInspected(panelId: string, resultId: string | null): void {
  const report = useConsoles((store) => store.report);
  useEffect(
    () => report(panelId, { resultId, edited: false, verdict: null }),
    [report, panelId, resultId],
  );
}

/** The connection a saved query opens on: the last one used, else one of the active case's system, else any. */
export function preferredConnection(
  connections: readonly Connection[],
  chosen: string | null,
  activeSystemId: string | null,
): Connection | undefined {
  return (
    connections.find(({ endpoint }) => endpoint.id === chosen) ??
    connections.find(({ system }) => system.id === activeSystemId) ??
    connections[0]
  );
}

/**
 * Opens a console on a connection, empty or with a saved query.
 *
 * @param draft what it begins with, of the console that has just saved the query
 */
export function openConsole(
  workbench: Workbench,
  connection: Connection,
  query?: Pick<QueryCard, 'id' | 'title'>,
  draft?: ConsoleDraft,
): void {
  const { endpoint, system } = connection;
  const id = query
    ? `queries.console/${endpoint.id}/${query.id}`
    : `queries.console/${endpoint.id}`;
  if (draft) {
    const [key, value] = [draftKey(id), writeDraft(draft, draft.sql)];
    workbench.queryClient.setQueryData(['viewState', key], { value });
    workbench.host.settings.setViewState({ key, value }).catch(workbench.reportError);
  }
  workbench.openPanel({
    id,
    component: 'queries.console',
    title: query ? `${wordsNow(query.title)} · ${endpoint.name}` : endpoint.name,
    params: { endpointId: endpoint.id, ...(query ? { queryId: query.id } : {}) },
    production: system.environment === 'production',
  });
}

/** Opens a query on the connection that is in use, or says that there is none. */
export function openOnTarget(
  workbench: Workbench,
  target: Connection | undefined,
  query: Pick<QueryCard, 'id' | 'title'>,
): void {
  if (target) openConsole(workbench, target, query);
  else workbench.notify({ tone: 'warn', title: workbench.text('queries:reason.noConnection') });
}

/** Opens a console of its own with a statement that was sent before, and its values. */
export function openText(
  workbench: Workbench,
  { endpoint, system }: Connection,
  sent: Pick<SentStatement, 'id' | 'sql' | 'parameters' | 'types' | 'resultId'>,
): void {
  workbench.openPanel({
    id: `queries.console/${endpoint.id}/${sent.id}`,
    component: 'queries.console',
    title: endpoint.name,
    params: {
      endpointId: endpoint.id,
      sql: sent.sql,
      values: sent.parameters,
      types: sent.types,
      resultId: sent.resultId,
    },
    production: system.environment === 'production',
  });
}

/** Opens a page for a script that changes a database; nothing is sent by that. */
export function openWrite(workbench: Workbench, connection: Connection, sql: string): void {
  const { endpoint, system } = connection;
  workbench.openPanel({
    id: `queries.write/${endpoint.id}/${crypto.randomUUID()}`,
    component: 'queries.write',
    title: workbench.text('queries:write.tab', { name: endpoint.name }),
    params: { endpointId: endpoint.id, sql },
    production: system.environment === 'production',
  });
}

/** Opens a kept result; no connection is needed. */
export function openResult(workbench: Workbench, result: { id: string; title: string }): void {
  workbench.openPanel({
    id: `queries.result/${result.id}`,
    component: 'queries.result',
    title: result.title || workbench.text('queries:result.untitled'),
    params: { resultId: result.id },
  });
}
