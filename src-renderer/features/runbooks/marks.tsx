import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconEye,
  IconHelpHexagon,
  IconPlayerPlay,
  IconRosetteDiscountCheck,
  IconTestPipe,
} from '@tabler/icons-react';
import type { Runbook, StepRun } from '../../../src-main/contract/index';
import { cx, formatFullTime, plainDisplay, Tag } from '../../ui/index';
import styles from './runbooks.module.css';

/** Whether a runbook reads or writes, in words and shape. */
export function ClassTag({ value }: { value: Runbook['class'] }) {
  const { t } = useTranslation('runbooks');
  return value === 'read-only' ? (
    <Tag icon={<IconEye aria-hidden="true" />} title={t('class.read-onlyFull')}>
      {t('class.read-only')}
    </Tag>
  ) : (
    <Tag
      tone="warn"
      icon={<IconAlertTriangle aria-hidden="true" />}
      title={t('class.changes-stateFull')}
    >
      {t('class.changes-state')}
    </Tag>
  );
}

/** Never run against a real system of its kind. */
export function UnprovenTag() {
  const { t } = useTranslation('runbooks');
  return (
    <Tag tone="warn" outline icon={<IconTestPipe aria-hidden="true" />} title={t('unproven.full')}>
      {t('unproven.short')}
    </Tag>
  );
}

/** Who reviewed this very text; nothing when nobody did. */
export function ReviewedTag({ reviewed }: { reviewed: Runbook['reviewed'] }) {
  const { t } = useTranslation('runbooks');
  if (!reviewed) return null;
  return (
    <Tag
      tone="ok"
      icon={<IconRosetteDiscountCheck aria-hidden="true" />}
      title={t('review.by', { by: plainDisplay(reviewed.by), time: formatFullTime(reviewed.at) })}
    >
      {t('review.mark')}
    </Tag>
  );
}

/** State of a step, a host or a whole run. */
export type AnyState = StepRun['state'];

const icons: Record<AnyState, ComponentType> = {
  waiting: IconCircleDashed,
  running: IconPlayerPlay,
  done: IconCircleCheck,
  failed: IconCircleX,
  skipped: IconBan,
  shown: IconEye,
  cancelled: IconBan,
  unknown: IconHelpHexagon,
};

/** The icon of a state; its word stands beside it. */
export function StateIcon({ state }: { state: AnyState }) {
  const Icon = icons[state];
  return (
    <span className={cx(styles['stateIcon'], styles[state])} aria-hidden="true">
      <Icon />
    </span>
  );
}

/** A state as icon and word. */
export function StateMark({ state }: { state: AnyState }) {
  const { t } = useTranslation('runbooks');
  return (
    <span className={styles['state']}>
      <StateIcon state={state} />
      <span className={styles[state]}>{t(`state.${state}`)}</span>
    </span>
  );
}
