import type { GroupMember, QueryGroup } from '../../../../src-main/contract/index';

/** How many members are in each state, for the line above them. */
export function countsOf({ members }: QueryGroup): Record<GroupMember['state'], number> {
  const counts = { waiting: 0, connecting: 0, running: 0, done: 0, cancelled: 0, failed: 0 };
  for (const { state } of members) counts[state] += 1;
  return counts;
}

const severityRank = { critical: 0, warning: 1 } as const;
const stateRank: Readonly<Record<GroupMember['state'], number>> = {
  failed: 2,
  running: 3,
  connecting: 3,
  waiting: 4,
  done: 5,
  cancelled: 6,
};

/** What needs a person first: critical and warning rows, failures, what still goes on, the rest. */
export function byUrgency(members: readonly GroupMember[]): GroupMember[] {
  const rank = ({ severity, state }: GroupMember): number =>
    severity === null ? stateRank[state] : severityRank[severity];
  return members.toSorted((one, other) => rank(one) - rank(other));
}

export function isOver({ state }: Pick<GroupMember, 'state'>): boolean {
  return state === 'done' || state === 'cancelled' || state === 'failed';
}
