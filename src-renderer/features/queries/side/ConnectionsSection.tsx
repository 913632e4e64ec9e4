import { useTranslation } from 'react-i18next';
import { IconDatabase } from '@tabler/icons-react';
import { unprovenDialects } from '../../../../src-main/contract/index';
import { EmptyState, EnvironmentTag, plainDisplay, SelectList, TwoLines } from '../../../ui/index';
import { SideSection, useHostQuery, useWorkbench } from '../../workbench/index';
import { openConsole, placeOf, useConsoles, type Connection } from '../connections';
import styles from '../queries.module.css';

/** Every database: its system, and what its server called itself when it was last asked. */
export function ConnectionsSection({
  connections,
  target,
}: {
  connections: readonly Connection[];
  /** The one that saved queries open on. */
  target: Connection | undefined;
}) {
  const { t } = useTranslation(['queries', 'systems']);
  const workbench = useWorkbench();
  const choose = useConsoles((store) => store.choose);
  const { data: results } = useHostQuery(['queries', 'results'], (host) => host.queries.results());
  const serverOf = ({ endpoint, detail }: Connection): string =>
    results?.find(({ endpointId, server }) => endpointId === endpoint.id && server !== '')
      ?.server ?? t(`systems:dialect.${detail.dialect}`);
  return (
    <SideSection id="queries-connections" title={t('side.connections')} count={connections.length}>
      {connections.length === 0 ? (
        <EmptyState
          sentence={t('side.noConnections')}
          action={{ label: t('side.addSystem'), onClick: () => workbench.run('systems.create') }}
        />
      ) : (
        <SelectList
          label={t('side.connections')}
          rowHeight="tall"
          items={connections}
          itemId={({ endpoint }) => endpoint.id}
          itemTitle={({ endpoint, detail, customer, system }) =>
            `${endpoint.name} · ${placeOf(detail)} · ${customer} · ${system.name}`
          }
          selectedId={target?.endpoint.id}
          onSelect={choose}
          onActivate={(id) => {
            const connection = connections.find(({ endpoint }) => endpoint.id === id);
            if (connection) openConsole(workbench, connection);
          }}
          activateOnClick
          renderItem={(connection) => (
            <>
              <IconDatabase size={15} aria-hidden="true" />
              <span className={styles['twoLines']}>
                <TwoLines
                  first={<bdi>{connection.endpoint.name}</bdi>}
                  second={
                    <>
                      <bdi>{plainDisplay(serverOf(connection))}</bdi>
                      {unprovenDialects.has(connection.detail.dialect) && (
                        <span className={styles['unproven']} title={t('unproven.hint')}>
                          {' · '}
                          {t('unproven.tag')}
                        </span>
                      )}
                    </>
                  }
                />
              </span>
              <EnvironmentTag environment={connection.system.environment} />
            </>
          )}
        />
      )}
    </SideSection>
  );
}
