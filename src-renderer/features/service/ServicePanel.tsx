import { useTranslation } from 'react-i18next';
import { IconDatabaseSearch } from '@tabler/icons-react';
import { EmptyState } from '../../ui/index';
import { usePanelTab, useWorkbench } from '../workbench/index';

/** Says honestly what is not there yet and how to check a system today. */
export default function ServicePanel() {
  const { t } = useTranslation('service');
  const workbench = useWorkbench();
  usePanelTab({ title: t('title') });
  return (
    <EmptyState
      sentence={t('empty')}
      detail={t('detail')}
      action={{
        label: t('openQueries'),
        kbd: 'Ctrl 4',
        icon: <IconDatabaseSearch aria-hidden="true" />,
        onClick: () => workbench.showActivity('queries'),
      }}
    />
  );
}
