import { useRef, useState } from 'react';
import type { ResultState } from '../../../src-main/contract/index';
import { tabsAfterRound, tabsAfterRun, tabsOf, type ConsoleDraft } from './console-draft';

/** What a console keeps, changed from the screen and by answers that come later. */
export function useConsoleDraft(
  initial: ConsoleDraft,
  results: readonly ResultState[],
  onDraft: (draft: ConsoleDraft) => void,
) {
  const [draft, setDraft] = useState(initial);
  // Answers that come later change the draft as it is then.
  const latest = useRef(initial);
  const keep = (change: Partial<ConsoleDraft>): void => {
    latest.current = { ...latest.current, ...change };
    setDraft(latest.current);
    onDraft(latest.current);
  };
  const isPinned = (id: string | null): boolean =>
    results.find((known) => known.id === id)?.pinned ?? false;
  /** Shows a new result, in the tab in front unless that stays. */
  const show = (id: string, inNewTab: boolean): void => {
    const before = latest.current;
    const stays = isPinned(before.resultId) || inNewTab;
    keep({ resultId: id, tabs: tabsAfterRun(tabsOf(before), before.resultId, id, stays) });
  };
  /** Puts the newest result of a repeated run into its tab, wherever that is. */
  const replace = (old: string, next: string): void =>
    keep(tabsAfterRound(latest.current, old, next, isPinned(old)));
  return { draft, keep, show, replace };
}
