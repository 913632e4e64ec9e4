import { useMemo } from 'react';
import type { Task } from '../../../src-main/contract/index';
import { useEvidenceStore, type EvidenceAnnouncement } from './evidence-store';
import { activePanelOf, useFrame } from './frame-store';
import { useActiveCase, useTasks, useVaultStatus } from './queries';
import type { CommandState, PanelReference } from './types';

/** The active panel of the dock, or null. */
export function useActivePanel(): PanelReference | null {
  const panels = useFrame((frame) => frame.panels);
  const activePanelId = useFrame((frame) => frame.activePanelId);
  return useMemo(() => activePanelOf({ panels, activePanelId }), [panels, activePanelId]);
}

/** The parts of {@link CommandState}, wherever they are read from. */
export interface CommandStateParts {
  unlocked: boolean;
  activity: CommandState['activity'];
  activePanel: PanelReference | null;
  activeCase: CommandState['activeCase'];
  announced: Readonly<Record<string, EvidenceAnnouncement>>;
  tasks: readonly Task[];
}

/** What `when` of the commands looks at, from its parts. */
export function commandStateOf({ announced, tasks, ...parts }: CommandStateParts): CommandState {
  const { activePanel } = parts;
  return {
    ...parts,
    evidence: (activePanel && announced[activePanel.id]) ?? null,
    runningTasks: tasks.filter((task) => task.state === 'running').length,
  };
}

/** What `when` of the commands looks at, as it is now. */
export function useCommandState(): CommandState {
  const unlocked = useVaultStatus()?.state === 'unlocked';
  const activity = useFrame((frame) => frame.activity);
  const activePanel = useActivePanel();
  const activeCase = useActiveCase();
  const announced = useEvidenceStore((store) => store.announced);
  const tasks = useTasks();
  return useMemo(
    () => commandStateOf({ unlocked, activity, activePanel, activeCase, announced, tasks }),
    [unlocked, activity, activePanel, activeCase, announced, tasks],
  );
}
