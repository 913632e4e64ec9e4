import { useCallback, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconClearAll,
  IconClipboard,
  IconCopy,
  IconHistory,
  IconLayoutBottombar,
  IconLayoutSidebarRight,
  IconPin,
  IconPlayerRecord,
  IconPlugConnected,
  IconSearch,
  IconSelectAll,
  IconTournament,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import type { Terminal } from '../../../src-main/contract/index';
import { settingDefinitions } from '../../../src-main/contract/settings';
import type { MenuItem, TerminalHandle } from '../../ui/index';
import {
  settingsKey,
  useCommand,
  useHost,
  useSettings,
  useWorkbench,
  type Command,
} from '../workbench/index';
import { useTerminalDialogs } from './dialog-store';
import { encodingOptions } from './encodings';
import { openTerminal } from './sessions';

/** Copies the selection of a terminal. */
export function useCopy(handle: TerminalHandle | null): () => void {
  const workbench = useWorkbench();
  return useCallback(() => {
    const text = handle?.selection() ?? '';
    if (text !== '') navigator.clipboard.writeText(text).catch(workbench.reportError);
  }, [handle, workbench]);
}

/** What menus and buttons of a terminal do. */
export interface TerminalActions {
  run: (id: string) => void;
  setEncoding: (encoding: Terminal['encoding']) => void;
  contextMenu: (selected: boolean) => MenuItem[];
  moreMenu: () => MenuItem[];
  /** Draws nothing; makes the commands known while it stands in the page. */
  registered: ReactNode;
}

function Registered({ command }: { command: Command }): null {
  useCommand(command);
  return null;
}

/** The commands of one terminal; they live with its page. */
export function useTerminalActions({
  terminal,
  handle,
  onChanged,
  find,
  paste,
}: {
  terminal: Terminal | null;
  handle: TerminalHandle | null;
  onChanged: (terminal: Terminal) => void;
  find: () => void;
  paste: () => void;
}): TerminalActions {
  const { t } = useTranslation('terminals');
  const host = useHost();
  const workbench = useWorkbench();
  const settings = useSettings();
  const copy = useCopy(handle);

  const split = async (beside: 'right' | 'below'): Promise<void> => {
    if (terminal) await openTerminal(workbench, terminal.endpointId, beside);
  };
  const fontBy = async (step: number): Promise<void> => {
    const { min, max } = settingDefinitions.terminalFontSize;
    const value = Math.min(max, Math.max(min, settings.terminalFontSize + step));
    // At once, so that a key held down goes on from its own last step.
    workbench.queryClient.setQueryData(settingsKey, (all: object | undefined) =>
      all ? { ...all, terminalFontSize: value } : all,
    );
    await host.settings.set({ key: 'terminalFontSize', value });
  };
  const record = async (): Promise<void> => {
    if (!terminal) return;
    onChanged(await host.terminals.record({ id: terminal.id, on: !terminal.recording }));
  };
  const recordingForced = terminal?.recording === true && terminal.recordingForced;

  const commands: readonly Command[] = [
    command('find', IconSearch, () => find(), 'Ctrl Shift F'),
    command('copy', IconCopy, () => copy(), 'Ctrl Shift C'),
    // Ctrl Shift V is the browser's own paste: it needs no permission to read the clipboard.
    command('paste', IconClipboard, () => paste()),
    command('selectAll', IconSelectAll, () => handle?.selectAll(), 'Ctrl Shift A'),
    command('clear', IconClearAll, () => handle?.clear(), 'Ctrl Shift L'),
    command('evidence', IconPin, () => workbench.run('evidence.add'), 'Ctrl Shift E'),
    command('splitRight', IconLayoutSidebarRight, () => split('right'), 'Ctrl Shift D'),
    command('splitBelow', IconLayoutBottombar, () => split('below'), 'Ctrl Shift S'),
    command('fontLarger', IconZoomIn, () => fontBy(1), ['Ctrl Shift +', 'Ctrl Shift =']),
    command('fontSmaller', IconZoomOut, () => fontBy(-1), ['Ctrl Shift -', 'Ctrl Shift _']),
    command('reconnect', IconPlugConnected, async () => {
      if (terminal) await host.terminals.reconnect({ id: terminal.id });
    }),
    {
      ...command('record', IconPlayerRecord, record),
      when: () => (recordingForced ? 'terminals:recordingForced' : true),
    },
    command('sendFromHere', IconTournament, () => {
      if (terminal) useTerminalDialogs.getState().tick(terminal.id, true);
      workbench.run('terminals.send');
    }),
  ];

  const setEncoding = (encoding: Terminal['encoding']): void => {
    if (!terminal) return;
    host.terminals
      .setEncoding({ id: terminal.id, encoding })
      .then(onChanged, workbench.reportError);
  };
  const item = (
    name: string,
    kbd?: string,
    disabledReason?: string,
  ): Exclude<MenuItem, { separator: true }> => {
    const found = commands.find(({ id }) => id === `terminals.${name}`);
    const Icon = found?.icon;
    return {
      id: name,
      label: t(`command.${name}`),
      ...(Icon ? { icon: <Icon /> } : {}),
      ...(kbd ? { kbd } : {}),
      ...(disabledReason ? { disabledReason } : {}),
      onSelect: () => workbench.run(`terminals.${name}`),
    };
  };
  return {
    run: (id) => workbench.run(`terminals.${id}`),
    setEncoding,
    registered: commands.map((one) => <Registered key={one.id} command={one} />),
    contextMenu: (selected) => [
      item('copy', 'Ctrl Shift C', selected ? undefined : t('needs.selection')),
      item('paste', 'Ctrl Shift V'),
      item('selectAll', 'Ctrl Shift A'),
      { id: 'a', separator: true },
      item('find', 'Ctrl Shift F'),
      item('evidence', 'Ctrl Shift E'),
      item('clear', 'Ctrl Shift L'),
      { id: 'b', separator: true },
      item('splitRight', 'Ctrl Shift D'),
      item('splitBelow', 'Ctrl Shift S'),
    ],
    moreMenu: () => [
      item('splitBelow', 'Ctrl Shift S'),
      item('sendFromHere'),
      { id: 'a', separator: true },
      item('copy', 'Ctrl Shift C'),
      item('paste', 'Ctrl Shift V'),
      item('selectAll', 'Ctrl Shift A'),
      item('clear', 'Ctrl Shift L'),
      { id: 'b', separator: true },
      item('fontLarger', 'Ctrl Shift +'),
      item('fontSmaller', 'Ctrl Shift -'),
      { id: 'c', separator: true },
      {
        ...item('record', undefined, recordingForced ? t('recordingForced') : undefined),
        label: terminal?.recording ? t('command.recordOff') : t('command.recordOn'),
      },
      { ...item('transcripts'), icon: <IconHistory /> },
      item('reconnect'),
      { id: 'd', separator: true },
      ...encodingOptions.map(({ value, label }) => ({
        id: value,
        label,
        checked: terminal?.encoding === value,
        onSelect: () => setEncoding(value),
      })),
    ],
  };

  function command(
    name: string,
    icon: Command['icon'],
    run: () => unknown,
    keys?: string | readonly string[],
  ): Command {
    return {
      id: `terminals.${name}`,
      titleKey: `terminals:command.${name}`,
      ...(icon ? { icon } : {}),
      ...(keys ? { keys } : {}),
      run: async () => {
        await run();
      },
    };
  }
}
