import {
  IconArrowLeft,
  IconArrowRight,
  IconArrowUp,
  IconCopy,
  IconDownload,
  IconEye,
  IconEyeOff,
  IconFilter,
  IconFolderPlus,
  IconFolderSymlink,
  IconInfoCircle,
  IconLayoutSidebar,
  IconListDetails,
  IconPencil,
  IconRefresh,
  IconTrash,
  IconUpload,
} from '@tabler/icons-react';
import { createElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileEntry } from '../../../src-main/contract/index';
import type { MenuItem } from '../../ui/index';
import { useCommand, useCommandInfo, useWorkbench, type Command } from '../workbench/index';
import { refreshPane } from './FilePane';
import { leadsToFolder } from './icons';
import { folderOf } from './use-actions';
import type { Pane } from './use-pane';

export type Side = Pane['side'];

/** What the commands of the browser act through. */
export interface CommandContext {
  /** The pane in use. */
  pane: Pane;
  localShown: boolean;
  focusGrid: () => void;
  focusFilter: () => void;
  showLocal: (shown: boolean) => void;
  activate: (entry: FileEntry) => void;
  copyAcross: () => void;
  remove: () => void;
  showProperties: () => void;
}

/** Keys of a list act on files only while the focus is with them, not in a side list. */
function isElsewhere(): boolean {
  const { activeElement } = document;
  const region = activeElement?.closest('[data-region="side"], [data-region="inspector"]');
  return region !== null && region !== undefined;
}

/** Registers the commands of the browser; answers what its context menu lists. */
export function useFileCommands(context: CommandContext): { menuItems: () => MenuItem[] } {
  const { t } = useTranslation('files');
  const workbench = useWorkbench();
  const { pane } = context;
  const some = (): true | string => pane.selectedCount > 0 || 'files:reason.nothingSelected';
  const one = (): true | string =>
    pane.selectedCount === 1 ? true : pane.selectedCount > 1 ? 'files:reason.onlyOne' : some();
  const open = (): true | string => pane.view.listing !== null || 'files:reason.nothingOpen';
  const here =
    (act: () => void): Command['run'] =>
    () =>
      isElsewhere() ? undefined : act();

  useCommand({
    id: 'files.view',
    titleKey: 'files:command.view',
    icon: IconEye,
    keys: 'F4',
    when: one,
    run: () => {
      if (pane.single) context.activate(pane.single);
    },
  });
  useCommand({
    id: 'files.copyAcross',
    titleKey: pane.side === 'remote' ? 'files:command.download' : 'files:command.upload',
    icon: pane.side === 'remote' ? IconDownload : IconUpload,
    keys: 'F5',
    when: some,
    run: context.copyAcross,
  });
  useCommand({
    id: 'files.openAsLog',
    titleKey: 'files:command.openAsLog',
    icon: IconListDetails,
    hidden: pane.side === 'local',
    when: () => {
      const verdict = one();
      if (verdict !== true) return verdict;
      return pane.single && leadsToFolder(pane.single) ? 'files:reason.notAFile' : true;
    },
    run: () => {
      if (pane.single)
        workbench.run('logs.openPath', {
          endpointId: pane.place.endpointId,
          path: pane.single.path,
        });
    },
  });
  useCommand({
    id: 'files.rename',
    titleKey: 'files:command.rename',
    icon: IconPencil,
    keys: 'F2',
    when: one,
    run: here(() => pane.single && pane.setEditing({ kind: 'rename', entry: pane.single })),
  });
  useCommand({
    id: 'files.newFolder',
    titleKey: 'files:command.newFolder',
    icon: IconFolderPlus,
    keys: 'F7',
    when: open,
    run: () => pane.setEditing({ kind: 'folder' }),
  });
  useCommand({
    id: 'files.delete',
    titleKey: 'files:command.delete',
    icon: IconTrash,
    keys: 'Delete',
    when: some,
    run: here(context.remove),
  });
  useCommand({
    id: 'files.properties',
    titleKey: 'files:command.properties',
    icon: IconInfoCircle,
    keys: 'Alt Enter',
    when: some,
    run: context.showProperties,
  });
  useCommand({
    id: 'files.up',
    titleKey: 'files:command.up',
    icon: IconArrowUp,
    keys: ['Backspace', 'Alt ↑'],
    when: () => pane.up !== null || 'files:reason.noUp',
    run: here(() => pane.up?.()),
  });
  useCommand({
    id: 'files.back',
    titleKey: 'files:command.back',
    icon: IconArrowLeft,
    keys: 'Alt ←',
    when: () => pane.back !== null || 'files:reason.noBack',
    run: () => pane.back?.(),
  });
  useCommand({
    id: 'files.forward',
    titleKey: 'files:command.forward',
    icon: IconArrowRight,
    keys: 'Alt →',
    when: () => pane.forward !== null || 'files:reason.noForward',
    run: () => pane.forward?.(),
  });
  useCommand({
    id: 'files.refresh',
    titleKey: 'files:command.refresh',
    icon: IconRefresh,
    keys: 'Ctrl R',
    run: () => refreshPane(pane),
  });
  useCommand({
    id: 'files.goTo',
    titleKey: 'files:command.goTo',
    icon: IconFolderSymlink,
    keys: 'Ctrl G',
    run: () => pane.setEditing({ kind: 'path' }),
  });
  useCommand({
    id: 'files.filter',
    titleKey: 'files:command.filter',
    icon: IconFilter,
    keys: ['Ctrl F', '/'],
    run: context.focusFilter,
  });
  useCommand({
    id: 'files.hidden',
    titleKey: 'files:command.hidden',
    icon: IconEyeOff,
    keys: 'Ctrl H',
    run: () => pane.setShowHidden(!pane.showHidden),
  });
  useCommand({
    id: 'files.local',
    titleKey: 'files:command.local',
    icon: IconLayoutSidebar,
    run: () => context.showLocal(!context.localShown),
  });

  const openAsLog = useCommandInfo('logs.openPath');
  const evidence = useCommandInfo('evidence.add');
  const menuItems = (): MenuItem[] => {
    const item = (id: string, titleKey: string, icon: typeof IconEye, kbd?: string): MenuItem => ({
      id,
      label: t(titleKey as 'command.view'),
      icon: createElement(icon, { 'aria-hidden': true }),
      ...(kbd === undefined ? {} : { kbd }),
      onSelect: () => workbench.run(id),
    });
    const paths = async (): Promise<void> => {
      const entries = pane.selectedCount > 0 ? await pane.selected() : [];
      const list = entries && entries.length > 0 ? entries : [folderOf(pane)];
      await navigator.clipboard.writeText(list.map(({ path }) => path).join('\n'));
    };
    const background: MenuItem[] = [
      item('files.newFolder', 'command.newFolder', IconFolderPlus, 'F7'),
      item('files.refresh', 'command.refresh', IconRefresh, 'Ctrl R'),
      { ...item('files.hidden', 'command.hidden', IconEye, 'Ctrl H'), checked: pane.showHidden },
    ];
    if (pane.selectedCount === 0) return background;
    const remote = pane.side === 'remote';
    return [
      ...(pane.single
        ? [
            item(
              'files.view',
              leadsToFolder(pane.single) ? 'command.enter' : 'command.view',
              IconEye,
              'F4',
            ),
          ]
        : []),
      item(
        'files.copyAcross',
        remote ? 'command.download' : 'command.upload',
        remote ? IconDownload : IconUpload,
        'F5',
      ),
      ...(remote && openAsLog && pane.single && !leadsToFolder(pane.single)
        ? [item('files.openAsLog', 'command.openAsLog', IconListDetails)]
        : []),
      ...(remote && evidence && workbench.state.evidence
        ? [
            {
              id: 'evidence.add',
              label: evidence.title,
              icon: evidence.icon,
              kbd: 'E',
              onSelect: () => workbench.run('evidence.add'),
            },
          ]
        : []),
      { id: 'change', separator: true },
      ...(pane.single ? [item('files.rename', 'command.rename', IconPencil, 'F2')] : []),
      { ...item('files.delete', 'command.delete', IconTrash, 'Delete'), tone: 'danger' },
      { id: 'more', separator: true },
      {
        id: 'copy-path',
        label: t('command.copyPath'),
        icon: createElement(IconCopy, { 'aria-hidden': true }),
        kbd: 'Ctrl C',
        onSelect: () => void paths().catch((error: unknown) => workbench.reportError(error)),
      },
      item('files.properties', 'command.properties', IconInfoCircle, 'Alt Enter'),
      { id: 'folder', separator: true },
      ...background,
    ];
  };
  return { menuItems };
}
