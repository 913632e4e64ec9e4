import { useMemo } from 'react';
import { useEvidenceStore } from './evidence-store';
import { activePanelOf, useFrame } from './frame-store';
import { useActiveCase, useTasks, useVaultStatus } from './queries';
import type { CommandState, PanelReference } from './types';

/** The active panel of the dock, or null. */
export function useActivePanel(): PanelReference | null {
  const panels = useFrame((frame) => frame.panels);
  const activePanelId = useFrame((frame) => frame.activePanelId);
  return useMemo(() => activePanelOf({ panels, activePanelId }), [panels, activePanelId]);
}

/** What `when` of the commands looks at, as it is now. */
export function useCommandState(): CommandState {
  const unlocked = useVaultStatus()?.state === 'unlocked';
  const activity = useFrame((frame) => frame.activity);
  const activePanel = useActivePanel();
  const activeCase = useActiveCase();
  const announced = useEvidenceStore((store) => store.announced);
  const runningTasks = useTasks().filter((task) => task.state === 'running').length;
  return useMemo(
    () => ({
      unlocked,
      activity,
      activePanel,
      activeCase,
      evidence: (activePanel && announced[activePanel.id]) ?? null,
      runningTasks,
    }),
    [unlocked, activity, activePanel, activeCase, announced, runningTasks],
  );
}
