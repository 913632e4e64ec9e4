import { createContext, useContext, useEffect } from 'react';
import { useWorkbench } from './context';
import { useEvidenceStore, type EvidenceAnnouncement } from './evidence-store';
import { useFrame } from './frame-store';
import type { PanelUpdate } from './types';

/** The panel a component stands in. */
export interface PanelScope {
  panelId: string;
  active: boolean;
}

const PanelContext = createContext<PanelScope | null>(null);

/** Set by the dock around every panel. */
export const PanelScopeProvider = PanelContext;

/** The panel this component stands in, or null in the frame, side list or inspector. */
export function usePanelScope(): PanelScope | null {
  return useContext(PanelContext);
}

/**
 * Keeps the tab of this panel in step: title, production line, unsaved dot; `systemId` is what
 * the top bar shows while the panel is active. Call it once in the panel; a title kept so
 * follows a change of language or of the thing's name.
 */
export function usePanelTab(
  tab: Omit<PanelUpdate, 'params'> & { systemId?: string | null | undefined },
): void {
  const workbench = useWorkbench();
  const panelId = usePanelScope()?.panelId;
  const { title, production, unsaved, systemId } = tab;
  useEffect(() => {
    if (panelId === undefined || systemId == null) return;
    const { systems, change } = useFrame.getState();
    change({ systems: { ...systems, [panelId]: systemId } });
  }, [panelId, systemId]);
  useEffect(() => {
    if (panelId === undefined) return;
    workbench.updatePanel(panelId, {
      ...(title === undefined ? {} : { title }),
      ...(production === undefined ? {} : { production }),
      ...(unsaved === undefined ? {} : { unsaved }),
    });
  }, [workbench, panelId, title, production, unsaved]);
}

/**
 * Announces what this panel has selected, so that `E` puts it into the active case; null when
 * nothing is selected. Memoise the announcement: a new object announces again.
 */
export function useEvidenceSource(announcement: EvidenceAnnouncement | null): void {
  const panelId = usePanelScope()?.panelId;
  const announce = useEvidenceStore((store) => store.announce);
  useEffect(() => {
    if (panelId !== undefined) announce(panelId, announcement);
  }, [panelId, announce, announcement]);
  useEffect(() => {
    if (panelId === undefined) return;
    return () => announce(panelId, null);
  }, [panelId, announce]);
}
