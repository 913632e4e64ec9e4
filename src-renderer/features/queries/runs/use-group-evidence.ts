import { useTranslation } from 'react-i18next';
import type { Case, ResultState } from '../../../../src-main/contract/index';
import { activeCaseKey, useHostMutation, useWorkbench } from '../../workbench/index';

/** Puts whole results of several systems into a case, one piece of evidence each, told in one toast. */
export function useGroupEvidence(title: string) {
  const { t } = useTranslation('query-runs');
  const workbench = useWorkbench();
  return useHostMutation(
    async (host, { results, target }: { results: readonly ResultState[]; target: Case }) => {
      const added: { id: string; label: string; already: boolean }[] = [];
      for (const { id: resultId } of results) {
        const { id, ordinal, already } = await host.cases.addEvidence({
          caseId: target.id,
          source: { kind: 'result', resultId, rows: null },
          remark: '',
        });
        added.push({ id, label: `E${ordinal}`, already });
      }
      return { added, number: target.number };
    },
    {
      onSuccess: ({ added, number }) => {
        void workbench.queryClient.invalidateQueries({ queryKey: [activeCaseKey[0]] });
        const fresh = added.filter(({ already }) => !already);
        workbench.notify({
          tone: 'case',
          title: t('group.added', { count: added.length, number }),
          body: [title, added.map(({ label }) => label).join(', ')].filter(Boolean).join(' · '),
          ...(fresh.length === 0
            ? {}
            : {
                timeoutMs: 12_000,
                actions: [
                  {
                    label: workbench.text('app:evidence.undo'),
                    onClick: () => void undo(workbench, fresh),
                  },
                ],
              }),
        });
      },
    },
  );
}

async function undo(
  workbench: ReturnType<typeof useWorkbench>,
  added: readonly { id: string }[],
): Promise<void> {
  try {
    for (const { id } of added) await workbench.host.cases.removeEvidence({ id, removed: true });
  } catch (error) {
    workbench.reportError(error);
  }
}
