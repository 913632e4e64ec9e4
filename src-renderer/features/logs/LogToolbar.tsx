import { useTranslation } from 'react-i18next';
import { IconArrowDown, IconPlayerPause } from '@tabler/icons-react';
import { Button, formatCount, NoteBlock, Toolbar, ToolbarSpacer } from '../../ui/index';
import { AddEvidenceButton, errorText, failureOf, useFrame } from '../workbench/index';
import { FilterChips } from './FilterChips';
import { LogTools } from './LogTools';
import { SearchField } from './SearchField';
import type { LogViewer } from './use-log-viewer';

/** Search, filter and view tools of a log page. */
export function LogToolbar({ viewer }: { viewer: LogViewer }) {
  const { t } = useTranslation('logs');
  const { view, follow, paused, waiting, followEnd, togglePause } = viewer;
  // Without an inspector beside the page, the button of the evidence stands here.
  const inspected = useFrame((frame) => frame.inspectorOpen && !frame.narrow);
  const error = view.filterError ? errorText(failureOf(view.filterError)) : null;
  return (
    <>
      <Toolbar label={t('tools.label')}>
        <SearchField viewer={viewer} />
        <FilterChips viewer={viewer} />
        <ToolbarSpacer />
        {paused ? (
          <Button
            icon={<IconPlayerPause aria-hidden="true" />}
            kbd="Space"
            pressed
            onClick={togglePause}
          >
            {t('tools.paused', { count: waiting, waiting: formatCount(waiting) })}
          </Button>
        ) : (
          <Button
            icon={
              follow ? <IconPlayerPause aria-hidden="true" /> : <IconArrowDown aria-hidden="true" />
            }
            kbd={follow ? 'Space' : 'F'}
            pressed={follow}
            onClick={follow ? togglePause : followEnd}
          >
            {t('tools.follow')}
          </Button>
        )}
        <LogTools
          stamp={[
            view.search !== null,
            view.filter.length > 0,
            viewer.focusedRow !== undefined,
            viewer.selection.ranges.length > 0,
          ].join()}
        />
        {!inspected && <AddEvidenceButton />}
      </Toolbar>
      {error && (
        <NoteBlock tone="error" title={error.what}>
          {error.details ?? error.next}
        </NoteBlock>
      )}
    </>
  );
}
