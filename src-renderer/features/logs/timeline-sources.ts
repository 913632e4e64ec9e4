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

/** Changes the sources of a page; the page keeps them for the next start. */
export function useSourceChange(panelId: string, viewId: string) {
  const workbench = useWorkbench();
  const allow = useLogPages((store) => store.allow);

  /** What the page opens when the program starts anew. */
  const keepPlaces = ({ sources }: LogView): void => {
    const places = sources.map(({ place }) => place);
    const params = workbench.panels.find(({ id }) => id === panelId)?.params;
    // A title from before would name logs that are not there any more.
    const { title: _before, ...kept } = params ?? {};
    workbench.updatePanel(panelId, { params: { ...kept, places } });
  };
  const add = useHostMutation(async (host, places: readonly LogPlace[]) => {
    allow(endpointsOf(places));
    let view: LogView | undefined;
    for (const place of places) view = await host.logs.addSource({ id: viewId, place });
    if (view) keepPlaces(view);
  });
  const remove = useHostMutation(async (host, sourceId: string) =>
    keepPlaces(await host.logs.removeSource({ id: viewId, sourceId })),
  );
  const replace = useHostMutation(
    async (host, { sourceId, places }: { sourceId: string; places: readonly LogPlace[] }) => {
      for (const place of places) await host.logs.addSource({ id: viewId, place });
      keepPlaces(await host.logs.removeSource({ id: viewId, sourceId }));
    },
  );
  return { add, remove, replace };
}

/** Adds sources to the page in front and takes them out. */
export function useTimelineSources() {
  const page = useFrontPage();
  return { page, ...useSourceChange(page?.panelId ?? '', page?.view.id ?? '') };
}
