import type { LogPlace, LogView } from '../../../src-main/contract/logs';
import { useActivePanel, useHostMutation, useWorkbench, type Workbench } from '../workbench/index';
import { useLogPages } from './log-store';
import { openLogs } from './open-log';
import { endpointsOf } from './places';
import type { MarkedLog } from './use-marking';

/** Opens chosen logs as one timeline. */
export function openTimeline(workbench: Workbench, logs: readonly MarkedLog[]): void {
  const [first] = logs;
  if (!first) return;
  openLogs(workbench, {
    places: logs.map(({ place }) => place),
    title:
      logs.length === 1 ? first.name : workbench.text('logs:merge.title', { name: first.name }),
    production: logs.some(({ production }) => production),
  });
}

/** The log page in front with its view, while there is one. */
export function useFrontPage(): { panelId: string; view: LogView } | null {
  const panelId = useActivePanel()?.id;
  const view = useLogPages((store) => (panelId === undefined ? undefined : store.views[panelId]));
  return panelId !== undefined && view ? { panelId, view } : null;
}

/** Adds sources to the page in front and takes them out; the page keeps them for the next start. */
export function useTimelineSources() {
  const workbench = useWorkbench();
  const allow = useLogPages((store) => store.allow);
  const page = useFrontPage();

  /** What the page opens when the program starts anew. */
  const keepPlaces = (panelId: string, places: readonly LogPlace[]): void => {
    const params = workbench.panels.find(({ id }) => id === panelId)?.params;
    workbench.updatePanel(panelId, { params: { ...params, places } });
  };
  const add = useHostMutation(async (host, places: readonly LogPlace[]) => {
    if (!page) return;
    allow(endpointsOf(places));
    let view = page.view;
    for (const place of places) view = await host.logs.addSource({ id: page.view.id, place });
    keepPlaces(
      page.panelId,
      view.sources.map(({ place }) => place),
    );
  });
  const remove = useHostMutation(async (host, sourceId: string) => {
    if (!page) return;
    const view = await host.logs.removeSource({ id: page.view.id, sourceId });
    keepPlaces(
      page.panelId,
      view.sources.map(({ place }) => place),
    );
  });
  return { page, add, remove };
}
