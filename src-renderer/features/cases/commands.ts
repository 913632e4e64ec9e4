import { IconCheck, IconList, IconPin, IconPlus, IconTicket } from '@tabler/icons-react';
import type { Command } from '../workbench/index';
import { openCase } from './case-queries';
import { useCaseDialogs } from './dialog-store';

/** Commands of cases that need no open panel. */
export const caseCommands: readonly Command[] = [
  {
    id: 'cases.create',
    titleKey: 'cases:command.create',
    icon: IconPlus,
    keys: ['N', 'Ctrl Alt N'],
    run: () => useCaseDialogs.getState().show({ kind: 'create' }),
  },
  {
    id: 'cases.list',
    titleKey: 'cases:command.list',
    icon: IconList,
    run: (workbench) =>
      workbench.openPanel({
        id: 'cases.list',
        component: 'cases.list',
        title: workbench.text('cases:list.title'),
      }),
  },
  {
    id: 'cases.open',
    titleKey: 'cases:command.open',
    icon: IconTicket,
    hidden: true,
    run: async (workbench, argument) => {
      const { case: found } = await workbench.host.cases.get({ id: String(argument) });
      openCase(workbench, found);
    },
  },
  {
    id: 'cases.openActive',
    titleKey: 'cases:command.openActive',
    icon: IconPin,
    when: (state) => (state.activeCase ? true : 'cases:reason.noActive'),
    run: (workbench) => {
      const active = workbench.state.activeCase;
      if (active) openCase(workbench, active);
    },
  },
  {
    id: 'cases.clearActive',
    titleKey: 'cases:command.clearActive',
    icon: IconCheck,
    when: (state) => (state.activeCase ? true : 'cases:reason.noActive'),
    run: async (workbench) => {
      await workbench.host.cases.setActive({ id: null });
    },
  },
];
