import type { SshTestStep } from '../../contract/ssh';
import type { AppError } from '../../contract/errors';
import type { ProbeFacts } from './probe-shell';

export type StepName = SshTestStep['step'];
type EndState = Exclude<SshTestStep['state'], 'running'>;

/** How a step ended. */
export interface StepEnd {
  state: EndState;
  facts?: ProbeFacts;
  error?: AppError;
}

/** Turns what happens in a test into its steps, in order, as somebody reads them. */
export class StepQueue implements AsyncIterable<readonly SshTestStep[]> {
  private waiting: SshTestStep[] = [];
  private wake: () => void = () => undefined;
  private ended = false;
  private begun: { step: StepName; hop: number; at: number } | null = null;
  private readonly finished = new Set<string>();
  private readonly hosts: readonly string[];

  /** @param hosts names of the hops */
  constructor(hosts: readonly string[]) {
    this.hosts = hosts;
  }

  /** The step that runs now, or null between two. */
  get running(): { step: StepName; hop: number } | null {
    return this.begun;
  }

  begin(step: StepName, hop: number): void {
    this.begun = { step, hop, at: performance.now() };
    this.push({ step, hop, state: 'running', facts: {}, error: null, elapsedMs: 0 });
  }

  end(end: StepEnd): void {
    if (!this.begun) return;
    const { step, hop, at } = this.begun;
    this.begun = null;
    this.push({
      step,
      hop,
      state: end.state,
      facts: end.facts ?? {},
      error: failureOf(end.error),
      elapsedMs: Math.round((performance.now() - at) * 10) / 10,
    });
  }

  /** Says that a step is left out, unless it had its end already. */
  skip(step: StepName, hop: number): void {
    if (this.finished.has(`${hop} ${step}`)) return;
    this.push({ step, hop, state: 'skipped', facts: {}, error: null, elapsedMs: 0 });
  }

  /** No more steps come. */
  close(): void {
    this.ended = true;
    this.wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly SshTestStep[]> {
    for (;;) {
      if (this.waiting.length > 0) yield this.waiting.splice(0);
      else if (this.ended) return;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  private push(step: Omit<SshTestStep, 'host'>): void {
    if (step.state !== 'running') this.finished.add(`${step.hop} ${step.step}`);
    this.waiting.push({ ...step, host: this.hosts[step.hop] ?? '' });
    this.wake();
  }
}

function failureOf(error: AppError | undefined): SshTestStep['error'] {
  return error ? { code: error.code, params: error.params } : null;
}
