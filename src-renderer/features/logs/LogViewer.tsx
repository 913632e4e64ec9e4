import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogView } from '../../../src-main/contract/logs';
import { LogList } from '../../ui/index';
import { useActiveCase, useWorkbench } from '../workbench/index';
import { useLogPages } from './log-store';
import { LogFooter } from './LogFooter';
import { LogToolbar } from './LogToolbar';
import type { LogDialog } from './log-dialog';
import { LogDialogs } from './LogDialogs';
import { Histogram } from './Histogram';
import { OverviewStrip } from './OverviewStrip';
import { StateBars } from './StateBars';
import { timeCharacters } from './time-text';
import { useLogViewer, type LogViewer as ViewerOfPage } from './use-log-viewer';
import { useRowActions, type RowActions } from './use-row-actions';
import { useViewerCommands } from './use-viewer-commands';
import styles from './logs.module.css';

/** A view of logs: tools, histogram, rows, and what of it is chosen. */
export function LogViewer({
  view: told,
  take,
  panelId,
  followAtFirst,
}: {
  view: LogView;
  take: (view: LogView) => void;
  panelId: string;
  followAtFirst: boolean;
}) {
  const workbench = useWorkbench();
  const caseId = useActiveCase()?.id;
  const openCase = useMemo(
    () => (caseId === undefined ? undefined : () => workbench.run('cases.open', caseId)),
    [workbench, caseId],
  );
  const viewer = useLogViewer(told, take, { panelId, followAtFirst });
  const { view } = viewer;
  const [dialog, setDialog] = useState<LogDialog | null>(null);
  const actions = useRowActions(viewer, setDialog);
  useViewerCommands(viewer, actions, setDialog);

  const target = useLogPages((store) => store.targets[panelId]);
  const aim = useLogPages((store) => store.aim);
  const { jump } = viewer;
  const hasRows = view.rows > 0;
  useEffect(() => {
    if (!target || !hasRows) return;
    aim(panelId, null);
    jump(target);
  }, [target, hasRows, aim, panelId, jump]);

  const focus = useLogPages((store) => store.focus);
  const { focusedRow } = viewer;
  useEffect(() => {
    focus(
      panelId,
      focusedRow ? { viewId: view.id, generation: view.generation, row: focusedRow } : null,
    );
  }, [focus, panelId, view.id, view.generation, focusedRow]);
  useEffect(() => () => focus(panelId, null), [focus, panelId]);

  return (
    <>
      <LogToolbar viewer={viewer} />
      <Histogram viewer={viewer} />
      <StateBars view={view} />
      <div className={styles['content']}>
        <RowList viewer={viewer} actions={actions} onDialog={setDialog} onPinClick={openCase} />
        <OverviewStrip viewer={viewer} />
      </div>
      <LogFooter viewer={viewer} />
      {dialog && (
        <LogDialogs
          dialog={dialog}
          viewer={viewer}
          actions={actions}
          onDialog={setDialog}
          onClose={() => setDialog(null)}
        />
      )}
    </>
  );
}

/** The rows. */
function RowList({
  viewer,
  actions,
  onDialog,
  onPinClick,
}: {
  viewer: ViewerOfPage;
  actions: RowActions;
  onDialog: (dialog: LogDialog) => void;
  onPinClick: (() => void) | undefined;
}) {
  const { t } = useTranslation('logs');
  const { view } = viewer;
  const names = view.sources.map(({ name, host }) => (host === '' ? name : `${name} · ${host}`));
  const laneKey = names.join('\n');
  const lanes = useMemo(() => laneKey.split('\n'), [laneKey]);
  const raw = view.unit === 'line';
  const columns = columnsOf(view);
  const filtered = view.filter.length > 0;
  return (
    <div className={styles['list']} data-page-focus onKeyDownCapture={actions.onKeyDown}>
      <LogList
        handle={viewer.list}
        label={t('page.list', { name: view.title })}
        layout={viewer.lines.layout}
        getLine={viewer.lines.getLine}
        onWindow={viewer.onWindow}
        onDrawn={viewer.onDrawn}
        follow={viewer.follow}
        onFollowChange={viewer.setFollowing}
        selection={viewer.selection}
        onSelectionChange={viewer.setSelection}
        onPinClick={onPinClick}
        onMore={actions.openRow}
        onFold={actions.pressFold}
        onMenu={(at) => onDialog({ kind: 'menu', at })}
        onCopy={() => actions.copy('text')}
        wrap={viewer.wrap}
        showTime={!raw && columns.time}
        showLevel={!raw && columns.level}
        showNumber={raw}
        timeCharacters={timeCharacters[viewer.lines.style]}
        lanes={lanes}
        emptyText={
          filtered
            ? t(view.filtered < 1 ? 'page.filtering' : 'page.nothingPasses')
            : t('page.empty')
        }
        subscribe={viewer.rows.subscribe}
      />
    </div>
  );
}

/** Which columns have something to show; of a log that is not read whole that is not known. */
function columnsOf({ sources }: LogView): { time: boolean; level: boolean } {
  const partly = sources.some(({ piece, indexed }) => piece !== null || indexed < 1);
  return {
    time: partly || sources.some(({ first }) => first !== null),
    level: partly || sources.some(({ levels }) => Object.values(levels).some((count) => count > 0)),
  };
}
