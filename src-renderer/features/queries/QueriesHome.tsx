import { useTranslation } from 'react-i18next';
import { Busy } from '../../ui/index';
import { EndpointHome, usePanelTab, useWorkbench } from '../workbench/index';
import { placeOf, useConnections, useServerNames } from './connections';
import { ServerName } from './ServerName';

/** Every database connection, when no console is open. */
export default function QueriesHome() {
  const { t } = useTranslation('queries');
  const workbench = useWorkbench();
  const { connections } = useConnections();
  const serverOf = useServerNames();
  usePanelTab({ title: t('home.title') });
  if (!connections) return <Busy text={t('loading')} />;
  return (
    <EndpointHome
      title={t('home.title')}
      hint={t('home.hint')}
      items={connections.map((connection) => {
        const { endpoint, system, detail, customer, via } = connection;
        const place = `${customer} · ${system.name}`;
        return {
          endpoint,
          system,
          target: placeOf(detail),
          place: via === null ? place : t('home.via', { place, via }),
          kind: <ServerName connection={connection} name={serverOf(connection)} />,
        };
      })}
      onOpen={(id) => workbench.run('queries.open', id)}
      empty={{
        sentence: t('side.noConnections'),
        detail: t('home.emptyDetail'),
        action: {
          label: t('side.addSystem'),
          variant: 'primary',
          onClick: () => workbench.run('systems.create'),
        },
      }}
    />
  );
}
