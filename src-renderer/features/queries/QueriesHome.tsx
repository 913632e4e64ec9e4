import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Busy, EmptyState, EnvironmentTag, SelectList, Toolbar } from '../../ui/index';
import { usePanelTab, useWorkbench } from '../workbench/index';
import { openConsole, placeOf, useConnections } from './connections';
import styles from './queries.module.css';

/** Every database connection, when no console is open. */
export default function QueriesHome() {
  const { t } = useTranslation('queries');
  const workbench = useWorkbench();
  const { connections } = useConnections();
  const [selected, setSelected] = useState<string>();
  usePanelTab({ title: t('home.title') });
  if (!connections) return <Busy text={t('loading')} />;
  if (connections.length === 0) {
    return (
      <EmptyState
        sentence={t('side.noConnections')}
        detail={t('home.emptyDetail')}
        action={{
          label: t('side.addSystem'),
          variant: 'primary',
          onClick: () => workbench.run('systems.create'),
        }}
      />
    );
  }
  return (
    <div className={styles['panel']}>
      <Toolbar label={t('home.title')}>
        <span className="fb-muted">{t('home.hint')}</span>
      </Toolbar>
      <div className={styles['homeList']} data-page-focus>
        <SelectList
          label={t('home.title')}
          items={connections}
          itemId={({ endpoint }) => endpoint.id}
          rowHeight="tall"
          selectedId={selected ?? connections[0]?.endpoint.id}
          onSelect={setSelected}
          onActivate={(id) => {
            const connection = connections.find(({ endpoint }) => endpoint.id === id);
            if (connection) openConsole(workbench, connection);
          }}
          activateOnClick
          renderItem={({ endpoint, detail, system, customer, via }) => (
            <span className={styles['homeRow']}>
              <strong className="fb-ellipsis">{endpoint.name}</strong>
              <span className="fb-mono fb-muted fb-ellipsis">{placeOf(detail)}</span>
              <span className="fb-muted fb-ellipsis">
                {via === null
                  ? `${customer} · ${system.name}`
                  : t('home.via', { place: `${customer} · ${system.name}`, via })}
              </span>
              <EnvironmentTag environment={system.environment} />
            </span>
          )}
        />
      </div>
    </div>
  );
}
