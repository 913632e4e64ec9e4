import { lazy } from 'react';
import {
  IconCalendarClock,
  IconFileCode,
  IconHistory,
  IconListCheck,
  IconPlayerPlay,
} from '@tabler/icons-react';
import type { FeatureDefinition } from '../workbench/index';
import { runbookCommands } from './commands';
import { searchRunbooks } from './palette';
import { RunbookBackground } from './RunbookDialogs';
import { RunbookInspector } from './RunbookInspector';
import { RunbooksSide } from './RunbooksSide';

/** Scripted steps on many hosts: library, run, report, schedules. */
export const runbooks: FeatureDefinition = {
  id: 'runbooks',
  sideSection: { activity: 'systems', Component: RunbooksSide },
  Inspector: RunbookInspector,
  panels: {
    'runbooks.library': { component: lazy(() => import('./LibraryPanel')), icon: IconListCheck },
    'runbooks.runbook': { component: lazy(() => import('./RunbookPanel')), icon: IconListCheck },
    'runbooks.run': { component: lazy(() => import('./RunPanel')), icon: IconPlayerPlay },
    'runbooks.edit': { component: lazy(() => import('./EditPanel')), icon: IconFileCode },
    'runbooks.history': { component: lazy(() => import('./HistoryPanel')), icon: IconHistory },
    'runbooks.schedules': {
      component: lazy(() => import('./SchedulesPanel')),
      icon: IconCalendarClock,
    },
  },
  commands: runbookCommands,
  palette: { kind: 'other', titleKey: 'runbooks:palette', search: searchRunbooks },
  Background: RunbookBackground,
};
