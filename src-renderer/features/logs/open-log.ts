import type { LogPlace, LogTarget } from '../../../src-main/contract/logs';
import type { Workbench } from '../workbench/index';
import { useLogPages } from './log-store';
import { endpointsOf, placeName, placesKey } from './places';

/** How a log page is opened. */
export interface OpenLogs {
  /** One log, or many as one timeline. */
  places: readonly LogPlace[];
  title?: string | undefined;
  production?: boolean | undefined;
  /** Opens at the first row instead of following the end. */
  at?: 'start' | 'end' | undefined;
  /** Another view of the same log beside the page that is open. */
  beside?: boolean | undefined;
  /** Where the page goes once it has rows, also when it was open already. */
  target?: LogTarget | undefined;
}

/** Opens logs in the dock and lets them connect. */
export function openLogs(
  workbench: Workbench,
  { places, title, production, at, beside = false, target }: OpenLogs,
): void {
  useLogPages.getState().allow(endpointsOf(places));
  const id = `logs.view/${placesKey(places)}`;
  const taken = new Set(workbench.panels.map((panel) => panel.id));
  let copy = 2;
  while (beside && taken.has(`${id}#${copy}`)) copy++;
  const opened = beside && taken.has(id) ? `${id}#${copy}` : id;
  if (target) useLogPages.getState().aim(opened, target);
  const named = title ?? (places[0] && placeName(places[0]));
  workbench.openPanel({
    id: opened,
    component: 'logs.view',
    title: named ?? workbench.text('logs:home.title'),
    params: { places, ...(title === undefined ? {} : { title }), ...(at ? { at } : {}) },
    ...(production === undefined ? {} : { production }),
    ...(beside ? { beside: 'right' as const } : {}),
  });
}
