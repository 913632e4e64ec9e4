import { lazy } from 'react';
import { IconNotebook } from '@tabler/icons-react';
import type { FeatureDefinition } from '../workbench/index';

/** Know-how. Its library comes with a later version; until then notes of cases carry it. */
export const knowledge: FeatureDefinition = {
  id: 'knowledge',
  activity: { id: 'knowledge', icon: IconNotebook },
  panels: { 'knowledge.home': lazy(() => import('./KnowledgePanel')) },
  home: { component: 'knowledge.home', titleKey: 'knowledge:title' },
};
