import { lazy } from 'react';
import { IconPlug } from '@tabler/icons-react';
import type { FeatureDefinition } from '../workbench/index';
import { sshCommands } from './commands';
import { SshBackground } from './SshBackground';

/** How a failed connection is shown and repaired, for every screen that opens one. */
export { ConnectionError } from './ConnectionError';
export { HostKeyPrompt } from './HostKeyPrompt';
/** A connection test, step by step. */
export { SshTestSteps } from './SshTestSteps';
export { outcomeOf } from './test-model';
export { useSshTest, type SshTest } from './use-ssh-test';
export { connectionOf, useSshConnections } from './connection-model';

/** Connections to SSH hosts: what stands, what servers ask, and why one failed. */
export const ssh: FeatureDefinition = {
  id: 'ssh',
  panels: {
    'ssh.connections': {
      component: lazy(() => import('./ConnectionsPanel')),
      icon: IconPlug,
    },
  },
  commands: sshCommands,
  Background: SshBackground,
};
