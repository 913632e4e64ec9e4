import { useTranslation } from 'react-i18next';
import { IconPin } from '@tabler/icons-react';
import { Button } from '../../ui';
import { useWorkbench } from './context';
import { useActiveCase } from './queries';
import { useCommandState } from './state';

/**
 * The violet button, in the same place on every pane's right: puts the selection of the active
 * panel into the active case. Shows the number of the case and the key.
 */
export function AddEvidenceButton({
  size = 'md',
  keys = 'E',
}: {
  size?: 'md' | 'lg';
  /** Another chord, where letters are typed into what is shown. */
  keys?: string;
}) {
  const { t } = useTranslation('app');
  const workbench = useWorkbench();
  const activeCase = useActiveCase();
  const { evidence } = useCommandState();
  return (
    <Button
      variant="case"
      size={size}
      icon={<IconPin aria-hidden="true" />}
      kbd={keys}
      // On the right also where the tools need a second line.
      style={{ marginInlineStart: 'auto' }}
      disabledReason={evidence ? undefined : t('evidence.nothing.body')}
      onClick={() => workbench.run('evidence.add')}
    >
      {activeCase ? t('evidence.addTo', { number: activeCase.number }) : t('evidence.add')}
    </Button>
  );
}
