import { IconHistory, IconTerminal2, IconTournament } from '@tabler/icons-react';
import type { Command, CommandState, Workbench } from '../workbench/index';
import { useTerminalDialogs } from './dialog-store';
import { openTerminal } from './sessions';

const whenOpen = (state: CommandState): true | string => state.unlocked || 'commands:needs.unlock';

function page(component: string): (workbench: Workbench) => void {
  return (workbench) =>
    workbench.openPanel({
      id: component,
      component,
      title: workbench.text(`terminals:page.${component.split('.')[1] ?? ''}`),
    });
}

/** Commands of terminals that need no open page. */
export const terminalCommands: readonly Command[] = [
  {
    id: 'terminals.open',
    titleKey: 'terminals:command.open',
    icon: IconTerminal2,
    when: whenOpen,
    run: async (workbench, argument) => {
      if (typeof argument === 'string') await openTerminal(workbench, argument);
      else useTerminalDialogs.getState().pick(true);
    },
  },
  {
    id: 'terminals.send',
    titleKey: 'terminals:command.send',
    icon: IconTournament,
    when: whenOpen,
    run: page('terminals.send'),
  },
  {
    id: 'terminals.transcripts',
    titleKey: 'terminals:command.transcripts',
    icon: IconHistory,
    when: whenOpen,
    run: page('terminals.transcripts'),
  },
];
