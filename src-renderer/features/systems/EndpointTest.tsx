import { useRef } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { IconX } from '@tabler/icons-react';
import type { Endpoint } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  HostileText,
  IconButton,
  KeyValueList,
  NoteBlock,
  useAnnounce,
  type KeyValueItem,
} from '../../ui/index';
import { ConnectionError } from '../ssh/index';
import { isCancellation, useHostMutation } from '../workbench/index';
import styles from './systems.module.css';

/** A connection that worked once. */
type TestResult =
  | {
      kind: 'ssh';
      server: string;
      hostKey: string;
      latencyMs: number;
      clockOffsetMs: number | null;
    }
  | { kind: 'database'; server: string; username: string; superuser: boolean; latencyMs: number };

/** Connects once to an SSH host or a database and keeps what came of it. */
export function useConnectionTest(endpoint: Endpoint) {
  const { t } = useTranslation('systems');
  const announce = useAnnounce();
  const running = useRef<AbortController | null>(null);
  const test = useHostMutation<void, TestResult>(
    async (host) => {
      const control = new AbortController();
      running.current = control;
      const options = { signal: control.signal };
      const input = { endpointId: endpoint.id };
      if (endpoint.detail.kind === 'database')
        return { kind: 'database', ...(await host.queries.testConnection(input, options)) };
      return { kind: 'ssh', ...(await host.ssh.test(input, options)) };
    },
    {
      onSuccess: () => announce(t('test.works', { name: endpoint.name })),
      onError: () => undefined,
    },
  );
  return {
    run: () => test.mutate(),
    stop: () => running.current?.abort(),
    clear: () => test.reset(),
    pending: test.isPending,
    result: test.data,
    error: test.error !== null && !isCancellation(test.error) ? test.error : null,
  };
}

export type ConnectionTest = ReturnType<typeof useConnectionTest>;

/** What came of a connection test, below its endpoint. */
export function EndpointTest({ endpoint, test }: { endpoint: Endpoint; test: ConnectionTest }) {
  const { t } = useTranslation('systems');
  if (test.pending)
    return (
      <div className={styles['testRow']}>
        <Busy text={t('test.connecting', { name: endpoint.name })} />
        <Button onClick={test.stop}>{t('test.stop')}</Button>
      </div>
    );
  const close = (
    <IconButton
      label={t('test.close')}
      size="sm"
      icon={<IconX aria-hidden="true" />}
      onClick={test.clear}
    />
  );
  if (test.error !== null)
    return (
      <div className={styles['testResult']}>
        <ConnectionError error={test.error} onRetry={test.run} endpointId={endpoint.id} />
      </div>
    );
  if (!test.result) return null;
  return (
    <div className={styles['testResult']}>
      <NoteBlock tone="ok" title={t('test.works', { name: endpoint.name })} actions={close}>
        <Facts result={test.result} />
      </NoteBlock>
      {test.result.kind === 'database' && test.result.superuser && (
        <NoteBlock tone="warn" title={t('test.superuser', { username: test.result.username })}>
          {t('test.superuserNext')}
        </NoteBlock>
      )}
    </div>
  );
}

function Facts({ result }: { result: TestResult }) {
  const { t } = useTranslation('systems');
  const latency: KeyValueItem = {
    key: 'latency',
    label: t('test.latency'),
    value:
      result.latencyMs < 1
        ? t('test.belowMillisecond')
        : t('test.milliseconds', { value: Math.round(result.latencyMs) }),
  };
  const server: KeyValueItem = {
    key: 'server',
    label: t('test.server'),
    value: <HostileText text={result.server} />,
    mono: true,
  };
  if (result.kind === 'database')
    return (
      <KeyValueList
        items={[
          server,
          {
            key: 'username',
            label: t('field.username'),
            value: <HostileText text={result.username} />,
            mono: true,
          },
          latency,
        ]}
      />
    );
  return (
    <KeyValueList
      items={[
        server,
        latency,
        { key: 'clock', label: t('test.clock'), value: clockText(result.clockOffsetMs, t) },
        {
          key: 'hostKey',
          label: t('hostKeys.fingerprint'),
          value: <HostileText text={result.hostKey} />,
          mono: true,
        },
      ]}
    />
  );
}

/** Below half a second nobody's reading of a log changes. */
const sameClockMs = 500;

function clockText(offsetMs: number | null, t: TFunction<'systems'>): string {
  if (offsetMs === null) return t('test.clockUnknown');
  if (Math.abs(offsetMs) < sameClockMs) return t('test.clockSame');
  const seconds = (Math.abs(offsetMs) / 1000).toFixed(1);
  return t(offsetMs > 0 ? 'test.clockAhead' : 'test.clockBehind', { seconds });
}
