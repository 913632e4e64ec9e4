import { useTranslation } from 'react-i18next';
import {
  IconAlertOctagonFilled,
  IconAlertTriangleFilled,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconLoader2,
  IconPlayerStop,
  IconPlugConnected,
} from '@tabler/icons-react';
import type { GroupMember, Severity } from '../../../../src-main/contract/index';
import { Tag, type Tone } from '../../../ui/index';

const states: Readonly<Record<GroupMember['state'], { tone: Tone; Icon: typeof IconClock }>> = {
  waiting: { tone: 'neutral', Icon: IconClock },
  connecting: { tone: 'info', Icon: IconPlugConnected },
  running: { tone: 'info', Icon: IconLoader2 },
  done: { tone: 'ok', Icon: IconCircleCheck },
  cancelled: { tone: 'warn', Icon: IconPlayerStop },
  failed: { tone: 'error', Icon: IconCircleX },
};

/** How one system stands, in a word and a shape. */
export function MemberTag({ state }: { state: GroupMember['state'] }) {
  const { t } = useTranslation('query-runs');
  const { tone, Icon } = states[state];
  return (
    <Tag tone={tone} icon={<Icon size={13} aria-hidden="true" />}>
      {t(`member.${state}`)}
    </Tag>
  );
}

/** The worst that thresholds found, in a word and a shape. */
export function SeverityTag({ level }: { level: Severity }) {
  const { t } = useTranslation('queries');
  const critical = level === 'critical';
  const Icon = critical ? IconAlertOctagonFilled : IconAlertTriangleFilled;
  return (
    <Tag tone={critical ? 'error' : 'warn'} icon={<Icon size={13} aria-hidden="true" />}>
      {t(`severity.${level}`)}
    </Tag>
  );
}
