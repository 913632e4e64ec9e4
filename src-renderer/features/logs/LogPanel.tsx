import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogView } from '../../../src-main/contract/logs';
import { Busy, EmptyState, ErrorState } from '../../ui/index';
import { ConnectionError } from '../ssh/index';
import { useCloseGuard, usePanelTab, useWorkbench, type PanelProps } from '../workbench/index';
import { useLogHost } from './log-host';
import { useLogPages } from './log-store';
import { LogBanner } from './LogBanner';
import { LogDrop } from './LogDrop';
import { LogViewer } from './LogViewer';
import { isFailing, SourceFailures } from './StateBars';
import { endpointsOf, placeName, placesOf } from './places';
import { viewTitle } from './view-title';
import { useLogView } from './use-log-view';
import styles from './logs.module.css';

/** One log, or several as one timeline. Parameters: `{ places, title?, at?, viewId? }`. */
export default function LogPanel({ params, panelId }: PanelProps) {
  const { t } = useTranslation('logs');
  const places = placesOf(params);
  if (!places) return <ErrorState what={t('page.broken')} />;
  return <KnownLogPanel key={panelId} params={params} panelId={panelId} places={places} />;
}

function KnownLogPanel({
  params,
  panelId,
  places,
}: Pick<PanelProps, 'params' | 'panelId'> & { places: NonNullable<ReturnType<typeof placesOf>> }) {
  const { t } = useTranslation('logs');
  const logs = useLogHost();
  const workbench = useWorkbench();
  const { allowed, allow, setView } = useLogPages();
  const endpoints = endpointsOf(places);
  const mayOpen = endpoints.every((endpointId) => allowed.has(endpointId));
  const title = typeof params['title'] === 'string' ? params['title'] : undefined;
  const at = params['at'] === 'start' ? 'start' : 'end';
  const {
    view: told,
    take,
    error,
    looked,
    retry,
  } = useLogView({
    places,
    title,
    at,
    viewId: typeof params['viewId'] === 'string' ? params['viewId'] : undefined,
    mayOpen,
    onOpened: (viewId) => workbench.updatePanel(panelId, { params: { ...params, viewId } }),
  });
  // The host keeps the title a view was opened with; its logs may be others by now.
  const view = useMemo(
    () => told && { ...told, title: viewTitle(told, title, (name) => t('merge.title', { name })) },
    [told, title, t],
  );
  usePanelTab({
    title: view?.title ?? title ?? (places[0] && placeName(places[0])) ?? t('home.title'),
    production: view?.sources.some(({ environment }) => environment === 'production') ?? false,
    systemId: view?.sources.find(({ systemId }) => systemId !== null)?.systemId,
  });
  useEffect(() => {
    setView(panelId, view);
  }, [setView, panelId, view]);
  useEffect(() => () => setView(panelId, null), [setView, panelId]);
  useCloseGuard(() => {
    // The capture stays; what is missed meanwhile is read when the log is opened again.
    if (view) logs.close({ id: view.id }).catch(workbench.reportError);
    return true;
  });

  const connect = (): void => {
    allow(endpoints);
    retry();
  };
  return (
    <LogDrop className={styles['panel']}>
      {view && <LogBanner view={view} />}
      {error ? (
        <ConnectionError error={error} endpointId={endpoints[0]} onRetry={connect} />
      ) : view ? (
        <OpenView view={view} take={take} panelId={panelId} at={at} />
      ) : looked && !mayOpen ? (
        <EmptyState
          sentence={t('page.notConnected')}
          detail={t('page.notConnectedDetail')}
          action={{ label: t('page.connect'), variant: 'primary', onClick: connect }}
        />
      ) : (
        <Busy text={t('page.opening')} />
      )}
    </LogDrop>
  );
}

/** A view once the host has it: its first rows, or why there are none. */
function OpenView({
  view,
  take,
  panelId,
  at,
}: {
  view: LogView;
  take: (view: LogView) => void;
  panelId: string;
  at: 'start' | 'end';
}) {
  const { t } = useTranslation('logs');
  const nothingYet = view.rows === 0 && view.filter.length === 0;
  if (nothingYet && view.sources.every(isFailing)) return <SourceFailures view={view} />;
  if (
    nothingYet &&
    view.sources.every(({ state }) => state === 'opening' || state === 'connecting')
  )
    return (
      <Busy
        text={t(
          endpointsOf(view.sources.map(({ place }) => place)).length > 0
            ? 'page.connecting'
            : 'page.opening',
        )}
      />
    );
  return <LogViewer view={view} take={take} panelId={panelId} followAtFirst={at === 'end'} />;
}
