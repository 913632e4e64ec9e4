import { useTranslation } from 'react-i18next';
import { Busy } from '../../ui/index';
import { EndpointHome, usePanelTab, useWorkbench } from '../workbench/index';
import { hostText, useFileHosts } from './places';

/** Every host whose files can be opened. */
export default function HomePage() {
  const { t } = useTranslation('files');
  const workbench = useWorkbench();
  const { hosts } = useFileHosts();
  usePanelTab({ title: t('home.title') });
  if (!hosts) return <Busy text={t('loading')} />;
  return (
    <EndpointHome
      title={t('home.title')}
      hint={t('home.hint')}
      items={hosts.map((host) => ({
        endpoint: host.endpoint,
        system: host.system,
        target: hostText(host),
        place: [host.customer, host.system.name].join(' · '),
      }))}
      onOpen={(id) => workbench.run('files.open', id)}
      empty={{
        sentence: t('home.empty'),
        detail: t('home.emptyDetail'),
        action: {
          label: t('home.addSystem'),
          variant: 'primary',
          onClick: () => workbench.run('systems.create'),
        },
      }}
    />
  );
}
