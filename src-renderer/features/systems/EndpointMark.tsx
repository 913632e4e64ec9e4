import { useTranslation } from 'react-i18next';
import type { Endpoint } from '../../../src-main/contract/index';
import { StatusDot } from '../../ui/index';
import { connectionOf, useSshConnections } from '../ssh/index';
import styles from './systems.module.css';

const tones = { connected: 'ok', connecting: 'warn', cut: 'warn', off: 'neutral' } as const;

/** How an endpoint is doing, at the end of its row: state and round trip, or what it is. */
export function EndpointMark({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation('systems');
  const { detail, id } = endpoint;
  if (detail.kind === 'database')
    return <span className={styles['mark']}>{t(`platform.${detail.dialect}`)}</span>;
  return detail.kind === 'ssh' ? <ConnectionMark endpointId={id} quiet /> : null;
}

/** The state of a host's connection. */
export function ConnectionMark({
  endpointId,
  quiet = false,
}: {
  endpointId: string;
  /** In a tree: a host that nobody uses has a dot and no word. */
  quiet?: boolean;
}) {
  const { t } = useTranslation('systems');
  const { state, latencyMs } = connectionOf(useSshConnections(), endpointId);
  if (state === 'off' && !quiet) return null;
  const label =
    state === 'connected' && latencyMs !== null
      ? latencyMs < 1
        ? t('test.belowMillisecond')
        : t('state.connectedIn', { value: Math.round(latencyMs) })
      : t(`state.${state}`);
  return (
    <span className={styles['mark']} title={t(`state.${state}`)}>
      <StatusDot
        tone={tones[state]}
        shape={state === 'connected' || state === 'cut' ? 'dot' : 'ring'}
        label={state === 'off' ? t('state.off') : label}
        hideLabel={state === 'off'}
      />
    </span>
  );
}
