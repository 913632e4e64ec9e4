import { AppError } from '../../contract/errors';
import type { Inputs } from '../../contract/index';
import type { Run } from '../../contract/runbooks';
import { guardStorage } from '../../kit/database';
import { newId } from '../../kit/ids';
import type { AuditService } from '../audit/index';
import type { ChangeGate } from '../changes/index';
import type { HeldLease, LeaseService } from '../leases/index';
import type { EndpointPlace } from '../systems/index';
import type { TaskService } from '../tasks/index';
import { classOf, scriptFor, type LoadedRunbook } from './library';
import { bindParameters, type BoundParameter } from './parameters';
import { ActiveRun } from './run';
import {
  endedNote,
  endLine,
  headerLine,
  leaseOf,
  newRun,
  startedNote,
  whereabouts,
  type StartedBy,
} from './run-record';
import { runExcerpt, withoutOutput, type RunExcerpt } from './run-excerpt';
import { neverBegan } from './run-state';
import { sealLeftovers, settleAbandoned } from './settle';
import { StepRunner, type StepRunnerParts } from './step-runner';
import type { RunbookStore, StoredRun } from './store';
import {
  dropTranscript,
  RunTranscript,
  sealTranscript,
  sealedOutput,
  type StepPlace,
} from './transcript';
import type { Log } from '../../kit/log';
import type { EventHub } from '../events';
import type { OpenProfile } from '../profile/index';

/** Runs of other processes are looked at this often. */
const lookMs = 1000;
/** How long the end of runs is waited for when the program closes. */
const closeMs = 12_000;

export interface RunsParts extends StepRunnerParts {
  profile: OpenProfile;
  events: EventHub;
  tasks: TaskService;
  log: Log;
  audit: AuditService;
  changes: ChangeGate;
  leases: LeaseService;
  store: RunbookStore;
  place: (endpointId: string) => EndpointPlace;
  version: string;
}

type StartInput = Inputs['runbooks']['run'];

/** Runs of this device: those that go on here, those that ended, those of other processes. */
export class Runs {
  private readonly parts: RunsParts;
  private readonly active = new Map<string, { run: ActiveRun; ended: Promise<void> }>();
  private readonly timer: ReturnType<typeof setInterval>;
  /** Runs whose owner was not to be seen at the last look. */
  private orphans = new Set<string>();
  private looked = false;

  constructor(parts: RunsParts) {
    this.parts = parts;
    this.timer = setInterval(() => void this.look(), lookMs);
    this.timer.unref();
  }

  /** Runs that go on in this process; a test counts them. */
  get running(): number {
    return this.active.size;
  }

  /** Whether a run goes on, here or in another process. */
  isRunning(id: string): boolean {
    if (this.active.has(id)) return true;
    const state = this.parts.store.run(id)?.run.state;
    return state === 'running' && this.parts.leases.holder(leaseOf(id)) !== null;
  }

  /**
   * Starts a run and returns at once.
   *
   * @throws AppError `runbooks.host-unknown`, `runbooks.parameter-…`, `secret.missing`,
   *   `runbooks.query-unknown`, and as {@link ChangeGate.permit}
   */
  start(runbook: LoadedRunbook, input: StartInput, by: StartedBy): Run {
    const { profile, audit, changes, store, leases, tasks } = this.parts;
    const places = this.places(input.endpointIds);
    const parameters = this.bind(runbook, input);
    const runner = new StepRunner(this.parts, by.unattended);
    // A fault that would stop every host stops before the first.
    const dryRun = input.dryRun ?? false;
    commands(runbook, parameters, runner, dryRun);
    const { document } = runbook;
    const kind = classOf(runbook);
    const permit =
      kind === 'changes-state' && !dryRun
        ? changes.permit({
            action: `${document.title.en} v${document.version} (${document.id})`,
            targets: places.map(({ endpoint, system }) => ({
              name: endpoint.name,
              environment: system.environment,
            })),
            statement: input.statement && {
              reason: input.statement.reason ?? '',
              changeId: input.statement.changeId ?? '',
              typedNames: input.statement.typedNames ?? [],
            },
            unattended: by.unattended,
          })
        : null;
    const id = newId();
    const run = newRun(runbook, {
      id,
      dryRun,
      parameters,
      places,
      permit,
      by,
      at: profile.clock.now(),
    });
    audit.append(startedNote(run));
    const stored = whereabouts(places);
    const lease = leases.tryTake(leaseOf(id));
    const header = headerLine(run, runbook, places, permit, {
      program: this.parts.version,
      clockOffsetMs: profile.clock.offsetMs(),
    });
    let transcript: RunTranscript;
    try {
      guardStorage(profile.folder, () => store.putRun({ run, ...stored }, process.pid));
      transcript = RunTranscript.create(profile, id, header);
    } catch (error) {
      // Nothing ran, and nobody is to be told that something does.
      lease?.release();
      this.persist({ run: neverBegan(run, error, profile.clock.now()), ...stored }, null);
      throw error;
    }
    const active = new ActiveRun({
      run,
      runbook,
      parameters,
      rollBackOnFailure: input.rollBackOnFailure ?? false,
      transcript,
      runner,
      lease,
      now: () => profile.clock.now(),
      persist: (state) => this.persist({ run: state, ...stored }),
    });
    const title = `${document.title.zh} / ${document.title.en}`;
    const ended = tasks
      .run('run', title, async (task) =>
        this.finish(active, await active.execute(task), stored, lease),
      )
      .catch((error: unknown) => this.parts.log.error('a run failed', error))
      .finally(() => {
        this.active.delete(id);
        this.parts.events.changed('runbooks', id);
      });
    this.active.set(id, { run: active, ended });
    this.parts.events.changed('runbooks', id);
    return active.current;
  }

  /** What would be sent, step by step. @throws AppError as {@link start} */
  preview(runbook: LoadedRunbook, input: StartInput): string[] {
    const runner = new StepRunner(this.parts, true);
    return commands(runbook, this.bind(runbook, input), runner, input.dryRun ?? false);
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
      await pause(lookMs / 2, signal);
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

  /** @throws AppError `runbooks.elsewhere` for a run of another process */
  stop(id: string, endpointId: string | null, rollBack: boolean): void {
    const here = this.active.get(id);
    if (here) return here.run.stop(endpointId, rollBack);
    const { run } = this.stored(id);
    const holder = this.parts.leases.holder(leaseOf(id));
    if (run.state === 'running' && holder)
      throw new AppError('runbooks.elsewhere', { pid: holder.pid });
  }

  /** The transcript of an ended run. @throws AppError `runbooks.still-running`, `entity.not-found` */
  excerpt(id: string, selection: string | null): RunExcerpt {
    return runExcerpt(this.stored(id), selection, this.parts.profile.blobs);
  }

  /** Stops every run and waits for its end, for a while. */
  async dispose(): Promise<void> {
    clearInterval(this.timer);
    const runs = [...this.active.values()];
    for (const { run } of runs) run.close();
    await Promise.race([
      Promise.all(runs.map(({ ended }) => ended)),
      new Promise((resolve) => setTimeout(resolve, closeMs).unref()),
    ]);
  }

  private bind(runbook: LoadedRunbook, input: StartInput): BoundParameter[] {
    return bindParameters(runbook.document, input.parameters ?? {}, this.parts.reveal);
  }

  /** Hosts by their ids, each once. @throws AppError `runbooks.host-unknown` {name} */
  places(ids: readonly string[]): EndpointPlace[] {
    return [...new Set(ids)].map((id) => {
      let place: EndpointPlace;
      try {
        place = this.parts.place(id);
      } catch (error) {
        throw new AppError('runbooks.host-unknown', { name: id }, { cause: error });
      }
      const { detail, archived, name } = place.endpoint;
      if (detail.kind !== 'ssh' || archived) throw new AppError('runbooks.host-unknown', { name });
      return place;
    });
  }

  private async finish(
    active: ActiveRun,
    run: Run,
    stored: Omit<StoredRun, 'run'>,
    lease: HeldLease | null,
  ): Promise<void> {
    const { profile, store, audit, log } = this.parts;
    try {
      active.transcript.write(endLine(run));
      run.transcriptSha256 = await sealTranscript(profile, run.id);
    } catch (error) {
      // The disk is full or gone: the state says what is known, the file waits for its end.
      log.error('the transcript of a run could not be sealed', error);
    }
    try {
      store.putRun({ run, ...stored }, null);
      audit.append(endedNote(run));
    } finally {
      active.end(run);
      lease?.release();
      if (run.transcriptSha256 !== null) dropTranscript(profile, run.id);
    }
  }

  private persist(stored: StoredRun, owner: number | null = process.pid): void {
    try {
      this.parts.store.putRun(stored, owner);
      this.parts.events.changed('runbooks', stored.run.id);
    } catch (error) {
      this.parts.log.warn('the state of a run could not be kept', { error: String(error) });
    }
  }

  private stored(id: string): StoredRun {
    const stored = this.parts.store.run(id);
    if (!stored) throw new AppError('entity.not-found', { id });
    return stored;
  }

  /** Gives runs an end whose process is gone: seen twice, as a machine may have slept in between. */
  private async look(): Promise<void> {
    const { store, leases, log } = this.parts;
    try {
      if (!this.looked) {
        this.looked = true;
        await sealLeftovers(this.parts);
      }
      const now = new Set<string>();
      for (const stored of store.running()) {
        const { id } = stored.run;
        if (this.active.has(id) || leases.holder(leaseOf(id))) continue;
        if (!this.orphans.has(id)) {
          now.add(id);
          continue;
        }
        const lease = leases.tryTake(leaseOf(id));
        if (!lease) continue;
        try {
          await settleAbandoned(this.parts, stored);
        } finally {
          lease.release();
        }
        this.parts.events.changed('runbooks', id);
      }
      this.orphans = now;
    } catch (error) {
      log.warn('runs without a process could not be settled', { error: String(error) });
    }
  }
}

/** What each step sends, for people; on a dry run what would be sent where nothing is. */
function commands(
  runbook: LoadedRunbook,
  parameters: readonly BoundParameter[],
  runner: StepRunner,
  dryRun: boolean,
): string[] {
  return runbook.document.steps.map((step, index) =>
    runner.shown(step, scriptFor(runbook, index, dryRun) ?? step.script, parameters),
  );
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
