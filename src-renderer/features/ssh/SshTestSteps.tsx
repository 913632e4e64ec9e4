import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconCircleX,
} from '@tabler/icons-react';
import type { SshTestStep } from '../../../src-main/contract/index';
import { cx, HostileText, Tag } from '../../ui/index';
import { failureOf } from '../workbench/index';
import { ConnectionError } from './ConnectionError';
import { factLines } from './test-facts';
import { byHop, checklist } from './test-model';
import styles from './test.module.css';

const icons: Record<SshTestStep['state'], typeof IconCircleX> = {
  running: IconCircleDashed,
  ok: IconCircleCheck,
  warning: IconAlertTriangle,
  failed: IconCircleX,
  skipped: IconCircleMinus,
};

/** The steps of a connection test as a checklist, hop by hop, each error in its place. */
export function SshTestSteps({
  steps,
  endpointIds,
  secretNames,
  onRetry,
}: {
  steps: readonly SshTestStep[];
  /** SSH endpoint of each hop; null for a proxy. */
  endpointIds: readonly (string | null)[];
  /** Vault entry each hop logs in with. */
  secretNames: readonly (string | null)[];
  onRetry: () => void;
}) {
  const { t } = useTranslation('ssh');
  const hops = byHop(steps);
  return (
    <ol className={styles['hops']}>
      {hops.map(({ hop, host, steps: own }) => (
        <li key={hop}>
          {(hops.length > 1 || endpointIds.length > 1) && (
            <p className={styles['hop']}>
              <span className="fb-number">{t('test.hop', { number: hop + 1 })}</span>
              <strong>
                <HostileText text={host} />
              </strong>
              {endpointIds[hop] === null && <Tag>{t('test.proxy')}</Tag>}
            </p>
          )}
          <ol className={styles['steps']}>
            {checklist(own).map((line) =>
              'skipped' in line ? (
                <Skipped key={line.skipped.join()} steps={line.skipped} />
              ) : (
                <Step
                  key={line.step}
                  step={line}
                  endpointId={endpointIds[hop] ?? undefined}
                  secretName={secretNames[hop] ?? undefined}
                  onRetry={onRetry}
                />
              ),
            )}
          </ol>
        </li>
      ))}
    </ol>
  );
}

function Skipped({ steps }: { steps: readonly SshTestStep['step'][] }) {
  const { t } = useTranslation('ssh');
  return (
    <li className={styles['step']} data-state="skipped">
      <IconCircleMinus aria-hidden="true" className={styles['icon']} />
      <span className={styles['name']}>{t('state.skipped')}</span>
      <span className={styles['skipped']}>
        {steps.map((step) => t(`step.${step}`)).join(t('test.comma'))}
      </span>
    </li>
  );
}

function Step({
  step,
  endpointId,
  secretName,
  onRetry,
}: {
  step: SshTestStep;
  endpointId: string | undefined;
  secretName: string | undefined;
  onRetry: () => void;
}) {
  const { t } = useTranslation('ssh');
  const Icon = icons[step.state];
  return (
    <li className={styles['step']} data-state={step.state}>
      <Icon aria-hidden="true" className={styles['icon']} />
      <span className={styles['name']}>{t(`step.${step.step}`)}</span>
      <div className={styles['facts']}>
        <Facts step={step} />
      </div>
      <span className={styles['state']}>{t(`state.${step.state}`)}</span>
      <span className={cx('fb-number', styles['time'])}>
        {step.state === 'running' || step.state === 'skipped'
          ? ''
          : t('test.milliseconds', { value: Math.round(step.elapsedMs) })}
      </span>
      {step.error && (
        <div className={styles['error']}>
          <ConnectionError
            error={failureOf(step.error)}
            onRetry={onRetry}
            endpointId={endpointId}
            secretName={secretName}
          />
        </div>
      )}
    </li>
  );
}

function Facts({ step }: { step: SshTestStep }): ReactNode {
  const { t } = useTranslation(['ssh', 'systems']);
  const lines = factLines(step).map((line) => {
    const words = Object.fromEntries(
      Object.entries(line.words ?? {}).map(([name, key]) => [name, t(key)]),
    );
    return { ...line, text: t(`ssh:fact.${line.key}`, { ...line.params, ...words }) };
  });
  return (
    <>
      {lines.map((line) => (
        <span key={line.key} className={cx(line.mono && 'fb-mono', line.warn && styles['warn'])}>
          <HostileText text={line.text} />
        </span>
      ))}
      {step.facts['unproven'] === true && (
        <Tag outline title={t('ssh:test.unprovenText')}>
          {t('ssh:test.unproven')}
        </Tag>
      )}
    </>
  );
}
