import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { largestFileBytes } from '../../../src-main/contract/index';
import { plainDisplay } from '../../ui/index';
import { useEvidenceSource } from '../workbench/index';
import type { Pane } from './use-pane';

/** The selected file of the host can go into the case; the host process fetches its bytes. */
export function useFileEvidence(pane: Pane): void {
  const { t } = useTranslation('files');
  const { single } = pane;
  const fits =
    single !== null &&
    (single.kind === 'file' || single.target === 'file') &&
    single.bytes <= largestFileBytes;
  const entry = fits ? single : null;
  const { endpointId } = pane.place;
  useEvidenceSource(
    useMemo(
      () =>
        entry === null || endpointId === null
          ? null
          : {
              source: { kind: 'remote-file' as const, endpointId, path: entry.path },
              label: t('evidence', { name: plainDisplay(entry.name) }),
            },
      [entry, endpointId, t],
    ),
  );
}
