import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { IconX } from '@tabler/icons-react';
import {
  unprovenProducts,
  type ConnectionReport,
  type Endpoint,
  type Inventory,
} from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  HostileText,
  IconButton,
  KeyValueList,
  NoteBlock,
  useAnnounce,
} from '../../ui/index';
import { ConnectionError, outcomeOf, SshTestSteps, useSshTest, type SshTest } from '../ssh/index';
import { isCancellation, useHostMutation } from '../workbench/index';
import { jumpChain } from './inventory-model';
import styles from './systems.module.css';

/** Tests the connection to an SSH host or a database and keeps what came of it. */
export function useConnectionTest(endpoint: Endpoint) {
  const ssh = useSshTest(endpoint.id, endpoint.name);
  const database = useDatabaseTest(endpoint);
  return endpoint.detail.kind === 'ssh'
    ? { kind: 'ssh' as const, pending: ssh.running, run: ssh.run, ssh }
    : { kind: 'database' as const, pending: database.pending, run: database.run, database };
}

export type ConnectionTest = ReturnType<typeof useConnectionTest>;

function useDatabaseTest(endpoint: Endpoint) {
  const { t } = useTranslation('systems');
  const announce = useAnnounce();
  const running = useRef<AbortController | null>(null);
  const test = useHostMutation<void, ConnectionReport>(
    (host) => {
      const control = new AbortController();
      running.current = control;
      return host.queries.testConnection({ endpointId: endpoint.id }, { signal: control.signal });
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

/** What came of a connection test, below its endpoint. */
export function EndpointTest({
  endpoint,
  inventory,
  test,
}: {
  endpoint: Endpoint;
  inventory: Inventory;
  test: ConnectionTest;
}) {
  return test.kind === 'ssh' ? (
    <SshResult endpoint={endpoint} inventory={inventory} test={test.ssh} />
  ) : (
    <DatabaseOutcome endpoint={endpoint} test={test.database} />
  );
}

function SshResult({
  endpoint,
  inventory,
  test,
}: {
  endpoint: Endpoint;
  inventory: Inventory;
  test: SshTest;
}) {
  const { t } = useTranslation('systems');
  if (test.error !== null)
    return (
      <div className={styles['testResult']}>
        <ConnectionError error={test.error} onRetry={test.run} endpointId={endpoint.id} />
      </div>
    );
  if (!test.running && !test.stopped && test.steps.length === 0) return null;
  const chain = jumpChain(inventory, endpoint.id);
  const details = chain.flatMap(({ detail }) => (detail.kind === 'ssh' ? [detail] : []));
  const proxy = details[0]?.proxy ? [null] : [];
  const words = { name: endpoint.name };
  return (
    <section className={styles['testResult']} aria-label={t('test.of', words)}>
      <div className={styles['testHead']}>
        {test.running ? (
          <>
            <Busy text={t('test.connecting', words)} />
            <Button onClick={test.stop}>{t('test.stop')}</Button>
          </>
        ) : (
          <>
            <strong>
              {test.stopped ? t('test.stopped') : t(`test.${outcomeOf(test.steps)}`, words)}
            </strong>
            <span className="fb-grow" />
            <IconButton
              label={t('test.close')}
              size="sm"
              icon={<IconX aria-hidden="true" />}
              onClick={test.clear}
            />
          </>
        )}
      </div>
      <SshTestSteps
        steps={test.steps}
        endpointIds={[...proxy, ...chain.map(({ id }) => id)]}
        secretNames={[...proxy, ...details.map(({ secret }) => secret)]}
        onRetry={test.run}
      />
    </section>
  );
}

function DatabaseOutcome({
  endpoint,
  test,
}: {
  endpoint: Endpoint;
  test: ReturnType<typeof useDatabaseTest>;
}) {
  const { t } = useTranslation('systems');
  if (test.pending)
    return (
      <div className={styles['testRow']}>
        <Busy text={t('test.connecting', { name: endpoint.name })} />
        <Button onClick={test.stop}>{t('test.stop')}</Button>
      </div>
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
      <NoteBlock
        tone="ok"
        title={t('test.works', { name: endpoint.name })}
        actions={
          <IconButton
            label={t('test.close')}
            size="sm"
            icon={<IconX aria-hidden="true" />}
            onClick={test.clear}
          />
        }
      >
        <DatabaseFacts result={test.result} />
      </NoteBlock>
      {unprovenProducts.has(test.result.product) && (
        <NoteBlock tone="info">{t('hint.unproven', { dialect: test.result.server })}</NoteBlock>
      )}
      <ExcessiveRights endpoint={endpoint} result={test.result} />
    </div>
  );
}

/** Says what the login may do beyond reading, and offers the script for one that may not. */
function ExcessiveRights({ endpoint, result }: { endpoint: Endpoint; result: ConnectionReport }) {
  const { t } = useTranslation('systems');
  const announce = useAnnounce();
  const script = useHostMutation((host) => host.queries.grantScript({ endpointId: endpoint.id }), {
    onSuccess: ({ text }) => {
      void navigator.clipboard
        .writeText(text ?? '')
        .then(() => announce(t('test.grantScriptCopied')));
    },
  });
  const { superuser, rights, username } = result;
  if (!superuser && rights.length === 0) return null;
  return (
    <NoteBlock
      tone="warn"
      title={t(superuser ? 'test.superuser' : 'test.rights', { username })}
      actions={
        <Button busy={script.isPending} onClick={() => script.mutate()}>
          {t('test.grantScript')}
        </Button>
      }
    >
      {superuser ? (
        t('test.superuserNext')
      ) : (
        <HostileText text={t('test.rightsNext', { rights: rights.join(', ') })} />
      )}
    </NoteBlock>
  );
}

/** A clock that is this near is as ours. */
const sameClockMs = 2_000;

function DatabaseFacts({ result }: { result: ConnectionReport }) {
  const { t } = useTranslation('systems');
  const clockWords = (offsetMs: number): string => {
    if (Math.abs(offsetMs) < sameClockMs) return t('test.clockSame');
    const seconds = Math.round(Math.abs(offsetMs) / 1000);
    return t(offsetMs > 0 ? 'test.clockAhead' : 'test.clockBehind', { seconds });
  };
  return (
    <KeyValueList
      items={[
        {
          key: 'server',
          label: t('test.server'),
          value: <HostileText text={result.server} />,
          mono: true,
        },
        {
          key: 'username',
          label: t('field.username'),
          value: <HostileText text={result.username} />,
          mono: true,
        },
        {
          key: 'latency',
          label: t('test.latency'),
          value:
            result.latencyMs < 1
              ? t('test.belowMillisecond')
              : t('test.milliseconds', { value: Math.round(result.latencyMs) }),
        },
        ...(result.clockOffsetMs === null
          ? []
          : [{ key: 'clock', label: t('test.clock'), value: clockWords(result.clockOffsetMs) }]),
      ]}
    />
  );
}
