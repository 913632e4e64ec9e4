import type { PlanStep, PlanWarning } from '../../../contract/query-plans';

/** What a server says of a step that a warning may come from. */
export interface StepFacts {
  /** Reads its table whole. */
  fullScan?: boolean;
  /** Rows it looks at, where the server tells them apart from those it gives. */
  examined?: number | null;
  /** Conditions that rows are filtered by after they are read. */
  filter?: string;
  /** A nested loop; its first child is the outer side. */
  nestedLoop?: boolean;
  /** The server's words for a conversion that hides a column from its index. */
  conversion?: string;
  /** Megabytes, or the server's words, of a sort or hash that leaves memory. */
  spill?: string;
  /** Columns or a table without statistics. */
  noStatistics?: string;
}

/** A step as a server's answer gives it, in reading order. */
export interface RawStep extends Omit<PlanStep, 'share'> {
  facts: StepFacts;
}

/** A plan as it was read from a server's answer. */
export interface RawPlan {
  steps: readonly RawStep[];
  /** What the server itself suggests. */
  suggested: PlanWarning[];
}

/** A step with what most of them have; `more` fills the rest. */
export function step(operation: string, depth: number, more: Partial<RawStep> = {}): RawStep {
  return {
    depth,
    operation,
    object: '',
    alias: '',
    index: '',
    rows: null,
    cost: null,
    details: [],
    facts: {},
    ...more,
  };
}

/** A number of a server's answer, written as text or not; null where there is none. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** Longer values are cut: a plan is read by people. */
const longestDetail = 2_000;

/** What a step says besides, in the server's words; what is empty is left out. */
export function detailsOf(values: Iterable<readonly [string, unknown]>): PlanStep['details'] {
  const found: PlanStep['details'] = [];
  for (const [name, value] of values) {
    const text = typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value);
    if (text !== '') found.push({ name, value: text.slice(0, longestDetail) });
  }
  return found;
}

/** Numbers of the children of a step. */
export function childrenOf(steps: readonly Pick<RawStep, 'depth'>[], number: number): number[] {
  const depth = steps[number]?.depth ?? 0;
  const found: number[] = [];
  for (let at = number + 1; at < steps.length; at += 1) {
    const below = (steps[at]?.depth ?? 0) - depth;
    if (below <= 0) break;
    if (below === 1) found.push(at);
  }
  return found;
}

/** Each step with its own part of the whole cost. Costs of a step hold those of all below it. */
export function withShares(steps: readonly RawStep[]): PlanStep[] {
  const total = Math.max(
    0,
    ...steps.filter(({ depth }) => depth === 0).map(({ cost }) => cost ?? 0),
  );
  // One walk from the end: the costs of the children of a step are known when it comes.
  const below: number[] = [];
  const own: (number | null)[] = [];
  for (let at = steps.length - 1; at >= 0; at -= 1) {
    const { depth, cost } = steps[at] as RawStep;
    const children = below[depth + 1] ?? 0;
    below[depth + 1] = 0;
    own[at] = cost === null ? null : Math.max(0, cost - children);
    // A step without a cost of its own passes on those below it.
    below[depth] = (below[depth] ?? 0) + (cost ?? children);
  }
  return steps.map(({ depth, operation, object, alias, index, rows, cost: all, details }, at) => {
    const cost = own[at] ?? null;
    const known = { depth, operation, object, alias, index, rows, cost: all, details };
    return { ...known, share: cost === null || total === 0 ? null : Math.min(1, cost / total) };
  });
}
