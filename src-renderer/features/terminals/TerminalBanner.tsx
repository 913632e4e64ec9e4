import { useTranslation } from 'react-i18next';
import type { Terminal } from '../../../src-main/contract/index';
import { cx, EnvironmentBanner } from '../../ui/index';
import { useHostQuery } from '../workbench/index';
import { encodingName } from './encodings';
import styles from './terminals.module.css';

/** Where the terminal points, through what, and that it is recorded. */
export function TerminalBanner({ terminal }: { terminal: Terminal }) {
  const { t } = useTranslation('terminals');
  const { data: connections } = useHostQuery(['ssh', 'connections'], (host) =>
    host.ssh.connections(),
  );
  const connection = connections?.find(
    ({ endpointId, state }) => endpointId === terminal.endpointId && state === 'connected',
  );
  const open = terminal.state === 'open';
  const over = terminal.state === 'ended' || terminal.state === 'failed';
  const hops = connection?.hops.slice(0, -1).map(({ name }) => name) ?? [];
  const latency = open ? (connection?.latencyMs ?? null) : null;
  return (
    <EnvironmentBanner
      environment={terminal.environment}
      right="write"
      rightText={t('banner.right')}
      host={`${terminal.username}@${terminal.name}`}
      aside={
        <span className={styles['facts']}>
          {open && (
            <span className={cx('fb-ellipsis', styles['verified'])}>
              {hops.length > 0 ? t('banner.via', { hops: hops.join(' → ') }) : t('banner.verified')}
            </span>
          )}
          {over ? (
            terminal.transcriptId !== null && <span>{t('banner.recorded')}</span>
          ) : (
            <span className={styles['recording']} data-on={terminal.recording || undefined}>
              {terminal.recording ? t('banner.recording') : t('banner.notRecording')}
            </span>
          )}
          <span className={cx('fb-number', styles['latency'])}>
            {encodingName(terminal.encoding)}
            {latency === null ? '' : ` · ${Math.round(latency)} ms`}
          </span>
        </span>
      }
    />
  );
}
