import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconArrowsDiff, IconChartLine, IconCopy, IconDownload, IconFilter, IconPencil, IconPlayerStop, IconSearch } from '@tabler/icons-react'; // prettier-ignore
import type { ResultState } from '../../../src-main/contract/index';
import { Button, Menu, Toolbar, ToolbarSpacer } from '../../ui/index';
import { AddEvidenceButton, useCommand, useHostMutation } from '../workbench/index';
import { CompareWithDialog } from './compare/CompareWithDialog';
import { RenameDialog } from './kept/RenameDialog';
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
  charting,
  onChart,
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
  /** The result is shown as a chart. */
  charting: boolean;
  onChart: () => void;
  /** More tools of where it is shown. */
  tools: ReactNode;
}) {
  const { t } = useTranslation(['queries', 'compare']);
  const { t: say } = useTranslation('results');
  const cancel = useHostMutation((host) => host.queries.cancel({ id: result.id }));
  const running = isRunning(result.state);
  const [comparing, setComparing] = useState(false);
  useCommand({
    id: 'queries.compare',
    titleKey: 'compare:command.compareWith',
    icon: IconArrowsDiff,
    when: () =>
      running ? 'results:reason.running' : result.columns.length > 0 || 'results:reason.noRows',
    run: () => setComparing(true),
  });
  const [renaming, setRenaming] = useState(false);
  useCommand({
    id: 'queries.renameResult',
    titleKey: 'compare:command.rename',
    icon: IconPencil,
    keys: 'F2',
    run: () => setRenaming(true),
  });
  return (
    <Toolbar label={t('result.tools')} folding>
      <strong
        className="fb-ellipsis"
        title={t('compare:command.rename')}
        onDoubleClick={() => setRenaming(true)}
      >
        {name}
      </strong>
      <StateTag state={result.state} />
      <ToolbarSpacer />
      {running && (
        <Button icon={<IconPlayerStop />} kbd="Esc" onClick={() => cancel.mutate()}>
          {t('result.stop')}
        </Button>
      )}
      {result.columns.length > 0 && (
        <>
          <Button foldable icon={<IconSearch />} kbd="Ctrl F" onClick={onFind}>
            {say('command.findShort')}
          </Button>
          <Button foldable icon={<IconFilter />} onClick={onFilter}>
            {say('menu.filter')}
          </Button>
          <Menu
            label={say('copy.menu')}
            trigger={
              <Button
                foldable
                icon={<IconCopy />}
                disabledReason={noRow ? say('reason.noRow') : undefined}
              >
                {say('copy.menu')}
              </Button>
            }
            items={copyMenu(say, onCopy)}
          />
          <Button
            foldable
            icon={<IconArrowsDiff />}
            disabledReason={running ? say('reason.running') : undefined}
            onClick={() => setComparing(true)}
          >
            {t('compare:command.compareShort')}
          </Button>
          <Button
            foldable
            icon={<IconChartLine />}
            pressed={charting}
            disabledReason={running ? say('reason.running') : undefined}
            onClick={onChart}
          >
            {say('command.chart')}
          </Button>
          <Button
            foldable
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
      {renaming && <RenameDialog result={result} onClose={() => setRenaming(false)} />}
      {comparing && <CompareWithDialog result={result} onClose={() => setComparing(false)} />}
    </Toolbar>
  );
}
