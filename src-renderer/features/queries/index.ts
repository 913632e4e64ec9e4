import { lazy } from 'react';
import { IconDatabaseSearch } from '@tabler/icons-react';
import type { FeatureDefinition } from '../workbench/index';
import { queryCommands } from './commands';
import { searchQueries } from './palette';
import { QueriesSide } from './QueriesSide';
import { QueryInspector } from './QueryInspector';
import { libraryCommands } from './side/library-commands';
import { QueriesBackground } from './Background';

/** Saved and typed queries that only read. */
export const queries: FeatureDefinition = {
  id: 'queries',
  activity: { id: 'queries', icon: IconDatabaseSearch },
  SideList: QueriesSide,
  Inspector: QueryInspector,
  panels: {
    'queries.home': lazy(() => import('./QueriesHome')),
    'queries.console': lazy(() => import('./ConsolePanel')),
    'queries.result': lazy(() => import('./ResultPanel')),
    'queries.compare': lazy(() => import('./compare/ComparePanel')),
    'queries.kept': lazy(() => import('./kept/KeptPanel')),
    'queries.several': lazy(() => import('./runs/SeveralPanel')),
    'queries.group': lazy(() => import('./runs/GroupPanel')),
    'queries.history': lazy(() => import('./history/HistoryPanel')),
    'queries.versions': lazy(() => import('./versions/VersionsPanel')),
    'queries.write': lazy(() => import('./write/WritePanel')),
  },
  home: { component: 'queries.home', titleKey: 'queries:home.title' },
  commands: [...queryCommands, ...libraryCommands],
  Background: QueriesBackground,
  palette: { kind: 'other', titleKey: 'queries:palette', search: searchQueries },
};
