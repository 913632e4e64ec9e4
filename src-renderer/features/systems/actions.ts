import type { System } from '../../../src-main/contract/index';
import type { Workbench } from '../workbench/index';
import { fetchInventory } from './inventory';
import type { SystemMode } from './kept-form';
import { useSystemsView } from './view-store';

/** Opens a system in the dock, and leads the eye to one of its endpoints. */
export function openSystem(
  workbench: Workbench,
  system: Pick<System, 'id' | 'name' | 'environment'>,
  endpointId?: string,
): void {
  if (endpointId !== undefined) useSystemsView.getState().setHighlight(system.id, endpointId);
  workbench.openPanel({
    id: `systems.system/${system.id}`,
    component: 'systems.system',
    title: system.name,
    params: { systemId: system.id },
    production: system.environment === 'production',
  });
}

/** Opens a system by its id. */
export async function openSystemById(workbench: Workbench, systemId: string): Promise<void> {
  const { systems } = await fetchInventory(workbench);
  const system = systems.find((candidate) => candidate.id === systemId);
  if (system) openSystem(workbench, system);
  else workbench.notify({ tone: 'error', title: workbench.text('systems:gone') });
}

/** Opens a system with a form in it; typing that is not saved stays and is shown instead. */
export async function openForm(
  workbench: Workbench,
  systemId: string,
  mode: SystemMode,
): Promise<void> {
  const shown = useSystemsView.getState().setMode(systemId, mode);
  await openSystemById(workbench, systemId);
  if (!shown)
    workbench.notify({
      tone: 'warn',
      title: workbench.text('systems:form.otherUnsaved'),
      keep: false,
    });
}

/** Hides an entry or shows it again, with a way back. */
export async function archiveEntry(
  workbench: Workbench,
  entity: 'customer' | 'site' | 'system' | 'endpoint',
  { id, name }: { id: string; name: string },
  archived: boolean,
): Promise<void> {
  try {
    await workbench.host.systems.archive({ entity, id, archived });
  } catch (error) {
    workbench.reportError(error);
    return;
  }
  workbench.notify({
    id: `systems.archive/${id}`,
    title: workbench.text(archived ? 'systems:archive.done' : 'systems:archive.restored', { name }),
    keep: false,
    ...(archived
      ? {
          actions: [
            {
              label: workbench.text('systems:archive.undo'),
              onClick: () => void archiveEntry(workbench, entity, { id, name }, false),
            },
          ],
        }
      : {}),
  });
}
