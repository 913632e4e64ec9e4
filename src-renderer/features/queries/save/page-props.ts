import { useTranslation } from 'react-i18next';
import type { SaveDraft, SaveProblem } from './save-draft';

/** What each page of the form is given. */
export interface SavePageProps {
  draft: SaveDraft;
  onChange: (change: Partial<SaveDraft>) => void;
  /** What is wrong with a field, in words; an empty object where nothing is, or nobody asked yet. */
  errorOf: (field: string) => { error?: string };
}

/** Tells what is wrong with a field once somebody has tried to save. */
export function useErrorOf(
  problems: readonly SaveProblem[],
  asked: boolean,
): SavePageProps['errorOf'] {
  const { t } = useTranslation('query-library');
  return (field) => {
    const found = asked ? problems.find((problem) => problem.field === field) : undefined;
    return found ? { error: t(`problem.${found.key}`, found.params) } : {};
  };
}
