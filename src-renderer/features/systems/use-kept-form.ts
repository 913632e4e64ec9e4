import { useViewState } from '../workbench/index';
import { parseKept, withoutSecret, type KeptForm } from './kept-form';
import { useSystemsView } from './view-store';

/**
 * Keeps what is typed into the forms of a system: in memory while the program runs, and in the
 * encrypted store within half a second, so that it is there again after a crash.
 */
export function useKeptForm(systemId: string): {
  kept: KeptForm | null;
  keep: (form: KeptForm | null) => void;
} {
  const stored = useViewState(`systems/draft/${systemId}`, 400);
  const latest = useSystemsView((store) => store.drafts[systemId]);
  const setDraft = useSystemsView((store) => store.setDraft);
  return {
    kept: latest === undefined ? parseKept(stored.initial) : latest,
    keep: (form) => {
      const kept = form && withoutSecret(form);
      setDraft(systemId, kept);
      stored.save(kept === null ? '' : JSON.stringify(kept));
    },
  };
}
