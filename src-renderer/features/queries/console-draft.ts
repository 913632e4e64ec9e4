import { parameterTypes } from '../../../src-main/contract/index';
import type { PanelProps } from '../workbench/index';
import type { ParameterValue } from './ParameterFields';

/** What a console keeps across restarts. */
export interface ConsoleDraft {
  sql: string;
  parameters: Record<string, ParameterValue>;
  /** The result in front. */
  resultId: string | null;
  /** Results with a tab, in the order of the tabs; drafts of before have only one. */
  tabs?: readonly string[];
}

/** Where the draft of a console's page is kept. */
export function draftKey(panelId: string): string {
  return `queries/draft/${panelId}`;
}

/** What a console of a statement of the history begins with; null for any other. */
export function sentBefore(params: PanelProps['params']): ConsoleDraft | null {
  const { sql, values, types, resultId } = params;
  if (typeof sql !== 'string') return null;
  const typeOf = new Map(Object.entries(typeof types === 'object' && types !== null ? types : {}));
  const parameters = Object.entries(typeof values === 'object' && values !== null ? values : {})
    .filter(
      (entry): entry is [string, string | null] =>
        entry[1] === null || typeof entry[1] === 'string',
    )
    .map(([name, value]) => {
      const type = parameterTypes.find((known) => known === typeOf.get(name)) ?? 'text';
      return [name, { value, type } satisfies ParameterValue] as const;
    });
  return {
    sql,
    parameters: Object.fromEntries(parameters),
    resultId: typeof resultId === 'string' ? resultId : null,
  };
}

/** A draft as it is kept; `untouched`: its statement is that of the opened query, as it was then. */
type KeptDraft = ConsoleDraft & { untouched?: boolean };

/** A draft as text. */
export function writeDraft(draft: ConsoleDraft, opened: string | undefined): string {
  return JSON.stringify({ ...draft, untouched: draft.sql === opened } satisfies KeptDraft);
}

/**
 * A draft as it was kept; null without one. A statement that nobody changed is that of the opened
 * query as it is now: where the query is mended meanwhile, the mended one is what runs.
 */
export function readDraft(text: string | null, opened: string | undefined): ConsoleDraft | null {
  if (text === null) return null;
  try {
    const { untouched, ...draft } = JSON.parse(text) as KeptDraft;
    return untouched && opened !== undefined ? { ...draft, sql: opened } : draft;
  } catch {
    return null;
  }
}

/** The tabs of a draft. */
export function tabsOf({ tabs, resultId }: ConsoleDraft): readonly string[] {
  return tabs ?? (resultId === null ? [] : [resultId]);
}

/** More results than these have no tab; they are among the kept ones. */
const mostTabs = 20;

/** A new result takes the place of the one in front, unless that stays. */
export function tabsAfterRun(
  tabs: readonly string[],
  front: string | null,
  added: string,
  frontStays: boolean,
): string[] {
  if (tabs.includes(added)) return [...tabs];
  const next =
    front !== null && !frontStays && tabs.includes(front)
      ? tabs.map((id) => (id === front ? added : id))
      : [...tabs, added];
  return next.slice(-mostTabs);
}

/** Closes a tab; its neighbour comes to the front where it was there. */
export function tabsAfterClose(
  tabs: readonly string[],
  front: string | null,
  closed: string,
): { tabs: string[]; resultId: string | null } {
  const next = tabs.filter((id) => id !== closed);
  if (front !== closed) return { tabs: next, resultId: front };
  const place = Math.min(tabs.indexOf(closed), next.length - 1);
  return { tabs: next, resultId: next[place] ?? null };
}

/** The newest result of a repeated run takes the tab of the one before, unless that was pinned; what is in front stays. */
export function tabsAfterRound(
  draft: ConsoleDraft,
  old: string,
  next: string,
  oldStays: boolean,
): { tabs: string[]; resultId: string | null } {
  const tabs = tabsOf(draft).flatMap((id) => (id !== old ? [id] : oldStays ? [old, next] : [next]));
  return { tabs, resultId: draft.resultId === old ? next : draft.resultId };
}
