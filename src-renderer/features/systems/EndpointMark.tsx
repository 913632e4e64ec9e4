import { useTranslation } from 'react-i18next';
import type { Endpoint } from '../../../src-main/contract/index';
import { StatusDot } from '../../ui/index';
import { connectionOf, useSshConnections } from '../ssh/index';
import { endpointIcons } from './kinds';
import styles from './systems.module.css';

const tones = { connected: 'ok', connecting: 'warn', cut: 'warn', off: 'neutral' } as const;

function useConnection(endpointId: string) {
  const { t } = useTranslation('systems');
  const { state, latencyMs } = connectionOf(useSshConnections(), endpointId);
  const tripText =
    latencyMs === null
      ? null
      : latencyMs < 1
        ? t('state.belowMillisecond')
        : t('state.trip', { value: Math.round(latencyMs) });
  return { state, word: t(`state.${state}`), tripText };
}

/** The state of a host's connection in words; nothing while there is none. */
export function ConnectionMark({ endpointId }: { endpointId: string }) {
  const { state, word, tripText } = useConnection(endpointId);
  if (state === 'off') return null;
  return (
    <span className={styles['mark']}>
      <StatusDot
        tone={tones[state]}
        shape={state === 'connecting' ? 'ring' : 'dot'}
        label={tripText === null ? word : `${word} · ${tripText}`}
      />
    </span>
  );
}

/** In a tree a host wears its state instead of an icon; everything else is told by its icon. */
export function EndpointIcon({ endpoint }: { endpoint: Endpoint }) {
  const Icon = endpointIcons[endpoint.detail.kind];
  if (endpoint.detail.kind !== 'ssh') return <Icon aria-hidden="true" />;
  return <StateDot endpointId={endpoint.id} />;
}

function StateDot({ endpointId }: { endpointId: string }) {
  const { state, word } = useConnection(endpointId);
  return (
    <span className={styles['stateDot']}>
      <StatusDot
        tone={tones[state]}
        shape={state === 'connected' || state === 'cut' ? 'dot' : 'ring'}
        label={word}
        hideLabel
      />
    </span>
  );
}

/** At the end of a host's row in the tree: round trip or state. */
export function TripText({ endpointId }: { endpointId: string }) {
  const { state, word, tripText } = useConnection(endpointId);
  // The dot has the word for those who listen.
  return (
    <span className={styles['mark']} aria-hidden="true">
      {state === 'off' ? '—' : (tripText ?? word)}
    </span>
  );
}
