import { IconArchive, IconShieldCheck } from '@tabler/icons-react';
import type { Command, FeatureDefinition } from '../workbench/index';

export { ProfileSection } from './ProfileSection';

const whenOpen: Command['when'] = (state) => state.unlocked || 'commands:needs.unlock';

function showProfile(id: string, titleKey: string, icon: Command['icon']): Command {
  return {
    id,
    titleKey,
    ...(icon ? { icon } : {}),
    when: whenOpen,
    run: (workbench) => {
      workbench.run('settings.open', 'profile');
    },
  };
}

/** The profile on this machine: where it is, whether it is whole, its backup. */
export const profile: FeatureDefinition = {
  id: 'profile',
  panels: {},
  commands: [
    showProfile('profile.check', 'profile:command.check', IconShieldCheck),
    showProfile('profile.backup', 'profile:command.backup', IconArchive),
  ],
};
