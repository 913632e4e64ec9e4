import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconStar } from '@tabler/icons-react';
import { SectionLabel, SelectList } from '../../ui/index';
import { useActivePanel, useHostQuery, useWorkbench } from '../workbench/index';
import { useLogPages } from './log-store';

/** Filters kept by name; one of them is put into force on the page in front. */
export function SavedSection() {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  const activeId = useActivePanel()?.id;
  const mayApply = useLogPages((store) => activeId !== undefined && activeId in store.views);
  const { data } = useHostQuery(['logs', 'filters'], (host) => host.logs.savedFilters({}));
  const [selected, setSelected] = useState<string>();
  if (!data || data.length === 0) return null;
  const apply = (id: string): void => {
    const saved = data.find((one) => one.id === id);
    if (mayApply) workbench.run('logs.applySaved', saved);
    else
      workbench.notify({
        id: 'logs-no-page',
        tone: 'info',
        title: t('side.needsPage'),
        keep: false,
      });
  };
  return (
    <section aria-label={t('saved.title')}>
      <SectionLabel aside={data.length}>{t('saved.title')}</SectionLabel>
      <SelectList
        label={t('saved.title')}
        items={data}
        itemId={({ id }) => id}
        itemTitle={({ name }) => name}
        selectedId={selected}
        onSelect={setSelected}
        onActivate={apply}
        activateOnClick
        renderItem={({ name }) => (
          <>
            <IconStar aria-hidden="true" />
            <span className="fb-ellipsis fb-grow">{name}</span>
          </>
        )}
      />
    </section>
  );
}
