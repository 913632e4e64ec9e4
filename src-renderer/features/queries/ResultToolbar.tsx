import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconCopy, IconDownload, IconFilter, IconPlayerStop, IconSearch } from '@tabler/icons-react'; // prettier-ignore
import type { ResultState } from '../../../src-main/contract/index';
import { Button, Menu, Toolbar, ToolbarSpacer } from '../../ui/index';
import { AddEvidenceButton, useHostMutation } from '../workbench/index';
import { StateTag } from './ResultFailure';
import { copyMenu, type CopyFormat } from './result-menus';
import { isRunning } from './use-run';

/** What can be done with a result as a whole. */
export function ResultToolbar({
  name,
  result,
  noRow,
  onFind,
  onFilter,
  onCopy,
  onExport,
  tools,
}: {
  name: string;
  result: ResultState;
  /** The keyboard is on no row yet. */
  noRow: boolean;
  onFind: () => void;
  onFilter: () => void;
  onCopy: (format: CopyFormat) => void;
  onExport: () => void;
  /** More tools of where it is shown. */
  tools: ReactNode;
}) {
  const { t } = useTranslation('queries');
  const { t: say } = useTranslation('results');
  const cancel = useHostMutation((host) => host.queries.cancel({ id: result.id }));
  const running = isRunning(result.state);
  return (
    <Toolbar label={t('result.tools')}>
      <strong className="fb-ellipsis">{name}</strong>
      <StateTag state={result.state} />
      <ToolbarSpacer />
      {running && (
        <Button icon={<IconPlayerStop />} kbd="Esc" onClick={() => cancel.mutate()}>
          {t('result.stop')}
        </Button>
      )}
      {result.columns.length > 0 && (
        <>
          <Button icon={<IconSearch />} kbd="Ctrl F" onClick={onFind}>
            {say('command.findShort')}
          </Button>
          <Button icon={<IconFilter />} onClick={onFilter}>
            {say('menu.filter')}
          </Button>
          <Menu
            label={say('copy.menu')}
            trigger={
              <Button icon={<IconCopy />} disabledReason={noRow ? say('reason.noRow') : undefined}>
                {say('copy.menu')}
              </Button>
            }
            items={copyMenu(say, onCopy)}
          />
          <Button
            icon={<IconDownload />}
            disabledReason={running ? say('reason.running') : undefined}
            onClick={onExport}
          >
            {say('command.export')}
          </Button>
        </>
      )}
      {tools}
      <AddEvidenceButton />
    </Toolbar>
  );
}
