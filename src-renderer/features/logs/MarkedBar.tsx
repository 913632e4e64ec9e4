import { useTranslation } from 'react-i18next';
import { IconGitMerge, IconPlus, IconX } from '@tabler/icons-react';
import { Button, IconButton } from '../../ui/index';
import { useWorkbench } from '../workbench/index';
import { placeKey } from './places';
import { openTimeline, useTimelineSources } from './timeline-sources';
import { useMarked } from './use-marking';
import styles from './captures.module.css';

/** What is done with the logs chosen in the side list. */
export function MarkedBar() {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  const { logs, set } = useMarked();
  const { page, add } = useTimelineSources();
  if (logs.length === 0) return null;
  const taken = new Set(page?.view.sources.map(({ place }) => placeKey(place)));
  const more = logs.map(({ place }) => place).filter((place) => !taken.has(placeKey(place)));
  return (
    <div className={styles['marked']} role="group" aria-label={t('merge.bar')}>
      <div className={styles['markedHead']}>
        <span className="fb-grow">{t('merge.marked', { count: logs.length })}</span>
        <IconButton
          size="sm"
          label={t('merge.clear')}
          icon={<IconX />}
          kbd="Esc"
          onClick={() => set([])}
        />
      </div>
      <Button
        variant="primary"
        icon={<IconGitMerge aria-hidden="true" />}
        disabledReason={logs.length < 2 ? t('merge.needsTwo') : undefined}
        onClick={() => {
          openTimeline(workbench, logs);
          set([]);
        }}
      >
        {t('merge.open')}
      </Button>
      {page && more.length > 0 && (
        <Button
          icon={<IconPlus aria-hidden="true" />}
          onClick={() => {
            add.mutate(more);
            set([]);
          }}
        >
          {t('merge.addMarked')}
        </Button>
      )}
    </div>
  );
}
