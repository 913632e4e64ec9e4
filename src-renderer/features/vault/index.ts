import { lazy } from 'react';
import { IconRocket } from '@tabler/icons-react';
import type { FeatureDefinition } from '../workbench/index';
import { vaultCommands } from './commands';

export { VaultScreen } from './VaultScreen';
export { SecuritySection } from './SecuritySection';
export { usePendingRecoveryKey } from './store';

/** The lock in front of everything, and the page that greets a new profile. */
export const vault: FeatureDefinition = {
  id: 'vault',
  panels: {
    'vault.welcome': { component: lazy(() => import('./WelcomePanel')), icon: IconRocket },
  },
  commands: vaultCommands,
};
