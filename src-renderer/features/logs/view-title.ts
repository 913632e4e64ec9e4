import type { LogView } from '../../../src-main/contract/logs';

/**
 * What a page of logs is called: as it was named when it was opened, or after its logs where
 * nobody named it or its logs have changed since.
 *
 * @param given the name it was opened with
 * @param andOthers a timeline in words, from the name of its first log
 */
export function viewTitle(
  { sources }: Pick<LogView, 'sources'>,
  given: string | undefined,
  andOthers: (first: string) => string,
): string {
  if (given !== undefined && given !== '') return given;
  const [first] = sources;
  if (!first) return '';
  return sources.length === 1 ? first.name : andOthers(first.name);
}
