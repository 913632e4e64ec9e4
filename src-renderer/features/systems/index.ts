import { lazy } from 'react';
import { IconServer2 } from '@tabler/icons-react';
import type { FeatureDefinition } from '../workbench/index';
import { systemsCommands } from './commands';
import { searchSystems } from './palette';
import { SystemDialogs } from './SystemDialogs';
import { SystemsSide } from './SystemsSide';

/** Customers, their sites, the systems there, and the ways to reach each. */
export const systems: FeatureDefinition = {
  id: 'systems',
  activity: { id: 'systems', icon: IconServer2 },
  SideList: SystemsSide,
  panels: {
    'systems.overview': lazy(() => import('./OverviewPanel')),
    'systems.system': lazy(() => import('./SystemPanel')),
    'systems.hostKeys': lazy(() => import('./HostKeysPanel')),
    'systems.secrets': lazy(() => import('./SecretsPanel')),
  },
  home: { component: 'systems.overview', titleKey: 'systems:overview.title' },
  commands: systemsCommands,
  palette: { kind: 'other', titleKey: 'systems:palette', search: searchSystems },
  Background: SystemDialogs,
};
