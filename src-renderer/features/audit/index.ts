import { lazy } from 'react';
import { IconShieldCheck } from '@tabler/icons-react';
import type { FeatureDefinition } from '../workbench/index';
import { AuditInspector } from './AuditInspector';

/** What was done to customers' systems from this device: search, export, verify. */
export const audit: FeatureDefinition = {
  id: 'audit',
  Inspector: AuditInspector,
  panels: { 'audit.log': { component: lazy(() => import('./AuditPanel')), icon: IconShieldCheck } },
  commands: [
    {
      id: 'audit.open',
      titleKey: 'audit:command.open',
      icon: IconShieldCheck,
      run: (workbench) =>
        workbench.openPanel({
          id: 'audit.log',
          component: 'audit.log',
          title: workbench.text('audit:title'),
        }),
    },
  ],
};
