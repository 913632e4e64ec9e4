import { useTranslation } from 'react-i18next';
import type { Task } from '../../../src-main/contract/index';
import { plainDisplay } from '../../ui';
import { useWorkbench } from './context';
import { useHostMutation } from './queries';

/** Stops a task, and says what becomes of work that was done in part. */
export function useStopTask(): { stop: (task: Task) => void; busy: boolean } {
  const { t } = useTranslation('tasks');
  const workbench = useWorkbench();
  const cancel = useHostMutation((host, { id }: Task) => host.tasks.cancel({ id }), {
    onSuccess: (_ok, { id, kind, title }) => {
      if (kind !== 'run' && kind !== 'transfer') return;
      workbench.notify({
        id: `stop-${id}`,
        tone: 'info',
        title: t('stopping', { title: plainDisplay(title) }),
        body: t(`fate.${kind}`),
      });
    },
  });
  return { stop: cancel.mutate, busy: cancel.isPending };
}
