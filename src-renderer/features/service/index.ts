import { lazy } from 'react';
import { IconClipboardCheck } from '@tabler/icons-react';
import type { FeatureDefinition } from '../workbench/index';

/** Inspections, changes and versions come with a later version. */
export const service: FeatureDefinition = {
  id: 'service',
  activity: { id: 'service', icon: IconClipboardCheck },
  panels: { 'service.home': lazy(() => import('./ServicePanel')) },
  home: { component: 'service.home', titleKey: 'service:title' },
};
