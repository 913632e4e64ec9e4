import type { ResultState, Severity } from '../../../../src-main/contract/index';

export const keptOrders = ['time', 'title', 'system', 'rows', 'bytes', 'severity'] as const;
export type KeptOrder = (typeof keptOrders)[number];

/** Whether a result is meant by words: each of them stands in its name, statement or place. */
export function matchesText(result: ResultState, text: string): boolean {
  const { title, sql, system, database, username, host, server } = result;
  const within = [title, sql, system, database, username, host, server].join('\n').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => within.includes(word));
}

const levels = { critical: 2, warning: 1 } as const;

/** Results in an order; what is equal stays newest first. */
export function ordered(
  results: readonly ResultState[],
  order: KeptOrder,
  severities: ReadonlyMap<string, Severity | null>,
): readonly ResultState[] {
  const levelOf = ({ id }: ResultState): number => {
    const level = severities.get(id);
    return level ? levels[level] : 0;
  };
  const nameOf = ({ title, sql }: ResultState): string => title || sql.trim();
  const compare: Record<KeptOrder, (one: ResultState, other: ResultState) => number> = {
    time: () => 0,
    title: (one, other) => nameOf(one).localeCompare(nameOf(other)),
    system: (one, other) =>
      one.system.localeCompare(other.system) || one.database.localeCompare(other.database),
    rows: (one, other) => other.rows - one.rows,
    bytes: (one, other) => other.bytes - one.bytes,
    severity: (one, other) => levelOf(other) - levelOf(one),
  };
  return results.toSorted(
    (one, other) => compare[order](one, other) || other.startedAt - one.startedAt,
  );
}

/** Bytes of results together. */
export function bytesOf(results: readonly ResultState[]): number {
  return results.reduce((sum, { bytes }) => sum + bytes, 0);
}
