import { lazy } from 'react';
import { IconArrowsLeftRight } from '@tabler/icons-react';
import type { FeatureDefinition } from '../workbench/index';
import { tunnelsCommands } from './commands';
import { searchTunnels } from './palette';
import { TunnelDialogs } from './TunnelDialogs';
import { TunnelsSide } from './TunnelsSide';

/** Ports that lead through SSH hosts, and those that consoles of this program use. */
export const tunnels: FeatureDefinition = {
  id: 'tunnels',
  sideSection: { activity: 'systems', Component: TunnelsSide },
  panels: {
    'tunnels.list': {
      component: lazy(() => import('./TunnelsPanel')),
      icon: IconArrowsLeftRight,
    },
  },
  commands: tunnelsCommands,
  palette: { kind: 'other', titleKey: 'tunnels:title', search: searchTunnels },
  Background: TunnelDialogs,
};
