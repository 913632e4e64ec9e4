import { IconBuildingFactory2, IconLock, IconRocket } from '@tabler/icons-react';
import type { Command } from '../workbench/index';
import { useVaultView } from './store';

/** Opens the simulated plant beside this profile. */
export const openDemo: Command = {
  id: 'vault.openDemo',
  titleKey: 'vault:command.openDemo',
  icon: IconBuildingFactory2,
  run: async (workbench) => {
    const { url } = await workbench.host.app.openDemo();
    if (url !== null) window.location.assign(url);
    else {
      workbench.notify({ tone: 'ok', title: workbench.text('vault:demo.opened'), keep: false });
    }
  },
};

export const vaultCommands: readonly Command[] = [
  {
    id: 'vault.lock',
    titleKey: 'vault:command.lock',
    icon: IconLock,
    keys: 'Ctrl L',
    when: (state) => state.unlocked || 'vault:command.lockedAlready',
    run: async (workbench, argument) => {
      useVaultView.getState().lockedBy(argument === 'idle' ? 'idle' : 'person');
      await workbench.host.vault.lock();
    },
  },
  {
    id: 'vault.welcome',
    titleKey: 'vault:command.welcome',
    icon: IconRocket,
    when: (state) => state.unlocked || 'commands:needs.unlock',
    run: (workbench) =>
      workbench.openPanel({
        id: 'vault.welcome',
        component: 'vault.welcome',
        title: workbench.text('vault:welcome.tab'),
      }),
  },
  openDemo,
];
