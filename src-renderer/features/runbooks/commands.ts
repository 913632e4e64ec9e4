import {
  IconCalendarClock,
  IconFileImport,
  IconHistory,
  IconListCheck,
  IconPlayerPlay,
  IconPlus,
} from '@tabler/icons-react';
import type { Command } from '../workbench/index';
import {
  fetchRunbooks,
  openEditor,
  openHistory,
  openLibrary,
  openRun,
  openRunbook,
  openSchedules,
  type RunbookAsked,
} from './open';

/** Argument of `runbooks.run`: a runbook, hosts to tick, values to fill in. */
interface RunArgument extends RunbookAsked {
  runbookId?: string;
}

function asArgument(argument: unknown): RunArgument {
  if (typeof argument === 'string') return { runbookId: argument };
  return typeof argument === 'object' && argument !== null ? argument : {};
}

/** Lets a person choose a file and reads it; nothing when the choice was given up. */
function readFile(accept: string): Promise<File | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null), { once: true });
    input.addEventListener('cancel', () => resolve(null), { once: true });
    input.click();
  });
}

/** Larger files are no runbooks; the contract takes this many characters. */
const largestFile = 1_000_000;

/** Commands of runbooks that need no open panel. */
export const runbookCommands: readonly Command[] = [
  {
    id: 'runbooks.open',
    titleKey: 'runbooks:command.open',
    icon: IconListCheck,
    run: async (workbench, argument) => {
      const { runbookId, ...asked } = asArgument(argument);
      if (runbookId === undefined) return openLibrary(workbench);
      const found = (await fetchRunbooks(workbench)).find(({ id }) => id === runbookId);
      if (found) openRunbook(workbench, found, asked);
      else openLibrary(workbench);
    },
  },
  {
    // Running begins on the runbook's page: values and hosts are chosen there.
    id: 'runbooks.run',
    titleKey: 'runbooks:command.run',
    icon: IconPlayerPlay,
    hidden: true,
    run: (workbench, argument) => workbench.run('runbooks.open', argument),
  },
  {
    id: 'runbooks.showRun',
    titleKey: 'runbooks:command.showRun',
    icon: IconHistory,
    hidden: true,
    run: async (workbench, argument) =>
      openRun(workbench, await workbench.host.runbooks.get({ id: String(argument) })),
  },
  {
    id: 'runbooks.new',
    titleKey: 'runbooks:command.new',
    icon: IconPlus,
    run: (workbench) => openEditor(workbench, null),
  },
  {
    id: 'runbooks.import',
    titleKey: 'runbooks:command.import',
    icon: IconFileImport,
    run: async (workbench) => {
      const file = await readFile('.yaml,.yml,.txt');
      if (!file) return;
      if (file.size > largestFile) {
        workbench.notify({
          tone: 'warn',
          title: workbench.text('runbooks:edit.tooLarge', { name: file.name }),
        });
        return;
      }
      openEditor(workbench, null, await file.text());
    },
  },
  {
    id: 'runbooks.history',
    titleKey: 'runbooks:command.history',
    icon: IconHistory,
    run: (workbench, argument) =>
      openHistory(workbench, typeof argument === 'string' ? argument : undefined),
  },
  {
    id: 'runbooks.schedules',
    titleKey: 'runbooks:command.schedules',
    icon: IconCalendarClock,
    run: openSchedules,
  },
];
