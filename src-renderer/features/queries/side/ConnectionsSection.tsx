import { useTranslation } from 'react-i18next';
import { IconDatabase } from '@tabler/icons-react';
import { EmptyState, EnvironmentTag, SelectList, TwoLines } from '../../../ui/index';
import { SideSection, useWorkbench } from '../../workbench/index';
import { openConsole, placeOf, useConsoles, useServerNames, type Connection } from '../connections';
import { ServerName } from '../ServerName';
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
  const { t } = useTranslation('queries');
  const workbench = useWorkbench();
  const choose = useConsoles((store) => store.choose);
  const serverOf = useServerNames();
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
                  second={<ServerName connection={connection} name={serverOf(connection)} />}
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
