import type { HostRun, Run, RunbookStep, StepRun } from '../../contract/runbooks';
import type { HeldLease } from '../leases/index';
import { Changing } from '../queries/index';
import type { RunningTask } from '../tasks/index';
import { changesState, scriptFor, type LoadedRunbook } from './library';
import type { BoundParameter } from './parameters';
import type { CommandEnd } from './run-command';
import { expected, failureOf, isOver, newStep, settle, stateOf } from './run-state';
import type { HostSession, StepRunner } from './step-runner';
import { stepLine, type RunTranscript, type StepPlace } from './transcript';

/** Hosts that work at the same time. */
const sideBySide = 20;
/** Views hear of a run at most this often; the store a little less. */
const publishMs = 100;
const persistMs = 500;

/** What {@link ActiveRun} is made of. */
export interface RunParts {
  run: Run;
  runbook: LoadedRunbook;
  parameters: readonly BoundParameter[];
  rollBackOnFailure: boolean;
  transcript: RunTranscript;
  runner: StepRunner;
  /** Says to other processes that the run's owner lives. */
  lease: HeldLease | null;
  now: () => number;
  /** Keeps the state of the run that goes on, and tells views that it changed. */
  persist: (run: Run) => void;
}

/** Orders that a host of a run gets while it runs. */
interface HostControl {
  stop: AbortController;
  rollBack: boolean;
}

/** A run that goes on: its hosts side by side, each step in its turn. */
export class ActiveRun {
  readonly changing: Changing<Run>;
  readonly transcript: RunTranscript;
  private readonly parts: RunParts;
  private readonly run: Run;
  private readonly controls: HostControl[];
  private publishing: ReturnType<typeof setTimeout> | null = null;
  private persisting: ReturnType<typeof setTimeout> | null = null;
  private closing = false;

  constructor(parts: RunParts) {
    this.parts = parts;
    this.run = parts.run;
    this.transcript = parts.transcript;
    this.changing = new Changing(structuredClone(parts.run));
    this.controls = parts.run.hosts.map(() => ({ stop: new AbortController(), rollBack: false }));
  }

  get current(): Run {
    return this.changing.current;
  }

  /** How often followers hear of it, in milliseconds: many hosts make large states. */
  get interval(): number {
    return Math.max(publishMs, this.run.hosts.length * 10);
  }

  /** Runs to the end; what fails on a host stays with that host. */
  async execute(task: RunningTask): Promise<Run> {
    const stopAll = (): void => this.stop(null, false);
    task.signal.addEventListener('abort', stopAll);
    if (task.signal.aborted) stopAll();
    const waiting = this.run.hosts.map((_host, index) => index);
    let ended = 0;
    const work = async (): Promise<void> => {
      for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
        await this.runHost(index);
        ended += 1;
        task.progress(ended / this.run.hosts.length);
      }
    };
    await Promise.all(Array.from({ length: Math.min(sideBySide, waiting.length) }, work));
    task.signal.removeEventListener('abort', stopAll);
    this.run.state = stateOf(this.run.hosts);
    this.run.endedAt = this.parts.now();
    return this.run;
  }

  /**
   * Stops all hosts, or one. During a roll-back a second order stops that, too.
   *
   * @param endpointId null for all
   */
  stop(endpointId: string | null, rollBack: boolean): void {
    this.run.hosts.forEach((host, index) => {
      const control = this.controls[index];
      if (!control || (endpointId !== null && host.endpointId !== endpointId)) return;
      control.rollBack = rollBack && !this.run.dryRun;
      control.stop.abort();
    });
  }

  /** The program closes: stops all hosts and says why. */
  close(): void {
    this.closing = true;
    this.stop(null, false);
  }

  /** Whether a step will say nothing more. */
  hasEnded({ host, step, rollback }: StepPlace): boolean {
    if (this.run.endedAt !== null) return true;
    const states = this.run.hosts[host];
    const found = rollback
      ? states?.rollback.find((one) => one.step === step)
      : states?.steps[step];
    if (!found) return states !== undefined && isOver(states.state);
    return found.state !== 'waiting' && found.state !== 'running';
  }

  /** The last word: after it nothing changes. */
  end(run: Run): void {
    for (const timer of [this.publishing, this.persisting]) if (timer) clearTimeout(timer);
    this.publishing = null;
    this.persisting = null;
    this.parts.lease?.release();
    this.changing.end(structuredClone(run));
    this.transcript.close();
  }

  private async runHost(index: number): Promise<void> {
    const host = this.run.hosts[index];
    const control = this.controls[index];
    if (!host || !control) return;
    host.state = 'running';
    this.touch();
    const session = this.parts.runner.session(host.endpointId);
    try {
      await this.runSteps(host, index, control, session);
    } catch (error) {
      // A full disk, a locked store: whatever could not be written down was not done.
      host.error ??= failureOf(error);
      host.state = 'failed';
    } finally {
      session.release();
    }
    for (const step of host.steps) if (step.state === 'waiting') step.state = 'skipped';
    const state = host.state as HostRun['state'];
    if (this.closing && state === 'cancelled')
      host.error = { code: 'runbooks.program-ended', params: {} };
    const { error } = host;
    try {
      this.transcript.write({
        type: 'host-end',
        host: index + 1,
        at: new Date(this.parts.now()).toISOString(),
        name: host.name,
        state,
        ...(error ? { error } : {}),
      });
    } catch (failure) {
      // The disk is full: the other hosts go on to their ends, and so does the run.
      host.error ??= failureOf(failure);
    }
    this.touch();
  }

  private async runSteps(
    host: HostRun,
    index: number,
    control: HostControl,
    session: HostSession,
  ): Promise<void> {
    const { document } = this.parts.runbook;
    let failed = false;
    for (const [number, step] of document.steps.entries()) {
      const state = host.steps[number];
      if (!state) continue;
      if (control.stop.signal.aborted) {
        host.state = 'cancelled';
        break;
      }
      const script = scriptFor(this.parts.runbook, number, this.run.dryRun);
      const place = { host: index, step: number, rollback: false };
      if (script === null) this.show(host, place, step, state);
      else await this.runStep(session, place, step, script, state, control.stop.signal);
      host.error = state.error ?? host.error;
      if (state.state === 'unknown' || state.state === 'cancelled') {
        host.state = state.state;
        break;
      }
      if (state.state !== 'failed') continue;
      failed = true;
      if (!step.continueOnFailure || session.unreachable) break;
    }
    if (host.state === 'running') host.state = failed ? 'failed' : 'done';
    const wanted =
      (host.state === 'cancelled' && control.rollBack) ||
      (host.state === 'failed' && this.parts.rollBackOnFailure);
    if (wanted && !this.run.dryRun) await this.rollBack(host, index, control, session);
  }

  private async rollBack(
    host: HostRun,
    index: number,
    control: HostControl,
    session: HostSession,
  ): Promise<void> {
    // The order to stop has been followed; a new one stops the roll-back.
    control.stop = new AbortController();
    const { steps } = this.parts.runbook.document;
    for (const [number, step] of [...steps.entries()].reverse()) {
      if (host.steps[number]?.state !== 'done' || step.rollback === undefined) continue;
      // Where nothing was changed there is nothing to undo, and nobody was asked to let it through.
      if (!changesState(this.parts.runbook, number)) continue;
      const state = newStep(number);
      host.rollback.push(state);
      const place = { host: index, step: number, rollback: true };
      await this.runStep(session, place, step, step.rollback, state, control.stop.signal);
      if (state.state === 'done') continue;
      // What comes before it may rest on it: a person has to look.
      host.error = state.error ?? host.error;
      if (state.state === 'unknown') host.state = 'unknown';
      return;
    }
  }

  private show(host: HostRun, place: StepPlace, step: RunbookStep, state: StepRun): void {
    state.command = this.parts.runner.shown(step, step.script, this.parts.parameters);
    state.state = 'shown';
    this.transcript.write(
      stepLine('step-end', this.parts.now(), place, {
        hostName: host.name,
        name: step.name,
        command: state.command,
        state: 'shown',
      }),
    );
    this.touch();
  }

  private async runStep(
    session: HostSession,
    place: StepPlace,
    step: RunbookStep,
    script: string,
    state: StepRun,
    stop: AbortSignal,
  ): Promise<void> {
    const { runner, parameters, now } = this.parts;
    const host = this.run.hosts[place.host];
    const name = host?.name ?? '';
    state.command = runner.shown(step, script, parameters);
    state.state = 'running';
    state.startedAt = now();
    const { sudo, kind } = step;
    this.transcript.write(
      stepLine('step', state.startedAt, place, {
        hostName: name,
        name: step.name,
        kind,
        ...(sudo ? { sudo } : {}),
        command: state.command,
      }),
    );
    this.touch();
    let end: CommandEnd;
    try {
      end = await session.run({
        step,
        script,
        parameters,
        state,
        place,
        transcript: this.transcript,
        title: this.run.title.en,
        changed: () => this.touch(),
        stop,
      });
    } catch (error) {
      // Given up while it connected: nothing ran.
      end = stop.aborted
        ? { kind: 'stopped', gone: true }
        : { kind: 'failed', error: expected(error) };
    }
    state.endedAt = now();
    settle(state, end, step, name);
    this.transcript.write(
      stepLine('step-end', state.endedAt, place, {
        hostName: name,
        state: state.state,
        exit: state.exitCode,
        ...(state.signal === null ? {} : { signal: state.signal }),
        elapsedMs: state.endedAt - state.startedAt,
        outputBytes: state.outputBytes,
        ...(state.outputCut ? { outputCut: true } : {}),
        ...(state.error ? { error: state.error } : {}),
      }),
    );
    this.transcript.wake();
    this.touch();
  }

  /** Tells followers soon, and the store a little later. */
  private touch(): void {
    const many = this.run.hosts.length;
    this.publishing ??= setTimeout(() => {
      this.publishing = null;
      this.changing.set(structuredClone(this.run));
    }, this.interval);
    this.persisting ??= setTimeout(
      () => {
        this.persisting = null;
        this.parts.persist(this.run);
      },
      Math.max(persistMs, many * 20),
    );
  }
}
