import { useTranslation } from 'react-i18next';
import { Busy, EmptyState, EnvironmentTag, SelectList, Toolbar } from '../../ui/index';
import { usePanelTab, useWorkbench } from '../workbench/index';
import { useState } from 'react';
import { openLog, useLogSources } from './log-queries';
import styles from './logs.module.css';

/** Every log source, when no log is open. */
export default function LogsHome() {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  const { sources } = useLogSources();
  const [selected, setSelected] = useState<string>();
  usePanelTab({ title: t('home.title') });
  if (!sources) return <Busy text={t('loading')} />;
  if (sources.length === 0) {
    return (
      <EmptyState
        sentence={t('home.empty')}
        detail={t('home.emptyDetail')}
        action={{
          label: t('side.addSystem'),
          variant: 'primary',
          onClick: () => workbench.run('systems.create'),
        }}
      />
    );
  }
  const open = (id: string): void => {
    const source = sources.find(({ endpoint }) => endpoint.id === id);
    if (source) openLog(workbench, source);
  };
  return (
    <div className={styles['panel']}>
      <Toolbar label={t('home.title')}>
        <span className="fb-muted">{t('home.hint')}</span>
      </Toolbar>
      <div className={styles['homeList']} data-page-focus>
        <SelectList
          label={t('home.title')}
          items={sources}
          itemId={({ endpoint }) => endpoint.id}
          itemTitle={({ path }) => path}
          rowHeight="tall"
          selectedId={selected ?? sources[0]?.endpoint.id}
          onSelect={setSelected}
          onActivate={open}
          activateOnClick
          renderItem={({ endpoint, path, host, system, customer }) => (
            <span className={styles['homeRow']}>
              <strong className="fb-ellipsis">{endpoint.name}</strong>
              <span className="fb-mono fb-muted fb-ellipsis">{path}</span>
              <span className="fb-muted fb-ellipsis">
                {[customer, system.name, host].join(' · ')}
              </span>
              <EnvironmentTag environment={system.environment} />
            </span>
          )}
        />
      </div>
    </div>
  );
}
