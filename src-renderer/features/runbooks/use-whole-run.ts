import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Run } from '../../../src-main/contract/index';
import type { EvidenceAnnouncement } from '../workbench/index';
import { useWords } from './words';

/** The whole transcript of an ended run as evidence; null while it runs, for it is not whole yet. */
export function useWholeRun(run: Run): EvidenceAnnouncement | null {
  const { t } = useTranslation('runbooks');
  const title = useWords()(run.title);
  const { id } = run;
  const ended = run.state !== 'running';
  return useMemo(
    () =>
      ended
        ? {
            source: { kind: 'transcript', origin: 'run', id, selection: null },
            label: t('evidence.whole', { title }),
          }
        : null,
    [ended, id, title, t],
  );
}
