import { useTranslation } from 'react-i18next';
import { cx, Tooltip } from '../ui';
import {
  activities,
  useFrame,
  useWorkbench,
  type FeatureDefinition,
} from '../features/workbench/index';
import { features } from './features';
import styles from './frame.module.css';

type ActivityDefinition = NonNullable<FeatureDefinition['activity']>;

function ActivityButton({ activity }: { activity: ActivityDefinition }) {
  const { t } = useTranslation('app');
  const workbench = useWorkbench();
  const current = useFrame((frame) => frame.activity === activity.id);
  const { icon: Icon, useBadge = noBadge } = activity;
  const badge = useBadge();
  const word = t(`activity.${activity.id}`);
  return (
    <Tooltip label={word} kbd={`Ctrl ${activities.indexOf(activity.id) + 1}`}>
      <button
        type="button"
        className={cx(styles['activity'], activity.id === 'settings' && styles['last'])}
        aria-current={current ? 'page' : undefined}
        aria-label={badge > 0 ? t('activity.withBadge', { word, count: badge }) : undefined}
        onClick={() => workbench.showActivity(activity.id)}
      >
        <Icon />
        <span>{word}</span>
        {badge > 0 && (
          <span className={styles['badge']} aria-hidden="true">
            {badge}
          </span>
        )}
      </button>
    </Tooltip>
  );
}

function noBadge(): number {
  return 0;
}

/** The eight activities, with icon and word. */
export function ActivityBar() {
  const { t } = useTranslation('app');
  const shown = activities.flatMap((id) => {
    const activity = features.find((feature) => feature.activity?.id === id)?.activity;
    return activity ? [activity] : [];
  });
  return (
    <nav
      className={styles['activities']}
      aria-label={t('region.activities')}
      data-region="activities"
    >
      {shown.map((activity) => (
        <ActivityButton key={activity.id} activity={activity} />
      ))}
    </nav>
  );
}
