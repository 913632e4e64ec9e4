import { useTranslation } from 'react-i18next';
import { IconX } from '@tabler/icons-react';
import { Button, ErrorState, IconButton, PanelHeader } from '../../ui/index';
import {
  addEvidence,
  errorText,
  useActiveCase,
  useEvidenceStore,
  useWorkbench,
} from '../workbench/index';
import { openConsole, useConnections, type AskedPlan } from './connections';
import { planEvidence } from './plan-evidence';
import { PlanView } from './PlanView';

/** The plan of a console in the inspector, with the checks its warnings lead to. */
export function PlanSection({ asked, onClose }: { asked: AskedPlan; onClose: () => void }) {
  const { t } = useTranslation(['plans', 'app']);
  const workbench = useWorkbench();
  const activeCase = useActiveCase();
  const { connections } = useConnections();
  const connection = connections?.find(({ endpoint }) => endpoint.id === asked.endpointId);
  const { plan, error, title } = asked;
  const close = <IconButton label={t('close')} icon={<IconX />} size="sm" onClick={onClose} />;
  if (error !== null) {
    const { what } = errorText(error);
    return (
      <>
        <PanelHeader title={t('plans:title')} actions={close} />
        <ErrorState what={what} />
      </>
    );
  }
  if (!plan) return null;
  const add = (): void => {
    const announcement = planEvidence(plan, title);
    if (!activeCase) {
      useEvidenceStore.getState().show({ kind: 'choose-case', announcement, withRemark: false });
      return;
    }
    addEvidence(workbench, announcement, activeCase, '').catch((failure: unknown) =>
      workbench.reportError(failure),
    );
  };
  return (
    <>
      <PanelHeader
        title={t('plans:title')}
        actions={
          <>
            <Button variant="case" onClick={add}>
              {activeCase
                ? t('app:evidence.addTo', { number: activeCase.number })
                : t('app:evidence.add')}
            </Button>
            {close}
          </>
        }
      />
      <PlanView
        plan={plan}
        {...(connection
          ? {
              onCheck: (id: string) => {
                workbench.host.queries
                  .saved({ id })
                  .then((query) => openConsole(workbench, connection, query))
                  .catch((failure: unknown) => workbench.reportError(failure));
              },
            }
          : {})}
      />
    </>
  );
}
