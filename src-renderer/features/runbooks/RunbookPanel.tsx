import { useTranslation } from 'react-i18next';
import { Busy, EmptyState, ErrorState } from '../../ui/index';
import {
  errorText,
  useCurrentInventory,
  usePanelTab,
  useViewState,
  useWorkbench,
  type PanelProps,
} from '../workbench/index';
import { openLibrary } from './open';
import { useRunbooks } from './runbook-queries';
import { readKept, RunbookForm } from './RunbookForm';
import { useWords } from './words';

/** A runbook before it runs: what it does, its values, its hosts. */
export default function RunbookPanel({ params }: PanelProps) {
  const { t } = useTranslation('runbooks');
  const workbench = useWorkbench();
  const words = useWords();
  const runbookId = String(params['runbookId']);
  const runbooks = useRunbooks();
  const inventory = useCurrentInventory();
  const kept = useViewState(`runbooks/form/${runbookId}`, 400);
  const runbook = runbooks.data?.find(({ id }) => id === runbookId);
  usePanelTab({ title: runbook ? words(runbook.document.title) : runbookId });

  const error = runbooks.error ?? inventory.error;
  if (error && !runbook) {
    return <ErrorState {...errorText(error)} onRetry={() => void runbooks.refetch()} />;
  }
  if (!runbooks.data || !inventory.data || !kept.loaded) return <Busy text={t('loading')} />;
  if (!runbook) {
    return (
      <EmptyState
        sentence={t('runbook.gone', { id: runbookId })}
        action={{ label: t('library.title'), onClick: () => openLibrary(workbench) }}
      />
    );
  }
  const asked = params['endpointIds'];
  return (
    <RunbookForm
      // Hosts asked for from elsewhere replace those that were ticked here.
      key={`${runbook.id} ${Array.isArray(asked) ? asked.join() : ''}`}
      runbook={runbook}
      inventory={inventory.data}
      kept={readKept(kept.initial)}
      endpointIds={Array.isArray(asked) ? asked.map(String) : undefined}
      onKeep={(values) => kept.save(JSON.stringify(values))}
    />
  );
}
