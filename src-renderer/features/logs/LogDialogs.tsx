import { useTranslation } from 'react-i18next';
import { ContextMenu, type MenuItem } from '../../ui/index';
import { useCommandInfo, useWorkbench } from '../workbench/index';
import { BookmarkDialog } from './BookmarkDialog';
import { ExportDialog } from './ExportDialog';
import { HighlightsDialog } from './HighlightsDialog';
import type { LogDialog, LogDialogProps } from './log-dialog';
import { JumpDialog } from './JumpDialog';
import { SavedFiltersDialog } from './SavedFiltersDialog';
import type { RowActions } from './use-row-actions';
import { ValuesMenu } from './ValuesMenu';
import { WholeRowDialog } from './WholeRowDialog';

/** The dialog or menu that is open. */
export function LogDialogs({
  dialog,
  viewer,
  actions,
  onDialog,
  onClose,
}: LogDialogProps & {
  dialog: LogDialog;
  actions: RowActions;
  onDialog: (dialog: LogDialog) => void;
}) {
  switch (dialog.kind) {
    case 'menu':
      return <RowMenu at={dialog.at} viewer={viewer} onDialog={onDialog} onClose={onClose} />;
    case 'values':
      return (
        <ValuesMenu viewer={viewer} row={dialog.row} exclude={dialog.exclude} onClose={onClose} />
      );
    case 'whole':
      return <WholeRowDialog viewer={viewer} row={dialog.row} onClose={onClose} />;
    case 'bookmark':
      return (
        <BookmarkDialog viewer={viewer} row={dialog.row} actions={actions} onClose={onClose} />
      );
    case 'jump':
      return <JumpDialog viewer={viewer} onClose={onClose} />;
    case 'export':
      return <ExportDialog viewer={viewer} onClose={onClose} />;
    case 'highlights':
      return <HighlightsDialog viewer={viewer} onClose={onClose} />;
    case 'saved':
      return <SavedFiltersDialog viewer={viewer} onClose={onClose} />;
  }
}

/** What a right click or the menu key offers for the selected rows. */
function RowMenu({
  at,
  viewer,
  onDialog,
  onClose,
}: LogDialogProps & {
  at: { x: number; y: number };
  onDialog: (dialog: LogDialog) => void;
}) {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  const { focusedRow } = viewer;
  const commands = [
    useCommandInfo('evidence.add'),
    useCommandInfo('logs.filterFor'),
    useCommandInfo('logs.filterOut'),
    useCommandInfo('logs.highlight'),
    useCommandInfo('logs.bookmark'),
    useCommandInfo('logs.bookmarkRemark'),
    useCommandInfo('logs.copyText'),
    useCommandInfo('logs.copyMarkdown'),
    useCommandInfo('logs.copyPath'),
    useCommandInfo('logs.export'),
  ];
  const items = commands.flatMap((info): MenuItem[] =>
    info
      ? [
          {
            id: info.id,
            label: info.title,
            icon: info.icon,
            kbd: info.id === 'logs.copyText' ? 'Ctrl C' : info.keys,
            disabledReason: info.disabledReason,
            // The menu gives the focus back first; what opens then keeps it.
            onSelect: () => setTimeout(() => workbench.run(info.id)),
          },
        ]
      : [],
  );
  if (focusedRow?.fullLength != null) {
    items.push({
      id: 'whole',
      label: t('whole.show'),
      onSelect: () => setTimeout(() => onDialog({ kind: 'whole', row: focusedRow })),
    });
  }
  return <ContextMenu label={t('menu')} at={at} items={items} onClose={onClose} />;
}
