import { lazy } from 'react';
import { IconSettings } from '@tabler/icons-react';
import type { FeatureDefinition } from '../workbench/index';
import { isPageSection, useSettingsView } from './store';

/** The page made from the definitions of the contract, with security and profile. */
export const settings: FeatureDefinition = {
  id: 'settings',
  activity: { id: 'settings', icon: IconSettings },
  panels: { 'settings.page': lazy(() => import('./SettingsPanel')) },
  home: { component: 'settings.page', titleKey: 'settings:title' },
  commands: [
    {
      id: 'settings.open',
      titleKey: 'settings:command.open',
      icon: IconSettings,
      when: (state) => state.unlocked || 'commands:needs.unlock',
      run: (workbench, argument) => {
        if (isPageSection(argument)) useSettingsView.getState().show(argument);
        workbench.showActivity('settings');
      },
    },
  ],
};
