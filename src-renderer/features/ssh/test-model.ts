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

/** How a test came out: whether the connection stands, and whether all of it works. */
export function outcomeOf(steps: readonly SshTestStep[]): 'ok' | 'warning' | 'failed' {
  if (steps.some(({ state }) => state === 'failed')) return 'failed';
  return steps.some(({ state }) => state === 'warning') ? 'warning' : 'ok';
}
