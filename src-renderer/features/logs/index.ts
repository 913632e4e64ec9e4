import { lazy } from 'react';
import {
  IconBookmark,
  IconDeviceLaptop,
  IconFileCode,
  IconFileSearch,
  IconListDetails,
} from '@tabler/icons-react';
import type { FeatureDefinition } from '../workbench/index';
import { BrowseDialog } from './BrowseDialog';
import { logCommands } from './commands';
import { LogInspector } from './LogInspector';
import { LogsSide } from './LogsSide';
import { searchLogs } from './palette';

/** Logs of hosts and of this machine: read, followed, searched, kept. */
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
      inspected: false,
    },
    'logs.formats': {
      component: lazy(() => import('./FormatsPanel')),
      icon: IconFileCode,
      inspected: false,
    },
    'logs.captures': {
      component: lazy(() => import('./CapturesPanel')),
      icon: IconDeviceLaptop,
      inspected: false,
    },
    'logs.bookmarks': {
      component: lazy(() => import('./BookmarksPanel')),
      icon: IconBookmark,
      inspected: false,
    },
    'logs.home': { component: lazy(() => import('./LogsHome')), inspected: false },
  },
  home: { component: 'logs.home', titleKey: 'logs:home.title' },
  commands: logCommands,
  Background: BrowseDialog,
  palette: { kind: 'log', titleKey: 'logs:palette', search: searchLogs },
};
