import { lazy } from 'react';
import { IconFileCode, IconFileSearch, IconListDetails } from '@tabler/icons-react';
import type { FeatureDefinition } from '../workbench/index';
import { BrowseDialog } from './BrowseDialog';
import { logCommands } from './commands';
import { LogInspector } from './LogInspector';
import { LogsSide } from './LogsSide';
import { searchLogs } from './palette';

/** Live logs over SSH. */
export const logs: FeatureDefinition = {
  id: 'logs',
  activity: { id: 'logs', icon: IconListDetails },
  SideList: LogsSide,
  Inspector: LogInspector,
  panels: {
    'logs.view': lazy(() => import('./LogPanel')),
    'logs.searchFiles': {
      component: lazy(() => import('./FileSearchPanel')),
      icon: IconFileSearch,
    },
    'logs.formats': { component: lazy(() => import('./FormatsPanel')), icon: IconFileCode },
    'logs.captures': lazy(() => import('./CapturesPanel')),
    'logs.home': lazy(() => import('./LogsHome')),
  },
  home: { component: 'logs.home', titleKey: 'logs:home.title' },
  commands: logCommands,
  Background: BrowseDialog,
  palette: { kind: 'log', titleKey: 'logs:palette', search: searchLogs },
};
