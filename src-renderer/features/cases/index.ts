import { lazy } from 'react';
import { IconTicket } from '@tabler/icons-react';
import type { FeatureDefinition } from '../workbench/index';
import { CaseDialogs } from './CaseDialogs';
import { CaseInspector } from './CaseInspector';
import { CasesSide } from './CasesSide';
import { caseCommands } from './commands';
import { searchCases } from './palette';

/** Cases with their notes and evidence. */
export const cases: FeatureDefinition = {
  id: 'cases',
  activity: { id: 'cases', icon: IconTicket },
  SideList: CasesSide,
  Inspector: CaseInspector,
  panels: {
    'cases.list': lazy(() => import('./CaseListPanel')),
    'cases.case': lazy(() => import('./CasePanel')),
    'cases.evidence': lazy(() => import('./EvidencePanel')),
  },
  home: { component: 'cases.list', titleKey: 'cases:list.title' },
  commands: caseCommands,
  palette: { kind: 'case', titleKey: 'cases:palette', search: searchCases },
  Background: CaseDialogs,
};
