import type { SshTestStep } from '../../../src-main/contract/index';

/** The steps of one hop, in their order. */
export interface HopSteps {
  hop: number;
  /** Its name. */
  host: string;
  steps: readonly SshTestStep[];
}

/** The steps with one added, or brought up to date. */
export function withStep(steps: readonly SshTestStep[], step: SshTestStep): SshTestStep[] {
  const at = steps.findIndex((other) => other.hop === step.hop && other.step === step.step);
  return at < 0 ? [...steps, step] : steps.with(at, step);
}

/** The steps by hop, in the order in which the hops are passed. */
export function byHop(steps: readonly SshTestStep[]): HopSteps[] {
  const hops = [...new Set(steps.map(({ hop }) => hop))].sort((first, second) => first - second);
  return hops.map((hop) => {
    const own = steps.filter((step) => step.hop === hop);
    return { hop, host: own[0]?.host ?? '', steps: own };
  });
}

const wayThere: readonly SshTestStep['step'][] = ['name', 'connect', 'host-key', 'login'];

/** How a test came out: `unreached` when there was no connection at all. */
export function outcomeOf(
  steps: readonly SshTestStep[],
): 'ok' | 'warning' | 'failed' | 'unreached' {
  const failed = steps.filter(({ state }) => state === 'failed');
  if (failed.some(({ step }) => wayThere.includes(step))) return 'unreached';
  if (failed.length > 0) return 'failed';
  return steps.some(({ state }) => state === 'warning') ? 'warning' : 'ok';
}

/** A line of the checklist: a step, or several in a row that were left out. */
export type ChecklistLine = SshTestStep | { skipped: readonly SshTestStep['step'][] };

/** The lines of a hop's checklist; what was left out after a failure takes one line together. */
export function checklist(steps: readonly SshTestStep[]): ChecklistLine[] {
  const lines: ChecklistLine[] = [];
  for (const step of steps) {
    const last = lines.at(-1);
    if (step.state !== 'skipped') lines.push(step);
    else if (last && 'skipped' in last)
      lines[lines.length - 1] = { skipped: [...last.skipped, step.step] };
    else lines.push({ skipped: [step.step] });
  }
  return lines;
}
