import { useTranslation } from 'react-i18next';
import { Toolbar, ToolbarSpacer } from '../../ui/index';
import { AddEvidenceButton, CommandButton, useCommandInfo } from '../workbench/index';
import type { Pane } from './use-pane';

/** What can be done with what is selected, in the pane that is in use. */
export function FileToolbar({ pane, localShown }: { pane: Pane; localShown: boolean }) {
  const { t } = useTranslation('files');
  const remote = pane.side === 'remote';
  const logs = useCommandInfo('logs.openPath');
  return (
    <Toolbar label={t('tools')}>
      <CommandButton
        command="files.local"
        pressed={localShown}
        label={t('pane.local')}
        showKeys={false}
      />
      <CommandButton
        command="files.copyAcross"
        label={t(remote ? 'copy.download' : 'copy.upload')}
      />
      <CommandButton command="files.view" />
      <CommandButton command="files.rename" iconOnly />
      <CommandButton command="files.delete" iconOnly />
      <CommandButton command="files.properties" iconOnly />
      <ToolbarSpacer />
      {remote && logs && <CommandButton command="files.openAsLog" />}
      <AddEvidenceButton />
    </Toolbar>
  );
}
