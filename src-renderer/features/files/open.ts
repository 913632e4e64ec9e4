import type { FilePlace } from '../../../src-main/contract/index';
import { plainDisplay } from '../../ui/index';
import type { Workbench } from '../workbench/index';
import { useOpened } from './opened-store';
import type { FileHost } from './places';

/** Opens the files of a host in the dock and lets it connect. */
export function openFiles(workbench: Workbench, host: FileHost, path?: string): void {
  const { endpoint, system } = host;
  const id = `files.browser/${endpoint.id}`;
  useOpened.getState().open(id);
  if (path !== undefined) useOpened.getState().wish(id, path);
  workbench.openPanel({
    id,
    component: 'files.browser',
    title: workbench.text('files:tab', { name: endpoint.name }),
    params: { endpointId: endpoint.id, ...(path === undefined ? {} : { path }) },
    production: system.environment === 'production',
  });
}

/** Opens a text file of a host, or of this device, to read and edit it. */
export function openText(
  workbench: Workbench,
  host: FileHost | null,
  place: FilePlace,
  name: string,
): void {
  const id = `files.text/${place.endpointId ?? 'local'}/${place.path}`;
  useOpened.getState().open(id);
  workbench.openPanel({
    id,
    component: 'files.text',
    title: plainDisplay(name),
    params: { ...place, name },
    production: host?.system.environment === 'production',
  });
}
