import { useTranslation } from 'react-i18next';
import { IconTicket } from '@tabler/icons-react';
import { EmptyState } from '../../ui/index';
import { usePanelTab, useWorkbench } from '../workbench/index';

/** Says honestly where know-how lives today. */
export default function KnowledgePanel() {
  const { t } = useTranslation('knowledge');
  const workbench = useWorkbench();
  usePanelTab({ title: t('title') });
  return (
    <EmptyState
      sentence={t('empty')}
      detail={t('detail')}
      action={{
        label: t('openCases'),
        kbd: 'Ctrl 1',
        icon: <IconTicket aria-hidden="true" />,
        onClick: () => workbench.showActivity('cases'),
      }}
    />
  );
}
