import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconPlayerPlay } from '@tabler/icons-react';
import type { Plan, PlanWarning } from '../../../src-main/contract/index';
import {
  Button,
  formatFullTime,
  KeyValueList,
  NoteBlock,
  Section,
  Segmented,
  TextArea,
} from '../../ui/index';
import { warningWords } from './plan-evidence';
import { PlanStepDetail, PlanSteps } from './PlanSteps';
import styles from './PlanView.module.css';

export interface PlanViewProps {
  plan: Plan;
  /** Runs a shipped check on the same connection; absent where none can run. */
  onCheck?: (queryId: string) => void;
}

/** How a server would run a statement: warnings first, then its steps with their share of the cost. */
export function PlanView({ plan, onCheck }: PlanViewProps) {
  const { t } = useTranslation('plans');
  const [shown, setShown] = useState<'tree' | 'raw'>('tree');
  const [active, setActive] = useState(0);
  const step = plan.steps[active];
  return (
    <div className={styles['plan']}>
      <div className={styles['head']}>
        <span className="fb-grow fb-faint fb-tiny">
          {t(plan.origin)}
          {plan.generic && ` · ${t('generic')}`}
        </span>
        <Segmented
          label={t('title')}
          hideLabel
          value={shown}
          onChange={setShown}
          options={[
            { value: 'tree', label: t('tab.tree') },
            { value: 'raw', label: t('tab.raw') },
          ]}
        />
      </div>
      {plan.warnings.map((warning, number) => (
        <Warning
          key={number}
          warning={warning}
          onGo={() => {
            setShown('tree');
            setActive(warning.step ?? 0);
          }}
          onCheck={onCheck}
        />
      ))}
      {plan.warnings.length === 0 && <p className={styles['hint']}>{t('noWarnings')}</p>}
      {shown === 'raw' ? (
        <div className={styles['raw']}>
          <TextArea
            label={t('raw')}
            hideLabel
            mono
            readOnly
            rows={18}
            value={plan.raw.text}
            onChange={() => undefined}
          />
        </div>
      ) : (
        <>
          <PlanSteps plan={plan} active={active} onActive={setActive} />
          {step && <PlanStepDetail step={step} />}
        </>
      )}
      <Section title={t('provenance.title')}>
        <KeyValueList
          items={[
            { key: 'at', label: t('provenance.at'), value: formatFullTime(plan.at), mono: true },
            { key: 'server', label: t('provenance.server'), value: plan.server, mono: true },
            { key: 'database', label: t('provenance.database'), value: plan.database, mono: true },
            { key: 'user', label: t('provenance.user'), value: plan.username, mono: true },
            { key: 'sha256', label: t('provenance.sha256'), value: plan.sha256, mono: true },
          ]}
        />
      </Section>
    </div>
  );
}

function Warning({
  warning,
  onGo,
  onCheck,
}: {
  warning: PlanWarning;
  onGo: () => void;
  onCheck: ((queryId: string) => void) | undefined;
}) {
  const { t } = useTranslation('plans');
  const [title, text] = warningWords(t, warning);
  const { check } = warning;
  return (
    <NoteBlock tone="warn" title={title}>
      {text}
      {/* Below the text: the inspector is narrow. */}
      <div className={styles['actions']}>
        {check !== null && onCheck && (
          <Button icon={<IconPlayerPlay />} onClick={() => onCheck(check)}>
            {t('runCheck')}
          </Button>
        )}
        {warning.step !== null && (
          <Button variant="ghost" onClick={onGo}>
            {t('goTo')}
          </Button>
        )}
      </div>
    </NoteBlock>
  );
}
