import type { ResultState } from '../../../../src-main/contract/index';
import { plainDisplay } from '../../../ui/index';
import type { PanelProps, Workbench } from '../../workbench/index';

/** How two results are compared, beside which they are. */
export interface CompareOptions {
  /** Names of columns that name a row; null asks for the best guess. */
  key: readonly string[] | null;
  ignore: readonly string[];
  asNumbers: boolean;
  ignoreCase: boolean;
  trimEnd: boolean;
}

/** Two results and how they are compared: what the page of a comparison keeps of itself. */
export interface AskedComparison extends CompareOptions {
  beforeId: string;
  afterId: string;
}

/** Opens the page that compares two kept results; no connection is needed. */
export function openComparison(
  workbench: Workbench,
  asked: { beforeId: string; afterId: string },
): void {
  const pair = [asked.beforeId, asked.afterId].toSorted();
  workbench.openPanel({
    id: `queries.compare/${pair.join('/')}`,
    component: 'queries.compare',
    title: workbench.text('compare:tab'),
    params: { ...asked },
  });
}

/** The same for two results in any order: the earlier one is before. */
export function compareResults(workbench: Workbench, one: ResultState, other: ResultState): void {
  const [before, after] = one.startedAt <= other.startedAt ? [one, other] : [other, one];
  openComparison(workbench, { beforeId: before.id, afterId: after.id });
}

/** What a page was opened with, or was told since. */
export function askedOf(params: PanelProps['params']): AskedComparison {
  const names = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  const { key, asNumbers, ignoreCase, trimEnd } = params;
  return {
    beforeId: String(params['beforeId']),
    afterId: String(params['afterId']),
    key: Array.isArray(key) ? names(key) : null,
    ignore: names(params['ignore']),
    asNumbers: asNumbers !== false,
    ignoreCase: ignoreCase === true,
    trimEnd: trimEnd === true,
  };
}

/** Characters of a statement that stand for a result without a title. */
const shownCharacters = 80;

/** What a result is called: its title, else the beginning of its statement. Hostile text is made visible. */
export function nameOf({ title, sql }: Pick<ResultState, 'title' | 'sql'>): string {
  const text = title || sql.slice(0, 400).replaceAll(/\s+/g, ' ').trim().slice(0, shownCharacters);
  return plainDisplay(text);
}
