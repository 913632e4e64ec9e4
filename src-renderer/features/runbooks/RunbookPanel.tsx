import { useState } from 'react';
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
import { openLibrary, type RunbookAsked } from './open';
import { useRunbooks } from './runbook-queries';
import { readKept, RunbookForm, type KeptForm } from './RunbookForm';
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
  // The view state is read once; what was written since is newer.
  const [written, setWritten] = useState<KeptForm | null>(null);
  const latest = written ?? readKept(kept.initial);
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
  const { endpointIds, parameters } = params as RunbookAsked;
  return (
    <RunbookForm
      // What is asked for from elsewhere replaces what was chosen here.
      key={JSON.stringify([runbook.id, endpointIds, parameters])}
      runbook={runbook}
      inventory={inventory.data}
      kept={{
        ...latest,
        ...(endpointIds ? { endpointIds: [...endpointIds] } : {}),
        ...(parameters ? { values: { ...latest.values, ...parameters } } : {}),
      }}
      onKeep={(form) => {
        setWritten(form);
        kept.save(JSON.stringify(form));
      }}
    />
  );
}
