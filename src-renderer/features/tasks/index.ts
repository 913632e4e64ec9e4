import { lazy } from 'react';
import { IconProgressCheck } from '@tabler/icons-react';
import { useTasks, type FeatureDefinition } from '../workbench/index';

function useRunning(): number {
  return useTasks().filter((task) => task.state === 'running').length;
}

/** Long work: what runs, how far it is, how it ended. */
export const tasks: FeatureDefinition = {
  id: 'tasks',
  activity: { id: 'tasks', icon: IconProgressCheck, useBadge: useRunning },
  panels: { 'tasks.list': lazy(() => import('./TasksPanel')) },
  home: { component: 'tasks.list', titleKey: 'tasks:title' },
};
