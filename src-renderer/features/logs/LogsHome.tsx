import { useTranslation } from 'react-i18next';
import { Busy } from '../../ui/index';
import { EndpointHome, usePanelTab, useWorkbench } from '../workbench/index';
import { useLogSources } from './log-queries';
import { LogDrop } from './LogDrop';
import styles from './logs.module.css';

/** Every log source, when no log is open. */
export default function LogsHome() {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  const { sources } = useLogSources();
  usePanelTab({ title: t('home.title') });
  if (!sources) return <Busy text={t('loading')} />;
  return (
    <LogDrop className={styles['home']}>
      <EndpointHome
        title={t('home.title')}
        hint={t('home.hint')}
        items={sources.map(({ endpoint, system, path, customer, host }) => ({
          endpoint,
          system,
          target: path,
          place: [customer, system.name, host].join(' · '),
        }))}
        onOpen={(id) => workbench.run('logs.open', id)}
        empty={{
          sentence: t('home.empty'),
          detail: t('home.emptyDetail'),
          action: {
            label: t('side.addSystem'),
            variant: 'primary',
            onClick: () => workbench.run('systems.create'),
          },
          secondary: {
            label: t('home.openLocal'),
            kbd: 'Ctrl O',
            onClick: () => workbench.run('logs.openLocal'),
          },
        }}
      />
    </LogDrop>
  );
}
