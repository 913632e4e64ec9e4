import type { Platform, Runbook } from '../../../src-main/contract/index';
import { wordsIn } from './words';

/** What the library shows of all runbooks. */
export interface LibraryFilter {
  text: string;
  platform: Platform | 'all';
  class: Runbook['class'] | 'all';
}

/** Runbooks of one platform, under its heading. */
export interface LibraryGroup {
  platform: Platform;
  runbooks: readonly Runbook[];
}

const collator = new Intl.Collator('zh-CN', { numeric: true, sensitivity: 'base' });

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function textOf({ document }: Runbook): string {
  const { id, platform, title, description } = document;
  return folded([id, platform, title.zh, title.en, description.zh, description.en].join('\n'));
}

/** Whether every word of a search occurs in a runbook's id, titles or descriptions. */
export function matchesText(runbook: Runbook, text: string): boolean {
  const whole = textOf(runbook);
  return folded(text)
    .split(/\s+/)
    .every((word) => whole.includes(word));
}

/** The runbooks that pass the filter, by platform and then by title in the reader's language. */
export function libraryGroups(
  runbooks: readonly Runbook[],
  filter: LibraryFilter,
  language: string,
): LibraryGroup[] {
  const groups = new Map<Platform, Runbook[]>();
  for (const runbook of runbooks) {
    const { platform } = runbook.document;
    if (filter.platform !== 'all' && platform !== filter.platform) continue;
    if (filter.class !== 'all' && runbook.class !== filter.class) continue;
    if (!matchesText(runbook, filter.text)) continue;
    const group = groups.get(platform);
    if (group) group.push(runbook);
    else groups.set(platform, [runbook]);
  }
  return [...groups]
    .sort(
      ([first], [second]) =>
        platformOrder(first) - platformOrder(second) || (first < second ? -1 : 1),
    )
    .map(([platform, found]) => ({
      platform,
      runbooks: found.toSorted((a, b) =>
        collator.compare(wordsIn(language, a.document.title), wordsIn(language, b.document.title)),
      ),
    }));
}

/** Operating systems first: their runbooks are used most. */
function platformOrder(platform: Platform): number {
  return platform.startsWith('os-') ? 0 : 1;
}

/**
 * The few runbooks of the side list: those made for the selected system's platform and those
 * used most, the fitting ones first.
 */
export function shortList(
  runbooks: readonly Runbook[],
  platform: Platform | null,
  most: number,
): Runbook[] {
  const weight = (runbook: Runbook): number => (fits(runbook.document.platform, platform) ? 1 : 0);
  return runbooks
    .filter((runbook) => runbook.runs > 0 || platform === null || weight(runbook) > 0)
    .toSorted(
      (a, b) =>
        weight(b) - weight(a) ||
        b.runs - a.runs ||
        platformOrder(a.document.platform) - platformOrder(b.document.platform) ||
        (a.class === b.class ? 0 : a.class === 'read-only' ? -1 : 1) ||
        collator.compare(a.id, b.id),
    )
    .slice(0, most);
}

const windowsPlatforms: ReadonlySet<Platform> = new Set(['os-windows', 'sqlserver', 'iis']);

/**
 * Whether a runbook may be meant for hosts of a system. A runbook for an operating system fits
 * what usually runs on that system; the engineer decides in the end.
 */
export function fits(runbook: Platform, system: Platform | null): boolean {
  if (system === null || runbook === system) return true;
  if (runbook === 'os-linux') return !windowsPlatforms.has(system);
  if (runbook === 'os-windows') return windowsPlatforms.has(system);
  return false;
}
