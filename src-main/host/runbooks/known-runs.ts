import { AppError } from '../../contract/errors';
import type { Run } from '../../contract/runbooks';
import type { LeaseService } from '../leases/index';
import type { OpenProfile } from '../profile/index';
import type { ActiveRun } from './run';
import { runExcerpt, withoutOutput, type RunExcerpt } from './run-excerpt';
import { leaseOf } from './run-record';
import type { RunbookStore, StoredRun } from './store';
import { sealedOutput, type StepPlace } from './transcript';

/** Runs of other processes are looked at this often. */
const lookMs = 500;

/** What is known of runs: those that go on here, those that ended, those of other processes. */
export class KnownRuns {
  private readonly parts: { profile: OpenProfile; leases: LeaseService; store: RunbookStore };
  private readonly active: ReadonlyMap<string, { run: ActiveRun }>;

  constructor(parts: KnownRuns['parts'], active: KnownRuns['active']) {
    this.parts = parts;
    this.active = active;
  }

  /** Whether a run goes on, here or in another process. */
  isRunning(id: string): boolean {
    if (this.active.has(id)) return true;
    const state = this.parts.store.run(id)?.run.state;
    return state === 'running' && this.parts.leases.holder(leaseOf(id)) !== null;
  }

  /** Newest first, without outputs. */
  list(runbookId: string | null): Run[] {
    return this.parts.store
      .runs(runbookId, 200)
      .map(({ run }) => withoutOutput(this.active.get(run.id)?.run.current ?? run));
  }

  /** @throws AppError `entity.not-found` */
  get(id: string): Run {
    return this.active.get(id)?.run.current ?? this.stored(id).run;
  }

  /** A run, if it is known. */
  find(id: string): Run | null {
    return this.active.get(id)?.run.current ?? this.parts.store.run(id)?.run ?? null;
  }

  /** The state now and after changes, the last one always. */
  async *follow(id: string, signal?: AbortSignal): AsyncGenerator<Run[], void> {
    const here = this.active.get(id);
    if (here) return yield* here.run.changing.follow(here.run.interval, signal);
    // Another process runs it, or it has ended.
    for (let seen = ''; !signal?.aborted;) {
      const { run } = this.stored(id);
      const text = JSON.stringify(run);
      if (text !== seen) yield [run];
      seen = text;
      if (run.state !== 'running') return;
      await pause(lookMs, signal);
    }
  }

  /** Output of a step as it comes, from its beginning. @throws AppError `entity.not-found` */
  async *output(
    id: string,
    endpointId: string,
    step: number,
    rollback: boolean,
    signal?: AbortSignal,
  ) {
    const { hosts } = this.get(id);
    const host = hosts.findIndex((one) => one.endpointId === endpointId);
    if (host < 0) throw new AppError('entity.not-found', { id: endpointId });
    const place: StepPlace = { host, step, rollback };
    const here = this.active.get(id);
    let given = 0;
    if (here) {
      const { transcript } = here.run;
      for await (const texts of transcript.follow(place, () => here.run.hasEnded(place), signal)) {
        yield texts;
        given += texts.length;
      }
      // A slow reader may not have had all of it when the run ended: the rest is in the blob.
      if (signal?.aborted || given === transcript.pieces(place)) return;
    }
    const { run } = this.stored(id);
    if (run.transcriptSha256 !== null) {
      yield* sealedOutput(this.parts.profile.blobs, run.transcriptSha256, place, given);
      return;
    }
    // Of a run of another process only the end of the output is known here.
    const of = run.hosts[host];
    const state = rollback ? of?.rollback.find((one) => one.step === step) : of?.steps[step];
    if (state && state.output !== '') yield [state.output];
  }

  /** The transcript of an ended run. @throws AppError `runbooks.still-running`, `entity.not-found` */
  excerpt(id: string, selection: string | null): RunExcerpt {
    return runExcerpt(this.stored(id), selection, this.parts.profile.blobs);
  }

  /** As it is kept. @throws AppError `entity.not-found` */
  stored(id: string): StoredRun {
    const stored = this.parts.store.run(id);
    if (!stored) throw new AppError('entity.not-found', { id });
    return stored;
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}
