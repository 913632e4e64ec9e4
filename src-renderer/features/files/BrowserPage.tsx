import { useTranslation } from 'react-i18next';
import { Busy, EmptyState, EnvironmentBanner, formatMoment } from '../../ui/index';
import { useKeptStatement } from '../changes/index';
import { usePanelTab, useWorkbench, type PanelProps } from '../workbench/index';
import { Browser } from './Browser';
import { hostText, useFileHosts, type FileHost } from './places';
import { useOpened } from './opened-store';
import { TransferStrip } from './TransferStrip';
import styles from './files.module.css';

/** Files of one host, beside those of this device. */
export default function BrowserPage({ params, panelId }: PanelProps) {
  const { t } = useTranslation('files');
  const workbench = useWorkbench();
  const endpointId = String(params['endpointId']);
  const { hosts } = useFileHosts();
  const host = hosts?.find(({ endpoint }) => endpoint.id === endpointId);
  const opened = useOpened((store) => store.opened.has(panelId));
  const open = useOpened((store) => store.open);
  usePanelTab({
    ...(host ? { title: t('tab', { name: host.endpoint.name }) } : {}),
    production: host?.system.environment === 'production',
    systemId: host?.system.id,
  });
  if (!hosts) return <Busy text={t('loading')} />;
  if (!host)
    return (
      <EmptyState
        sentence={t('hostGone')}
        action={{
          label: t('showSystems'),
          onClick: () => workbench.showActivity('systems'),
        }}
      />
    );
  return (
    <div className="fb-page">
      <Banner host={host} />
      {opened ? (
        <Browser host={host} params={params} panelId={panelId} />
      ) : (
        <div className={styles['state']} data-page-focus>
          <EmptyState
            sentence={t('notConnected')}
            detail={t('notConnectedDetail')}
            action={{ label: t('connect'), variant: 'primary', onClick: () => open(panelId) }}
          />
        </div>
      )}
      <TransferStrip endpointId={endpointId} />
    </div>
  );
}

/** Where the page points, and for how long writes go through without the question. */
export function Banner({ host }: { host: FileHost }) {
  const { t } = useTranslation('files');
  const { endpoint, system, customer } = host;
  const production = system.environment === 'production';
  const { kept, forget } = useKeptStatement(production ? endpoint.name : undefined);
  return (
    <EnvironmentBanner
      environment={system.environment}
      right="write"
      rightText={t(production && !kept ? 'banner.asks' : 'banner.writes')}
      host={hostText(host)}
      {...(kept
        ? {
            writeMode: {
              text: t('banner.kept', {
                reason: kept.changeId || kept.reason,
                time: formatMoment(kept.until),
              }),
            },
            aside: (
              <button type="button" className={styles['bannerEnd']} onClick={forget}>
                {t('banner.end')}
              </button>
            ),
          }
        : { aside: `${customer} · ${system.name}` })}
    />
  );
}
