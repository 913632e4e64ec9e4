import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconPlus, IconX } from '@tabler/icons-react';
import { cx, IconButton, LaneMark, SectionLabel } from '../../ui/index';
import { useCommand } from '../workbench/index';
import { AddSourceDialog } from './AddSourceDialog';
import { encodingText } from './encoding-text';
import { StateTag } from './StateTag';
import { useTimelineSources } from './timeline-sources';
import styles from './captures.module.css';

/** The logs of the page in front: each with its shape and state; more are added, others taken out. */
export function SourcesSection() {
  const { t } = useTranslation('logs');
  const { page, add, remove } = useTimelineSources();
  const [adding, setAdding] = useState(false);
  useCommand({
    id: 'logs.addSource',
    titleKey: 'logs:merge.add',
    icon: IconPlus,
    when: () => page !== null || 'logs:merge.needsPage',
    run: () => setAdding(true),
  });
  if (!page) return null;
  const { sources } = page.view;
  return (
    <section aria-label={t('merge.sources')}>
      <SectionLabel
        aside={
          <IconButton
            size="sm"
            label={t('merge.add')}
            icon={<IconPlus />}
            onClick={() => setAdding(true)}
          />
        }
      >
        {t('merge.sourcesCount', { count: sources.length })}
      </SectionLabel>
      <ul className={styles['sources']}>
        {sources.map(({ id, name, host, path, encoding, state }, lane) => (
          <li
            key={id}
            title={[name, host, path].filter(Boolean).join('\n')}
            onKeyDown={(event) => {
              if (event.key !== 'Delete' || sources.length < 2) return;
              event.stopPropagation();
              remove.mutate(id);
            }}
          >
            <LaneMark lane={lane} />
            <bdi className="fb-ellipsis fb-grow">{name}</bdi>
            <span className={cx(styles['encoding'], 'fb-tiny fb-faint')}>
              {encodingText(encoding)}
            </span>
            <StateTag state={state} />
            {sources.length > 1 && (
              <span className={styles['remove']}>
                <IconButton
                  size="sm"
                  label={t('merge.remove', { name })}
                  icon={<IconX />}
                  onClick={() => remove.mutate(id)}
                />
              </span>
            )}
          </li>
        ))}
      </ul>
      {adding && (
        <AddSourceDialog
          taken={sources.map(({ place }) => place)}
          onAdd={(place) => {
            setAdding(false);
            add.mutate([place]);
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </section>
  );
}
