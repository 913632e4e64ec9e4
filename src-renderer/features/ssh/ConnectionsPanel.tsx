import { useTranslation } from 'react-i18next';
import { IconArrowNarrowRight, IconPlug } from '@tabler/icons-react';
import type { Endpoint, SshConnection, SshHop, System } from '../../../src-main/contract/index';
import {
  Button,
  EmptyState,
  EnvironmentTag,
  ErrorState,
  formatFullTime,
  formatMoment,
  HostileText,
  PanelHeader,
  StatusDot,
} from '../../ui/index';
import {
  errorText,
  failureOf,
  useCurrentInventory,
  useHostQuery,
  usePanelTab,
  useWorkbench,
} from '../workbench/index';
import { wholeMilliseconds } from './connection-model';
import { ConnectionError } from './ConnectionError';
import { SshTestSteps } from './SshTestSteps';
import { useSshTest } from './use-ssh-test';
import styles from './connections.module.css';

const tones = {
  connected: 'ok',
  connecting: 'warn',
  authenticating: 'warn',
  waiting: 'neutral',
  failed: 'error',
  closed: 'neutral',
} as const;

/** Every SSH connection of this device with the hosts it passes, and why one failed. */
export default function ConnectionsPanel() {
  const { t } = useTranslation('ssh');
  const workbench = useWorkbench();
  usePanelTab({ title: t('connections.title') });
  const { data, error, refetch } = useHostQuery(['ssh', 'connections'], (host) =>
    host.ssh.connections(),
  );
  const inventory = useCurrentInventory().data;
  if (error) {
    const { what, next } = errorText(error);
    return <ErrorState what={what} next={next} onRetry={() => void refetch()} />;
  }
  const connections = data ?? [];
  return (
    <div className="fb-page">
      <PanelHeader
        title={t('connections.title')}
        icon={<IconPlug aria-hidden="true" />}
        count={connections.length}
      />
      <div className="fb-page-scroll" data-page-focus>
        {data !== undefined && connections.length === 0 ? (
          <EmptyState
            sentence={t('connections.none')}
            detail={t('connections.noneDetail')}
            action={{
              label: t('connections.systems'),
              onClick: () => workbench.showActivity('systems'),
            }}
          />
        ) : (
          <>
            <p className={styles['intro']}>{t('connections.intro')}</p>
            <ul className={styles['list']}>
              {connections.map((connection, index) => {
                const endpoint = inventory?.endpoints.find(
                  ({ id }) => id === connection.endpointId,
                );
                const system = inventory?.systems.find(({ id }) => id === endpoint?.systemId);
                return (
                  <ConnectionRow
                    key={`${connection.endpointId} ${index}`}
                    connection={connection}
                    endpoint={endpoint}
                    system={system}
                    secretOf={(id) => secretOf(inventory?.endpoints ?? [], id)}
                  />
                );
              })}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}

function secretOf(endpoints: readonly Endpoint[], id: string | null): string | null {
  const detail = endpoints.find((endpoint) => endpoint.id === id)?.detail;
  return detail?.kind === 'ssh' ? detail.secret : null;
}

function ConnectionRow({
  connection,
  endpoint,
  system,
  secretOf: secretNameOf,
}: {
  connection: SshConnection;
  endpoint: Endpoint | undefined;
  system: System | undefined;
  secretOf: (endpointId: string | null) => string | null;
}) {
  const { t } = useTranslation('ssh');
  const workbench = useWorkbench();
  const { endpointId, state, users, channels, since, latencyMs, hops } = connection;
  const name = endpoint?.name ?? hops.at(-1)?.name ?? t('connections.gone');
  const test = useSshTest(endpointId, name);
  const failed = hops.find((hop) => hop.error !== null);
  const tested = test.running || test.steps.length > 0;
  const facts = [
    [t('connections.users'), String(users)],
    [t('connections.channels'), String(channels)],
    [t('connections.latency'), latencyMs === null ? '—' : milliseconds(latencyMs)],
    [t('connections.since'), formatMoment(since)],
  ] as const;

  function milliseconds(value: number): string {
    return value < 1
      ? t('connections.belowMillisecond')
      : t('connections.milliseconds', { value: wholeMilliseconds(value) });
  }

  return (
    <li className={styles['connection']}>
      <div className={styles['head']}>
        <StatusDot
          tone={tones[state]}
          shape={state === 'connected' ? 'dot' : 'ring'}
          label={t(`connections.states.${state}`)}
        />
        {system ? (
          <button
            type="button"
            className="fb-link"
            onClick={() => workbench.run('systems.open', system.id)}
          >
            <HostileText text={name} />
          </button>
        ) : (
          <strong>
            <HostileText text={name} />
          </strong>
        )}
        {system && (
          <>
            <span className="fb-muted fb-ellipsis">{system.name}</span>
            <EnvironmentTag environment={system.environment} />
          </>
        )}
        <span className="fb-grow" />
        <dl className={styles['figures']} title={formatFullTime(since)}>
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd className="fb-number">{value}</dd>
            </div>
          ))}
        </dl>
        {endpoint && (
          <Button busy={test.running} onClick={test.run}>
            {t('connections.test')}
          </Button>
        )}
      </div>
      <Way hops={hops} />
      {failed?.error && !tested && (
        <ConnectionError
          error={failureOf(failed.error)}
          onRetry={test.run}
          endpointId={failed.endpointId ?? endpointId}
          secretName={secretNameOf(failed.endpointId) ?? undefined}
        />
      )}
      {tested && (
        <SshTestSteps
          steps={test.steps}
          endpointIds={hops.map((hop) => hop.endpointId)}
          secretNames={hops.map((hop) => secretNameOf(hop.endpointId))}
          onRetry={test.run}
        />
      )}
    </li>
  );
}

/** `this device → jump-01 → db-01` with the state of each. */
function Way({ hops }: { hops: readonly SshHop[] }) {
  const { t } = useTranslation('ssh');
  return (
    <ol className={styles['way']} aria-label={t('connections.way')}>
      <li>{t('connections.device')}</li>
      {hops.map((hop, index) => (
        <li key={index} title={`${hop.host}:${hop.port}`}>
          <IconArrowNarrowRight aria-hidden="true" />
          <strong>
            <HostileText text={hop.name} />
          </strong>
          {hop.endpointId === null && <span className="fb-faint">{t('test.proxy')}</span>}
          <StatusDot
            tone={tones[hop.state]}
            shape={hop.state === 'connected' ? 'dot' : 'ring'}
            label={t(`connections.hops.${hop.state}`)}
          />
        </li>
      ))}
    </ol>
  );
}
