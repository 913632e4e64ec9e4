import type { EvidenceSource } from '../../../src-main/contract/index';
import { activeCaseKey } from './queries';
import { useEvidenceStore, type EvidenceAnnouncement } from './evidence-store';
import type { Workbench } from './types';

const evidenceToastMs = 12_000;

/** The source of an announcement, taken now. */
export function sourceOf(announcement: EvidenceAnnouncement): EvidenceSource {
  return typeof announcement.source === 'function' ? announcement.source() : announcement.source;
}

/**
 * The hero move: puts what the active viewer has selected into the active case. Without a
 * selection it says what to do; without an active case it asks for one and then goes on.
 */
export async function addSelectionToCase(workbench: Workbench, withRemark: boolean): Promise<void> {
  const { evidence, activeCase } = workbench.state;
  if (!evidence) {
    workbench.notify({
      id: 'evidence-nothing',
      tone: 'info',
      title: workbench.text('app:evidence.nothing.title'),
      body: workbench.text('app:evidence.nothing.body'),
      keep: false,
    });
    return;
  }
  const { show } = useEvidenceStore.getState();
  if (!activeCase) {
    show({ kind: 'choose-case', announcement: evidence, withRemark });
  } else if (withRemark) {
    const { id, number } = activeCase;
    show({ kind: 'remark', announcement: evidence, caseId: id, caseNumber: number });
  } else {
    await addEvidence(workbench, evidence, activeCase, '');
  }
}

/** Adds to a case and shows the toast with Undo and Remark. */
export async function addEvidence(
  workbench: Workbench,
  announcement: EvidenceAnnouncement,
  target: { id: string; number: string },
  remark: string,
): Promise<void> {
  const { already, ...evidence } = await workbench.host.cases.addEvidence({
    caseId: target.id,
    source: sourceOf(announcement),
    remark,
  });
  announcement.onAdded?.(evidence);
  // Evidence that had another remark already: whoever wrote this one decides about both.
  if (already && remark !== '' && evidence.remark !== remark) {
    const both = { ...evidence, remark: `${evidence.remark}\n${remark}` };
    useEvidenceStore.getState().show({ kind: 'edit-remark', evidence: both });
  }
  await workbench.queryClient.invalidateQueries({ queryKey: [activeCaseKey[0]] });
  const toast = `evidence-${evidence.id}`;
  const label = `E${evidence.ordinal}`;
  const undo = async (): Promise<void> => {
    await workbench.host.cases.removeEvidence({ id: evidence.id, removed: true });
    announcement.onRemoved?.(evidence);
    workbench.notify({
      id: toast,
      tone: 'info',
      title: workbench.text('app:evidence.undone', { label, number: target.number }),
    });
  };
  workbench.notify({
    id: toast,
    tone: 'case',
    title: workbench.text(already ? 'app:evidence.already' : 'app:evidence.added', {
      label,
      number: target.number,
    }),
    body: announcement.label,
    // The buttons stay in the list behind the bell, and on the evidence itself.
    timeoutMs: evidenceToastMs,
    actions: [
      // What was in the case before is not taken out of it.
      ...(already
        ? []
        : [
            {
              label: workbench.text('app:evidence.undo'),
              onClick: () => void undo().catch((error: unknown) => workbench.reportError(error)),
            },
          ]),
      {
        label: workbench.text('app:evidence.remark'),
        onClick: () => useEvidenceStore.getState().show({ kind: 'edit-remark', evidence }),
      },
    ],
  });
}
