import { useEffect, useRef, useState } from 'react';
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
  const list = useRef<HTMLUListElement>(null);
  const left = useRef<number | null>(null);
  const count = page?.view.sources.length ?? 0;
  // The keyboard goes on to the next source, or to the rows when only one is left.
  useEffect(() => {
    const at = left.current;
    left.current = null;
    if (at === null || !page) return;
    const buttons = list.current?.querySelectorAll<HTMLElement>('button') ?? [];
    const rows = `[data-panel="${CSS.escape(page.panelId)}"] [data-page-focus] [tabindex="0"]`;
    const next = buttons[Math.min(at, buttons.length - 1)];
    (next ?? document.querySelector<HTMLElement>(rows))?.focus();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- acts once the source is gone
  }, [count]);
  if (!page) return null;
  const { sources } = page.view;
  const takeOut = (id: string, at: number): void => {
    left.current = at;
    remove.mutate(id);
  };
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
      <ul ref={list} className={styles['sources']}>
        {sources.map((source, lane) => {
          const { id, name, host, path, encoding } = source;
          return (
            <li
              key={id}
              title={[name, host, path].filter(Boolean).join('\n')}
              onKeyDown={(event) => {
                if (event.key !== 'Delete' || sources.length < 2) return;
                event.stopPropagation();
                takeOut(id, lane);
              }}
            >
              <LaneMark lane={lane} />
              <bdi className="fb-ellipsis fb-grow">{name}</bdi>
              <span className={cx(styles['encoding'], 'fb-tiny fb-faint')}>
                {encodingText(encoding)}
              </span>
              <StateTag source={source} />
              {sources.length > 1 && (
                <span className={styles['remove']}>
                  <IconButton
                    size="sm"
                    label={t('merge.remove', { name })}
                    icon={<IconX />}
                    onClick={() => takeOut(id, lane)}
                  />
                </span>
              )}
            </li>
          );
        })}
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
