import {
  IconArrowDown,
  IconBookmark,
  IconClock,
  IconColumns2,
  IconCopy,
  IconDownload,
  IconFilter,
  IconFilterOff,
  IconHighlight,
  IconListDetails,
  IconPlayerPause,
  IconSearch,
  IconStar,
  IconTextWrap,
} from '@tabler/icons-react';
import { selectionSize } from '../../ui/index';
import { useCommand, useEvidenceSource, useWorkbench, type Command } from '../workbench/index';
import type { SavedFilter } from '../../../src-main/contract/logs';
import { openLogs } from './open-log';
import { applySaved } from './saved-filters';
import { useLogEvidence } from './use-log-evidence';
import type { LogDialog } from './log-dialog';
import type { LogViewer } from './use-log-viewer';
import type { RowActions } from './use-row-actions';

type When = Command['when'];

/** Keys and palette entries of a log page; they act while it is the active one. */
export function useViewerCommands(
  viewer: LogViewer,
  actions: RowActions,
  onDialog: (dialog: LogDialog) => void,
): void {
  useEvidenceSource(useLogEvidence(viewer));
  const { view, focusedRow, selection } = viewer;
  const searched: When = () => view.search !== null || 'logs:needs.search';
  const focused: When = () => focusedRow !== undefined || 'logs:needs.row';
  const selected: When = () => selectionSize(selection) > 0 || 'logs:needs.row';
  const filtered: When = () => view.filter.length > 0 || 'logs:needs.filter';
  const workbench = useWorkbench();

  useFollowing(viewer);
  useCommand({
    id: 'logs.find',
    titleKey: 'logs:command.find',
    icon: IconSearch,
    keys: ['Ctrl F', '/'],
    run: () => viewer.searchField.current?.select(),
  });
  useCommand({
    id: 'logs.nextHit',
    titleKey: 'logs:command.nextHit',
    keys: 'F3',
    when: searched,
    run: () => viewer.jumpNext('hit', false),
  });
  useCommand({
    id: 'logs.previousHit',
    titleKey: 'logs:command.previousHit',
    keys: 'Shift F3',
    when: searched,
    run: () => viewer.jumpNext('hit', true),
  });
  useCommand({
    id: 'logs.nextError',
    titleKey: 'logs:command.nextError',
    keys: ']',
    run: () => viewer.jumpNext('error', false),
  });
  useCommand({
    id: 'logs.previousError',
    titleKey: 'logs:command.previousError',
    keys: '[',
    run: () => viewer.jumpNext('error', true),
  });
  useCommand({
    id: 'logs.nextBookmark',
    titleKey: 'logs:command.nextBookmark',
    keys: '.',
    run: () => viewer.jumpNext('bookmark', false),
  });
  useCommand({
    id: 'logs.previousBookmark',
    titleKey: 'logs:command.previousBookmark',
    keys: ',',
    run: () => viewer.jumpNext('bookmark', true),
  });
  useCommand({
    id: 'logs.nextGap',
    titleKey: 'logs:command.nextGap',
    keys: 'G',
    run: () => viewer.jumpNext('gap', false),
  });
  useCommand({
    id: 'logs.previousGap',
    titleKey: 'logs:command.previousGap',
    keys: 'Shift G',
    run: () => viewer.jumpNext('gap', true),
  });
  useCommand({
    id: 'logs.jump',
    titleKey: 'logs:command.jump',
    icon: IconClock,
    keys: 'Ctrl G',
    run: () => onDialog({ kind: 'jump' }),
  });
  useCommand({
    id: 'logs.filterFor',
    titleKey: 'logs:command.filterFor',
    icon: IconFilter,
    keys: 'I',
    run: (_workbench, argument) => actions.filterBy(false, argument),
  });
  useCommand({
    id: 'logs.filterOut',
    titleKey: 'logs:command.filterOut',
    icon: IconFilterOff,
    keys: 'O',
    run: (_workbench, argument) => actions.filterBy(true, argument),
  });
  useCommand({
    id: 'logs.clearFilter',
    titleKey: 'logs:command.clearFilter',
    keys: 'Shift I',
    when: filtered,
    run: () => viewer.setFilter([]),
  });
  useCommand({
    id: 'logs.savedFilters',
    titleKey: 'logs:command.savedFilters',
    icon: IconStar,
    keys: 'Shift S',
    run: () => onDialog({ kind: 'saved' }),
  });
  useCommand({
    id: 'logs.applySaved',
    titleKey: 'logs:command.applySaved',
    hidden: true,
    run: (_workbench, argument) => applySaved(viewer, argument as SavedFilter),
  });
  useCommand({
    id: 'logs.highlight',
    titleKey: 'logs:command.highlight',
    icon: IconHighlight,
    keys: 'H',
    run: actions.highlightMarked,
  });
  useCommand({
    id: 'logs.highlights',
    titleKey: 'logs:command.highlights',
    keys: 'Shift H',
    run: () => onDialog({ kind: 'highlights' }),
  });
  useCommand({
    id: 'logs.bookmark',
    titleKey: 'logs:command.bookmark',
    icon: IconBookmark,
    keys: 'B',
    when: focused,
    run: () => actions.bookmark(),
  });
  useCommand({
    id: 'logs.bookmarkRemark',
    titleKey: 'logs:command.bookmarkRemark',
    keys: 'Shift B',
    when: focused,
    run: () => focusedRow && onDialog({ kind: 'bookmark', row: focusedRow }),
  });
  useCommand({
    id: 'logs.copyText',
    titleKey: 'logs:command.copyText',
    icon: IconCopy,
    when: selected,
    run: () => actions.copy('text'),
  });
  useCommand({
    id: 'logs.copyMarkdown',
    titleKey: 'logs:command.copyMarkdown',
    keys: 'Ctrl Shift C',
    when: selected,
    run: () => actions.copy('markdown'),
  });
  useCommand({
    id: 'logs.copyPath',
    titleKey: 'logs:command.copyPath',
    run: actions.copyPath,
  });
  useCommand({
    id: 'logs.export',
    titleKey: 'logs:command.export',
    icon: IconDownload,
    keys: 'Ctrl Shift E',
    run: () => onDialog({ kind: 'export' }),
  });
  useCommand({
    id: 'logs.wrap',
    titleKey: 'logs:command.wrap',
    icon: IconTextWrap,
    keys: 'W',
    run: viewer.toggleWrap,
  });
  useCommand({
    id: 'logs.unit',
    titleKey: view.unit === 'record' ? 'logs:command.unitLine' : 'logs:command.unitRecord',
    icon: IconListDetails,
    keys: 'U',
    run: () =>
      viewer.apply(
        viewer.logs.setUnit({
          id: view.id,
          unit: view.unit === 'record' ? 'line' : 'record',
        }),
      ),
  });
  useCommand({
    id: 'logs.beside',
    titleKey: 'logs:command.beside',
    icon: IconColumns2,
    run: () =>
      openLogs(workbench, {
        places: view.sources.map(({ place }) => place),
        title: view.title,
        beside: true,
      }),
  });
}

function useFollowing(viewer: LogViewer): void {
  useCommand({
    id: 'logs.follow',
    titleKey: 'logs:command.follow',
    icon: IconArrowDown,
    keys: 'F',
    run: viewer.followEnd,
  });
  useCommand({
    id: 'logs.pause',
    titleKey: 'logs:command.pause',
    icon: IconPlayerPause,
    keys: 'Space',
    run: viewer.togglePause,
  });
}
